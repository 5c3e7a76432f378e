"""Reads and writes the settings of the window (JSON). Contains no secret; damage never prevents a start.

Unreadable values fall back to their defaults, with a note; unknown keys stay in the file. Read before the first paint,
so it imports nothing that is slow to load.
"""

import json
import re
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, TypeAlias, get_args

from workbench.disk import config_dir, locked, read_file, remove_temporary_files, replace_file, set_aside, where_kept
from workbench.salvage import members_in, unique_members

Theme: TypeAlias = Literal["system", "light", "dark"]

FILE_NAME: Final = "settings.json"

_BASE64: Final = ("window_geometry", "window_state")
_LARGEST: Final = 10_000_000  # bytes
_LONGEST_TEXT: Final = 100_000  # characters


class Settings(NamedTuple):
    """The user's settings.

    Attributes:
        window_geometry, window_state: Qt's state in base64; empty before the first start.
        endpoint: as typed or selected; empty for the sandbox.
        splitters: states of splitters by object name, in base64.
        last_folder: the folder of the last file opened or saved; empty before that.
        masked: whether device ids and addresses are hidden, for screen sharing.
        transport: transport options that differ from the defaults, as text by host; contains no secret.
    """

    theme: Theme = "system"
    window_geometry: str = ""
    window_state: str = ""
    endpoint: str = ""
    profile: str = "sample"
    splitters: dict[str, str] = {}  # noqa: RUF012 - a tuple's default, never changed in place
    last_folder: str = ""
    masked: bool = False
    transport: dict[str, str] = {}  # noqa: RUF012 - a tuple's default, never changed in place


def as_setting(words: str) -> Theme:
    """Return the theme of this name; any other name means the system's."""
    return "light" if words == "light" else "dark" if words == "dark" else "system"


class SettingsStore:
    """The settings file of this user. `notes` holds the problems found by the last `load`, one sentence each."""

    def __init__(self, folder: Path | None = None) -> None:
        self._path = (folder or config_dir()) / FILE_NAME
        self.notes: tuple[str, ...] = ()

    def load(self) -> Settings:
        """Read the settings. Never raises: missing or invalid ones have their defaults, with a note if invalid."""
        try:
            stored, notes = self._read()
        except OSError as error:
            self.notes = (f"The settings could not be read ({error.strerror}). Defaults are used: {self._path}",)
            return Settings()
        chosen: dict[str, Any] = {}
        for name, default in Settings()._asdict().items():
            value = stored.get(name, default)
            if isinstance(default, dict) and isinstance(value, dict):
                chosen[name] = {key: each for key, each in value.items() if _is_text(key) and _fits(name, each, "")}
            elif _fits(name, value, default):
                chosen[name] = value
            if chosen.get(name) != value:
                notes.append(f"The setting “{name}” is not valid; its default is used. Choose it again: {self._path}")
        self.notes = tuple(notes)
        return Settings(**chosen)

    def change(self, **changed: object) -> str | None:
        """Save these settings in one step; return None, or one sentence: why that failed, or that others were damaged.

        All others keep their value in the file, which another window may have changed. Of a mapping, only the given
        keys are changed; an empty string removes a key.

        Raises:
            TypeError: there is no setting of that name.
        """
        unknown = changed.keys() - set(Settings._fields)
        if unknown:
            raise TypeError(f"not a setting: {', '.join(sorted(unknown))}")
        try:
            json.dumps(changed, ensure_ascii=False).encode()
            with locked(self._path):
                remove_temporary_files(self._path)
                stored, notes = self._read()
                for name, value in changed.items():
                    stored[name] = _merged(stored.get(name), value) if isinstance(value, dict) else value
                content = json.dumps(stored, indent=2, ensure_ascii=False)
                replace_file(self._path, content.encode(errors="backslashreplace") + b"\n")  # as JSON writes them
        except OSError as error:
            return f"The settings could not be saved ({error.strerror}). The file was not changed: {self._path}"
        except UnicodeEncodeError:
            return f"The settings could not be saved (one is not valid Unicode). The file was not changed: {self._path}"
        return notes[0] if notes else None

    def _read(self) -> tuple[dict[str, Any], list[str]]:
        content = b""
        try:
            content = read_file(self._path, _LARGEST)
            stored = json.loads(content.decode(), object_pairs_hook=unique_members)
            if isinstance(stored, dict):
                return stored, []
        except FileNotFoundError:
            return {}, []
        except IsADirectoryError:
            pass
        except (ValueError, RecursionError):
            pass
        stored = members_in(content, Settings._fields)
        used = "those that can be read are used" if stored else "defaults are used"
        kept = where_kept(set_aside(self._path))
        return stored, [f"The settings are damaged; {used}, and the file was {kept}. Choose the others again."]


def _merged(stored: object, changed: dict[str, str]) -> dict[str, object]:
    """Return the mapping in the file with these keys changed, those with an empty string removed."""
    before = stored if isinstance(stored, dict) else {}
    return {key: value for key, value in (before | changed).items() if value}


def _fits(name: str, value: object, default: object) -> bool:
    """Return whether a value from the file is valid for a setting, or in a mapping."""
    if name == "theme":
        return value in get_args(Theme)
    if not isinstance(default, str):
        return type(value) is type(default)
    return _is_text(value) and (name not in _BASE64 or bool(re.fullmatch(r"[A-Za-z0-9+/]*={0,2}", str(value))))


def _is_text(value: object) -> bool:
    """Return whether this is text that can be shown and saved: neither too long, nor with NUL or a lone surrogate."""
    return isinstance(value, str) and len(value) <= _LONGEST_TEXT and not re.search("[\0\ud800-\udfff]", value)
