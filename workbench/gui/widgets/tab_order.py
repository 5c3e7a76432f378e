"""Puts what is made late into the order of Tab, where it stands: Qt puts it after everything else of the window."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def follow_in_tab_order(before: QWidget, *late: QWidget) -> None:
    """Let Tab reach these parts, and all that is in them, after `before`.

    Qt's own chain must not be asked: PySide 6.11 makes what `nextInFocusChain` returns a child of who was asked, and
    takes it for deleted with it.
    """
    place, policy = before, before.focusPolicy()
    if policy is Qt.FocusPolicy.NoFocus:  # such a one could not be put into an order
        place.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    for part in late:
        for each in (part, *part.findChildren(QWidget)):
            # The list of a choice is a window of its own.
            if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.window() is part.window():
                QWidget.setTabOrder(before, each)
                before = each
    place.setFocusPolicy(policy)
