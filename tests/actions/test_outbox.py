"""Mails leave with what they tell, once, and wait while the server does not take them."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from mail_server import MailServer
from sqlalchemy.orm import Session

from finder.actions.context import Finder
from finder.actions.outbox import Round, mark_sent, queue_mail, read_outbox, send_again, send_waiting
from finder.actions.tidy import tidy
from finder.cli.outbox import outbox
from finder.domain.mail import WAITS, MailProblem, MailState, usable_address
from finder.errors import BadInput, ConfigurationError, NotFound
from finder.outside import mail as outside
from finder.settings import Settings
from finder.store import outbox as store
from finder.store.outbox import CLAIM_LASTS
from finder.store.outbox_rows import OutboxMail

NOON = dt.datetime(2026, 3, 4, 12, 0, tzinfo=dt.UTC)
READER = "leserin@example.org"


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    for name in ("outbox", "tidy"):
        monkeypatch.setattr(f"finder.actions.{name}.utc_now", clock)
    return clock


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture
def settings(settings: Settings, server: MailServer) -> Settings:
    return replace(settings, mail=server.url, mail_from="Stadt Grün <finder@stadt.example>")


@pytest.fixture
def other(settings: Settings) -> Iterator[Finder]:
    """Another process's finder on the same database."""
    finder = Finder.open(settings)
    yield finder
    finder.close()


def queue(finder: Finder, subject: str = "Ihr Hinweis", text: str = "Grüße aus Lennestadt\n") -> None:
    with finder.database.change("test") as session:
        queue_mail(session, READER, subject, text, about="change_request:7K3F9-Q2M4X", lang="tr")


def only(finder: Finder) -> OutboxMail:
    [mail] = read_outbox(finder).mails
    return mail


def test_a_mail_arrives_as_written(finder: Finder, server: MailServer) -> None:
    text = ".Punkt am Anfang\nZeile, die lang ist " + "wort " * 60 + "\nمرحبا\n"
    queue(finder, "Größe & Maß 日本", text)
    assert send_waiting(finder) == Round(sent=1)
    [message] = server.received
    assert message["Subject"] == "Größe & Maß 日本"
    assert message.get_content().replace("\r\n", "\n") == text
    assert (message["From"], message["To"]) == ("Stadt Grün <finder@stadt.example>", READER)
    assert server.envelopes == [("finder@stadt.example", [READER])]
    assert (message["Auto-Submitted"], message["Content-Language"]) == ("auto-generated", "tr")
    assert message["Message-ID"] == f"<{only(finder).key}@stadt.example>"
    assert message["Date"]
    assert (only(finder).state, only(finder).sent_at) == (MailState.SENT, NOON)


def test_a_mail_that_was_sent_is_not_sent_again(finder: Finder, server: MailServer) -> None:
    queue(finder)
    assert [send_waiting(finder).sent for _ in range(3)] == [1, 0, 0]
    assert len(server.received) == 1


def _queue_and_fail(finder: Finder) -> None:
    with finder.database.change("test") as session:
        queue_mail(session, READER, "Nie", "geschehen")
        session.flush()
        raise ZeroDivisionError


def test_what_is_rolled_back_is_not_mailed(finder: Finder, server: MailServer) -> None:
    with pytest.raises(ZeroDivisionError):
        _queue_and_fail(finder)
    assert send_waiting(finder) == Round()
    assert server.received == []


NO_ADDRESSES = (
    "", "kein", "a@b", "a@example.org, b@example.org", "a@example.org\nBcc: b@example.org", "a b@example.org",
    "<a@example.org>", "a@example.org\r\nDATA", 'a"@example.org', "a@-example.org", "ä@example.org",
    "a@" + "x" * 255 + ".de", "a@example.org\0", "a@exa\nmple.org", "a..b@example.org",
)  # fmt: skip


def test_what_is_not_one_address_is_refused(finder: Finder) -> None:
    assert [text for text in NO_ADDRESSES if usable_address(text)] == []
    for text in NO_ADDRESSES:
        with finder.database.change("test") as session, pytest.raises(BadInput):
            queue_mail(session, text, "x", "y")
    assert read_outbox(finder).mails == ()


def test_no_header_can_be_smuggled_in(finder: Finder, server: MailServer) -> None:
    queue(finder, "Hallo\r\nBcc: opfer@example.org\n\nText")
    assert send_waiting(finder).sent == 1
    [message] = server.received
    assert message["Subject"] == "Hallo Bcc: opfer@example.org Text"
    assert message["Bcc"] is None
    assert server.envelopes[0][1] == [READER]


def test_a_host_name_with_umlauts_is_sent_in_ascii(finder: Finder, server: MailServer) -> None:
    with finder.database.change("test") as session:
        queue_mail(session, " Amt@Grün.example ", "x", "y")
    assert send_waiting(finder).sent == 1
    assert server.envelopes[0][1] == ["Amt@xn--grn-ioa.example"]


def test_without_a_mail_server_mails_wait(finder: Finder, server: MailServer) -> None:
    queue(finder)
    finder.settings = replace(finder.settings, mail="")
    assert send_waiting(finder) == Round()
    assert (only(finder).state, only(finder).attempts, server.received) == (MailState.WAITING, 0, [])


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
def test_later_means_later_with_growing_waits_and_an_end(
    finder: Finder, server: MailServer, clock: Clock, step: str
) -> None:
    server.answers[step] = "451 4.7.1 Greylisted"
    queue(finder)
    for number, wait in enumerate(WAITS, start=1):
        assert send_waiting(finder) == Round(later=1)
        assert send_waiting(finder) == Round(), "before the wait is over nobody asks again"
        mail = only(finder)
        assert (mail.attempts, mail.next_try_at, mail.problem) == (number, clock.now + wait, MailProblem.BUSY)
        assert "Greylisted" in mail.answer
        clock.now += wait
    assert send_waiting(finder) == Round(failed=1)
    assert only(finder).state == MailState.FAILED
    assert server.received == []


def test_a_mail_put_off_is_sent_when_the_server_takes_it(
    finder: Finder, server: MailServer, clock: Clock
) -> None:
    server.answers["DATA"] = "452 disk full"
    queue(finder)
    send_waiting(finder)
    server.answers.clear()
    clock.now += WAITS[0]
    assert send_waiting(finder) == Round(sent=1)
    assert (only(finder).problem, only(finder).attempts, len(server.received)) == (None, 2, 1)


@pytest.mark.parametrize("step", ["RCPT", "DATA"])
def test_no_means_no_until_staff_tries_again(finder: Finder, server: MailServer, step: str) -> None:
    server.answers[step] = "550 5.1.1 No such user"
    queue(finder)
    assert send_waiting(finder) == Round(failed=1)
    assert (only(finder).state, only(finder).problem) == (MailState.FAILED, MailProblem.REFUSED)
    assert send_waiting(finder) == Round()
    server.answers.clear()
    send_again(finder, only(finder).id, "staff")
    assert send_waiting(finder) == Round(sent=1)
    with pytest.raises(NotFound):
        send_again(finder, only(finder).id, "staff")


def test_a_refused_sender_is_a_fault_of_the_settings_and_no_end(finder: Finder, server: MailServer) -> None:
    server.answers["MAIL"] = "530 Authentication required"
    queue(finder)
    assert send_waiting(finder) == Round(later=1)


def test_a_server_that_is_down_costs_one_attempt_of_one_mail(
    finder: Finder, clock: Clock, server: MailServer
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        finder.settings = replace(finder.settings, mail=f"smtp://127.0.0.1:{unused.getsockname()[1]}")
        queue(finder, "Erste")
        queue(finder, "Zweite")
        assert send_waiting(finder) == Round(later=1)
    assert [mail.attempts for mail in read_outbox(finder).mails] == [0, 1]
    finder.settings = replace(finder.settings, mail=server.url)
    clock.now += WAITS[0]
    assert send_waiting(finder) == Round(sent=2)


def test_a_server_too_slow_to_begin_is_asked_again(
    finder: Finder, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outside.deliver, "__defaults__", (0.2,))
    server.pauses_s["RCPT"] = 5
    queue(finder)
    assert send_waiting(finder) == Round(later=1)
    assert only(finder).problem == MailProblem.DOWN


@pytest.mark.parametrize("fault", ["slow", "broken"])
def test_where_nobody_knows_whether_it_arrived_it_is_not_sent_again(
    finder: Finder, server: MailServer, clock: Clock, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    monkeypatch.setattr(outside.deliver, "__defaults__", (0.2,))
    if fault == "slow":
        server.pauses_s["DATA"] = 5
    else:
        server.breaks_at = "DATA"
    queue(finder)
    assert send_waiting(finder) == Round(failed=1)
    assert only(finder).problem == MailProblem.UNCLEAR
    clock.now += dt.timedelta(days=9)
    assert send_waiting(finder) == Round()
    assert len(server.received) == 1


def test_many_workers_send_each_mail_once(finder: Finder, other: Finder, server: MailServer) -> None:
    for number in range(12):
        queue(finder, f"Nummer {number}")
    with ThreadPoolExecutor(4) as pool:
        rounds = list(pool.map(send_waiting, [finder, other, finder, other]))
    assert sum(done.sent for done in rounds) == 12
    assert sorted(str(m["Subject"]) for m in server.received) == sorted(f"Nummer {n}" for n in range(12))


class Killed(BaseException):
    """As a process ends that is killed: nothing of ours runs afterwards."""


def _kill(*_arguments: object) -> None:
    raise Killed


def test_a_worker_killed_before_the_text_went_out_is_made_up_for(
    finder: Finder, other: Finder, server: MailServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(finder)
    with monkeypatch.context() as patch:
        patch.setattr(store, "hand_over", _kill)
        with pytest.raises(Killed):
            send_waiting(finder)
    assert send_waiting(other) == Round(), "the claim still holds"
    clock.now += CLAIM_LASTS
    assert send_waiting(other) == Round(sent=1)
    assert len(server.received) == 1


def test_a_worker_killed_after_the_text_went_out_leaves_it_to_people(
    finder: Finder, other: Finder, server: MailServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(finder)
    with monkeypatch.context() as patch:
        patch.setattr(store, "finish", _kill)
        with pytest.raises(Killed):
            send_waiting(finder)
    clock.now += CLAIM_LASTS
    assert send_waiting(other) == Round()
    assert (only(finder).state, only(finder).problem) == (MailState.FAILED, MailProblem.UNCLEAR)
    assert len(server.received) == 1


def test_a_claim_that_ran_out_hands_nothing_over(
    finder: Finder, server: MailServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(finder)
    hand_over = store.hand_over

    def too_late(session: Session, mail: OutboxMail, _now: dt.datetime) -> bool:
        clock.now += CLAIM_LASTS
        return hand_over(session, mail, clock.now)

    with monkeypatch.context() as patch:
        patch.setattr(store, "hand_over", too_late)
        assert send_waiting(finder, at_most=1) == Round(later=1)
    assert server.received == []
    clock.now += WAITS[0]
    assert send_waiting(finder) == Round(sent=1)


def test_staff_sends_by_other_means(finder: Finder, server: MailServer) -> None:
    queue(finder)
    mark_sent(finder, only(finder).id, "staff")
    assert send_waiting(finder) == Round()
    assert only(finder).state == MailState.SENT
    with pytest.raises(NotFound):
        mark_sent(finder, only(finder).id, "staff")
    assert server.received == []


def test_address_and_text_go_after_the_set_time_and_are_in_no_history(finder: Finder, clock: Clock) -> None:
    queue(finder, "Geheimes Anliegen")
    send_waiting(finder)
    queue(finder, "Geheimes Anliegen")
    clock.now += dt.timedelta(days=finder.settings.contact_kept_days)
    assert tidy(finder).mails == 0
    clock.now += dt.timedelta(seconds=1)
    assert tidy(finder).mails == 2
    assert tidy(finder).mails == 0
    waited, sent = read_outbox(finder).mails
    assert (sent.state, sent.about) == (MailState.SENT, "change_request:7K3F9-Q2M4X")
    assert (waited.state, waited.problem) == (MailState.FAILED, MailProblem.TOO_OLD)
    with finder.database.read() as connection:
        tables = [connection.execute(sa.select(t)).all() for t in OutboxMail.metadata.sorted_tables]
    assert READER not in repr(tables)
    assert "Geheimes" not in repr(tables)
    with pytest.raises(NotFound):
        send_again(finder, waited.id, "staff")


def test_the_commands_show_no_address_and_send(
    finder: Finder, settings: Settings, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(finder)
    for name, value in {
        "FINDER_VAR": str(settings.var),
        "FINDER_DATABASE_URL": settings.database_url,
        "FINDER_MAIL": settings.mail,
        "FINDER_MAIL_FROM": settings.mail_from,
    }.items():
        monkeypatch.setenv(name, value)
    state = CliRunner().invoke(outbox, ["state"])
    assert state.stdout == f"{only(finder).id:6} waiting, 0 attempts: change_request:7K3F9-Q2M4X\n"
    assert state.stderr == "1 waiting, 0 sent, 0 failed\n"
    sent = CliRunner().invoke(outbox, ["send"])
    assert sent.stdout == "1 sent, 0 to be tried later, 0 failed\n"
    assert len(server.received) == 1
    monkeypatch.delenv("FINDER_MAIL")
    assert "FINDER_MAIL is not set" in CliRunner().invoke(outbox, ["state"]).stderr


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for localhost that nobody else trusts, and its key."""
    directory = tmp_path_factory.mktemp("tls")
    certificate, key = directory / "certificate.pem", directory / "key.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    subprocess.run(
        [*command.split(), *names, "-out", certificate, "-keyout", key], check=True, capture_output=True
    )
    return certificate, key


def _deliver(url: str) -> str:
    mail = outside.Mail("k", "finder@stadt.example", READER, "x", "y")
    return outside.deliver(outside.MailServer.of(url), mail, lambda: None, timeout_s=5)


def test_encryption_that_is_demanded_is_never_given_up(
    certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    with MailServer() as plain, pytest.raises(outside.MailServerDown):
        _deliver(plain.url.replace("smtp://", "smtp+starttls://"))
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(*certificate)
    with MailServer(tls=tls) as server:
        url = server.url.replace("smtp://", "smtp+starttls://")
        with pytest.raises(outside.MailServerDown):
            _deliver(url)
        assert server.received == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
        assert _deliver(url) == "250 OK"
        assert len(server.received) == 1


@pytest.mark.parametrize(
    ("url", "sender"),
    [
        ("http://example.org", "a@example.org"),
        ("smtp://", "a@example.org"),
        ("smtp://u:p@example.org", "a@example.org"),
        ("smtp://example.org:99999", "a@example.org"),
        ("smtps://example.org", ""),
        ("smtps://example.org", "kein"),
        ("smtps://example.org", "A\nBcc: x@example.org <a@example.org>"),
    ],
)
def test_settings_that_cannot_work_end_the_start(tmp_path: Path, url: str, sender: str) -> None:
    env = {"FINDER_VAR": str(tmp_path), "FINDER_MAIL": url, "FINDER_MAIL_FROM": sender}
    with pytest.raises(ConfigurationError, match="FINDER_MAIL"):
        Settings.from_env(env)


def test_the_server_is_read_from_its_address_and_its_password_never_shown(tmp_path: Path) -> None:
    url = "smtp+starttls://b%40x:p%2Fw@mail.example:2525"
    settings = Settings.from_env(
        {"FINDER_VAR": str(tmp_path), "FINDER_MAIL": url, "FINDER_MAIL_FROM": "a@example.org"}
    )
    server = outside.MailServer.of(settings.mail)
    assert (server.host, server.port, server.user, server.password) == ("mail.example", 2525, "b@x", "p/w")
    assert "p/w" not in repr(server)
    assert "p%2Fw" not in repr(settings)
    assert outside.MailServer.of("smtps://mail.example").port == 465
