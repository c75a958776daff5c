"""Which modules hold the commands of a group? Only those that a command line needs are loaded.

A group's modules bring their libraries with them: readers of Word files, writers of PDF. Loading
all of them takes longer than most commands, so each family of groups is loaded when asked for.
"""

# ruff: noqa: PLC0415 - to load late is what this module is for

from collections.abc import Callable, Sequence
from functools import cache

import typer


@cache
def load_start() -> tuple[typer.Typer, ...]:
    """Return the commands that stand by themselves."""
    from app.cli import start

    return (start.start,)


@cache
def load_serving() -> tuple[typer.Typer, ...]:
    """Return the command that serves the site."""
    from app.cli import serving

    return (serving.serving,)


@cache
def load_texts() -> tuple[typer.Typer, ...]:
    """Return the groups of drafts and amendments."""
    from app.cli import adopted_text, amendments, imports, signatures, text

    del imports  # it has put its commands into both groups
    adopted_text.add_commands(text.draft)
    signatures.add_commands(text.draft)
    return (text.draft, amendments.amendment)


@cache
def load_members() -> tuple[typer.Typer, ...]:
    """Return the groups of members, their offices and assemblies."""
    from app.cli import contacts, members, timelines

    members.member.command("timeline")(timelines.show_member_timeline)
    members.member.add_typer(contacts.contact)
    return (members.member, members.office, members.assembly)


@cache
def load_acceptance() -> tuple[typer.Typer, ...]:
    """Return the group of instruments and statements."""
    from app.cli import adoption, statements

    statements.add_commands(adoption.adoption)
    return (adoption.adoption,)


@cache
def load_pledges() -> tuple[typer.Typer, ...]:
    """Return the groups of commitments and of indicators."""
    from app.cli import indicators, pledges

    return (pledges.commitment, indicators.indicator)


@cache
def load_follow_up() -> tuple[typer.Typer, ...]:
    """Return the groups of periods and of progress."""
    from app.cli import follow_up, reminders

    reminders.add_commands(follow_up.progress)
    return (follow_up.period, follow_up.progress)


@cache
def load_exchange() -> tuple[typer.Typer, ...]:
    """Return the group of offers and wishes."""
    from app.cli import exchange

    return (exchange.exchange,)


@cache
def load_reports() -> tuple[typer.Typer, ...]:
    """Return the group of documents."""
    from app.cli import reports, timelines

    reports.report.command("paragraph")(timelines.show_paragraph_timeline)
    return (reports.report,)


@cache
def load_data() -> tuple[typer.Typer, ...]:
    """Return the group that keeps the data whole."""
    from app.cli import backups, data, verifying

    backups.add_commands(data.data)
    verifying.add_commands(data.data)
    return (data.data,)


@cache
def load_journal() -> tuple[typer.Typer, ...]:
    """Return the group of who did what."""
    from app.cli import journal

    return (journal.journal,)


@cache
def load_accounts() -> tuple[typer.Typer, ...]:
    """Return the group of people who can sign in."""
    from app.cli import account_access, accounts

    account_access.add_commands(accounts.account)
    return (accounts.account,)


FAMILIES: dict[tuple[str, ...], Callable[[], tuple[typer.Typer, ...]]] = {
    ("demo", "init", "doctor"): load_start,
    ("serve",): load_serving,
    ("draft", "amendment"): load_texts,
    ("member", "office", "assembly"): load_members,
    ("adoption",): load_acceptance,
    ("commitment", "indicator"): load_pledges,
    ("period", "progress"): load_follow_up,
    ("exchange",): load_exchange,
    ("report",): load_reports,
    ("data",): load_data,
    ("journal",): load_journal,
    ("account",): load_accounts,
}
"""In the order of the help."""


def load_groups(app: typer.Typer, arguments: Sequence[str]) -> None:
    """Add to the program the commands that a command line can mean; without a word, all of them."""
    word = next((argument for argument in arguments if not argument.startswith("-")), "")
    if not word and {"-V", "--version"}.intersection(arguments):
        return
    wanted = [load for names, load in FAMILIES.items() if word in names] or FAMILIES.values()
    for load in wanted:
        for group in load():
            app.add_typer(group)
