"""Every log record, warning and traceback on standard error is redacted."""

import io
import logging
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.redaction import REDACTED, Redactor, Secret

PLAIN = "plainMarker0123456789"


@pytest.fixture
def redaction() -> Redactor:
    redaction = Redactor()
    redaction.remember(Secret(PLAIN))
    return redaction


class _Log:
    """A logger without propagation, with the redactor on its handler."""

    def __init__(self, redaction: Redactor) -> None:
        self.stream = io.StringIO()
        self.handler = logging.StreamHandler(self.stream)
        self.handler.setFormatter(logging.Formatter("%(message)s %(extra)s", defaults={"extra": ""}))
        self.handler.addFilter(redaction)
        self.logger = logging.Logger("test")  # noqa: LOG001 - one that no other handler hears
        self.logger.addHandler(self.handler)

    def text(self) -> str:
        return self.stream.getvalue()


@pytest.fixture
def log(redaction: Redactor) -> Iterator[_Log]:
    log = _Log(redaction)
    yield log
    log.handler.close()


def test_a_log_message_and_its_arguments_are_redacted(log: _Log) -> None:
    log.logger.info("sent %s with %r", PLAIN, {"Kochava-Api-Key": "abc"})
    assert log.text() == f"sent {REDACTED} with {{'Kochava-Api-Key': '{REDACTED}'}} \n"


def test_a_value_formed_by_formatting_is_redacted(log: _Log) -> None:
    log.logger.info("Kochava-Api-Key: %s", "unknown value")
    assert "unknown value" not in log.text()


def test_a_logged_traceback_is_redacted(log: _Log) -> None:
    try:
        int(PLAIN)
    except ValueError:
        log.logger.exception("it failed")
    assert "Traceback" in log.text()
    assert f"ValueError: invalid literal for int() with base 10: '{REDACTED}'" in log.text()
    assert PLAIN not in log.text()


def test_a_logged_stack_is_redacted(log: _Log, redaction: Redactor) -> None:
    redaction.remember(Secret("test_a_logged_stack_is_redacted"))
    log.logger.info("here", stack_info=True)
    assert "Stack" in log.text()
    assert "test_a_logged_stack_is_redacted" not in log.text()


def test_extra_fields_are_redacted(log: _Log) -> None:
    log.logger.info("sent", extra={"extra": {"token": PLAIN}})
    assert log.text() == f"sent {{'token': '{REDACTED}'}}\n"


def test_a_record_that_cannot_be_formatted_is_written_redacted(log: _Log) -> None:
    log.logger.info("%d and plainMarker0123456789", "no number")
    assert log.text().startswith("%d and [redacted] (its arguments could not be formatted: TypeError)")


class _Unspeakable:
    """What raises when it is asked for its words."""

    def __str__(self) -> str:
        raise ValueError(PLAIN)


def test_a_record_whose_arguments_raise_is_replaced(log: _Log) -> None:
    log.logger.info(_Unspeakable(), extra={"extra": _Unspeakable()})
    assert log.text().startswith("(a _Unspeakable that could not be formatted: ValueError) (its arguments could not be")
    assert PLAIN not in log.text()


GUARDED = """
import io, logging, sys, warnings
from workbench.redaction import Secret, remember
from workbench.redaction.log_redaction import guard

SECRET = sys.argv[1]
remember(Secret(SECRET))
early = io.StringIO()
logging.getLogger("httpcore.connection").addHandler(logging.StreamHandler(early))
guard()
guard()
"""


def _guarded(script: str) -> list[str]:
    """Run a program that asked for the guard; return the lines of its standard error, free of the planted secret."""
    command = [sys.executable, "-c", GUARDED + textwrap.dedent(script), PLAIN]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert PLAIN not in done.stderr + done.stdout
    return done.stderr.splitlines()


@pytest.mark.parametrize("name", ["", "workbench.gui", "httpx", "httpcore.http11", "asyncio", "keyring.backend", "h11"])
def test_a_warning_of_any_logger_is_written_once_and_redacted(name: str) -> None:
    said = _guarded(f"logging.getLogger({name!r}).warning('sent %s', SECRET)")
    assert said == [f"workbench: WARNING: sent {REDACTED}"]


def test_an_existing_handler_is_redacted_too() -> None:
    said = _guarded("""
        logging.getLogger("httpcore").setLevel(logging.DEBUG)
        logging.getLogger("httpcore.connection").debug("headers=%r", [(b"Kochava-Auth-Token", SECRET.encode())])
        sys.stderr.write(early.getvalue())
    """)
    assert said == [f"headers=[(b'Kochava-Auth-Token', b'{REDACTED}')]"]


def test_the_last_resort_handler_is_redacted() -> None:
    said = _guarded("logging.getLogger().handlers.clear(); logging.getLogger('x').error('it is %s', SECRET)")
    assert said == [f"workbench: ERROR: it is {REDACTED}"]


def test_a_record_that_cannot_be_encoded_is_escaped_and_redacted() -> None:
    said = _guarded("""
        class Narrow:
            taken = []
            def write(self, text):
                text.encode("ascii")
                self.taken.append(text)
            def flush(self):
                pass
        there, sys.stderr = sys.stderr, Narrow()
        logging.warning("é " + SECRET)
        there.write("".join(Narrow.taken))
    """)
    assert said == [f"workbench: WARNING: \\xe9 {REDACTED}"]


@pytest.mark.parametrize("stderr", ["None", "closed"])
def test_a_program_without_standard_error_continues(stderr: str) -> None:
    said = _guarded(f"""
        closed = io.StringIO()
        closed.close()
        there, sys.stderr = sys.stderr, {stderr}
        logging.error("nobody hears")
        there.write("it goes on")
    """)
    assert said == ["it goes on"]


def test_a_python_warning_is_redacted() -> None:
    said = _guarded("""
        warnings.warn("it holds " + SECRET)
        warnings.showwarning(UserWarning(SECRET), UserWarning, "a.py", 1, file=sys.stderr)
    """)
    assert said[0].endswith(f"UserWarning: it holds {REDACTED}")
    assert f"UserWarning: {REDACTED}" in said[-1]


def test_an_exception_in_a_thread_is_reported_redacted(home: Path) -> None:
    said = _guarded("""
        import threading
        def work():
            raise ValueError("it holds " + SECRET)
        thread = threading.Thread(target=work, name="worker")
        thread.start()
        thread.join()
    """)
    assert said[-2] == f"ValueError: it holds {REDACTED}"
    assert "thread  worker" in said
    (kept,) = home.rglob("crashes/*.txt")
    assert said[-1].endswith(f"(ValueError). The report was saved to {kept}.")
    assert PLAIN not in kept.read_text(encoding="utf-8")


def test_no_other_module_creates_a_log_handler() -> None:
    package = Path(__file__).parents[2] / "workbench"
    makers = re.compile(r"addHandler|basicConfig|StreamHandler|FileHandler|dictConfig|fileConfig|captureWarnings")
    assert [path.name for path in package.rglob("*.py") if makers.search(path.read_text(encoding="utf-8"))] == [
        "log_redaction.py"
    ]
