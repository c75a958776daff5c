"""How does a message leave? Through the mail server of the settings."""

import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

from app.settings import Settings
from declarations.problems import RuleRefusal, StorageRefusal

TIMEOUT_SECONDS = 30


@contextmanager
def open_mail_server(settings: Settings) -> Iterator[smtplib.SMTP]:
    """Yield a connection that sends messages.

    Raises RuleRefusal where no server is set, and StorageRefusal when it does not take a message.
    """
    if not settings.smtp_host or not settings.mail_from:
        raise RuleRefusal(
            "No mail server is set, so nothing was sent.",
            hint="Set smtp_host and mail_from in accord.toml.",
        )
    try:
        with smtplib.SMTP(
            settings.smtp_host, settings.smtp_port, timeout=TIMEOUT_SECONDS
        ) as server:
            if settings.smtp_starttls:
                server.starttls(context=ssl.create_default_context())
            if settings.smtp_user:
                server.login(settings.smtp_user, os.environ.get("ACCORD_SMTP_PASSWORD", ""))
            yield server
    except (OSError, smtplib.SMTPException) as error:
        raise StorageRefusal(
            f"The mail server {settings.smtp_host}:{settings.smtp_port} did not take a message: "
            f"{error}.",
            hint="Check the settings of the mail server.",
        ) from error


def send_message(settings: Settings, message: EmailMessage) -> None:
    """Send one message; raises what ``open_mail_server`` raises."""
    with open_mail_server(settings) as server:
        server.send_message(message)
