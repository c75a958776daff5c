"""How does a link reach the person it is for? By the mail server of the settings."""

import logging
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

from app.invitations import Link, Purpose
from app.mail import send_message
from app.site import Site
from app.web.interface_languages import LANGUAGES, SOURCE
from app.web.pages import make_environment
from declarations.problems import Refusal

LOG = logging.getLogger("accord.web")


def send_link(site: Site, link: Link, language: str) -> bool:
    """Mail a link and return whether it is on its way; the log says why where it is not."""
    try:
        send_message(site.settings, write_letter(site, link, language))
    except Refusal as refusal:
        LOG.warning("A link could not be mailed. %s %s", refusal.message, refusal.hint)
        return False
    return True


def write_letter(site: Site, link: Link, language: str) -> EmailMessage:
    """Return the letter that brings a link, in a language of the interface."""
    language = language if language in LANGUAGES else SOURCE
    template = make_environment(language).get_template("link_letter.txt.j2")
    text = template.render(
        name=site.name,
        is_first=link.purpose is Purpose.INVITATION,
        address=site.base_url + link.path(),
        until=link.expires_at,
    )
    subject, _, body = text.lstrip().partition("\n")
    message = EmailMessage(policy=SMTP)
    message["Subject"] = subject.strip()
    message["From"] = site.settings.mail_from
    message["To"] = link.email
    message["Date"] = format_datetime(site.now())
    message["Message-ID"] = make_msgid(domain="accord.invalid")
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = language
    message.set_content(body.strip() + "\n")
    return message
