"""Owns what the window remembers of a person's choices. Never holds a secret, and never stops a start.

The file is JSON in the config folder. What cannot be read falls back to the default, and is said; keys that this
version does not know stay in the file.
"""

from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

import msgspec

from workbench.disk import config_dir, locked, replace_file, set_aside, sweep

Theme: TypeAlias = Literal["system", "light", "dark"]

FILE_NAME: Final = "settings.json"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """A person's choices; change one with `msgspec.structs.replace`.

    Attributes:
        window_geometry, window_state: what Qt gave to be put back, in base64; empty before the first time.
        endpoint: as typed or chosen; empty for the sandbox.
        wire_form: the value of a `signing.WireForm`.
        splitters: states of splitters by object name, in base64.
        last_folder: where a file was last opened or saved; empty before the first time.
    """

    theme: Theme = "system"
    window_geometry: str = ""
    window_state: str = ""
    endpoint: str = ""
    profile: str = "sample"
    wire_form: str = "as-typed"
    splitters: dict[str, str] = {}
    last_folder: str = ""


class SettingsStore:
    """The settings of this user, in one file. `notes` says what the last `load` found wrong, one sentence each."""

    def __init__(self, folder: Path | None = None) -> None:
        self._path = (folder or config_dir()) / FILE_NAME
        self.notes: tuple[str, ...] = ()

    def load(self) -> Settings:
        """Read the settings. Never raises: what is missing or wrong has its default, and a note if it was wrong."""
        kept, notes = self._read()
        chosen: dict[str, Any] = {}
        for field in msgspec.structs.fields(Settings):
            if field.name in kept:
                try:
                    chosen[field.name] = msgspec.convert(kept[field.name], field.type)
                except msgspec.ValidationError:
                    notes.append(f"The setting “{field.name}” could not be understood and has its default again.")
        self.notes = tuple(notes)
        return Settings(**chosen)

    def save(self, settings: Settings) -> str | None:
        """Write the settings in one step; return None, or one sentence why they could not be kept."""
        try:
            with locked(self._path):
                sweep(self._path)
                kept, _ = self._read()
                content = msgspec.json.encode(kept | msgspec.to_builtins(settings))
                replace_file(self._path, msgspec.json.format(content, indent=2) + b"\n")
        except OSError as error:
            return f"The settings could not be saved ({error.strerror}) and are as they were: {self._path}"
        except UnicodeEncodeError:
            return f"The settings could not be saved (one holds half a character) and are as they were: {self._path}"
        return None

    def _read(self) -> tuple[dict[str, Any], list[str]]:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=dict[str, Any]), []
        except FileNotFoundError:
            return {}, []
        except OSError as error:
            return {}, [f"The settings could not be read ({error.strerror}), so the defaults hold: {self._path}"]
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            kept = set_aside(self._path)
            where = f"kept as {kept.name}" if kept else "left where they are"
            return {}, [f"The settings were damaged; they were {where}, and the defaults hold: {self._path}"]
