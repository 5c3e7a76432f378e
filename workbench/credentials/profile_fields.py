"""The table of a profile's texts: form and details of the window, and the options and rows of the terminal, follow it.

A new text is a field of `ProfileMetadata` and one row here.
"""

from typing import Final, Literal, NamedTuple, TypeAlias

Kind: TypeAlias = Literal["line", "lines", "list"]
"""One line of text, several, or a list."""


class ProfileField(NamedTuple):
    """One text of a profile; none is secret.

    Attributes:
        name: the field of `ProfileMetadata`.
        label: a short title, for rows of values.
        title: its full title, for the form.
        tip: what it is for.
        help: the same in the terminal.
        option: in the terminal.
        metavar: what the terminal calls its value.
        object_name: of the field of the form; empty if the form has it elsewhere.
        kind: what it holds.
        hint: shown in the empty field.
        note: below the field.
        empty: what is shown if there is no value; if this is empty, too, nothing is.
        group: the part of the form and of the rows that it belongs to; empty for the main one.
    """

    name: str
    label: str
    title: str
    tip: str
    help: str
    option: str
    metavar: str
    object_name: str
    kind: Kind = "line"
    hint: str = ""
    note: str = ""
    empty: str = ""
    group: str = ""


PROFILE_FIELDS: Final = (
    ProfileField("client", "Client", "Client", "", "the client; profiles are sorted by it", "--client", "TEXT", ""),
    ProfileField("hosts", "Hosts", "Allowed hosts", "Sending to another host asks first; loopback is always allowed",
                 "an allowed host, or *.example.com; repeatable, '' for any; loopback is always allowed", "--host",
                 "HOST", "profileHosts", "list", "any host", "Separated by commas or line breaks. Empty: any host.",
                 "any"),
    ProfileField("app_guids", "App GUIDs", "App GUIDs",
                 "Sending a payload with another kochava_app_id asks first; Signal calls it app_guid",
                 "an allowed kochava_app_id; repeatable, '' for any", "--app-guid", "GUID", "profileAppGuids", "list",
                 "any app", "The kochava_app_id values of the profile's apps. Empty: any app.", "any"),
    ProfileField("notes", "Notes", "Notes", "Free text; do not enter secrets here", "any text, but no secrets",
                 "--notes", "TEXT", "profileNotes", "lines"),
    ProfileField("partner_id", "Partner ID", "IdentityLink Partner ID",
                 "Assigned by your Kochava account manager; Signal asks for it",
                 "the Partner ID of Kochava IdentityLink", "--partner-id", "ID", "profilePartner",
                 note="Your Kochava account manager assigns it."),
    ProfileField("signal_admin_url", "Admin URL", "Signal admin URL", "URL of Signal's management API",
                 "the admin URL of Datafly Signal", "--signal-admin-url", "URL", "signalAdmin", hint="https://…",
                 group="Signal"),
    ProfileField("signal_ingestion_url", "Ingestion", "Signal ingestion URL", "URL that events are sent to",
                 "the URL to which Datafly Signal events are sent", "--signal-ingestion-url", "URL", "signalIngestion",
                 hint="https://…", group="Signal"),
    ProfileField("signal_login", "Login", "Signal login e-mail", "Account that logs in to Signal",
                 "the login of Datafly Signal; its password is set with edit --signal-values", "--signal-login",
                 "EMAIL", "signalLogin", hint="name@example.com", group="Signal"),
)  # fmt: skip
