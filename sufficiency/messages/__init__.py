"""Every message that a user can meet, in one place to be proof-read.

A message has three sentences: what was *seen*, *why* it matters, and the *remedy*: what to
type or change. Names in braces are filled in when the message is made. Where the remedy is a call
of Python, the message has a second one for the command line.
"""

from sufficiency.messages import (
    allocations,
    appraisals,
    areas,
    backtests,
    benchmarks,
    bids,
    case_exports,
    cautions,
    choosing,
    cohorts,
    corrections,
    counts,
    demand,
    estimates,
    exports_among_files,
    files,
    fitting,
    fixed_costs,
    intake,
    journeys,
    knowing,
    limiting,
    lookups,
    marking,
    money,
    occupied,
    offers,
    panel,
    place_lists,
    places,
    populations,
    programmes,
    projections,
    published,
    quality,
    register,
    reports,
    rolling,
    routing,
    rules,
    scenarios,
    sen2,
    sen2_quality,
    sources,
    synthetic,
    tables,
    tracking,
    two_januaries,
    witan,
)
from sufficiency.messages.message import Message, filled

__all__ = ["MESSAGES", "Message", "filled"]

_SUBJECTS = (
    allocations,
    appraisals,
    areas,
    backtests,
    benchmarks,
    bids,
    case_exports,
    cautions,
    choosing,
    cohorts,
    corrections,
    counts,
    demand,
    estimates,
    exports_among_files,
    files,
    fitting,
    fixed_costs,
    intake,
    journeys,
    knowing,
    limiting,
    lookups,
    marking,
    money,
    occupied,
    offers,
    panel,
    place_lists,
    places,
    populations,
    programmes,
    projections,
    published,
    quality,
    register,
    reports,
    rolling,
    routing,
    rules,
    scenarios,
    sen2,
    sen2_quality,
    sources,
    synthetic,
    tables,
    tracking,
    two_januaries,
    witan,
)


def _gathered() -> dict[str, Message]:
    """Join the messages of all subjects; a name may be used once only."""
    gathered: dict[str, Message] = {}
    for subject in _SUBJECTS:
        for rule, message in subject.MESSAGES.items():
            if rule in gathered:
                raise ValueError(f"two messages are called {rule!r}")
            gathered[rule] = message
    return gathered


MESSAGES: dict[str, Message] = _gathered()
"""Every message by the name of its rule."""
