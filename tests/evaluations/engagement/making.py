"""Entries of a policy base, for tests."""

from __future__ import annotations

from typing import Any

from evaluations.engagement.models import PolicyDocument
from evaluations.engagement.policybase.actions import FIELDS, add_policy
from evaluations.people.models import Firm, User


def policy_data(**values: Any) -> dict[str, Any]:
    """What is said of a local document, or something else where `values` say so."""
    made = {
        "number": "云财〔2024〕8号",
        "title": "云州市市级预算绩效评价办法",
        "level": "local",
        "issuer": "云州市财政局",
        "date": "2024-03-01",
        "effective_from": "2024-04-01",
    }
    return {**dict.fromkeys(FIELDS, ""), "replaced_by": None, **made, **values}


def make_policy(firm: Firm, *, by: User, **values: Any) -> PolicyDocument:
    """An entry of the firm."""
    return add_policy(firm, policy_data(**values), by=by)
