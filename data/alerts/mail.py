"""An e-mail is sent through the server that was entered: encrypted, under the same id each time."""

import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import formatdate

from analytics.messages import message
from data.alerts.outcome import Outcome, not_reached, refused, sent, unclear
from data.store.alerts import Delivery, DeliveryState, MailServer, Recipient

__all__ = ["mail_of", "send_mail"]

_SECONDS = 15.0


def mail_of(server: MailServer, recipient: Recipient, delivery: Delivery) -> EmailMessage:
    """The e-mail; its Message-ID is the same on every try, so that mail programs show it once."""
    mail = EmailMessage()
    mail["Subject"] = " ".join(delivery.title.split())
    mail["From"], mail["To"] = server.sender, recipient.address
    mail["Date"] = formatdate()
    mail["Message-ID"] = f"<{delivery.key}@{server.sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(delivery.text)
    return mail


def send_mail(
    server: MailServer | None,
    recipient: Recipient,
    delivery: Delivery,
    secret: Callable[[str], str | None],
    *,
    context: ssl.SSLContext | None = None,
    seconds: float = _SECONDS,
) -> Outcome:
    """Send something; ``secret`` gives what stands under a name, ``context`` who is trusted."""
    if server is None:
        return refused(message("no mail server is entered under Settings"))
    password = secret(server.secret) if server.secret else ""
    if password is None:
        return refused(message("{name} is not set on this computer", name=server.secret))
    trusted = context or ssl.create_default_context()
    try:
        connection = _connected(server, trusted, seconds)
    except smtplib.SMTPNotSupportedError:
        return refused(message("the mail server does not offer STARTTLS"))
    except (OSError, smtplib.SMTPException) as error:
        return not_reached(type(error).__name__)
    try:
        if server.user and (failed := _logged_in(connection, server.user, password)):
            return failed
        return _sent(connection, mail_of(server, recipient, delivery))
    finally:
        connection.close()


def _connected(server: MailServer, trusted: ssl.SSLContext, seconds: float) -> smtplib.SMTP:
    if server.security == "tls":
        return smtplib.SMTP_SSL(server.host, server.port, timeout=seconds, context=trusted)
    connection = smtplib.SMTP(server.host, server.port, timeout=seconds)
    try:
        connection.starttls(context=trusted)
    except BaseException:
        connection.close()
        raise
    return connection


def _logged_in(connection: smtplib.SMTP, user: str, password: str) -> Outcome | None:
    """None where the server lets us in."""
    try:
        connection.login(user, password)
    except smtplib.SMTPAuthenticationError as error:
        return refused(
            message("the mail server refuses user or password ({code})", code=str(error.smtp_code))
        )
    except (OSError, smtplib.SMTPException) as error:
        return not_reached(type(error).__name__)
    return None


def _sent(connection: smtplib.SMTP, mail: EmailMessage) -> Outcome:
    try:
        connection.send_message(mail)
    except smtplib.SMTPRecipientsRefused as error:
        return _refused(min(code for code, _ in error.recipients.values()))
    except smtplib.SMTPResponseException as error:
        return _refused(error.smtp_code)
    except (OSError, smtplib.SMTPException) as error:
        return unclear(type(error).__name__)
    return sent()


def _refused(code: int) -> Outcome:
    """Codes of 400 mean: later; those of 500: never."""
    if 400 <= code < 500:
        said = message("the mail server answers {code}; tried again later", code=str(code))
        return Outcome(DeliveryState.WAITING, said)
    return refused(message("the mail server refuses this with {code}", code=str(code)))
