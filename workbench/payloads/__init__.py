"""What Kochava expects in a body: for now the built-in payloads to start from.

Never sends, signs or changes a body: a template is the exact bytes of its file.
"""

from workbench.payloads.templates import DEFAULT_TEMPLATE, Template, template, templates
from workbench.payloads.title import title_of

__all__ = ["DEFAULT_TEMPLATE", "Template", "template", "templates", "title_of"]
