"""Policies and instruments: what changes levers from one year to another, and who leads the consortium.

`policy` says what all policies have in common, `instruments` declares one class per kind, `reading` makes them from
files, `governance` is the table of who leads. Importing this package registers all instruments.
"""

from __future__ import annotations

from . import instruments  # noqa: F401 - registers them
from .policy import (
    ENTRY_POINTS,
    FEEDBACK_METRICS,
    INSTRUMENTS,
    LAST_YEAR,
    LONGEST_LEAD,
    LONGEST_PHASE_IN,
    POLICIES,
    Feedback,
    Policy,
    levers_in_force,
    load_entry_points,
    register_policy,
    strength,
)
from .reading import make_policy, nearest_kind

__all__ = [
    "ENTRY_POINTS",
    "FEEDBACK_METRICS",
    "INSTRUMENTS",
    "LAST_YEAR",
    "LONGEST_LEAD",
    "LONGEST_PHASE_IN",
    "POLICIES",
    "Feedback",
    "Policy",
    "levers_in_force",
    "load_entry_points",
    "make_policy",
    "nearest_kind",
    "register_policy",
    "strength",
]
