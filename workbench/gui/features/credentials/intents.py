"""Provides the signals of the Credentials pane; its widgets share them, so that none passes on those of another."""

from PySide6.QtCore import QObject, Signal


class Intents(QObject):
    """What the user asks for. A profile is given by its name.

    Signals:
        profile_chosen(str): sign with this profile from now on.
        form_requested(str): open the form for this profile, or for a new one if it is empty.
        saved(ProfileDraft): the form was submitted.
        duplicate_requested(str), delete_requested(str)
        undo_requested(): restore the profile that was deleted last.
        rotation_requested(str): open the page for a new pair of this profile.
        rotate_requested(str, Secret, Secret): a profile; its new API key and secret.
        finish_requested(str), back_requested(str): end the rotation of this profile, deleting the old pair or
            going back to it.
        values_wanted(str): the values or fingerprints of this profile are to be shown.
        copy_requested(str, str): a profile; `api-key` or `secret`.
        typed(Secret, Secret, str): the pair in an open form, to be checked for input warnings; the profile that is
            edited, empty for a new one.
        check_requested(): compare the list with the keyring.
        repair_requested(int): repair the disagreement with this index.
        stop_waiting_requested(): stop waiting for the keyring.
    """

    profile_chosen = Signal(str)
    form_requested = Signal(str)
    saved = Signal(object)
    duplicate_requested = Signal(str)
    delete_requested = Signal(str)
    undo_requested = Signal()
    rotation_requested = Signal(str)
    rotate_requested = Signal(str, object, object)
    finish_requested = Signal(str)
    back_requested = Signal(str)
    values_wanted = Signal(str)
    copy_requested = Signal(str, str)
    typed = Signal(object, object, str)
    check_requested = Signal()
    repair_requested = Signal(int)
    stop_waiting_requested = Signal()
