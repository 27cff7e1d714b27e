"""What is known and what is decided meet: a scenario laid over an area."""

from sufficiency.planned.changes import changed_sites
from sufficiency.planned.plan import check_plan, not_open_yet, planned_area
from sufficiency.planned.words import differences_in_words, plan_differences, say_pool

__all__ = [
    "changed_sites",
    "check_plan",
    "differences_in_words",
    "not_open_yet",
    "plan_differences",
    "planned_area",
    "say_pool",
]
