"""Sends messages to one address, signed as Standard Webhooks says, and tells how each try went.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse
from time import monotonic
from typing import Any

from standardwebhooks import Webhook as Signer

from goodwill import __version__
from goodwill.crm.records import outside
from goodwill.crm.records.outside import NotToBeCalled, Place
from goodwill.language import Sentence

PATIENCE_SECONDS = 10.0
LONGEST_ANSWER = 500
LONGEST_WAIT = 24 * 3600


@dataclass(frozen=True)
class Message:
    """What is sent: the id by which the receiver knows it again, and the body."""

    message_id: str
    body: dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What came of one try."""

    status: int | None = None
    text: str = ""
    milliseconds: int = 0
    trouble: Sentence | None = None
    wait_seconds: int = 0
    """How long the receiver asks us to wait."""

    @property
    def is_taken(self) -> bool:
        return self.trouble is None

    @property
    def is_gone(self) -> bool:
        """Whether the receiver wants nothing any more (410)."""
        return self.status == 410


def send(address: str, secrets: Sequence[str], messages: Sequence[Message]) -> list[Answer]:
    """Send the messages one after the other; the first that is not taken ends it.

    `secrets` sign each of them, the present one first.
    """
    try:
        place = outside.place(address)
    except NotToBeCalled as refusal:
        return [Answer(trouble=refusal.sentence)]
    answers: list[Answer] = []
    with contextlib.closing(place.connection(PATIENCE_SECONDS)) as connection:
        for message in messages:
            answers.append(_sent(connection, place, secrets, message))
            if not answers[-1].is_taken:
                break
    return answers


def headers(secrets: Sequence[str], message_id: str, body: str, at: datetime) -> dict[str, str]:
    """The three headers by which the receiver knows that it is from us, whole, and new."""
    signed = (Signer(secret).sign(message_id, at, body) for secret in secrets)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signed),
    }


def _sent(
    connection: HTTPConnection, place: Place, secrets: Sequence[str], message: Message
) -> Answer:
    body = json.dumps(message.body, ensure_ascii=False, separators=(",", ":"))
    told = {
        "content-type": "application/json",
        "user-agent": f"Goodwill/{__version__}",
        **headers(secrets, message.message_id, body, datetime.now(UTC)),
    }
    began = monotonic()
    try:
        with _ending(connection):
            connection.request("POST", place.path, body.encode(), told)
            answer = connection.getresponse()
            text = _text(answer, connection)
    except (OSError, HTTPException) as trouble:
        connection.close()
        took = monotonic() - began
        return Answer(milliseconds=round(took * 1000), trouble=_said(trouble, took))
    took = round((monotonic() - began) * 1000)
    return _judged(answer, text, took)


@contextlib.contextmanager
def _ending(connection: HTTPConnection) -> Iterator[None]:
    """Ends a conversation that takes too long, also one that goes on byte by byte."""

    def end() -> None:
        if connection.sock is not None:
            with contextlib.suppress(OSError):
                connection.sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(PATIENCE_SECONDS, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _text(answer: HTTPResponse, connection: HTTPConnection) -> str:
    """The beginning of what was answered; who talks on is not listened to."""
    text = answer.read(4 * LONGEST_ANSWER).decode("utf-8", "replace")
    if not answer.isclosed():
        connection.close()
    return text.replace("\0", "")[:LONGEST_ANSWER]


def _judged(answer: HTTPResponse, text: str, took: int) -> Answer:
    if 200 <= answer.status < 300:
        return Answer(answer.status, text, took)
    wait = answer.getheader("retry-after", "").strip()
    seconds = min(int(wait), LONGEST_WAIT) if wait.isdecimal() else 0
    if 300 <= answer.status < 400:
        trouble = Sentence("The receiver points elsewhere, where Goodwill does not follow.")
    else:
        trouble = Sentence("The receiver answered with {status}.", status=str(answer.status))
    return Answer(answer.status, text, took, trouble, seconds)


def _said(trouble: Exception, took: float) -> Sentence:
    if isinstance(trouble, TimeoutError) or took >= PATIENCE_SECONDS:
        return Sentence("The receiver did not answer within {n} seconds.", n=int(PATIENCE_SECONDS))
    if isinstance(trouble, ssl.SSLCertVerificationError):
        return Sentence("The certificate of the receiver is not valid.")
    if isinstance(trouble, ConnectionRefusedError):
        return Sentence("Nobody listens at this address.")
    return Sentence("The connection broke off.")
