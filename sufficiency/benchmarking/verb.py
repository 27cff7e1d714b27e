"""`benchmark`: an authority beside its region, England and its statistical neighbours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sufficiency.area import Area
from sufficiency.benchmarking.benchmarks import Benchmarks
from sufficiency.benchmarking.counts import figures_of, together
from sufficiency.benchmarking.neighbours import neighbours_of
from sufficiency.benchmarking.populations import bases_of, persons_of
from sufficiency.errors import Finding, FindingsError, NotPossibleError, finding
from sufficiency.sources.reading import Reading

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    Population = Reading | pd.DataFrame | str | Path

WHAT = "The comparison"
ENGLAND_CODE = "E92000001"


def benchmark(
    of: Area | Reading,
    *,
    readings: Sequence[Reading] = (),
    neighbours: Sequence[str] | Mapping[str, float] | pd.DataFrame | str | Path | None = None,
    population: Population | Sequence[Population] | None = None,
) -> Benchmarks:
    """Hold an authority against its region, England and its statistical neighbours.

    Figures are those published of every year that the readings hold, like for like. Rates need the
    population of each area that is compared: it is never guessed, and without it there are shares,
    growth, and figures for a hundred plans.

    Parameters
    ----------
    of : Area or Reading
        The authority's area, whose population is then its own; or a reading of published plans.
    readings : sequence of Reading
        Of `read_ehc_plans`, with the neighbours named in `beside`; needed beside an area.
    neighbours : sequence of str, mapping of str to float, pandas.DataFrame or path, optional
        Codes or names, with weights or without; a table has a column code, authority or name, and
        may have one weight. All that the readings hold beside the authority, if left out.
    population : Reading, pandas.DataFrame, path, or a sequence of these, optional
        Of `read_population`; or a table with the columns year (mid-year), area (code or name), age
        or ncy, and persons.

    Returns
    -------
    Benchmarks

    Raises
    ------
    NotPossibleError
        If there is no reading of published plans, or the area is of another authority.
    FindingsError
        If neighbours are not in the readings, or their table has faults.

    Notes
    -----
    Rates are for a thousand aged 0 to 24 in the June before the January; plans go on to 25. What
    chance alone allows: `benchmarking.comparing.limits_of`.

    Examples
    --------
    >>> import sufficiency as sf
    >>> reading = sf.read_ehc_plans(
    ...     "release.zip", authority="940", beside=["941"]
    ... )  # doctest: +SKIP
    >>> sf.benchmark(reading).plot.dots("setting_share", "special")  # doctest: +SKIP
    """
    area = of if isinstance(of, Area) else None
    given = (*(() if isinstance(of, Area) else (of,)), *readings)
    held = [one for one in given if _is_published(one)]
    if not held:
        raise NotPossibleError.of("benchmark_no_reading", value=type(of).__name__)
    authority = _one_authority(held, area)
    codes = {code: name for one in held for code, name in _beside(one).items()}
    weights, faults = _weights(neighbours, codes, authority)
    if faults:
        raise FindingsError(faults, what=WHAT)
    published = _joined(held, [authority, *weights])
    names = _names(held, published, codes)
    persons = persons_of(population, area, authority=authority)
    figures = figures_of(published, bases_of(persons, names))
    whole = _with_neighbours(figures, weights)
    return Benchmarks(
        authority=authority,
        weights=weights,
        figures=whole,
        population_basis=_basis(persons),
        notes=tuple(_notes(published, whole, persons, weights)),
        inputs=tuple(dict.fromkeys(file for one in held for file in one.inputs)),
    )


def _is_published(one: object) -> bool:
    return isinstance(one, Reading) and one.kind == "ehc_plans" and "benchmarks" in one.held


def _one_authority(held: Sequence[Reading], area: Area | None) -> str:
    """Give the name of the authority, the same in all readings and in the area."""
    rows = held[0].held["benchmarks"]
    names = [str(name) for name in rows.loc[rows["level"] == "authority", "area"].unique()]
    if not names:
        raise NotPossibleError.of("benchmark_no_reading", value="reading without an authority")
    said = {one.settings.get("authority", "") for one in held}
    known = {names[-1].casefold(), *(code.casefold() for code in said)}
    theirs = [] if area is None else [area.fact("authority"), area.fact("code")]
    filled = [word for word in theirs if word]
    if len(said) > 1 or (filled and not any(word.casefold() in known for word in filled)):
        others = ", ".join(filled) or ", ".join(sorted(said))
        raise NotPossibleError.of("benchmark_other_authority", value=names[-1], other=others)
    return names[-1]


def _beside(reading: Reading) -> dict[str, str]:
    """Give the names of those beside the authority by their codes."""
    start = "beside "
    return {
        name.removeprefix(start): said
        for name, said in reading.settings.items()
        if name.startswith(start)
    }


def _weights(
    given: object, codes: Mapping[str, str], authority: str
) -> tuple[dict[str, float], list[Finding]]:
    """Give the weights of the neighbours by name, and those who are not in the readings."""
    if given is None:
        return dict.fromkeys(codes.values(), 1.0), []
    known = {code.casefold(): name for code, name in codes.items()}
    known |= {name.casefold(): name for name in codes.values()}
    weights, faults = {}, []
    for word, weight in neighbours_of(given).items():
        name = known.get(word.casefold())
        if word.casefold() == authority.casefold():
            faults.append(finding("benchmark_own_neighbour", file="neighbours", value=word))
        elif name is None:
            faults.append(finding("benchmark_neighbour_absent", file="neighbours", value=word))
        else:
            weights[name] = weight
    return weights, faults


def _joined(held: Sequence[Reading], wanted: Sequence[str]) -> pd.DataFrame:
    """Put the published figures of all readings together, those of the last one first."""
    import pandas as pd

    rows = pd.concat([one.held["benchmarks"] for one in reversed(held)], ignore_index=True)
    cell = ["area", "flow", "year", "reason", "need", "setting", "ncy_from", "ncy_to"]
    rows = rows.drop_duplicates(cell)
    kept = rows["level"].isin(("region", "England")) | rows["area"].isin(list(wanted))
    # An area of two readings may be the authority of one and beside in the other.
    level = rows["level"].where(rows["area"] != wanted[0], "authority")
    return rows.assign(level=level)[kept].reset_index(drop=True)


def _names(
    held: Sequence[Reading], published: pd.DataFrame, codes: Mapping[str, str]
) -> dict[str, str]:
    """Give the names of all that is compared, by name and code in small letters."""
    names = {str(name).casefold(): str(name) for name in published["area"].unique()}
    by_level = dict(zip(published["level"], published["area"], strict=True))
    told = {**codes, ENGLAND_CODE: "England"}
    for level in ("authority", "region"):
        if level in by_level:
            told[held[0].settings.get(level, "")] = str(by_level[level])
    return names | {code.casefold(): name for code, name in told.items() if code}


def _with_neighbours(figures: pd.DataFrame, weights: Mapping[str, float]) -> pd.DataFrame:
    """Add the neighbours together below the figures."""
    import pandas as pd

    made = together(figures, weights)
    return figures if made.empty else pd.concat([figures, made], ignore_index=True)


def _basis(persons: pd.DataFrame) -> str:
    """Give the weakest basis of the populations; "published" where there is none to weaken it."""
    return "published" if persons.empty else str(persons["basis"].iloc[0])


def _notes(
    published: pd.DataFrame,
    figures: pd.DataFrame,
    persons: pd.DataFrame,
    weights: Mapping[str, float],
) -> list[Finding]:
    """Note what cannot be compared, and why."""
    notes = []
    if not weights:
        notes.append(finding("benchmark_no_neighbours", file="neighbours"))
    with_rate = set(figures.loc[figures["indicator"] == "plans_per_1000", "area"])
    without = sorted({*published["area"]} - with_rate)
    if persons.empty:
        notes.append(finding("benchmark_no_population", file="population"))
    elif without:
        notes.append(
            finding("benchmark_population_partly", file="population", value=", ".join(without))
        )
    hidden = int(figures.loc[figures["level"] != "neighbours", "value"].isna().sum())
    if hidden:
        notes.append(finding("benchmark_not_shown", file="benchmarks", value=f"{hidden:,}"))
    if published.loc[published["level"] == "region"].empty:
        notes.append(finding("benchmark_no_region", file="benchmarks"))
    return notes
