"""The Credentials dock: profiles, and a form for a new one. It shows names; it never holds or shows a stored value.

What is typed into the form is handed on once and cleared.
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from workbench.gui.state import ProfileChoice
from workbench.gui.theme import Theme
from workbench.gui.widgets.parts import button, list_row, muted, rule, title
from workbench.gui.widgets.values import Lines
from workbench.secrecy import Secret

_DELETE = "Delete"
_WIDEST_NAME = 160  # pixels of a name in the question whether to delete it
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_REMOVABLE = Qt.ItemDataRole.UserRole + 1


class CredentialsPane(QWidget):
    """Choose, add and delete profiles.

    Signals:
        profile_chosen(str): the name of a profile.
        add_requested(str, Secret, Secret): name, API key, secret.
        delete_requested(str): the name of a profile.
    """

    profile_chosen = Signal(str)
    add_requested = Signal(str, object, object)
    delete_requested = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "dock")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.list = QListWidget()
        self.list.setObjectName("credentials")
        self.list.setAccessibleName("Credentials")
        self.list.setToolTip("Enter or click signs with this profile (Ctrl+5)")
        self.list.itemClicked.connect(self._chosen)
        self.list.itemActivated.connect(self._chosen)
        self.list.currentItemChanged.connect(lambda item, _before: self._selected(item))
        self.state = Lines("Keyring state", "keyringState", "muted")
        self.says = Lines("Profile problem", "profileProblem", "bad")
        self.state.setToolTip("Where profiles are kept, and what to do if they cannot be")
        self.says.setToolTip("Why the last request was not done")
        self.name = _field("Profile name", "profileName", "Acme QA")
        self.api_key = _field("API key", "profileApiKey", "the HMAC key, sent in a header", hidden=True)
        self.secret = _field("Secret", "profileSecret", "put in front of the payload hash", hidden=True)
        self.add = button("Save in the keyring", "outline", "profileAdd", "Store both values in the system's keyring")
        self.add.clicked.connect(self._add)
        self.delete = button(_DELETE, "link", "profileDelete", "Delete the selected profile and its values (Del)")
        self.delete.clicked.connect(self._delete)
        self.delete.setEnabled(False)
        delete_key = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.list)
        delete_key.setAutoRepeat(False)  # a key held down is not a second press
        delete_key.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete_key.activated.connect(self.delete.click)
        self._asked = ""
        self._in_use = ""
        for part in (self.list, self.delete):
            part.installEventFilter(self)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)
        self._lay_out(theme)
        self.says.hide()

    def show_profiles(self, choices: Sequence[ProfileChoice], chosen: str) -> None:
        """Show the profiles, and which one signs; the selection stays where it was, or near it."""
        selected, row = self._current(), self.list.currentRow()
        names = [choice.name for choice in choices]
        deleted = selected and selected not in names
        wanted = selected if selected and chosen == self._in_use else chosen
        if not deleted and wanted in names:
            row = names.index(wanted)
        self._in_use = chosen
        with QSignalBlocker(self.list):
            self.list.clear()
            for choice in choices:
                words = f"{choice.title}   {choice.badge}" if choice.badge else choice.title
                in_use = choice.name == chosen
                item = list_row(f"{words}   ✓ in use" if in_use else words, self.list)
                item.setData(Qt.ItemDataRole.UserRole, choice.name)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{words}{', in use' if in_use else ''}")
                item.setData(_REMOVABLE, choice.removable)
                item.setToolTip(choice.detail)
            self.list.setCurrentRow(min(row, self.list.count() - 1))
        self._selected(self.list.currentItem())
        rows = min(max(self.list.count(), 2), 8)
        self.list.setFixedHeight(rows * 30 + 4)

    def show_keyring(self, says: str, advice: str, *, usable: bool) -> None:
        """Show the keyring's state in words; without one, nothing can be added."""
        self.state.show_value(f"Keyring: {says}. {advice}".strip())
        for part in (self.name, self.api_key, self.secret, self.add):
            part.setEnabled(usable)

    def show_problem(self, says: str) -> None:
        """Show what went wrong with the last request, or nothing."""
        self.says.show_value(says)
        self.says.setVisible(bool(says))

    def show_added(self) -> None:
        """Empty the form: the values are stored."""
        for part in (self.name, self.api_key, self.secret):
            part.clear()
        self.show_problem("")

    def _lay_out(self, theme: Theme) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 12, 16)
        column.setSpacing(8)
        column.addWidget(title("Profiles", theme.title))
        column.addWidget(self.list)
        row = QHBoxLayout()
        row.addWidget(self.delete)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(rule())
        column.addWidget(title("New profile", theme.title))
        form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for words, field in (("Name", self.name), ("API key", self.api_key), ("Secret", self.secret)):
            label = muted(words)
            label.setMinimumHeight(field.sizeHint().height())  # so that it stands level with its field
            form.addRow(label, field)
        column.addLayout(form)
        column.addWidget(self.says)
        column.addWidget(self.add)
        column.addWidget(self.state)
        column.addStretch(1)

    def _chosen(self, item: QListWidgetItem) -> None:
        self.profile_chosen.emit(item.data(Qt.ItemDataRole.UserRole))

    def _current(self) -> str:
        item: QListWidgetItem | None = self.list.currentItem()
        return "" if item is None else str(item.data(Qt.ItemDataRole.UserRole))

    def _selected(self, item: QListWidgetItem | None) -> None:
        self._withdraw()
        self.delete.setEnabled(item is not None and bool(item.data(_REMOVABLE)))

    def _add(self) -> None:
        self.add_requested.emit(self.name.text().strip(), Secret(self.api_key.text()), Secret(self.secret.text()))

    def _delete(self) -> None:
        """Ask at the first press, delete at the second."""
        name = self._current()
        if self._asked == name:
            self._withdraw()
            self.delete_requested.emit(name)
            return
        self._asked = name
        shown = self.delete.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, _WIDEST_NAME)
        self._word_delete(f"Delete “{shown}”? Press again")

    def _withdraw(self) -> None:
        """Take the question back: something else was done."""
        if self._asked:
            self._asked = ""
            self._word_delete(_DELETE)

    def _word_delete(self, words: str) -> None:
        self.delete.setText(words)
        self.delete.setAccessibleName(words)

    def _focus_moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not self.list and now is not self.delete:
            self._withdraw()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Withdraw the question at every key but those that answer it; a double click is one press, not two."""
        if watched is self.delete and event.type() == QEvent.Type.MouseButtonDblClick:
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            answers = (Qt.Key.Key_Delete,) if watched is self.list else (Qt.Key.Key_Space, *_ENTER)
            if event.key() not in answers:
                self._withdraw()
        return super().eventFilter(watched, event)


def _field(name: str, object_name: str, hint: str, *, hidden: bool = False) -> QLineEdit:
    field = QLineEdit()
    field.setAccessibleName(name)
    field.setObjectName(object_name)
    field.setPlaceholderText(hint)
    field.setToolTip(f"{name}: kept in the keyring, nowhere else" if hidden else f"{name}: how you will find it again")
    if hidden:
        field.setEchoMode(QLineEdit.EchoMode.Password)
        # Never offered to an input method's dictionary.
        field.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
    return field
