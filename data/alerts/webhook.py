"""A webhook is called: over HTTPS, at the host that was entered and no other, following nothing."""

import http.client
import ssl
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from analytics.messages import message
from data.alerts.bodies import answered, body_of, signed_address
from data.alerts.outcome import Outcome, not_reached, refused, unclear
from data.store.alerts import Channel, Delivery, Recipient

__all__ = ["call_webhook"]

#: Seconds for each step of a call, and for its whole answer.
_SECONDS = 10.0
_LONGEST_ANSWER = 64 * 1024

Secret = Callable[[str], str | None]


def call_webhook(
    recipient: Recipient,
    delivery: Delivery,
    secret: Secret,
    *,
    now: float | None = None,
    context: ssl.SSLContext | None = None,
    seconds: float = _SECONDS,
) -> Outcome:
    """Send something; ``secret`` gives what stands under a name, ``context`` who is trusted."""
    address = secret(recipient.secret)
    if not address:
        return refused(message("{name} is not set on this computer", name=recipient.secret))
    parts = urlsplit(address.strip())
    if parts.scheme != "https" or parts.username or not _is_host(parts.hostname, recipient):
        return refused(
            message(
                "{name} does not hold an https address at {host}",
                name=recipient.secret,
                host=recipient.address,
            )
        )
    signing = (secret(recipient.signing) or "") if recipient.signing else ""
    if recipient.signing and not signing:
        return refused(message("{name} is not set on this computer", name=recipient.signing))
    stamp = int(time.time() if now is None else now)
    called = urlsplit(
        signed_address(address.strip(), recipient.channel, signing=signing, now_seconds=stamp)
    )
    body = body_of(
        recipient.channel, delivery.title, delivery.text, signing=signing, now_seconds=stamp
    )
    connection = http.client.HTTPSConnection(
        recipient.address,
        parts.port or 443,
        timeout=seconds,
        context=context or ssl.create_default_context(),
    )
    try:
        target = f"{called.path or '/'}?{called.query}" if called.query else called.path or "/"
        return _called(connection, target, body, delivery.key, recipient.channel, seconds)
    finally:
        connection.close()


def _is_host(named: str | None, recipient: Recipient) -> bool:
    return (named or "").lower() == recipient.address


def _called(
    connection: http.client.HTTPSConnection,
    target: str,
    body: bytes,
    key: str,
    channel: Channel,
    seconds: float,
) -> Outcome:
    try:
        connection.connect()
    except (OSError, ValueError) as error:
        return not_reached(_named(error))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Linchpin",
        "Idempotency-Key": key,
    }
    try:
        connection.request("POST", target, body, headers)
        with connection.getresponse() as answer:
            return answered(channel, answer.status, _read(answer, time.monotonic() + seconds))
    except (OSError, http.client.HTTPException, ValueError) as error:
        return unclear(_named(error))


def _read(answer: http.client.HTTPResponse, until: float) -> bytes:
    """The answer as far as it comes in time."""
    found = b""
    while len(found) < _LONGEST_ANSWER and (part := answer.read1(_LONGEST_ANSWER)):
        found += part
        if time.monotonic() > until:
            raise TimeoutError("timed out")
    return found


def _named(error: Exception) -> str:
    """The kind of an error: what it says may quote the address, which is a secret."""
    return "timed out" if isinstance(error, TimeoutError) else type(error).__name__
