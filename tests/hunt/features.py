"""All features of the window and all commands: add a function to `WINDOW`, or a command to `COMMANDS`."""

from collections.abc import Callable

from tests.hunt import crashing, using, using_log, using_profiles
from tests.hunt.scene import Scene

WINDOW: tuple[Callable[[Scene], None], ...] = (
    using.typing,
    using.choosing_forms,
    using.opening_templates,
    using.keeping_files,
    using.going_about,
    using_profiles.keeping_a_profile,
    using_profiles.keeping_a_secret_where_it_does_not_belong,
    using_profiles.fixing_input_warnings,
    using_profiles.failing_to_keep,
    using_profiles.looking_at_values,
    using_profiles.editing,
    using.sending_to_the_sandbox,
    using.sending_with_the_wrong_pair,
    using.sending_in_vain,
    using.comparing,
    using_profiles.rotating,
    using_profiles.duplicating_and_deleting,
    using_profiles.checking,
    using_profiles.waiting_for_the_keyring,
    using_profiles.filtering,
    using.being_asked,
    using.copying,
    using.masking,
    using.leaving_a_message,
    *using_log.FEATURES,
    crashing.crashing,
)


def allowed(place: str, name: str) -> bool:
    """Say whether a value may show in a place: the auth token where it is the answer, and nothing else anywhere."""
    shown = place.partition(": ")[2]
    if name == "the refused pair's secret":  # somebody typed it into the notes, and they were handed on to be looked at
        return shown == "intent: credentials.saved"
    return name == "token" and shown in {"authToken", "compare", "intent: compare.edited"}
