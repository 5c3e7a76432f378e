"""What Kochava expects in a body: for now the built-in payloads to start from, and what a payload says of itself.

Never sends or signs. A template is the exact bytes of its file; a body is changed only in its placeholders and ids.
What makes test devices is loaded with the first of them.
"""

from typing import TYPE_CHECKING

from workbench.payloads.placeholders import Expanded, expand, has_placeholders, typed_offset
from workbench.payloads.quick_fields import LARGEST_GLANCE, app_id_of, lacks_user_agent
from workbench.payloads.templates import DEFAULT_TEMPLATE, Template, template, templates

if TYPE_CHECKING:
    from workbench.payloads.device import NewDevice, new_device

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


def __getattr__(name: str) -> object:
    if name in ("NewDevice", "new_device"):
        from workbench.payloads import device

        return getattr(device, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
