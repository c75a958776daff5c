"""Which rules of the workspace's tables may a row of a package break, and how is that told?"""

RULES: dict[str, tuple[str, str]] = {
    "ck_revision_number": ("number", "Revisions are counted from 1."),
    "ck_revision_sha256": ("sha256", "A SHA-256 has 64 digits."),
    "ck_revision_parent": (
        "parent_sha256",
        "The first revision has no revision before it, each other one has.",
    ),
    "ck_adoption_method": ("method", "The method is none that is known."),
    "ck_frozen_text_kind": ("kind", "The kind is none that is known."),
    "ck_frozen_text_sha256": ("sha256", "A SHA-256 has 64 digits."),
    "ck_vote_sequence": ("sequence", "Votes are counted from 0."),
    "ck_vote_result": (
        "result",
        "The vote on the whole text (0) has no result of its own, each other one has.",
    ),
    "ck_vote_counts": ("in_favour", "A count cannot be below 0."),
    "ck_ballot_choice": ("choice", "The choice is none that is known."),
    "ck_amendment_base_number": ("base_number", "Revisions are counted from 1."),
    "ck_amendment_base_sha256": ("base_sha256", "A SHA-256 has 64 digits."),
    "ck_amendment_status": ("status", "The status is none that is known."),
    "ck_amendment_superseded": (
        "superseded_by",
        "Exactly a superseded amendment names the one that took its place.",
    ),
    "ck_amendment_step_number": ("number", "Steps are counted from 1."),
    "ck_co_sponsor_days": ("left_on", "A co-sponsor left before it joined."),
    "ck_recommendation_procedure": ("procedure", "The procedure is none that is known."),
    "ck_member_country": ("country", "A country has two letters."),
    "ck_member_term": ("left_on", "The member left before it joined."),
    "ck_exchange_notice_kind": ("kind", "The kind is none that is known."),
    "ck_period_dates": ("due_on", "The order of a period is: opens, due, closes."),
    "ck_entry_answer": (
        "implementation",
        "An entry has either a state of implementation or a reason why none.",
    ),
    "ck_entry_percent": ("percent", "A percentage is from 0 to 100."),
    "ck_addendum_answer": (
        "implementation",
        "An answer has either a state of implementation or a reason why none.",
    ),
    "ck_addendum_percent": ("percent", "A percentage is from 0 to 100."),
    "ck_commitment_kind": ("kind", "The kind is none that is known."),
    "ck_commitment_visibility": ("visibility", "The visibility is none that is known."),
    "ck_commitment_dates": ("due_on", "The commitment is due before it starts."),
    "ck_commitment_change_outcome": ("due_on", "A change has either a new date or an outcome."),
    "ck_commitment_change_reason": ("reason", "A change has a reason."),
    "ck_commitment_budget_stage": ("stage", "The stage is none that is known."),
    "ck_commitment_budget_currency": ("currency", "A currency has three letters (ISO 4217)."),
    "ck_indicator_measure": ("measure", "The measure is none that is known."),
    "ck_indicator_direction": ("direction", "The direction is none that is known."),
    "ck_indicator_accumulation": ("accumulation", "The accumulation is none that is known."),
    "ck_indicator_aim_dates": ("target_on", "The target is not after the baseline."),
    "ck_indicator_value_pair": (
        "numerator",
        "A percentage has a numerator and a denominator, or neither.",
    ),
    "ck_indicator_value_one": (
        "number",
        "A value has a number, a numerator with its denominator, or a reason why none.",
    ),
}
"""For each rule of a table: the field where a person looks, and the rule in words."""
