"""What is said on the next page of something that was done?

The browser carries only the name of a message from one page to the next, so that nobody can put
words into the site's mouth.
"""

from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from app.web.interface_languages import later

COOKIE = "accord_said"
SHORT_WHILE = 60
SEE_OTHER = 303

NOTICES: Mapping[str, str] = {
    "signed-in": later("You are signed in."),
    "signed-out": later("You are signed out."),
    "password-set": later("Your password is set."),
    "sessions-ended": later("The other sessions are ended."),
    "second-factor-on": later("Signing in now asks for a code too."),
    "second-factor-off": later("Signing in no longer asks for a code."),
    "account-saved": later("Your account is saved."),
    "answer-saved": later("The answer is saved. It is handed in with the whole report."),
    "answer-kept": later("What you typed is kept; something in it is to be mended."),
    "answer-discarded": later("What was begun is discarded."),
    "late-answer-taken": later("The late answer is in the addendum."),
    "report-handed-in": later("The report is handed in."),
    "workbook-taken-in": later("The workbook is taken in. Check the answers and hand them in."),
    "acceptance-registered": later("What you said is registered."),
    "acceptance-withdrawn": later("The withdrawal is registered."),
    "statement-recorded": later("What you stated is registered."),
    "commitment-made": later("The commitment is recorded."),
    "commitment-changed": later("The change is recorded."),
    "notice-made": later("What you offer or seek is recorded."),
    "notice-withdrawn": later("It is withdrawn."),
    "aim-recorded": later("The target is recorded."),
    "value-recorded": later("The value is recorded."),
    "amendment-proposed": later("The amendment is proposed."),
    "amendment-withdrawn": later("The amendment is withdrawn."),
    "sponsors-changed": later("Who stands behind the amendment is changed."),
    "recommended": later("The recommendation is saved."),
    "answered": later("The answer is saved."),
    "decided": later("The amendments are decided, and what was accepted stands in the text."),
    "adopted": later("The adoption is recorded. The text never changes from now on."),
    "text-saved": later("The text is saved as a new revision."),
    "translation-saved": later("The translation is saved."),
    "text-corrected": later("The correction is stored; it is the text in force now."),
    "account-suspended": later("The account is suspended; its sessions and tokens are ended."),
    "account-restored": later("The account can be used again."),
    "role-changed": later("The role is changed; its sessions and tokens are ended."),
    "all-sessions-ended": later("The sessions are ended."),
    "token-revoked": later("The token works no longer."),
    "person-erased": later("The person is erased."),
    "period-opened": later("The period is there."),
    "period-closed": later("The period is closed and frozen."),
    "report-accepted": later("The report is accepted."),
    "report-returned": later("The report is returned to its member."),
    "report-excused": later("The member is excused."),
    "evidence-judged": later("What you found of the evidence is kept."),
    "job-cancelled": later("The report is not made any further."),
    "member-added": later("The member is added."),
    "member-changed": later("The member is changed."),
    "members-imported": later("The list of members is taken in."),
    "office-added": later("The office is added."),
    "contact-added": later("The contact is added."),
    "contact-changed": later("The contact is changed."),
    "contact-removed": later("The contact is removed."),
    "assembly-added": later("The assembly is added."),
    "reminders-sent": later("The reminders are sent."),
    "reset-sent": later(
        "If there is an account with that address, a message with a link is on its way to it."
    ),
}
"""What can be said, by name; a part of the site that is added has its messages here."""


def send_on(address: str, said: str = "") -> Response:
    """Return the answer that leads to another page after something was done; it says it there."""
    response = RedirectResponse(address, status_code=SEE_OTHER)
    if said:
        assert said in NOTICES, said  # noqa: S101 - a misspelt name is a defect
        response.set_cookie(COOKIE, said, max_age=SHORT_WHILE, httponly=True, samesite="lax")
    return response


def find_notice(request: Request) -> str:
    """Return the message that the page before left, untranslated; "" for none."""
    return NOTICES.get(request.cookies.get(COOKIE, ""), "")
