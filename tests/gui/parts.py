"""Parts of the window with the core services that they need, for tests of one part."""

from dataclasses import dataclass

from workbench.gui.core.active_profile import ActiveProfile
from workbench.gui.core.embedded_sandbox import EmbeddedSandbox
from workbench.gui.core.notices import Notices
from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.core.session import Session
from workbench.gui.core.status import Status
from workbench.gui.core.tasks import Tasks
from workbench.gui.core.transport_settings import TransportController
from workbench.gui.features.send.sender import Sender
from workbench.gui.shell.notice_bar import NoticeBar
from workbench.gui.shell.status_bar import StatusBar


def status_bar(privacy: ScreenPrivacy) -> StatusBar:
    """Return a status bar with services of its own."""
    tasks = Tasks()
    bar = StatusBar(Status(), Session(tasks), ActiveProfile(tasks, Notices()), privacy)
    tasks.setParent(bar)
    return bar


def notice_bar(privacy: ScreenPrivacy) -> NoticeBar:
    """Return a notice bar with notices of its own."""
    return NoticeBar(Notices(), privacy)


@dataclass
class Sending:
    """A sender, the sandbox that it sends to, and its notices."""

    sender: Sender
    sandbox: EmbeddedSandbox
    notices: Notices


def sending(session: Session, tasks: Tasks) -> Sending:
    """Return a sender that records nothing; the sandbox is to be closed before the tasks."""
    sandbox, notices = EmbeddedSandbox(tasks), Notices()
    transport = TransportController(session, ActiveProfile(tasks, notices), notices, {})
    return Sending(Sender(session, tasks, sandbox, None, transport, notices), sandbox, notices)
