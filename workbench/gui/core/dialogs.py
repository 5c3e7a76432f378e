"""Opens the system's file dialogs; tests replace these functions."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget


def ask_save(window: QWidget, title: str, suggestion: Path, pattern: str) -> Path | None:
    """Ask where to save; None if cancelled. The dialog confirms overwriting a file."""
    name, _filter = QFileDialog.getSaveFileName(window, title, str(suggestion), f"{pattern};;All files (*)")
    return Path(name) if name else None


def ask_open(window: QWidget, title: str, folder: str, pattern: str) -> Path | None:
    """Ask for a file to open; None if cancelled."""
    name, _filter = QFileDialog.getOpenFileName(window, title, folder, f"{pattern};;All files (*)")
    return Path(name) if name else None
