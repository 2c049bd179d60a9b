"""Hands one mail to a mail server (SMTP)."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Final
from urllib.parse import unquote, urlsplit

from finder.clock import utc_now
from finder.errors import FinderError

TIMEOUT_S: Final = 20.0
"""How long the server may take for each of its answers."""

PORTS: Final = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_LONGEST_ANSWER: Final = 200


class NotTaken(FinderError):
    """The server does not take the mail: `is_final` when trying again is of no use. `answer` is its code
    and text, as far as there is one. Nothing was delivered.
    """

    def __init__(self, answer: str, *, is_final: bool) -> None:
        self.answer = answer
        self.is_final = is_final
        super().__init__("The mail server does not take the mail.")


class MailServerDown(FinderError):
    """The server cannot be reached, does not answer in time or lets nobody in; nothing was delivered."""


class Unclear(FinderError):
    """The connection broke after the text was handed over: it may or may not have been delivered."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mails go: `smtp` (no encryption), `smtp+starttls` (encryption demanded) or `smtps`."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def of(cls, url: str) -> MailServer:
        """The server of a checked setting FINDER_MAIL."""
        parts = urlsplit(url)
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.scheme, parts.hostname or "", parts.port or PORTS[parts.scheme], user, password)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail to one address; `key` makes its Message-ID. Line ends in the subject become blanks."""

    key: str
    sender: str
    to: str
    subject: str
    text: str
    lang: str = "de"


def compose(mail: Mail) -> EmailMessage:
    """The message as it is sent: plain text in UTF-8, marked as sent by a program, so that no absent
    person's program answers it (RFC 3834). Raises ValueError for addresses with line ends.
    """
    message = EmailMessage()
    message["From"] = mail.sender
    message["To"] = mail.to
    message["Subject"] = " ".join(mail.subject.split())
    message["Date"] = format_datetime(utc_now())
    message["Message-ID"] = f"<{mail.key}@{_address(mail.sender).rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text, cte="quoted-printable")
    message["Content-Language"] = mail.lang
    return message


def deliver(
    server: MailServer, mail: Mail, before_text: Callable[[], None], timeout_s: float = TIMEOUT_S
) -> str:
    """Hand a mail over; gives the server's answer. Network calls.

    `before_text` is called when the server has taken sender and recipient, and nothing can go wrong any
    more but the handing over itself; when it raises anything, nothing is sent.
    Raises NotTaken, MailServerDown and Unclear.
    """
    content = compose(mail).as_bytes(policy=SMTP)
    with _failures_as_down(), _connected(server, timeout_s) as connection:
        _envelope(connection, _address(mail.sender), mail.to)
        before_text()
        return _text(connection, content)


def _address(sender: str) -> str:
    return parseaddr(sender)[1]


@contextmanager
def _failures_as_down() -> Iterator[None]:
    try:
        yield
    except (OSError, smtplib.SMTPException) as error:
        raise MailServerDown("The mail server cannot be reached or lets nobody in.") from error


@contextmanager
def _connected(server: MailServer, timeout_s: float) -> Iterator[smtplib.SMTP]:
    """A connection, encrypted and signed in as the setting says."""
    tls = ssl.create_default_context()
    if server.scheme == "smtps":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=timeout_s, context=tls)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=timeout_s)
    try:
        connection.ehlo_or_helo_if_needed()
        if server.scheme == "smtp+starttls":
            connection.starttls(context=tls)
            connection.ehlo()
        if server.user:
            connection.login(server.user, server.password)
        yield connection
        _leave(connection)
    finally:
        connection.close()


def _leave(connection: smtplib.SMTP) -> None:
    """Say goodbye; what was handed over is handed over, whatever the server answers to that."""
    try:
        connection.quit()
    except (OSError, smtplib.SMTPException):
        return


def _envelope(connection: smtplib.SMTP, sender: str, to: str) -> None:
    """Name sender and recipient. A sender that is refused is a fault of the settings, not of this mail."""
    code, answer = connection.mail(sender)
    _check(code, answer, is_final=False)
    _check(*connection.rcpt(to))


def _text(connection: smtplib.SMTP, content: bytes) -> str:
    try:
        code, answer = connection.data(content)
    except smtplib.SMTPDataError as error:  # the server did not want to hear the text
        code, answer = error.smtp_code, error.smtp_error  # type: ignore[assignment]  # bytes, whatever the stubs say
    except (OSError, smtplib.SMTPException) as error:
        raise Unclear("The connection broke while the mail was handed over.") from error
    return _check(code, answer)


def _check(code: int, answer: bytes, *, is_final: bool = True) -> str:
    """The server's answer, if it is a yes. A no with a code from 500 is final unless said otherwise."""
    words = f"{code} {answer.decode('utf-8', 'replace')}"
    text = " ".join(words.split())[:_LONGEST_ANSWER]
    if code < 400:
        return text
    raise NotTaken(text, is_final=is_final and code >= 500)
