"""A private D-Bus and a real gnome-keyring, used by separate processes."""

import json
import os
import select
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from jeepney import DBusAddress, MatchRule, message_bus, new_method_call  # type: ignore[import-untyped]
from jeepney.io.blocking import DBusConnection, open_dbus_connection  # type: ignore[import-untyped]
from jeepney.wrappers import unwrap_msg  # type: ignore[import-untyped]

_NAME = "org.freedesktop.secrets"
_OWNER_CHANGES = MatchRule(
    type="signal", sender=message_bus.bus_name, interface=message_bus.interface, member="NameOwnerChanged"
)
_OWNER_CHANGES.add_arg_condition(0, _NAME)
_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir={folder}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
_PATIENCE = 60.0  # seconds after which a step is taken to hang
_SERVICE = DBusAddress("/org/freedesktop/secrets", _NAME, "org.freedesktop.Secret.Service")

PASSWORD = "a pass word\n"
"""The password of the keyring of a session; gnome-keyring treats the line break as part of it."""


class KeyringSession:
    """One login session without a display; its bus starts no service, so the keyring must be started.

    Attributes:
        environ: the environment of a process of this session.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        configuration = folder / "bus.conf"
        configuration.write_text(_BUS.format(folder=folder))
        self.environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
            "WORKBENCH_HOME": str(folder / "workbench"),
            "LC_ALL": "C.UTF-8",
        }
        self._bus = subprocess.Popen(
            ["dbus-daemon", f"--config-file={configuration}", "--nofork", "--print-address=1"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=self.environ,
        )
        assert self._bus.stdout is not None
        self.environ["DBUS_SESSION_BUS_ADDRESS"] = self._bus.stdout.readline().strip()
        # A copy has no file capabilities, which a container may not be allowed to grant.
        found = shutil.which("gnome-keyring-daemon")
        assert found, "gnome-keyring is not installed"
        self._daemon = folder / "keyring-daemon"
        shutil.copyfile(found, self._daemon)
        self._daemon.chmod(0o700)

    def start_keyring(self, *, unlocked: bool) -> None:
        """Start gnome-keyring, which daemonises, and return when it can be reached."""
        how = ["--unlock"] if unlocked else ["--start"]
        with self._bus_connection() as connection, connection.filter(_OWNER_CHANGES) as changes:
            connection.send_and_get_reply(message_bus.AddMatch(_OWNER_CHANGES), timeout=_PATIENCE)
            subprocess.run(
                [self._daemon, *how, "--components=secrets"],
                input=PASSWORD.encode() if unlocked else b"",
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=self.environ,
                check=True,
                timeout=_PATIENCE,
            )
            while not connection.recv_until_filtered(changes, timeout=_PATIENCE).body[2]:
                pass  # that was the owner before going away

    def kill_keyring(self) -> None:
        """Kill the keyring of this session, as a crash would, and return when it has exited."""
        with self._bus_connection() as connection:
            question = message_bus.GetConnectionUnixProcessID(_NAME)
            (process,) = connection.send_and_get_reply(question, timeout=_PATIENCE).body
        handle = os.pidfd_open(process)
        try:
            os.kill(process, signal.SIGKILL)
            gone, _, _ = select.select([handle], [], [], _PATIENCE)
        finally:
            os.close(handle)
        assert gone, "the keyring outlived its killing"

    def lock_keyring(self) -> None:
        """Lock the keyring, as another program or the desktop does."""
        (collection,) = self._ask(_SERVICE, "ReadAlias", "s", "default")
        # Now and then the answer names no collection, although this one is locked then.
        self._ask(_SERVICE, "Lock", "ao", [collection])
        assert self._property(collection, "Collection", "Locked")

    def entries(self) -> list[str]:
        """Return the user names of all entries of this program, from the keyring itself."""
        return sorted(self._property(item, "Item", "Attributes")["username"] for item in self._items({}))

    def delete_entry(self, name: str) -> None:
        """Delete one entry, as another program does."""
        (item,) = self._items({"username": name})
        self._ask(DBusAddress(item, _NAME, "org.freedesktop.Secret.Item"), "Delete", None)

    def _items(self, attributes: dict[str, str]) -> list[str]:
        wanted = {"service": "payload-workbench", **attributes}
        unlocked, locked = self._ask(_SERVICE, "SearchItems", "a{ss}", wanted)
        return [*unlocked, *locked]

    def _property(self, path: str, kind: str, name: str) -> Any:  # noqa: ANN401 - D-Bus carries anything
        properties = DBusAddress(path, _NAME, "org.freedesktop.DBus.Properties")
        ((_signature, value),) = self._ask(properties, "Get", "ss", f"org.freedesktop.Secret.{kind}", name)
        return value

    def _ask(self, whom: DBusAddress, member: str, signature: str | None, *body: object) -> Any:  # noqa: ANN401
        with self._bus_connection() as connection:
            question = new_method_call(whom, member, signature, body)
            return unwrap_msg(connection.send_and_get_reply(question, timeout=_PATIENCE))

    def _bus_connection(self) -> DBusConnection:
        return open_dbus_connection(self.environ["DBUS_SESSION_BUS_ADDRESS"])

    def open(self, *words: str) -> "Conversation":
        """Start a new process that holds one `Profiles`."""
        return Conversation(self.environ, *words)

    def ask(self, **question: object) -> dict[str, Any]:
        """Ask a process that is started for this one question."""
        with self.open() as conversation:
            return conversation.ask(**question)

    def close(self) -> None:
        """Stop the bus; the keyring exits too."""
        self._bus.terminate()
        self._bus.communicate(timeout=_PATIENCE)


class Conversation:
    """A process of the session (`speaker.py`) that answers one line of JSON for each it is given."""

    def __init__(self, environ: dict[str, str], *words: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("speaker.py")), *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=environ,
        )

    def ask(self, **question: object) -> dict[str, Any]:
        """Ask, and wait for the answer."""
        self.put(**question)
        return self.answer()

    def put(self, **question: object) -> None:
        """Send a call without waiting for the answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        """Wait for the next answer."""
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], _PATIENCE)
        if not ready:
            self.kill()
            raise AssertionError("no answer came")
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def kill(self) -> None:
        """End the process as a crash would."""
        self._process.kill()

    def __enter__(self) -> "Conversation":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=_PATIENCE)
