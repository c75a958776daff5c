"""How does a link reach the person it is for? By the mail server of the settings."""

import logging

from app.invitations import Link
from app.mail import send_message
from app.site import Site
from declarations.problems import Refusal
from exports.account_letters import write_link_letter

LOG = logging.getLogger("accord.web")


def send_link(site: Site, link: Link) -> None:
    """Mail a link; whoever asked for it is not told what went wrong, the log is."""
    letter = write_link_letter(
        site.name, site.settings.mail_from, link.email, site.base_url + link.path(), link.expires_at
    )
    try:
        send_message(site.settings, letter)
    except Refusal as refusal:
        LOG.error("A link could not be mailed: %s %s", refusal.message, refusal.hint)
