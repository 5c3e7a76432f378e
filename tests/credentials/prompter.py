"""Answers the keyring's password prompt from a test.

gnome-keyring shows its prompts through the owner of `org.gnome.keyring.SystemPrompter` on the session bus. The names
and the encryption of the password (Diffie-Hellman in RFC 3526's group 5, HKDF, AES) are those of libgcr.
"""

import base64
import hmac
import os
import threading
from types import TracebackType
from typing import Any, Self

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from jeepney import (  # type: ignore[import-untyped]
    DBusAddress,
    HeaderFields,
    MatchRule,
    Message,
    MessageType,
    message_bus,
    new_method_call,
    new_method_return,
)
from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]

_NAME = "org.gnome.keyring.SystemPrompter"
_CALLBACK = "org.gnome.keyring.internal.Prompter.Callback"
_PATIENCE = 60.0  # seconds after which an unanswered prompt is closed, so that a hang becomes a failure
_PRIME = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F"
    "83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA237327FFFFFFFFFFFFFFFF",
    16,
)
_SIZE = 192  # bytes of the prime


class Prompter:
    """Receives each prompt of the keyring; nothing is displayed.

    Attributes:
        asked: set while a prompt is open.
        withdrawn: set when the keyring has withdrawn a prompt, or has exited.
    """

    def __init__(self, address: str) -> None:
        self._connection = open_dbus_connection(address)
        self._secret = int.from_bytes(os.urandom(_SIZE), "big") % _PRIME
        self._prompt: Message = None
        self._exchange = ""
        self.asked = threading.Event()
        self.withdrawn = threading.Event()
        (answer,) = self._connection.send_and_get_reply(message_bus.RequestName(_NAME)).body
        assert answer == 1, "another prompter is there"
        changes = MatchRule(
            type="signal", sender=message_bus.bus_name, interface=message_bus.interface, member="NameOwnerChanged"
        )
        self._connection.send_and_get_reply(message_bus.AddMatch(changes))
        self._thread = threading.Thread(target=self._serve, name="keyring-prompter")

    def unlock(self, password: str) -> None:
        """Enter a password in the open prompt."""
        self._answer("yes", _sealed(password.encode(), self._key()))

    def dismiss(self) -> None:
        """Close the open prompt."""
        self._answer("no", {})

    def _answer(self, button: str, sealed: dict[str, bytes]) -> None:
        assert self.asked.is_set(), "no prompt stands open"
        self.asked.clear()
        self._tell("PromptReady", "sa{sv}s", button, {}, self._offer(sealed))

    def _serve(self) -> None:
        while True:
            try:
                message = self._connection.receive(timeout=_PATIENCE)
            except TimeoutError:
                if self.asked.is_set():
                    self.dismiss()
            except OSError:
                return  # closed
            else:
                if message.header.message_type is MessageType.method_call:
                    self._take(message)
                elif self._is_end(message):
                    self.asked.clear()
                    self.withdrawn.set()

    def _take(self, message: Message) -> None:
        member = message.header.fields[HeaderFields.member]
        self._connection.send(new_method_return(message))
        if member == "BeginPrompting":
            self._prompt = message
            self.withdrawn.clear()
            self._tell("PromptReady", "sa{sv}s", "", {}, self._offer({}))
        elif member == "PerformPrompt":
            self._exchange = message.body[3]
            self.asked.set()
        elif member == "StopPrompting":
            self.asked.clear()
            self.withdrawn.set()
            self._tell("PromptDone", None)

    def _is_end(self, message: Message) -> bool:
        """Whether the caller has left the bus."""
        if self._prompt is None or message.header.fields.get(HeaderFields.member) != "NameOwnerChanged":
            return False
        name, _before, now = message.body
        return not now and bool(name == self._prompt.header.fields[HeaderFields.sender])

    def _tell(self, member: str, signature: str | None, *body: Any) -> None:  # noqa: ANN401 - D-Bus carries anything
        sender = self._prompt.header.fields[HeaderFields.sender]
        callback = DBusAddress(self._prompt.body[0], sender, _CALLBACK)
        self._connection.send(new_method_call(callback, member, signature, body))

    def _offer(self, sealed: dict[str, bytes]) -> str:
        public = pow(2, self._secret, _PRIME).to_bytes(_SIZE, "big")
        lines = [f"{name}={base64.b64encode(value).decode()}" for name, value in {"public": public, **sealed}.items()]
        return "\n".join(["[sx-aes-1]", *lines, ""])

    def _key(self) -> bytes:
        theirs = dict(line.split("=", 1) for line in self._exchange.splitlines() if "=" in line)["public"]
        shared = pow(int.from_bytes(base64.b64decode(theirs), "big"), self._secret, _PRIME)
        # libgcr drops leading zero bytes of this number, which 1 of 256 has.
        extracted = hmac.digest(bytes(32), shared.to_bytes((shared.bit_length() + 7) // 8, "big"), "sha256")
        return hmac.digest(extracted, b"\x01", "sha256")[:16]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.sock.shutdown(2)
        self._thread.join()
        self._connection.close()


def _sealed(password: bytes, key: bytes) -> dict[str, bytes]:
    padding = 16 - len(password) % 16
    start = os.urandom(16)
    writer = Cipher(algorithms.AES(key), modes.CBC(start)).encryptor()
    return {"secret": writer.update(password + bytes([padding]) * padding) + writer.finalize(), "iv": start}
