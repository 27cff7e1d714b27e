"""`roll_over`: last year's area into this year's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sufficiency import terms
from sufficiency.area import Area, area_from_frames
from sufficiency.errors import Finding, FindingsError, NotPossibleError, UnknownNameError, finding
from sufficiency.rolling.changes import base_of, changes_of
from sufficiency.rolling.elsewhere import without_placed_elsewhere
from sufficiency.rolling.facts import facts_now
from sufficiency.rolling.filtered import parts_filtered
from sufficiency.rolling.following import not_followed
from sufficiency.rolling.given import SCHOOLS, New, Row, Rows, gathered_new, rows_of
from sufficiency.rolling.given import WHAT as WHAT_IS_NEW
from sufficiency.rolling.laying import Laid, cell, laid_anew, laid_over
from sufficiency.rolling.not_listed import not_listed
from sufficiency.rolling.rolled import RolledOver
from sufficiency.rolling.speaking import Spoken, by_hand_counts, given_twice, spoken_over
from sufficiency.rolling.unknowns import reasons_among, unknown_to

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.sources.reading import Reading

    OneNew = Area | Reading | Mapping[str, pd.DataFrame] | str | Path

WHAT = "Last year's area with this year's tables"


def roll_over(
    area: Area,
    new: OneNew | Sequence[OneNew],
    *,
    restate: Sequence[int] = (),
    keep: Sequence[int] = (),
    partial: Sequence[str] = (),
) -> RolledOver:
    """Roll last year's area over into this year's, and tell all that changed.

    Januaries (tables plans, margins, transitions, placements, history) are appended; one that is
    there already must be the same, or be named in `restate` or in `keep`. Rows of the other tables
    take the place of those with the same key, and whatever this year's tables do not name still
    holds: localities, sites, pools, places, journeys, costs. The base year moves with the newest
    January.

    Parameters
    ----------
    area : Area
        Last year's.
    new : Area, Reading, mapping of str to pandas.DataFrame, path, or a sequence of these
        This year's tables: any of an area's. A path is a folder, workbook or CSV file of them.
    restate : sequence of int
        Academic years whose January this year's figures replace: 2024 is January 2025.
    keep : sequence of int
        Academic years whose January stays as last year's area has it, though this year's tables
        have other figures for it: last year's return is given with this year's so that children
        are followed from one to the other, and was corrected since.
    partial : sequence of str
        Of "localities" and "sites", those of which only what is new is given: nothing that they
        lack is gone.

    Returns
    -------
    RolledOver
        Its `area` is this year's; `changes` tells what changed.

    Raises
    ------
    FindingsError
        With all faults at once: a January that is there already with other figures, localities
        that disappeared, sites that are gone and have placements, another authority's tables.
        Before these: a return or export that was read without the register of schools, without
        homes, or with homes in other localities. After them: a January from which localities,
        needs or settings were filtered, by the transitions.
    TableError
        If the tables are not sound together.
    NotPossibleError
        If it is no area, or what is new is nothing that has tables.
    UnknownNameError
        If `partial` names something that is no table, or a year is to be restated or kept that is
        not in both.

    Examples
    --------
    >>> import sufficiency as sf
    >>> this_year = sf.synthetic_area(seed=3, plans=800, localities=4).area
    >>> plans = this_year.plans
    >>> tables = {**this_year.tables(), "plans": plans[plans["year"] < 2024]}
    >>> del tables["placements"]
    >>> last_year = sf.area_from_frames(tables)
    >>> rolled = sf.roll_over(last_year, {"plans": plans[plans["year"] == 2024]})
    >>> rolled.area.years("plans")[-1]
    2024
    """
    if not isinstance(area, Area):
        raise NotPossibleError.of("rollover_no_area", value=type(area).__name__)
    whole = frozenset(terms.table(name).name for name in partial)
    given = gathered_new(new, area)
    less_known = unknown_to(given, area)
    if any(one.severity == "error" for one in less_known):
        # Alone: what differs from last January differs because of it, and must not be kept.
        raise FindingsError([*less_known, *reasons_among(given.findings)], what=WHAT_IS_NEW)
    given, elsewhere = without_placed_elsewhere(given, area)
    before = {name: rows_of(area.table(name), name) for name in terms.table_names()}
    _refuse_unknown_years((*restate, *keep), before, given)
    for year in {*restate} & {*keep}:
        raise NotPossibleError.of("rollover_keep_and_restate", value=year)
    twice = given_twice(given.speakers)
    if twice:
        raise FindingsError(twice, what=WHAT_IS_NEW)
    spoken = spoken_over(before, given.speakers, named=_named_pools(before, given))
    known = frozenset(restate), frozenset(keep)
    laid = _laid(before, given, spoken, known=known, partial=whole)
    faults = [
        *_another_authority(area, given),
        *(found for one in laid.values() for found in one.findings),
        *_gone(laid, before),
    ]
    if any(one.severity == "error" for one in faults):
        raise FindingsError(faults, what=WHAT)
    made = _area_of(area, laid)
    filtered = parts_filtered(area, made)
    if filtered:
        raise FindingsError(filtered, what=WHAT)
    told = (*spoken.findings, *by_hand_counts(given.speakers, given.tables))
    # What this year's files do to last year's area stands before what readers note of the files.
    about = (*faults, *_notes(area, made, given), *less_known, *elsewhere, *told)
    notes = (*about, *given.findings)
    return RolledOver(
        before=area,
        area=made,
        changes=changes_of(area, made),
        account=_account(before, laid),
        notes=notes,
        read=given.inputs,
    )


def _laid(
    before: Mapping[str, Rows],
    given: New,
    spoken: Spoken,
    *,
    known: tuple[frozenset[int], frozenset[int]],
    partial: frozenset[str],
) -> dict[str, Laid]:
    """Lay this year's tables over last year's: pools and places as far as they are spoken for."""
    restate, keep = known
    partial = partial | given.lists_some
    laid = {
        name: laid_over(
            name, before[name], rows, restate=restate, keep=keep, partial=name in partial
        )
        for name, rows in given.tables.items()
        if name != "about" and not (given.speakers and name in SCHOOLS)
    }
    if given.speakers:
        for name in SCHOOLS:
            now = {**spoken.tables[name], **given.tables.get(name, {})}
            laid[name] = laid_anew(before[name], now)
    about = facts_now(before, given, laid)
    if about:
        laid["about"] = laid_anew(before["about"], {**before["about"], **about})
    return laid


def _named_pools(before: Mapping[str, Rows], given: New) -> frozenset[tuple[str, str]]:
    """Give the sites and pools that placements name."""
    rows = [*before["placements"].values(), *given.tables.get("placements", {}).values()]
    places = ((cell("placements", row, "site"), cell("placements", row, "pool")) for row in rows)
    return frozenset((str(site), str(pool)) for site, pool in places if pool != "")


def _refuse_unknown_years(years: Sequence[int], before: Mapping[str, Rows], given: New) -> None:
    """Refuse to restate or keep a January that is not in both: it is likely a slip of a year."""
    for year in years:
        for name, rows in given.tables.items():
            if "year" not in terms.table(name).column_names:
                continue
            both = (before[name].values(), rows.values())
            if all(any(cell(name, row, "year") == year for row in held) for held in both):
                break
        else:
            raise UnknownNameError.of("rollover_restate_unknown", value=year)


def _area_of(area: Area, laid: Mapping[str, Laid]) -> Area:
    """Make this year's area; the same one where no row is another."""
    import pandas as pd

    if not any(one.added or one.replaced or one.dropped for one in laid.values()):
        return area
    frames = area.tables()
    for name, one in laid.items():
        columns = list(terms.table(name).column_names)
        frames[name] = pd.DataFrame(list(one.rows.values()), columns=columns, dtype=object)
    return area_from_frames(frames)


def _account(before: Mapping[str, Rows], laid: Mapping[str, Laid]) -> pd.DataFrame:
    """Count the rows of each table: before, kept, replaced, dropped, added, now."""
    import pandas as pd

    rows = []
    for name, held in before.items():
        one = laid.get(name, Laid(held, len(held), 0, 0))
        if held or one.rows:
            counts = (one.kept, one.replaced, one.dropped, one.added)
            rows.append((name, len(held), *counts, len(one.rows)))
    columns = ["table", "before", "kept", "replaced", "dropped", "added", "now"]
    return pd.DataFrame(rows, columns=columns)


def _another_authority(area: Area, given: New) -> list[Finding]:
    """Find that the new tables are of another authority."""
    said = {str(row[0]): str(row[1]) for row in given.tables.get("about", {}).values()}
    return [
        finding("rollover_other_authority", file="about", value=said[item], then=area.fact(item))
        for item in ("authority", "code")
        if item in said and area.fact(item) and said[item] != area.fact(item)
    ]


def _gone(laid: Mapping[str, Laid], before: Mapping[str, Rows]) -> list[Finding]:
    """Find localities that disappeared, and sites that are not listed any more."""
    found = []
    for (code,) in laid["localities"].gone if "localities" in laid else ():
        found.append(finding("rollover_locality_gone", file="localities", value=code))
    gone = laid["sites"].gone if "sites" in laid else ()
    held = laid["placements"].rows if "placements" in laid else before["placements"]
    newest = max((cell("placements", row, "year") for row in held.values()), default=None)
    here = [row for row in held.values() if cell("placements", row, "year") == newest]
    for (code,) in gone:
        children = _children_at(code, here)
        if children:
            found.append(
                finding("rollover_site_gone", file="sites", value=code, count=round(children, 1))
            )
        else:
            now = laid["places"].rows if "places" in laid else before["places"]
            found.append(not_listed(str(code), now))
    return found


def _children_at(site: object, rows: Sequence[Row]) -> float:
    """Count the placements at a site; one that is not shown is somebody."""
    counts = [cell("placements", row, "plans") for row in rows if _site(row) == site]
    return sum(float(count) if isinstance(count, int | float) else 1.0 for count in counts)


def _site(row: Row) -> object:
    return cell("placements", row, "site")


def _notes(before: Area, after: Area, given: New) -> list[Finding]:
    """Note what should have moved with the year and did not."""
    old, new = base_of(before), base_of(after)
    if not (given.tables or given.speakers) or new is None or old == new:
        return [finding("rollover_no_new_january", file="plans")]
    found = _skipped(old, new, after)
    if max(after.years("population"), default=new) <= new:
        found.append(finding("rollover_population_ends", file="population", value=str(new)))
    placed = after.years("placements")
    if placed and placed[-1] < new:
        january = terms.january_of_year(placed[-1])
        found.append(finding("rollover_placements_behind", file="placements", value=str(january)))
    return [*found, *not_followed(given.told, before, after, new), *_emptied(after, new)]


def _skipped(old: int | None, new: int, after: Area) -> list[Finding]:
    """Note Januaries between last year's newest and this year's that neither has."""
    if old is None:
        return []
    lost = [year for year in range(old + 1, new) if year not in after.years("plans")]
    if not lost:
        return []
    return [
        finding(
            "rollover_january_skipped",
            file="plans",
            column="year",
            before=terms.january_of_year(old),
            january=terms.january_of_year(new),
            skipped=", ".join(f"January {terms.january_of_year(year)}" for year in lost),
            next=terms.january_of_year(old + 1),
            year=old + 1,
        )
    ]


def _emptied(after: Area, new: int) -> list[Finding]:
    """Note localities that had children in the January before, and have none now."""
    plans = after.table("plans")
    sums = plans.groupby(["year", "locality"])["plans"].sum()
    earlier = [year for year in after.years("plans") if year < new]
    if not earlier:
        return []
    return [
        finding(
            "rollover_locality_empty",
            file="plans",
            value=str(code),
            count=round(count, 1),
            january=terms.january_of_year(earlier[-1]),
            now=terms.january_of_year(new),
        )
        for code, count in sums[earlier[-1]].items()
        if code != "unknown" and count > 0 and not sums.get((new, code), 0.0) > 0
    ]
