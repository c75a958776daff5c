"""How does a commitment look as data, and as lines on a screen?"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from tracker.commitments import (
    Commitment,
    assess_schedule,
    current_budgets,
    current_due_date,
    divide_shares,
)


def commitment_as_data(commitment: Commitment, as_of: date, soon_days: int) -> dict[str, Any]:
    """Return a commitment with what is computed of it, as JSON-able data.

    Shares and amounts are text, so that no digit is lost; ``part`` is in per cent of the whole.
    """
    schedule = assess_schedule(commitment, as_of, soon_days)
    parts = divide_shares(commitment.shares)
    return {
        "member": commitment.member,
        "code": commitment.code,
        "declaration": commitment.declaration,
        "title": commitment.title,
        "text": commitment.text,
        "language": commitment.language,
        "kind": commitment.kind.value,
        "owner": commitment.owner,
        "visibility": commitment.visibility.value,
        "paragraphs": [
            {"id": name, "share": f"{share:f}", "part": round(100 * float(parts[name]), 2)}
            for name, share in commitment.shares.items()
        ],
        "partners": [
            {"name": partner.name, "private_sector": partner.private_sector}
            for partner in commitment.partners
        ],
        "goals": list(commitment.goals),
        "made_on": commitment.made_on.isoformat(),
        "starts_on": commitment.starts_on.isoformat() if commitment.starts_on else None,
        "due_on": commitment.due_on.isoformat() if commitment.due_on else None,
        "due_on_now": due.isoformat() if (due := current_due_date(commitment)) else None,
        "schedule": schedule.value if schedule else None,
        "rescheduled": len(commitment.reschedulings),
        "changes": [
            {"changed_on": change.changed_on.isoformat(), "due_on": change.due_on.isoformat(),
             "reason": change.reason}
            for change in commitment.reschedulings
        ],
        "budgets": [
            {"stage": budget.stage.value, "amount": f"{budget.amount:f}",
             "currency": budget.currency, "recorded_on": budget.recorded_on.isoformat()}
            for budget in current_budgets(commitment)
        ],
        "outcome": commitment.closing.outcome.value if commitment.closing else None,
        "closed_on": commitment.closing.closed_on.isoformat() if commitment.closing else None,
        "closing_reason": commitment.closing.reason if commitment.closing else "",
    }  # fmt: skip


def print_commitment(commitment: Commitment, as_of: date, soon_days: int) -> Iterator[str]:
    """Yield a commitment as lines, each with its name in front; what is not given has none."""
    data = commitment_as_data(commitment, as_of, soon_days)
    paragraphs = [f"{one['id']} ({one['part']:g} %)" for one in data["paragraphs"]]
    partners = [
        f"{one['name']} (private sector)" if one["private_sector"] else one["name"]
        for one in data["partners"]
    ]
    lines = [
        ("title", data["title"]),
        ("member", data["member"]),
        ("kind", data["kind"]),
        ("paragraphs", ", ".join(paragraphs)),
        ("text", data["text"]),
        ("owner", data["owner"]),
        ("partners", ", ".join(partners)),
        ("goals", ", ".join(data["goals"])),
        ("visible to", data["visibility"]),
        ("made on", data["made_on"]),
        ("starts on", data["starts_on"]),
        ("first due", data["due_on"]),
        *((f"changed {one['changed_on']}", f"due {one['due_on']}: {one['reason']}")
          for one in data["changes"]),
        ("due now", data["due_on_now"]),
        ("schedule", data["schedule"]),
        *((one["stage"], f"{one['amount']} {one['currency']} (recorded {one['recorded_on']})")
          for one in data["budgets"]),
        ("ended", f"{data['closed_on']} as {data['outcome']}" if data["outcome"] else ""),
        ("reason", data["closing_reason"]),
    ]  # fmt: skip
    width = max(len(name) for name, value in lines if value)
    return (f"{name:{width}}  {value}" for name, value in lines if value)
