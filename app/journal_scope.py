"""What of the database does the journal keep, and what not? Tables and columns, with reasons."""

LEFT_OUT = {
    "journal": "It is the journal.",
    "journal_person": "It is the journal.",
    "current": "Computed from the entries.",
    "tally": "Computed from the entries.",
    "account_link": "Invitations and links for a new password: secrets, and gone when used.",
    "account_session": "Who is signed in: no change of the record, and secret.",
    "recovery_code": "Secrets, as hashes.",
    "sign_in_tries": "Counts that are forgotten after a day.",
    "answer_draft": "Begun and not handed in.",
    "workbook_upload": "Sent and not taken in.",
    "report_job": "Which reports were asked for: no change of the record.",
}
"""The tables of which no change is kept, with the reason."""

SECRETS = {
    "account": frozenset({"password_hash", "totp_secret"}),
    "api_token": frozenset({"sha256"}),
    "report": frozenset({"token"}),
}
"""Columns of which the journal says that they changed, never what stands in them."""

UNTOLD = {
    "account": frozenset({"totp_step"}),
    "api_token": frozenset({"used_at"}),
}
"""Columns that change with every use and say nothing about the record."""

PERSONAL = {
    "account": frozenset({"email", "name", "identity"}),
    "member_contact": frozenset({"email", "name"}),
}
"""Columns that name a person: digests stand for them in the journal."""

NOTHING: frozenset[str] = frozenset()
