"""Facts that say from what each table is, after this year's rows were laid over last year's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sufficiency import terms
from sufficiency.rolling.laying import COUNTED, cell

if TYPE_CHECKING:
    from sufficiency.rolling.given import New, Rows, Told
    from sufficiency.rolling.laying import Laid

ABOUT = "about"
SOURCE = "source_"
"""How the item of such a fact begins; the name of its table follows."""

NOT_TOLD = "not told"


def facts_now(before: Mapping[str, Rows], given: New, laid: Mapping[str, Laid]) -> Rows:
    """Give the rows of the table about that are new, those of the sources as the rows are now.

    Where an area tells from what its tables are, a table of which rows came this year names both:
    what this year's were read from, and what those were that still hold.

    Parameters
    ----------
    before : mapping of str to dict
        Last year's rows by table.
    given : New
        What is new.
    laid : mapping of str to Laid
        All other tables as they are now.

    Returns
    -------
    dict
        Rows of the table about by their key.
    """
    new = dict(given.tables.get(ABOUT, {}))
    old, said = ({row[0]: row[1] for row in rows.values()} for rows in (before[ABOUT], new))
    of_sources = {f"{SOURCE}{name}": name for name in terms.table_names() if name != ABOUT}
    if not of_sources.keys() & {*old, *said}:
        return new
    for item, name in of_sources.items():
        if any(item in told.sources and name not in told.keys for told in given.told):
            continue  # somebody wrote down this fact, and not with the table that it is about
        one = laid.get(name)
        came = _came(before[name], one.rows) if one is not None else {}
        if came and one is not None:
            then = str(old.get(item, "")) if before[name] else None
            stands = any(one.rows.get(key) == row for key, row in before[name].items())
            value = _in_words(name, came, given.told, then if stands else None)
        elif item in old:
            value = str(old[item])
        else:
            continue
        new[(item,)] = (item, value)
    return new


def _came(before: Rows, now: Rows) -> Rows:
    """Give the rows that are new, or hold something else now."""
    return {key: row for key, row in now.items() if before.get(key) != row}


def _in_words(name: str, came: Rows, told: tuple[Told, ...], then: str | None) -> str:
    """Say from what a table is; `then` of the rows that still hold, None where none does."""
    sources = [one for one in told if one.keys.get(name, frozenset()) & came.keys()]
    sources = sources or [one for one in told if name in one.keys]
    now = "; ".join(dict.fromkeys(one.source_of(name) for one in sources))
    if then is None:
        return now
    if name not in COUNTED:
        return f"{now}; the rest: {then or NOT_TOLD}"
    years = sorted({int(cell(name, row, "year")) for row in came.values()})
    januaries = ", ".join(f"January {terms.january_of_year(year)}" for year in years)
    return f"{then or NOT_TOLD}; {januaries}: {now}"
