"""Owns what the window remembers of a person's choices. Never holds a secret, and never stops a start.

The file is JSON in the config folder. What cannot be read falls back to the default, and is said; keys that this
version does not know stay in the file. Read before the first paint, so it loads nothing that is slow to load.
"""

import json
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, TypeAlias, get_args

from workbench.disk import config_dir, locked, remove_temporary_files, replace_file, set_aside

Theme: TypeAlias = Literal["system", "light", "dark"]

FILE_NAME: Final = "settings.json"


class Settings(NamedTuple):
    """A person's choices.

    Attributes:
        window_geometry, window_state: what Qt gave to be put back, in base64; empty before the first time.
        endpoint: as typed or chosen; empty for the sandbox.
        splitters: states of splitters by object name, in base64.
        last_folder: where a file was last opened or saved; empty before the first time.
        masked: whether the window hides device ids and addresses, for sharing the screen.
        transport: how requests leave for a host where that is unusual, as text by host; no secret is in it.
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
    """Return the theme setting of this name; any other name means the desktop's own."""
    return "light" if words == "light" else "dark" if words == "dark" else "system"


class SettingsStore:
    """The settings of this user, in one file. `notes` says what the last `load` found wrong, one sentence each."""

    def __init__(self, folder: Path | None = None) -> None:
        self._path = (folder or config_dir()) / FILE_NAME
        self.notes: tuple[str, ...] = ()

    def load(self) -> Settings:
        """Read the settings. Never raises: what is missing or wrong has its default, and a note if it was wrong."""
        kept, notes = self._read()
        chosen: dict[str, Any] = {}
        for name, default in Settings()._asdict().items():
            if name in kept:
                if _fits(name, kept[name], default):
                    chosen[name] = kept[name]
                else:
                    notes.append(f"The setting “{name}” could not be understood and has its default again.")
        self.notes = tuple(notes)
        return Settings(**chosen)

    def change(self, **changed: object) -> str | None:
        """Write these settings in one step; return None, or one sentence why they could not be kept.

        All others stay as they are in the file, where another window may have changed them. Of a mapping, only the
        given keys are changed; an empty text takes a key out.

        Raises:
            TypeError: there is no setting of that name.
        """
        unknown = changed.keys() - set(Settings._fields)
        if unknown:
            raise TypeError(f"not a setting: {', '.join(sorted(unknown))}")
        try:
            with locked(self._path):
                remove_temporary_files(self._path)
                kept, _ = self._read()
                for name, value in changed.items():
                    kept[name] = _merged(name, kept.get(name), value) if isinstance(value, dict) else value
                content = json.dumps(kept, indent=2, ensure_ascii=False)
                replace_file(self._path, content.encode() + b"\n")
        except OSError as error:
            return f"The settings could not be saved ({error.strerror}) and are as they were: {self._path}"
        except UnicodeEncodeError:
            return f"The settings could not be saved (one holds half a character) and are as they were: {self._path}"
        return None

    def _read(self) -> tuple[dict[str, Any], list[str]]:
        try:
            kept = json.loads(self._path.read_bytes().decode())
            if isinstance(kept, dict):
                return kept, []
        except FileNotFoundError:
            return {}, []
        except OSError as error:
            return {}, [f"The settings could not be read ({error.strerror}), so the defaults hold: {self._path}"]
        except (ValueError, RecursionError):
            pass
        aside = set_aside(self._path)
        where = f"kept as {aside.name}" if aside else "left where they are"
        return {}, [f"The settings were damaged; they were {where}, and the defaults hold: {self._path}"]


def _merged(name: str, kept: object, changed: dict[str, str]) -> dict[str, str]:
    """Return a mapping of the file with these keys changed, those with an empty text taken out."""
    before = kept if isinstance(kept, dict) and _fits(name, kept, {}) else {}
    return {key: value for key, value in (before | changed).items() if value}


def _fits(name: str, value: object, default: object) -> bool:
    """Say whether a value from the file can be a setting."""
    if name == "theme":
        return value in get_args(Theme)
    if isinstance(default, dict):
        return isinstance(value, dict) and all(isinstance(each, str) for each in value.values())
    return type(value) is type(default)
