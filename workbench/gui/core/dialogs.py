"""The system's own dialogs for files: the one place that opens them, so that a test can answer in a person's stead."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget


def ask_save(window: QWidget, title: str, suggestion: Path, pattern: str) -> Path | None:
    """Ask where to save; None if the person would rather not. The dialog asks before a file is overwritten."""
    name, _filter = QFileDialog.getSaveFileName(window, title, str(suggestion), f"{pattern};;All files (*)")
    return Path(name) if name else None


def ask_open(window: QWidget, title: str, folder: str, pattern: str) -> Path | None:
    """Ask for a file to open; None if the person would rather not."""
    name, _filter = QFileDialog.getOpenFileName(window, title, folder, f"{pattern};;All files (*)")
    return Path(name) if name else None
