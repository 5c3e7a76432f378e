"""What Kochava expects in a body: for now the built-in payloads to start from, and what a payload says of itself.

Never sends or signs. A template is the exact bytes of its file; a body is changed only in its placeholders and ids.
"""

from workbench.payloads.device import NewDevice, new_device
from workbench.payloads.placeholders import Expanded, expand, has_placeholders, typed_offset
from workbench.payloads.quick_fields import LARGEST_GLANCE, app_id_of, lacks_user_agent
from workbench.payloads.templates import DEFAULT_TEMPLATE, Template, template, templates

__all__ = [
    "DEFAULT_TEMPLATE",
    "LARGEST_GLANCE",
    "Expanded",
    "NewDevice",
    "Template",
    "app_id_of",
    "expand",
    "has_placeholders",
    "lacks_user_agent",
    "new_device",
    "template",
    "templates",
    "typed_offset",
]
