"""A mail server on loopback that behaves as told."""

from __future__ import annotations

import asyncio
import email
import ssl
import threading
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from typing import Any, Self

from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class MailServer:
    """Keeps what it takes in `received`. `answers` says what to answer at a step (`MAIL`, `RCPT`, `DATA`)
    instead of yes; `pauses_s` how long to wait before it; `breaks_at` where to hang up without a word.
    """

    tls: ssl.SSLContext | None = None
    answers: dict[str, str] = field(default_factory=dict)
    pauses_s: dict[str, float] = field(default_factory=dict)
    breaks_at: str = ""
    received: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str | None, list[str]]] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        """The value of FINDER_MAIL."""
        return f"smtp://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._start(), self._loop).result()
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_exc: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _start(self) -> asyncio.Server:
        return await self._loop.create_server(
            lambda: SMTP(self, hostname="localhost", tls_context=self.tls, loop=self._loop), "127.0.0.1", 0
        )

    async def _stop(self) -> None:
        self._server.close()
        others = asyncio.all_tasks(self._loop) - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _answer(self, server: SMTP, step: str, yes: str) -> str:
        await asyncio.sleep(self.pauses_s.get(step, 0))
        if self.breaks_at == step:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return self.answers.get(step, yes)

    async def handle_MAIL(
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """The sender."""
        envelope.mail_from = address
        return await self._answer(server, "MAIL", "250 OK")

    async def handle_RCPT(
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """The recipient."""
        envelope.rcpt_tos.append(address)
        return await self._answer(server, "RCPT", "250 OK")

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        """The text; kept unless the answer is no, also when the answer never arrives."""
        answer: str = self.answers.get("DATA", "250 OK")
        if answer.startswith("2"):
            content: Any = envelope.content
            self.received.append(email.message_from_bytes(content, policy=policy.default))
            self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))
        return await self._answer(server, "DATA", answer)
