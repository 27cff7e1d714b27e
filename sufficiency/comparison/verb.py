"""`compare`: several allocations of the same area, the first as the reference."""

from __future__ import annotations

from sufficiency.allocation import Allocation
from sufficiency.comparison.comparison import Comparison
from sufficiency.errors import NotPossibleError
from sufficiency.places import LEVELS


def compare(**allocations: Allocation) -> Comparison:
    """Lay allocations side by side, draw by draw, to see what each plan changes.

    Parameters
    ----------
    **allocations : Allocation
        By name; the first is the reference. Same area, years, seed and number of draws, projected
        in the same way (`flows`, `need_changes`).

    Returns
    -------
    Comparison

    Raises
    ------
    NotPossibleError
        If there are fewer than two, one is no allocation, their draws are not the same, or they
        were projected in different ways.

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
        _refuse_other_model(reference, allocations[reference], name, allocations[name])
    return Comparison(dict(allocations))


def _refuse_other_draws(reference: str, ours: Allocation, name: str, theirs: Allocation) -> None:
    """Refuse allocations whose draws are not the same possible futures."""
    same = {
        "area": (ours.projection.area.name, theirs.projection.area.name),
        "tables of the area": _same_tables(ours, theirs),
        "years": (_span(ours), _span(theirs)),
        "seed": (ours.projection.seed, theirs.projection.seed),
        "number of draws": (ours.draws, theirs.draws),
        "number of projected draws": (ours.projection.draws, theirs.projection.draws),
        "NC years that are allocated": (_ages(ours), _ages(theirs)),
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


def _refuse_other_model(reference: str, ours: Allocation, name: str, theirs: Allocation) -> None:
    """Refuse allocations whose children were projected in different ways."""
    one, other = (
        {"flows": made.projection.flows, "need_changes": made.projection.need_changes}
        for made in (ours, theirs)
    )
    for what, said in one.items():
        if said != other[what]:
            raise NotPossibleError.of(
                "compare_other_model",
                name=name,
                reference=reference,
                what=what,
                theirs=repr(other[what]),
                ours=repr(said),
            )


def _same_tables(ours: Allocation, theirs: Allocation) -> tuple[str, str]:
    """Say whether two allocations were made from equal tables."""
    if ours.projection.area == theirs.projection.area:
        return "equal", "equal"
    return "those of the reference", "others, though the area has the same name"


def _ages(allocation: Allocation) -> str:
    """Say which NC years are allocated: a pool for other ages adds children to the account."""
    return ", ".join(
        f"{level} {first} to {last}"
        for level, (first, last) in zip(LEVELS, allocation.plan.spans, strict=True)
    )


def _span(allocation: Allocation) -> str:
    return f"{allocation.years[0]} to {allocation.years[-1]}"
