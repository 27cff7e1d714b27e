"""The verb quality: every check of an area, and of files read beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from sufficiency import terms
from sufficiency.area import Area
from sufficiency.errors import NotPossibleError
from sufficiency.mending import chance, records, rolls, schools, totals
from sufficiency.mending.beside import locality_not_in_area, reading_parts_apart
from sufficiency.mending.issues import Known, Outcome
from sufficiency.mending.result import Quality
from sufficiency.sources.reading import Reading

CHECKS: tuple[Callable[[Known], Iterator[Outcome]], ...] = (
    records.not_recorded,
    records.age_outside_setting,
    records.age_outside_site,
    schools.placed_without_pool,
    schools.base_not_in_reading,
    schools.site_type_unexpected,
    schools.fewer_placed,
    totals.total_apart,
    totals.reading_total_apart,
    reading_parts_apart,
    schools.placed_above,
    rolls.places_above_roll,
    schools.no_designation,
    totals.flows_apart,
    totals.year_incomplete,
    locality_not_in_area,
    chance.rate_out_of_line,
    chance.need_jump,
)


def quality(area: Area, *, readings: Sequence[Reading] = ()) -> Quality:
    """Check whether what an area holds is likely to be right.

    An area in hand is sound: its tables agree with each other. Whether they are true is another
    question, and each of these checks asks one part of it. Nothing is changed.

    Parameters
    ----------
    area : Area
    readings : sequence of Reading
        What was read from other files, to hold the area against: a SEN2 return, a register of
        schools, published totals. What their readers noted is told beside the checks.

    Returns
    -------
    Quality
        The table checks has one row for each check and what to do; the table issues one row for
        each thing to ask about.

    Raises
    ------
    NotPossibleError
        If the readings are not readings.

    Examples
    --------
    >>> import sufficiency as sf
    >>> found = sf.quality(sf.load_example())
    >>> found.to_frame("checks").columns[0]
    'check'
    """
    given = tuple(readings) if isinstance(readings, list | tuple) else (readings,)
    for one in given:
        if not isinstance(one, Reading):
            raise NotPossibleError.of("quality_no_readings", kind=type(one).__name__)
    known = Known(area, given)
    outcomes = {one.check: one for check in CHECKS for one in check(known)}
    return Quality(area, given, tuple(outcomes[check] for check in terms.quality_checks()))
