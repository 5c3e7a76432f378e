"""Inserts widgets into the tab order where they are shown: Qt appends new ones to the end of the window's."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def follow_in_tab_order(before: QWidget, *added: QWidget) -> None:
    """Let these widgets, and their children, follow `before` in the tab order.

    `nextInFocusChain` must not be called: PySide 6.11 makes the result a child of the widget asked, and invalidates it
    together with that one.
    """
    first, policy = before, before.focusPolicy()
    if policy is Qt.FocusPolicy.NoFocus:  # `setTabOrder` ignores such a widget
        first.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    for widget in added:
        for each in (widget, *widget.findChildren(QWidget)):
            # The list of a combo box is a window of its own.
            if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.window() is widget.window():
                QWidget.setTabOrder(before, each)
                before = each
    first.setFocusPolicy(policy)
