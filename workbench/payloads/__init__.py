"""Kochava payloads: built-in templates, placeholders, test devices, and quick access to a few fields.

Nothing is sent or signed here. A template is the exact bytes of its file; only placeholders and ids of a body are
changed.
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
