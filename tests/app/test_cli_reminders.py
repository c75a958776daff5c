"""Reminders through the command line: right days, right people, right language, once."""

import email
import io
import json
import socketserver
import threading
from email.policy import default
from typing import ClassVar

import openpyxl
import pytest
from icalendar import Calendar

DRAFT = """---
declaration: green
title: Green Cities
---

# Environment {#environment}

1. We will plant trees. {#environment-1}
"""
MEMBERS = {"seoul": "en", "lyon": "fr", "lima": "es"}


@pytest.fixture
def waiting(accord, tmp_path):
    """Three members that accepted; Seoul and Lyon share a contact, Lima has its own."""
    (tmp_path / "green.md").write_text(DRAFT)
    (tmp_path / "accord.toml").write_text(
        'association = "Cities"\nmail_from = "o@cities.example"\n'
    )
    steps = [
        ("init",),
        ("draft", "revise", "green.md", "--on", "2026-01-15"),
        ("assembly", "add", "ga5", "Fifth Assembly", "--starts", "2026-03-01"),
        ("draft", "adopt", "green", "--assembly", "ga5", "--on", "2026-03-02", "--yes"),
        *(("member", "add", code, code.capitalize()) for code in MEMBERS),
        *(
            ("adoption", "register", "green", "--member", code, "--all", "--on", "2026-04-01")
            for code in MEMBERS
        ),
        ("period", "open", "2027", "--declaration", "green", "--opens", "2027-01-01", "--due",
         "2027-03-31", "--closes", "2027-06-30"),
        ("member", "contact", "add", "lyon", "marie@lyon.example", "--name", "Marie", "--lang",
         "fr"),
        ("member", "contact", "add", "seoul", "marie@lyon.example", "--name", "Marie", "--lang",
         "fr"),
        ("member", "contact", "add", "lima", "ana@lima.example", "--lang", "es-PE"),
    ]  # fmt: skip
    for words in steps:
        outcome = accord(*words)
        assert outcome.code == 0, outcome.err
    return accord


def letters(folder):
    found = [email.message_from_bytes(p.read_bytes(), policy=default) for p in folder.iterdir()]
    return {str(message["To"]): message for message in found}


def test_one_digest_a_person_in_its_language_and_never_twice(waiting, tmp_path):
    words = ("progress", "remind", "2027", "--on", "2027-03-01")
    planned = waiting(*words, "--dry-run", "--json")
    assert [(row["to"], row["members"]) for row in json.loads(planned.out)] == [
        ("ana@lima.example", "lima"), ("marie@lyon.example", "lyon, seoul"),
    ]  # fmt: skip
    assert waiting(*words, "-o", "out").code == 0
    found = letters(tmp_path / "out")
    assert set(found) == {"Marie <marie@lyon.example>", "ana@lima.example"}
    french = found["Marie <marie@lyon.example>"]
    assert french["Subject"] == "Cities : rapport à remettre le 31 mars 2027"
    body = french.get_body().get_content()
    assert "Bonjour Marie," in body
    assert "- Lyon\r\n- Seoul\r\n" in body
    assert "dans 30 jours" in " ".join(body.split())
    assert "Les classeurs de vos villes sont joints" in " ".join(body.split())
    assert french["Content-Language"] == "fr"
    assert "Buenos días:" in found["ana@lima.example"].get_body().get_content()
    assert found["ana@lima.example"]["Subject"].endswith("el 31 de marzo de 2027")
    assert str(french["Date"]) == "Mon, 01 Mar 2027 00:00:00 +0000"
    again = waiting(*words, "-o", "again")
    assert "no reminders written" in again.err
    assert "no reminders" in waiting("progress", "remind", "2027", "--on", "2027-03-05").err


def test_the_same_reminder_has_the_same_bytes(waiting, tmp_path):
    words = ("progress", "remind", "2027", "--on", "2027-04-20", "-o")
    waiting(*words, "one")
    for code, address in (("lyon", "marie@lyon.example"), ("seoul", "marie@lyon.example")):
        waiting("member", "contact", "remove", code, address)
        waiting("member", "contact", "add", code, address, "--name", "Marie", "--lang", "fr")
    waiting(*words, "two")
    (second,) = (tmp_path / "two").iterdir()
    assert (tmp_path / "one" / second.name).read_bytes() == second.read_bytes()
    assert b"rapport en retard" in second.read_bytes()


def test_who_has_reported_is_left_out_and_who_has_no_contact_is_named(waiting):
    waiting("progress", "report", "2027", "--member", "lima", "--nil", "--on", "2027-02-01")
    waiting("member", "contact", "remove", "lyon", "marie@lyon.example")
    told = waiting("progress", "remind", "2027", "--on", "2027-03-24", "--dry-run")
    assert "lima" not in told.out
    assert "No contact, so no reminder: lyon." in told.err


def test_without_a_mail_server_nothing_is_sent_and_it_says_what_to_do(waiting):
    words = ("progress", "remind", "2027", "--on", "2027-03-24")
    refused = waiting(*words)
    assert refused.code == 4
    assert "-o DIR" in refused.err
    assert "2 reminders" in waiting(*words, "--dry-run").err


def test_the_prefilled_workbook_of_each_member_goes_with_the_letter(waiting, tmp_path):
    waiting("progress", "report", "2027", "--member", "seoul", "--set", "environment-1=limited",
            "--on", "2027-02-01")  # fmt: skip
    waiting("progress", "review", "2027", "--member", "seoul", "--return", "How?", "--on",
            "2027-02-02")  # fmt: skip
    waiting("progress", "remind", "2027", "--on", "2027-03-24", "-o", "out")
    french = letters(tmp_path / "out")["Marie <marie@lyon.example>"]
    parts = {part.get_filename(): part.get_content() for part in french.iter_attachments()}
    assert list(parts) == ["lyon.xlsx", "seoul.xlsx"]
    book = openpyxl.load_workbook(io.BytesIO(parts["seoul.xlsx"]))
    assert book.sheetnames[:2] == ["À lire", "Progrès"]
    assert book["Progrès"]["E2"].value == "Limité"
    (tmp_path / "back.xlsx").write_bytes(parts["seoul.xlsx"])
    back = waiting("progress", "import", "back.xlsx", "--dry-run", "--on", "2027-03-25")
    assert "1 same" in back.out


def test_days_and_attachments_of_reminders_are_settings(waiting, tmp_path):
    (tmp_path / "accord.toml").write_text(
        "reminder_days = [-10, 3]\nreminder_monthly = false\nreminder_workbooks = false\n"
    )
    for day, count in (("03-20", "no"), ("03-21", "2"), ("04-03", "2"), ("05-03", "no")):
        told = waiting("progress", "remind", "2027", "--on", f"2027-{day}", "-o", "out")
        assert f"{count} reminders written" in told.err, told.err
    for message in letters(tmp_path / "out").values():
        assert not list(message.iter_attachments())
        assert "classeur" not in message.get_content()
    waiting("progress", "calendar", "--member", "lima", "-o", "lima.ics")
    (event,) = Calendar.from_ical((tmp_path / "lima.ics").read_bytes()).walk("VEVENT")
    assert [a.decoded("trigger").days for a in event.walk("VALARM")] == [-10, 3]
    (tmp_path / "accord.toml").write_text("reminder_days = [4000]\n")
    wrong = waiting("progress", "remind", "2027", "--on", "2027-03-21", "--dry-run")
    assert (wrong.code, "reminder_days" in wrong.err) == (3, True)


class MailServer(socketserver.StreamRequestHandler):
    """A mail server that takes what it is given, but nothing for Marie."""

    taken: ClassVar[list[str]] = []

    def handle(self):
        self.wfile.write(b"220 ready\r\n")
        recipient = ""
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            if verb == "RCPT":
                recipient = line.partition(":")[2]
                refused = "marie" in line
                self.wfile.write(b"550 unknown\r\n" if refused else b"250 ok\r\n")
            elif verb == "DATA":
                self.wfile.write(b"354 go on\r\n")
                while self.rfile.readline() != b".\r\n":
                    pass
                self.taken.append(recipient)
                self.wfile.write(b"250 ok\r\n")
            else:
                self.wfile.write(b"250 ok\r\n")


def test_what_the_mail_server_refuses_is_not_recorded_as_sent(waiting, tmp_path):
    with socketserver.TCPServer(("127.0.0.1", 0), MailServer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        (tmp_path / "accord.toml").write_text(
            'mail_from = "o@cities.example"\nsmtp_host = "127.0.0.1"\nsmtp_starttls = false\n'
            f"smtp_port = {server.server_address[1]}\n"
        )
        told = waiting("progress", "remind", "2027", "--on", "2027-03-24")
        server.shutdown()
    assert told.code == 7
    assert MailServer.taken == ["<ana@lima.example>"]
    left = waiting("progress", "remind", "2027", "--on", "2027-03-24", "--dry-run", "--json")
    assert [row["to"] for row in json.loads(left.out)] == ["marie@lyon.example"]


def test_a_contact_is_a_person_with_an_address(waiting):
    assert waiting("member", "contact", "add", "lima", "nobody").code == 3
    assert waiting("member", "contact", "add", "lima", "ana@lima.example").code == 4
    assert waiting("member", "contact", "remove", "lima", "x@y.example").code == 5
    listed = json.loads(waiting("member", "contact", "list", "--member", "lima", "--json").out)
    assert listed == [
        {"member": "lima", "email": "ana@lima.example", "name": "", "language": "es-PE"}
    ]


def test_a_contacts_language_is_one_that_there_is(waiting):
    refused = waiting("member", "contact", "add", "lima", "b@lima.example", "--lang", "xx")
    assert (refused.code, "'xx' is no language. Give its code" in refused.err) == (2, True)
    assert "b@lima.example" not in waiting("member", "contact", "list").out
    for number, language in enumerate(("am", "pt-BR", "zh-Hans", "EN")):
        words = ("member", "contact", "add", "lima", f"c{number}@lima.example", "--lang", language)
        assert waiting(*words).code == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("member", "add", "x", "X", "--kind", "foo"), "'foo' is not one of 'city'"),
        (("member", "add", "x", "X", "--population", "1.5"), "Give a whole number."),
        (("member", "add", "x", "X", "--population", "0"), "It must be greater than or equal to 1"),
    ],
)
def test_what_is_wrong_with_an_option_is_told_in_plain_words(waiting, words, told):
    outcome = waiting(*words)
    assert (outcome.code, told in outcome.err) == (2, True)
    assert "Value error" not in outcome.err
    assert "Input should" not in outcome.err


def test_the_calendar_has_the_due_dates_with_alarms(waiting, tmp_path):
    words = ("progress", "calendar", "--member", "lima", "-o")
    waiting(*words, "one.ics")
    waiting(*words, "two.ics")
    before = (tmp_path / "one.ics").read_bytes()
    assert before == (tmp_path / "two.ics").read_bytes()
    (event,) = Calendar.from_ical(before).walk("VEVENT")
    assert event.decoded("dtstart").isoformat() == "2027-03-31"
    assert [a.decoded("trigger").days for a in event.walk("VALARM")] == [-30, -7, 0, 14]
    assert waiting("progress", "calendar", "--member", "nobody", "-o", "x.ics").code == 5
