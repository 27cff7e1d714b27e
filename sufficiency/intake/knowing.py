"""Settings and homes that returns and exports do not know: far less than they know elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.area.less_known import (
    FEWEST_MORE,
    MOST_MORE,
    UNKNOWN,
    LessKnown,
    children_of,
    counted_by,
    less_known,
)
from sufficiency.errors import Finding, finding
from sufficiency.messages.listing import first_named
from sufficiency.sources.reading import Reading

if TYPE_CHECKING:
    import pandas as pd

OF_CHILDREN = ("sen2", "cases")
"""Kinds of readings that need a look-up to know settings or homes."""

MOST_UNKNOWN = {"setting": 0.25, "locality": 0.5}
"""So many may be unknown in every January [share]. The same look-up reads all Januaries of a
folder, so that what it lacks is as unknown in the one before. Of settings it is twice as much as
any authority of England published as unknown for January 2024 or 2025 (11 in 100; nine of ten had
fewer than 4); of homes nothing is published, and half is a judgement."""

FEWEST_EXPECTED = 10.0
"""Children whom a locality would have by the rates of the others at each age. Where ten are
expected and each lives there by chance, it has none once in 22,000 times."""

FOUND_AGAIN = 0.5
"""Of the children expected in localities without any, so many must be among those without a known
home for a look-up to lack them [share]: else nobody may live there, or the return is filtered."""

MOST_NAMED = 5
RULES = {"setting": "intake_settings_unknown", "locality": "intake_homes_unknown"}
REGISTER = "edubasealldata from Get Information about Schools, all establishments with all fields,"
CAUSES = {
    "sen2_no_establishments": (
        "no register of schools is among the files",
        f"Put {REGISTER} of the day of the return with the other files.",
    ),
    "sen2_ukprn_malformed": (
        "most of their numbers below ukprn are no UKPRNs, and below urn stands no URN",
        "Exchange the headings urn and ukprn of placementdetail, if they are the wrong way round;"
        " else export it again.",
    ),
    "sen2_urn_unknown": (
        "the register of schools lacks most of their URNs",
        f"Take {REGISTER} of the day of the return: the one among the files is filtered, or of"
        " another authority or time.",
    ),
    "sen2_urn_malformed": (
        "most of their numbers below urn are no URNs",
        "Export placementdetail again with the URN, six digits, in this column.",
    ),
    "sen2_no_place": (
        "most of their rows have no URN, no UKPRN and no code of a setting",
        "Export placementdetail again with these columns filled in.",
    ),
    "sen2_placement_missing": (
        "most of them have no placement",
        "Export placementdetail again, with all placements that are open on census day.",
    ),
    "sen2_setting_code": (
        "most of their codes of a setting are none of the guide",
        "Use OLA, OPA, EHE, EYP, OTH, NEET, NIEC or NIEO, and a URN for each school.",
    ),
    "sen2_flags_blank": (
        "blank flags do not say whether most of them are in the base of their school",
        "Write 1 or 0 in senunitindicator and resourcedprovisionindicator of placementdetail, or"
        " export it again.",
    ),
    "sen2_postcode_outside": (
        "the look-up lacks most of their postcodes",
        "Add the postcodes that it lacks to {lookup}; the first is that of this row.",
    ),
    "sen2_no_postcode": (
        "most of them have no postcode",
        "Export person again with the postcodes, or take the postcodes from the case system.",
    ),
}
"""Why settings or homes are unknown, by the rule of the reader, and what to do."""

CAUSES_OF = {
    "setting": tuple(rule for rule in CAUSES if "postcode" not in rule),
    "locality": ("sen2_postcode_outside", "sen2_no_postcode"),
}
IN_EXPORTS = {
    "setting": (
        "their cells are blank",
        "Export the settings again. If they stand in another column, name it below [columns].",
    ),
    "locality": (
        "their cells are blank, or the look-up lacks them",
        "Add what {lookup} lacks; or export the homes again.",
    ),
}


def unknown_in(
    tables: Mapping[str, pd.DataFrame],
    sources: Mapping[str, str],
    read: Sequence[Reading],
    *,
    lookup: str = "",
) -> Iterator[Finding]:
    """Name Januaries of returns or exports of which far too little is known.

    Settings or homes are a fault where the last January knows far fewer than the one before, by
    the rule that roll-over goes by, or where more are unknown than `MOST_UNKNOWN` allows; not
    where no look-up of homes was given, so that nobody asks for them. Localities that should have
    children and have none, while homes are unknown, are a fault where they would have more than a
    twentieth of all children.

    Parameters
    ----------
    tables, sources : mapping of str
        Tables of the area, and from what each is.
    read : sequence of Reading
        Among them the one whose plans count.
    lookup : str
        Name of the look-up from postcodes.

    Yields
    ------
    Finding
    """
    source = sources.get("plans")
    reading = next((one for one in read if one.title == source and one.kind in OF_CHILDREN), None)
    if reading is None or "plans" not in tables or tables["plans"].empty:
        return
    plans = tables["plans"]
    called = lookup or "the look-up of postcodes"
    for column in RULES:
        less = _less(plans, column, reading)
        if less is not None:
            yield _told(less, column, reading, lookup=called)
            if column == "locality":
                return
    yield from _without_anybody(tables, lookup=called)


def _less(plans: pd.DataFrame, column: str, reading: Reading) -> LessKnown | None:
    """Say whether the last January knows far less than the one before, or far too little."""
    counts = counted_by(plans, column)
    years = sorted({year for year, _ in counts})
    if not years:
        return None
    last, before = years[-1], years[:-1]
    is_known = any(label != UNKNOWN for _, label in counts)
    if column == "locality" and not is_known and not _looked_up(reading):
        return None
    if before:
        less = less_known(counts, counts, year=last, held=before)
        if less is not None:
            return less
    unknown, children = counts.get((last, UNKNOWN), 0.0), children_of(counts, last)
    if unknown < FEWEST_MORE or unknown <= MOST_UNKNOWN[column] * children:
        return None
    then = before[-1] if before else None
    share = 0.0 if then is None else counts.get((then, UNKNOWN), 0.0) / children_of(counts, then)
    return LessKnown(last, unknown, children, then, share)


def _looked_up(reading: Reading) -> bool:
    """Say whether homes were looked up; an export without a column of homes has none."""
    rules = {note.rule for note in reading.findings}
    if reading.kind == "cases":
        return "cases_not_placed" in rules
    return "sen2_no_localities" not in rules


def _told(less: LessKnown, column: str, reading: Reading, *, lookup: str) -> Finding:
    """Say how many are unknown, where the first of them stands, why, and what to do."""
    file, row, at, (cause, how) = _cause(less, column, reading)
    before = "there is no January before it"
    if less.before is not None:
        before = f"of January {terms.january_of_year(less.before)}, {less.share_before:.0%}"
    words: dict[str, Any] = {"cause": cause, "how": how.replace("{lookup}", lookup)}
    return finding(
        RULES[column],
        file=file,
        row=row,
        column=at,
        count=round(less.count),
        children=f"{less.children:,.0f}",
        january=terms.january_of_year(less.year),
        share=f"{less.share:.0%}",
        before=before,
        **words,
    )


def _cause(
    less: LessKnown, column: str, reading: Reading
) -> tuple[str, int | None, str, tuple[str, str]]:
    """Give file, row and column of the first child, and the cause with what to do.

    The cause is the one of which the reader names the most rows in that January.
    """
    none = "sen2_no_establishments"
    if column == "setting" and any(note.rule == none for note in reading.findings):
        return reading.title, None, column, CAUSES[none]
    quality = reading.held.get("quality")
    if reading.kind != "sen2" or quality is None:
        return reading.title, None, column, IN_EXPORTS[column]
    of_year = quality[quality["year"] == less.year]
    # More numbers of providers than children without a setting: a URN beside them tells it. Of a
    # URN that nobody knows there may be more, as a flag of a base tells the setting there.
    beside = (of_year["rule"] == "sen2_ukprn_malformed") & (of_year["rows"] > less.count)
    may_be = of_year["rule"].isin(CAUSES_OF[column]) & ~beside
    named = of_year[may_be].sort_values("rows", ascending=False)
    if named.empty:
        return reading.title, None, column, IN_EXPORTS[column]
    first = named.iloc[0]
    return (
        *(str(first["file"]), int(first["first_row"]), str(first["column"])),
        CAUSES[str(first["rule"])],
    )


def _without_anybody(tables: Mapping[str, pd.DataFrame], *, lookup: str) -> Iterator[Finding]:
    """Name localities that should have children and have none, while homes are unknown."""
    plans = tables["plans"]
    year = int(plans["year"].max())
    last = plans[plans["year"] == year].dropna(subset="plans")
    children = float(last["plans"].sum())
    unknown = float(last.loc[last["locality"] == UNKNOWN, "plans"].sum())
    if unknown < FEWEST_MORE or unknown >= children or "population" not in tables:
        return
    expected = _expected(last, tables["population"], year=year)
    none = expected[expected >= FEWEST_EXPECTED].sort_values(ascending=False)
    if none.empty:
        return
    whole = float(none.sum())
    is_fault = whole > MOST_MORE * children and unknown >= FOUND_AGAIN * whole
    names = _names(tables)
    told = [f"{names.get(str(code), str(code))} ({count:,.0f})" for code, count in none.items()]
    how = f"The look-up seems to lack the postcodes there: add them to {lookup}."
    if not is_fault:
        how = f"Add the postcodes there to {lookup}, if it lacks them; or look whether the return"
        how += " lacks these children."
    yield finding(
        "intake_locality_nobody" if is_fault else "intake_locality_nobody_noted",
        file=lookup,
        column="locality",
        value=str(none.index[0]),
        january=terms.january_of_year(year),
        named=first_named(told, most=MOST_NAMED),
        expected=whole,
        children=f"{children:,.0f}",
        unknown=f"{unknown:,.0f}",
        how=how,
    )


def _names(tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Give localities as code and name, where a name says more than the code."""
    if "localities" not in tables or "name" not in tables["localities"]:
        return {}
    held = tables["localities"]
    pairs = zip(held["locality"].astype(str), held["name"].fillna("").astype(str), strict=True)
    return {code: f"{code} {name}" for code, name in pairs if name and name != code}


def _expected(last: pd.DataFrame, population: pd.DataFrame, *, year: int) -> pd.Series[float]:
    """Give the children whom each locality without any would have, by the rates of the others.

    At each age, so that students of a university town are not taken for children with plans.
    """
    held = sorted({int(one) for one in population["year"]})
    then = max((one for one in held if one <= year), default=held[0])
    ages = (
        population[population["year"] == then]
        .pivot_table(index="locality", columns="ncy", values="persons", aggfunc="sum")
        .fillna(0.0)
    )
    known = last[last["locality"] != UNKNOWN]
    lives = ages.index.isin(set(known["locality"]))
    residents = ages[lives].sum()
    rates = known.groupby("ncy")["plans"].sum() / residents.where(residents > 0)
    without = ages[~lives]
    expected: pd.Series[float] = (without * rates.reindex(ages.columns).fillna(0.0)).sum(axis=1)
    return expected
