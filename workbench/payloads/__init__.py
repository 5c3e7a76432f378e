"""What Kochava expects in a body: for now the built-in payloads to start from, and what a payload says of itself.

Never sends, signs or changes a body: a template is the exact bytes of its file.
"""

from workbench.payloads.glance import LARGEST_GLANCE, app_id_of, title_of
from workbench.payloads.templates import DEFAULT_TEMPLATE, Template, template, templates

__all__ = ["DEFAULT_TEMPLATE", "LARGEST_GLANCE", "Template", "app_id_of", "template", "templates", "title_of"]
