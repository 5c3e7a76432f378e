"""The payload editor: a text widget in front of exact bytes.

Owns how a body is typed, seen and read back. It signs nothing, parses nothing but colours, and knows no file.
"""

from workbench.gui.features.compose.editor.editor import PayloadEditor
from workbench.workspace.view import BodyFacts

__all__ = ["BodyFacts", "PayloadEditor"]
