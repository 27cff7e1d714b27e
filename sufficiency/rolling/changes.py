"""What changed from last year's area to this year's, as rows with a sentence each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from sufficiency import terms

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.area import Area

CHANGES = ("table", "what", "item", "year", "before", "after", "change", "said")
"""Columns of the changes: of which table, what kind, of what, when, and in words."""

Change = tuple[str, str, str, int | None, float | None, float | None, str]
"""Table, kind, item, academic year, before, after, and the sentence."""

HELD_APART = ("plans", "margins", "transitions", "placements", "history")


def changes_of(before: Area, after: Area) -> pd.DataFrame:
    """List all that changed from one area to the other.

    Returns
    -------
    pandas.DataFrame
        Columns table, what, item, year (academic, or missing), before, after, change (numbers,
        or missing), said. Kinds: january_added, total, setting, need, locality_new, site_new,
        site_opened, site_closed, ages_changed, pool_changed, places_changed, restated,
        opening_restated, population_revised, fact_changed, rows_changed.
    """
    import pandas as pd

    rows = [
        *_januaries(before, after),
        *_totals(before, after),
        *_restated(before, after),
        *_opening(before, after),
        *_population(before, after),
        *_new_codes(before, after),
        *_ages(before, after),
        *_supply(before, after),
        *_facts(before, after),
        *_other_rows(before, after),
    ]
    made = [
        (table, what, item, year, one, two, None if one is None or two is None else two - one, said)
        for table, what, item, year, one, two, said in rows
    ]
    frame = pd.DataFrame(made, columns=list(CHANGES))
    numbers = dict.fromkeys(("before", "after", "change"), "float64")
    return frame.astype({"year": "Int64", **numbers})


def base_of(area: Area) -> int | None:
    """Give the academic year of the newest January of plans, or None where there is none."""
    return max(area.years("plans"), default=None)


def _january(year: int) -> str:
    return f"January {terms.january_of_year(year)}"


def _januaries(before: Area, after: Area) -> Iterator[Change]:
    """Tell which Januaries are new in each table that counts them."""
    for table in HELD_APART:
        for year in sorted({*after.years(table)} - {*before.years(table)}):
            rows = after.table(table)
            count = float(rows.loc[rows["year"] == year, "plans"].sum())
            said = f"{_january(year)} is new in the table {table}."
            # Margins overlap, and history holds several areas: their sum would say nothing.
            adds_up = table in ("plans", "transitions", "placements")
            yield table, "january_added", "", year, None, count if adds_up else None, said


def _sums(frame: pd.DataFrame, column: str | None) -> dict[str, float]:
    """Add up the children of a January, by the labels of a column."""
    if column is None:
        return {"": float(frame["plans"].sum())}
    summed = frame.groupby(column)["plans"].sum()
    return {str(label): float(count) for label, count in summed.items()}


def _totals(before: Area, after: Area) -> Iterator[Change]:
    """Hold the newest January against the newest of last year's area."""
    old, new = base_of(before), base_of(after)
    if old is None or new is None or old == new:
        return
    tables = (before.table("plans"), after.table("plans"))
    then, now = (
        frame[frame["year"] == year] for frame, year in zip(tables, (old, new), strict=True)
    )
    for what, column in (("total", None), ("setting", "setting"), ("need", "need")):
        one, two = _sums(then, column), _sums(now, column)
        for item in sorted({*one, *two}):
            was, came = one.get(item, 0.0), two.get(item, 0.0)
            who = f"{_label(what, item)}: " if item else "All plans: "
            said = f"{who}{was:,.0f} in {_january(old)}, {came:,.0f} in {_january(new)}."
            yield "plans", what, item, new, was, came, said


def _label(what: str, item: str) -> str:
    """Name a setting or need in words; a code that the lists do not have stays."""
    words = terms.settings() if what == "setting" else terms.needs()
    return words.label(item) if item in words else f"{what} {item}"


def _restated(before: Area, after: Area) -> Iterator[Change]:
    """Tell of Januaries that both have, and that hold other children now."""
    for table in ("plans", "placements", "transitions"):
        one, two = before.table(table), after.table(table)
        for year in sorted({*before.years(table)} & {*after.years(table)}):
            then, now = one[one["year"] == year], two[two["year"] == year]
            if then.reset_index(drop=True).equals(now.reset_index(drop=True)):
                continue
            was, came = float(then["plans"].sum()), float(now["plans"].sum())
            said = (
                f"{_january(year)} in the table {table} is restated: {was:,.0f} children as it was "
                f"known last year, {came:,.0f} as it is known now."
            )
            yield table, "restated", "", year, was, came, said


def _opening(before: Area, after: Area) -> Iterator[Change]:
    """Hold the closing stock of last year against the opening of the new transitions."""
    flows, plans = after.table("transitions"), before.table("plans")
    for year in sorted({*after.years("transitions")} - {*before.years("transitions")}):
        if year - 1 not in before.years("plans"):
            continue
        came = flows[(flows["year"] == year) & (flows["setting_from"] != "outside")]
        was = float(plans.loc[plans["year"] == year - 1, "plans"].sum())
        opening = float(came["plans"].sum())
        if was == opening:
            continue
        said = (
            f"{_january(year - 1)} closed with {was:,.0f} children last year, and the transitions "
            f"to {_january(year)} open with {opening:,.0f}: {opening - was:+,.0f} restated."
        )
        yield "transitions", "opening_restated", "", year - 1, was, opening, said


def _population(before: Area, after: Area) -> Iterator[Change]:
    """Tell of years whose population is another one now."""
    one, two = (area.table("population") for area in (before, after))
    then, now = (frame.groupby("year")["persons"].sum() for frame in (one, two))
    for year in sorted({*then.index} & {*now.index}):
        was, came = float(then[year]), float(now[year])
        same = _cells(one, year).equals(_cells(two, year))
        if same:
            continue
        said = (
            f"The population of {terms.year_label(int(year))} is revised: {was:,.0f} persons of "
            f"these ages before, {came:,.0f} now."
        )
        yield "population", "population_revised", "", int(year), was, came, said
    added = sorted({*now.index} - {*then.index})
    for year in added:
        said = f"The population of {terms.year_label(int(year))} is new: {float(now[year]):,.0f}."
        yield "population", "population_added", "", int(year), None, float(now[year]), said


def _cells(frame: pd.DataFrame, year: int) -> pd.DataFrame:
    kept: pd.DataFrame = frame.loc[frame["year"] == year, ["locality", "ncy", "persons"]]
    return kept.reset_index(drop=True)


def _new_codes(before: Area, after: Area) -> Iterator[Change]:
    """Tell of localities and sites that last year's area did not have."""
    for table, code in (("localities", "locality"), ("sites", "site")):
        then, now = before.table(table), after.table(table)
        names = dict(zip(now[code], now["name"], strict=True))
        for item in sorted({*now[code]} - {*then[code]}):
            said = f"{code} {item} is new: {names[item]}."
            yield table, f"{code}_new", str(item), None, None, None, said


def _ages(before: Area, after: Area) -> Iterator[Change]:
    """Name the sites that are for children of other ages now."""
    then, now = (_ages_of(area) for area in (before, after))
    names = dict(zip(*(after.table("sites")[name] for name in ("site", "name")), strict=True))
    for site in sorted({*then} & {*now}):
        if then[site] != now[site]:
            said = f"Ages of {names[site]} ({site}): {then[site]} before, {now[site]} now."
            yield "sites", "ages_changed", site, None, None, None, said


def _ages_of(area: Area) -> Mapping[str, str]:
    """Say of each site from which age to which it is."""
    sites = area.table("sites")
    ages = (sites[name].astype(object) for name in ("low_age", "high_age"))
    low, high = (column.where(column.notna(), "not known") for column in ages)
    return {
        str(site): f"{one} to {two}"
        for site, one, two in zip(sites["site"], low, high, strict=True)
    }


def _supply(before: Area, after: Area) -> Iterator[Change]:
    """Hold the pools and places of both base years against each other."""
    old, new = base_of(before), base_of(after)
    if old is None or new is None:
        return
    then, now = _places_at(before, old), _places_at(after, new)
    sites = [{site for (site, _), held in places.items() if held > 0} for places in (then, now)]
    for site in sorted(sites[1] - sites[0]):
        said = f"Site {site} has places in September {new} and had none in September {old}."
        yield "places", "site_opened", site, new, None, None, said
    for site in sorted(sites[0] - sites[1]):
        said = f"Site {site} has no places in September {new} and had some in September {old}."
        yield "places", "site_closed", site, new, None, None, said
    for key in sorted({*then, *now}):
        was, came = then.get(key, 0.0), now.get(key, 0.0)
        if was != came:
            item = "/".join(part for part in key if part)
            said = f"Places of {item}: {was:,.0f} in September {old}, {came:,.0f} in {new}."
            yield "places", "places_changed", item, new, was, came, said
    spans = (_pools_at(before, old), _pools_at(after, new))
    for key in sorted({*spans[0]} & {*spans[1]}):
        if spans[0][key] != spans[1][key]:
            item = "/".join(part for part in key if part)
            said = f"Pool {item}: {spans[0][key]} in September {old}, {spans[1][key]} in {new}."
            yield "pools", "pool_changed", item, new, None, None, said


def _latest(frame: pd.DataFrame, year: int) -> pd.DataFrame:
    """Give of each site and pool the row that holds in a year."""
    held = frame[frame["year"] <= year].sort_values("year", kind="stable")
    latest: pd.DataFrame = held.drop_duplicates(["site", "pool"], keep="last")
    return latest


def _places_at(area: Area, year: int) -> Mapping[tuple[str, str], float]:
    rows = _latest(area.table("places"), year)
    keys = zip(rows["site"].astype(str), rows["pool"].astype(str), strict=True)
    return dict(zip(keys, rows["places"].astype(float), strict=True))


def _pools_at(area: Area, year: int) -> Mapping[tuple[str, str], str]:
    rows = _latest(area.table("pools"), year)
    return {
        (str(row.site), str(row.pool)): (
            f"NC years {row.ncy_from} to {row.ncy_to}, level {row.level}, needs {row.needs}"
        )
        for row in rows.itertuples(index=False)
    }


def _facts(before: Area, after: Area) -> Iterator[Change]:
    """Tell of facts in the table about that say something else now."""
    then, now = (
        dict(zip(frame["item"], frame["value"], strict=True))
        for frame in (before.table("about"), after.table("about"))
    )
    for item in sorted(now):
        if then.get(item) != now[item]:
            said = f"The fact {item} was {then.get(item, 'not told')}, and is {now[item]}."
            yield "about", "fact_changed", str(item), None, None, None, said


def _other_rows(before: Area, after: Area) -> Iterator[Change]:
    """Tell of how many rows of the other tables hold something else, so that none is silent."""
    from sufficiency.rolling.given import rows_of

    told = {"plans", "placements", "transitions", "population", "about"}
    for table in (name for name in terms.table_names() if name not in told):
        then, now = (rows_of(area.table(table), table) for area in (before, after))
        changed = sum(1 for key, row in now.items() if key in then and then[key] != row)
        added = sum(1 for key in now if key not in then)
        gone = sum(1 for key in then if key not in now)
        if changed or added or gone:
            said = f"Table {table}: {_rows_in_words(changed, added, gone)}."
            before_rows, after_rows = float(len(then)), float(len(now))
            yield table, "rows_changed", "", None, before_rows, after_rows, said


def _rows_in_words(changed: int, added: int, gone: int) -> str:
    """Say how many rows are others, new and gone; of what there is none nothing is said.

    Examples
    --------
    >>> _rows_in_words(0, 1, 0)
    '1 row is new'
    >>> _rows_in_words(2, 0, 1)
    '2 rows hold something else, 1 is gone'
    """
    ways = ((changed, "holds", "hold", " something else"), (added, "is", "are", " new"))
    counted = [one for one in (*ways, (gone, "is", "are", " gone")) if one[0]]
    rows = "row" if counted[0][0] == 1 else "rows"
    told = [
        f"{count:,} {one if count == 1 else several}{what}" for count, one, several, what in counted
    ]
    return ", ".join(told).replace(" ", f" {rows} ", 1)
