"""What the rows of one scenario do differently from those of another, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sufficiency import terms
from sufficiency.scenario.assumption import Assumption
from sufficiency.scenario.closures import closing, say_closure
from sufficiency.scenario.diff_schemes import scheme_sentences
from sufficiency.scenario.frames import moved_rows
from sufficiency.scenario.register import contract, register
from sufficiency.scenario.resolve import Content
from sufficiency.scenario.rows import Row
from sufficiency.scenario.schedule import Schedule, say_span, spans

Parts = list[tuple[str, str]]
"""What each sentence is about, and the sentence."""

Pool = tuple[str, str]
Steps = dict[Pool, tuple[tuple[int, str, str], ...]]
"""Year, places and places taken, by site and pool."""

AS_BEFORE = "as the area has it"
"""Places taken that a row leaves blank: the area's number stays."""


@dataclass(frozen=True, slots=True)
class OfArea:
    """What is known of the area that two scenarios are for; nothing, where none was given.

    Parameters
    ----------
    site_names : mapping of str to str
        What its sites are called, by code.
    pools : frozenset of (str, str)
        Its pools: site and pool.
    """

    site_names: Mapping[str, str] = field(default_factory=dict)
    pools: frozenset[Pool] = frozenset()


NO_AREA = OfArea()


def row_sentences(reference: Content, other: Content, area: OfArea) -> Parts:
    """Say which sites, places, pools, caps, schemes, rules and closures come, change or go."""
    opening = _opening(reference, other, area)
    parts = [*_sites(reference, other, area), *_places(reference, other, opening, area)]
    for table in ("pools", "caps", "schemes", "rules"):
        told = {row.key for row in opening.values()}
        said = _rows(table, reference, other, told=told, area=area)
        parts += [(table, sentence) for sentence in said]
        if table == "schemes":
            beside = scheme_sentences(reference.rows, other.rows)
            parts += [(table, sentence) for sentence in beside]
    return [*parts, *_closures(reference, other)]


def say_site(code: str, names: Mapping[str, str]) -> str:
    """Name a site and its code: "Hill School (S1)"; once only where the two are the same.

    Examples
    --------
    >>> say_site("S1", {"S1": "Hill School"}), say_site("HILL", {"HILL": "Hill"})
    ('Hill School (S1)', 'HILL')
    """
    name = names.get(code, "")
    if not name or name.casefold() == code.casefold():
        return code
    return name if name.endswith(f"({code})") else f"{name} ({code})"


def _say_own(row: Row) -> str:
    """Name the site of a row of the table sites."""
    return say_site(row["site"], {row["site"]: row["name"]})


def _table(content: Content, table: str) -> dict[tuple[str, ...], Row]:
    return {row.key: row for row in content.rows if row.table == table}


def _planned(content: Content) -> Content:
    """Give what a scenario says with the years in which it comes, after every slip.

    Whether two scenarios differ is read from what they say, and the slip is a sentence of its
    own; but a sentence that tells a year tells the year in which something comes.
    """
    name = "opening_slip_years"
    entries = tuple(entry for entry in content.entries if entry.name == name)
    return replace(content, rows=moved_rows(content.rows, Assumption(register()[name], entries)))


def _opening(reference: Content, other: Content, area: OfArea) -> dict[Pool, Row]:
    """Give the first row of each new pool whose places come in the same year as the pool."""
    before = {(row["site"], row["pool"]) for row in reference.rows if row.table == "pools"}
    before |= area.pools
    placed, held = _steps(other), _steps(reference)
    first: dict[Pool, Row] = {}
    for row in _table(other, "pools").values():
        first.setdefault((row["site"], row["pool"]), row)
    return {
        pool: row
        for pool, row in first.items()
        if pool not in before
        and pool not in held
        and pool in placed
        and placed[pool][0][0] == int(row["year"])
    }


def _sites(reference: Content, other: Content, area: OfArea) -> Parts:
    before, after = _table(reference, "sites"), _table(other, "sites")
    new = [row for key, row in after.items() if key not in before]
    parts = [
        ("sites", f"A row for a site that the area has: {_say_own(row)}.")
        if row["site"] in area.site_names
        else ("sites", f"New site: {_say_own(row)}, {row['authority']}.")
        for row in new
    ]
    parts += [
        ("sites", f"Other facts for site {_say_own(row)}.")
        for key, row in after.items()
        if key in before and before[key].cells != row.cells
    ]
    gone = [row for key, row in before.items() if key not in after]
    return [*parts, *(("sites", f"Leaves out site {_say_own(row)}.") for row in gone)]


def _closures(reference: Content, other: Content) -> Parts:
    """Say which settings close, close otherwise, or stay open."""
    before, after = (
        {setting: say_closure(rows) for setting, rows in closing(content.rows).items()}
        for content in (reference, other)
    )
    said = [
        f"{new}{f', instead of: {before[setting]}' if setting in before else ''}."
        for setting, new in after.items()
        if before.get(setting) != new
    ]
    open_again = [f"{setting} does not close." for setting in before if setting not in after]
    return [("closures", sentence) for sentence in (*said, *open_again)]


def _places(reference: Content, other: Content, opening: dict[Pool, Row], area: OfArea) -> Parts:
    """Say which places open, change or go, pool by pool."""
    before, after = _steps(reference), _steps(other)
    differing = {pool for pool in {*before, *after} if before.get(pool) != after.get(pool)}
    before, after = _steps(_planned(reference)), _steps(_planned(other))
    own = {(row["site"], row["pool"]) for row in other.rows if row.table in ("pools", "schemes")}
    own_names = {
        row["site"]: row["name"] for row in (*reference.rows, *other.rows) if row.table == "sites"
    }
    names = {**area.site_names, **own_names}
    parts: Parts = []
    for pool in sorted(differing):
        site, short = pool
        name = say_site(site, names)
        where = f"{name}, {short}" if short else name
        if pool not in before and pool in own - area.pools:
            whom = f"{_cells(opening[pool], area)}; " if pool in opening else ""
            parts.append(("places", f"Opens: {where}: {whom}{_say_steps(after[pool])}."))
        elif pool not in before:
            # Whether it is open already only the area can tell: no opening may be told here.
            said = f"{_say_steps(after[pool], unit='')} ({_whose(pool, own_names, area)})"
            parts.append(("places", f"Places at {where}: {said}."))
        elif pool not in after:
            parts.append(("places", f"Leaves out places at {where}: {_say_steps(before[pool])}."))
        else:
            parts += [("places", said) for said in _changed_places(where, before, after, pool)]
    return parts


def _whose(pool: Pool, own_names: Mapping[str, str], area: OfArea) -> str:
    """Say whose pool it is whose places a scenario gives, but which it does not define."""
    site, short = pool
    if site not in own_names or pool in area.pools:
        return "a pool of the area" if short else "a site of the area"
    return "a pool that the scenario does not define" if short else "all its pools together"


def _steps(content: Content) -> Steps:
    steps: dict[Pool, list[tuple[int, str, str]]] = {}
    for row in content.rows:
        if row.table == "places":
            step = (int(row["year"]), row["places"], row["taken"])
            steps.setdefault((row["site"], row["pool"]), []).append(step)
    return {pool: tuple(sorted(held)) for pool, held in steps.items()}


def _say_steps(steps: tuple[tuple[int, str, str], ...], *, unit: str = " places") -> str:
    said = []
    for place, (year, places, taken) in enumerate(steps):
        counted = f"{places}{unit}" if place == 0 else places
        count = "none" if taken == "0" else taken
        of_these = f", {count} of them taken," if taken else ""
        said.append(f"{counted}{of_these} from {terms.year_label(year)}")
    return ", ".join(said)


def _changed_places(where: str, before: Steps, after: Steps, pool: Pool) -> list[str]:
    first = min(before[pool][0][0], after[pool][0][0])
    said: list[str] = []
    for place, what, blank in ((1, "Places", "0"), (2, "Places taken", AS_BEFORE)):
        old, new = (
            Schedule(((first - 1, blank), *((step[0], step[place] or blank) for step in steps)))
            for steps in (before[pool], after[pool])
        )
        said += [
            f"{what} at {where}: {now} instead of {then}{say_span(since, until)}."
            for since, until, then, now in spans(old, new)
        ]
    return said


def _rows(
    table: str, reference: Content, other: Content, *, told: set[tuple[str, ...]], area: OfArea
) -> list[str]:
    """Say which rows come, change or go, but for new ones that are told already."""
    before, after = _table(reference, table), _table(other, table)
    old = dict(zip(before, _table(_planned(reference), table).values(), strict=True))
    new = dict(zip(after, _table(_planned(other), table).values(), strict=True))
    one = {"pools": "pool", "caps": "cap", "schemes": "scheme", "rules": "rule"}[table]
    said: list[str] = []
    known = {_without_year(row) for row in before.values()}
    known |= area.pools if table == "pools" else set()
    for key, row in after.items():
        name = _name(new[key], area)
        if table == "pools" and key in told:
            known.add(_without_year(row))
        elif key not in before:
            # A later row of a pool or cap says what becomes of it, not that there is one more.
            first = "New" if _without_year(row) not in known else "Later row of"
            said.append(f"{first} {one} {name}: {_cells(new[key], area)}.")
            known.add(_without_year(row))
        elif before[key].cells != row.cells:
            changes = [
                f"{column} {_cell(new[key], column, area)}"
                f" instead of {_cell(old[key], column, area)}"
                for column, text in new[key].cells
                if old[key][column] != text
            ]
            said.append(f"Changes {one} {name}: {', '.join(changes)}.")
    gone = [row for key, row in old.items() if key not in after]
    return [*said, *(f"Leaves out {one} {_name(row, area)}." for row in gone)]


def _without_year(row: Row) -> tuple[str, ...]:
    return tuple(row[column] for column in contract(row.table).key if column != "year")


def _name(row: Row, area: OfArea) -> str:
    """Name a row by its key: "S1, base from 2028/29"."""
    columns = [column for column in contract(row.table).key if column != "year"]
    name = ", ".join(_cell(row, column, area) for column in columns if row[column])
    has_year = "year" in contract(row.table).key
    return f"{name} from {terms.year_label(int(row['year']))}" if has_year else name


def _cell(row: Row, column: str, area: OfArea) -> str:
    """Say what a cell holds: several codes with commas between, a site of the area by name."""
    text = row[column]
    if column == "site":
        text = say_site(text, area.site_names)
    if contract(row.table)[column].kind == "codes":
        text = text.replace(";", ", ")
    return text or "blank"


def _cells(row: Row, area: OfArea) -> str:
    """Say what a row holds: "level base, needs SEMH, ASD, NC years 7 to 11"."""
    cells = dict(row.cells)
    said = []
    for name in contract(row.table).value_columns:
        text = _cell(row, name, area).rstrip(".") if cells[name] else ""
        if not text or name == "basis" or (name == "ncy_to" and cells["ncy_from"]):
            continue
        last = cells["ncy_to"] if name == "ncy_from" else ""
        if last:
            said.append(f"NC year {text}" if text == last else f"NC years {text} to {last}")
        else:
            said.append(f"{name} {text}")
    return ", ".join(said)
