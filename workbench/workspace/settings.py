"""Reads and writes the settings of the window (JSON). Contains no secret; damage never prevents a start.

Unreadable values fall back to their defaults, with a note; unknown keys stay in the file. Read before the first paint,
so it imports nothing that is slow to load.
"""

import json
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, TypeAlias, get_args

from workbench.disk import config_dir, locked, remove_temporary_files, replace_file, set_aside

Theme: TypeAlias = Literal["system", "light", "dark"]

FILE_NAME: Final = "settings.json"


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
        stored, notes = self._read()
        chosen: dict[str, Any] = {}
        for name, default in Settings()._asdict().items():
            if name in stored:
                if _fits(name, stored[name], default):
                    chosen[name] = stored[name]
                else:
                    notes.append(f"The setting “{name}” is not valid; its default is used.")
        self.notes = tuple(notes)
        return Settings(**chosen)

    def change(self, **changed: object) -> str | None:
        """Save these settings in one step; return None, or one sentence why that failed.

        All others keep their value in the file, which another window may have changed. Of a mapping, only the given
        keys are changed; an empty string removes a key.

        Raises:
            TypeError: there is no setting of that name.
        """
        unknown = changed.keys() - set(Settings._fields)
        if unknown:
            raise TypeError(f"not a setting: {', '.join(sorted(unknown))}")
        try:
            with locked(self._path):
                remove_temporary_files(self._path)
                stored, _ = self._read()
                for name, value in changed.items():
                    stored[name] = _merged(name, stored.get(name), value) if isinstance(value, dict) else value
                content = json.dumps(stored, indent=2, ensure_ascii=False)
                replace_file(self._path, content.encode() + b"\n")
        except OSError as error:
            return f"The settings could not be saved ({error.strerror}). The file was not changed: {self._path}"
        except UnicodeEncodeError:
            return f"The settings could not be saved (one is not valid Unicode). The file was not changed: {self._path}"
        return None

    def _read(self) -> tuple[dict[str, Any], list[str]]:
        try:
            stored = json.loads(self._path.read_bytes().decode())
            if isinstance(stored, dict):
                return stored, []
        except FileNotFoundError:
            return {}, []
        except OSError as error:
            return {}, [f"The settings could not be read ({error.strerror}). Defaults are used: {self._path}"]
        except (ValueError, RecursionError):
            pass
        renamed = set_aside(self._path)
        where = f"renamed to {renamed.name}" if renamed else "not changed"
        return {}, [f"The settings are damaged. The file was {where}; defaults are used: {self._path}"]


def _merged(name: str, stored: object, changed: dict[str, str]) -> dict[str, str]:
    """Return the mapping in the file with these keys changed, those with an empty string removed."""
    before = stored if isinstance(stored, dict) and _fits(name, stored, {}) else {}
    return {key: value for key, value in (before | changed).items() if value}


def _fits(name: str, value: object, default: object) -> bool:
    """Return whether a value from the file is valid for a setting."""
    if name == "theme":
        return value in get_args(Theme)
    if isinstance(default, dict):
        return isinstance(value, dict) and all(isinstance(each, str) for each in value.values())
    return type(value) is type(default)
