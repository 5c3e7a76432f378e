"""The payload editor: a plain text widget that edits exact bytes. It knows neither files nor signatures."""

from workbench.gui.features.compose.editor.editor import PayloadEditor
from workbench.workspace.view import BodyFacts

__all__ = ["BodyFacts", "PayloadEditor"]
