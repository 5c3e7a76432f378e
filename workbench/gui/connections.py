"""Every connection between one component of the window and another: the one place to read who hears what.

Only connects. Where a signal and its slot do not fit, what stands between them is in `app`, with a name.
"""

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.gui.app import Workbench
    from workbench.gui.features.compose.transforms import Transforms
    from workbench.gui.features.credentials.profile_editing import ProfileEditing
    from workbench.gui.features.credentials.profile_usage import ProfileUsage
    from workbench.gui.features.log.annotations import Annotations
    from workbench.gui.features.log.export import Exporter
    from workbench.gui.features.log.resend import Resender
    from workbench.gui.features.send.repeat_panel import RepeatPanel, RunProgressBar
    from workbench.gui.features.send.transport_panel import TransportPanel


def connect(bench: "Workbench") -> None:
    """Connect everything with everything it must hear."""
    _documents(bench)
    _messages(bench)
    _sends(bench)
    _log(bench)
    _runs(bench)
    _travel(bench)
    _profiles(bench)
    _mask(bench)
    bench.window.may_close = bench.leaving.may_close
    bench.window.closing.connect(bench.close)
    QGuiApplication.styleHints().colorSchemeChanged.connect(bench.follow_desktop)


def _documents(bench: "Workbench") -> None:
    session, panes = bench.session, bench.panes
    session.opened.connect(panes.documents.open)
    session.closed.connect(panes.documents.close_document)
    session.fronted.connect(bench.show_front)
    session.document_shown.connect(bench.show_document)
    session.derived.connect(bench.show_derivation)
    session.read_done.connect(bench.show_reading)
    session.compared.connect(panes.signature.show_comparison)
    session.text_replaced.connect(panes.documents.replace_body)
    session.touched.connect(bench.drafting.touch)
    bench.drafting.kept.connect(bench.leaving.drafts_kept)
    bench.drafting.caret_of, bench.drafting.put_caret = panes.documents.caret_of, panes.documents.put_caret

    panes.documents.edited.connect(lambda key: session.edit(key, panes.documents.body(key)))
    panes.documents.activated.connect(session.bring_forward)
    panes.documents.close_requested.connect(bench.files.close)
    panes.documents.caret_moved.connect(bench.show_facts)
    panes.templates.template_chosen.connect(bench.open_template)
    panes.signature.form_chosen.connect(session.choose_form)
    panes.signature.make_stable_requested.connect(when_asked(lambda: bench.late.rewriting.make_php_stable))
    panes.signature.compare_edited.connect(session.compare_with)
    panes.signature.copy_requested.connect(bench.copy)


def connect_rewriting(bench: "Workbench", rewriting: "Transforms") -> None:
    """Connect what rewrites the document in front; it is made for the first rewriting."""
    rewriting.noticed.connect(bench.panes.notice.show_passing)


def _messages(bench: "Workbench") -> None:
    notice = bench.panes.notice
    bench.files.noticed.connect(notice.show_notice)
    bench.sending.noticed.connect(notice.show_passing)
    bench.drafting.noticed.connect(bench.warn)
    notice.keyboard_left.connect(bench.panes.documents.focus_editor)
    for asker in (bench.files, bench.sending, bench.repeating):
        asker.withdrawn.connect(notice.withdraw)
    for speaker in (bench.records, bench.repeating):
        speaker.noticed.connect(notice.show_notice)
    bench.faults.noticed.connect(notice.show_notice)
    bench.faults.copy_requested.connect(bench.clipboard.copy)
    bench.clipboard.told.connect(bench.panes.status.show_word)


def _sends(bench: "Workbench") -> None:
    sending, panes = bench.sending, bench.panes
    panes.bar.send_requested.connect(bench.send)
    panes.bar.cancel_requested.connect(bench.cancel)
    panes.bar.endpoint_chosen.connect(sending.choose_endpoint)
    panes.bar.endpoint_typed.connect(sending.type_endpoint)
    sending.exchange_shown.connect(panes.log.show_exchange)
    sending.sending_shown.connect(panes.bar.show_sending)
    sending.sending_shown.connect(bench.enable_cancel)
    sending.endpoints_shown.connect(panes.bar.show_endpoints)
    sending.left_shown.connect(panes.status.show_left)
    sending.form_wanted.connect(bench.session.choose_form)


def _log(bench: "Workbench") -> None:
    records, late, log = bench.records, bench.late, bench.panes.log
    log.filter_edited.connect(records.find)
    log.rows_wanted.connect(records.show_rows)
    log.run_wanted.connect(records.show_run)
    log.exchange_wanted.connect(records.show_exchange)
    log.results_wanted.connect(bench.show_results)
    bench.window.dock("Log").visibilityChanged.connect(records.watch)
    records.found_shown.connect(bench.show_found)
    records.rows_shown.connect(log.show_rows)
    records.run_shown.connect(log.show_run)
    records.detail_shown.connect(log.show_detail)
    records.results_shown.connect(log.show_results)
    records.private_shown.connect(bench.panes.status.show_private)
    records.trouble_shown.connect(bench.panes.status.show_history)

    log.note_edited.connect(when_asked(lambda: late.marking.note))
    log.pin_requested.connect(when_asked(lambda: late.marking.pin))
    log.recorded_requested.connect(when_asked(lambda: late.marking.tick))
    log.delete_requested.connect(when_asked(lambda: late.marking.delete))
    log.resend_requested.connect(when_asked(lambda: late.again.send))
    log.open_requested.connect(when_asked(lambda: late.again.open))
    log.compare_requested.connect(when_asked(lambda: late.again.compare_two))
    log.compare_with_editor_requested.connect(when_asked(lambda: late.again.compare_with_editor))
    log.copy_requested.connect(when_asked(lambda: late.taking.copy))
    log.save_requested.connect(when_asked(lambda: late.taking.save))
    log.bundle_wanted.connect(when_asked(lambda: late.taking.open_bundle))
    log.address_wanted.connect(bench.sending.type_endpoint)
    log.columns_chosen.connect(bench.keep_columns)


def connect_marking(bench: "Workbench", marking: "Annotations") -> None:
    """Connect what changes rows of the log; it is made for the first change."""
    marking.withdrawn.connect(bench.panes.notice.withdraw)
    marking.noticed.connect(bench.panes.notice.show_notice)
    marking.exchange_shown.connect(bench.panes.log.show_exchange)
    marking.gone_shown.connect(bench.panes.log.show_gone)


def connect_again(bench: "Workbench", again: "Resender") -> None:
    """Connect what takes exchanges up again; it is made for the first of them."""
    again.noticed.connect(bench.panes.notice.show_notice)
    again.opened.connect(bench.open_body)
    again.compared.connect(bench.panes.log.show_compared)


def connect_taking(bench: "Workbench", taking: "Exporter") -> None:
    """Connect what takes exchanges along; it is made for the first of them."""
    taking.noticed.connect(bench.panes.notice.show_notice)
    taking.copied.connect(bench.clipboard.copy)
    taking.exchanges_shown.connect(bench.panes.log.show_exchanges)


def _runs(bench: "Workbench") -> None:
    repeating, log = bench.repeating, bench.panes.log
    repeating.exchanges_shown.connect(log.show_exchanges)
    repeating.standing_shown.connect(log.show_progress)
    repeating.standing_shown.connect(bench.panels.show_progress)
    repeating.going_shown.connect(bench.panels.show_going)
    repeating.going_shown.connect(bench.enable_cancel)
    repeating.going_shown.connect(bench.leaving.run_changed)
    repeating.problem_shown.connect(bench.panels.show_problem)
    log.run_pause_requested.connect(repeating.pause)
    log.run_resume_requested.connect(repeating.resume)
    log.run_cancel_requested.connect(repeating.cancel)


def _travel(bench: "Workbench") -> None:
    travel = bench.travel
    bench.sending.endpoints_shown.connect(lambda _all, _chosen: travel.follow())
    travel.badge_shown.connect(bench.panes.bar.show_transport)
    travel.changed.connect(bench.panels.show_preview)
    travel.settings_changed.connect(bench.keep_travel)
    travel.noticed.connect(bench.panes.notice.show_follow_up)


def connect_travel_panel(bench: "Workbench", panel: "TransportPanel") -> None:
    """Connect the panel of headers and transport; it is made when it is first opened."""
    travel = bench.travel
    panel.changed.connect(travel.change)
    panel.verify_chosen.connect(travel.check_certificates)
    panel.login_typed.connect(travel.keep_login)
    panel.reset_requested.connect(travel.reset)
    panel.file_wanted.connect(bench.panels.choose_file)
    panel.closed.connect(bench.panels.close_transport)
    travel.settings_shown.connect(panel.show_settings)
    travel.problem_shown.connect(panel.show_problem)


def connect_repeat_panel(bench: "Workbench", panel: "RepeatPanel") -> None:
    """Connect the panel that asks how often; it is made when it is first opened."""
    panel.start_requested.connect(bench.repeating.start)
    panel.closed.connect(bench.panels.close_repeat)


def connect_run_strip(bench: "Workbench", strip: "RunProgressBar") -> None:
    """Connect the line that shows a run; it is made for the first one."""
    strip.pause_requested.connect(bench.repeating.pause)
    strip.resume_requested.connect(bench.repeating.resume)
    strip.cancel_requested.connect(bench.repeating.cancel)


def _profiles(bench: "Workbench") -> None:
    keys, late, pane = bench.keys, bench.late, bench.panes.credentials
    for chooser in (bench.panes.bar, pane):
        chooser.profile_chosen.connect(keys.choose)
    keys.profiles_shown.connect(bench.show_profiles)
    keys.credentials_had.connect(bench.session.use_credentials)
    keys.credentials_had.connect(bench.sending.follow_profile)
    keys.sandbox_told.connect(bench.sending.sandbox.know)
    keys.vanished.connect(when_asked(lambda: late.profile_work.check_one))
    application = QGuiApplication.instance()
    if isinstance(application, QGuiApplication):
        application.applicationStateChanged.connect(keys.follow_others)
    bench.sending.scope_widened.connect(when_asked(lambda: late.profile_notes.widen))
    bench.sending.signed_with.connect(when_asked(lambda: late.profile_notes.mark_used))

    pane.seen.connect(lambda: late.profile_work)  # what is asked of it there comes from what is seen
    pane.seen.connect(keys.ask_keyring)
    pane.values_wanted.connect(keys.look)
    pane.copy_requested.connect(keys.copy)
    pane.stop_waiting_requested.connect(keys.asking.stop)
    keys.keyring_shown.connect(bench.show_keyring)
    keys.values_shown.connect(pane.show_values)
    keys.copied.connect(bench.copy_secret)
    keys.asking.waiting_shown.connect(pane.show_waiting)
    keys.asking.waiting_shown.connect(bench.enable_stop_waiting)
    keys.problem_shown.connect(pane.show_problem)
    keys.noticed.connect(bench.panes.notice.show_notice)


def connect_profile_notes(bench: "Workbench", notes: "ProfileUsage") -> None:
    """Connect what learns about profiles from sends; it is made for the first lesson."""
    notes.noticed.connect(bench.panes.notice.show_notice)


def connect_profile_work(bench: "Workbench", work: "ProfileEditing") -> None:
    """Connect what changes profiles; it is made when the profiles are first looked at."""
    pane = bench.panes.credentials
    pane.typed.connect(work.look_for_slips)
    pane.saved.connect(work.save)
    pane.duplicate_requested.connect(work.duplicate)
    pane.delete_requested.connect(work.delete)
    pane.undo_requested.connect(work.undo)
    pane.rotate_requested.connect(work.rotate)
    pane.finish_requested.connect(work.finish)
    pane.back_requested.connect(work.go_back)
    pane.check_requested.connect(work.check)
    pane.repair_requested.connect(work.repair)
    work.saved.connect(pane.show_saved)
    work.slips_shown.connect(pane.show_slips)
    work.undo_shown.connect(pane.show_undo)
    work.disagreements_shown.connect(lambda found, asked: pane.show_disagreements(found, checked=asked))
    work.problem_shown.connect(pane.show_problem)
    work.noticed.connect(bench.panes.notice.show_notice)


def _mask(bench: "Workbench") -> None:
    masking, session = bench.masking, bench.session
    bench.privacy.mask_changed.connect(bench.show_names)
    bench.panes.documents.unread.connect(masking.read_apart)
    session.touched.connect(masking.follow)
    bench.keys.credentials_had.connect(masking.follow)


def when_asked(find: "Callable[[], Callable[..., object]]") -> "Callable[..., None]":
    """Return a slot that finds what does the work as it is called: the first call makes that part of `late`."""

    def slot(*told: object) -> None:
        find()(*told)

    return slot
