"""`compare`: several allocations of the same children, the first as the reference."""

from __future__ import annotations

from sufficiency.allocation import Allocation
from sufficiency.comparison.comparison import Comparison
from sufficiency.errors import NotPossibleError


def compare(**allocations: Allocation) -> Comparison:
    """Lay allocations side by side, draw by draw, to see what each plan changes.

    Parameters
    ----------
    **allocations : Allocation
        By name; the first is the reference. Same area, years, seed and number of draws.

    Returns
    -------
    Comparison

    Raises
    ------
    NotPossibleError
        If there are fewer than two, one is no allocation, or their draws are not the same.

    Examples
    --------
    >>> import sufficiency as sf
    >>> projection = sf.project(
    ...     sf.load_example(), sf.load_scenario("baseline"), until=2027, draws=4
    ... )
    >>> bases = sf.allocate(projection, sf.load_scenario("two-bases"), draws=2)
    >>> sf.compare(baseline=sf.allocate(projection, draws=2), two_bases=bases).names
    ('baseline', 'two_bases')
    """
    if len(allocations) < 2:
        raise NotPossibleError.of("compare_too_few", count=len(allocations))
    for name, allocation in allocations.items():
        if not isinstance(allocation, Allocation):
            raise NotPossibleError.of(
                "compare_no_allocation", name=name, value=type(allocation).__name__
            )
    reference, *others = allocations
    for name in others:
        _refuse_other_draws(reference, allocations[reference], name, allocations[name])
    return Comparison(dict(allocations))


def _refuse_other_draws(reference: str, ours: Allocation, name: str, theirs: Allocation) -> None:
    """Refuse allocations whose draws are not the same possible futures."""
    same = {
        "area": (ours.projection.area.name, theirs.projection.area.name),
        "years": (_span(ours), _span(theirs)),
        "seed": (ours.projection.seed, theirs.projection.seed),
        "number of draws": (ours.draws, theirs.draws),
        "localities": (len(ours.labels.localities), len(theirs.labels.localities)),
    }
    for what, (one, other) in same.items():
        if one != other:
            raise NotPossibleError.of(
                "compare_other_draws",
                name=name,
                reference=reference,
                what=what,
                theirs=str(other),
                ours=str(one),
            )


def _span(allocation: Allocation) -> str:
    return f"{allocation.years[0]} to {allocation.years[-1]}"
