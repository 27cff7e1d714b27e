"""A scenario against the area that it is for: the sites, pools and localities that rows name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.scenario.register import register
from sufficiency.scenario.resolve import Content

ABOUT_A_SITE = ("pools", "places", "caps", "schemes", "scheme_places", "rules")
ABOUT_A_POOL = ("places", "rules")


def findings_against(
    content: Content,
    *,
    sites: Iterable[str] | None,
    pools: Iterable[tuple[str, str]] | None,
    localities: Iterable[str] | None,
) -> tuple[Finding, ...]:
    """Find what the area does not have, by list; a list that is not given is not checked.

    Localities may be given with their names, code to name: one called by its name is then told
    its code.

    What several rows of one table name, as places by year do, is found once: in the first.
    """
    own_pools = {(row["site"], row["pool"]) for row in content.rows if row.table == "pools"}
    own_pools |= {(row["site"], row["pool"]) for row in content.rows if row.table == "schemes"}
    own_sites = {row["site"] for row in content.rows if row.table == "sites"}
    found: list[Finding] = []
    all_sites = None if sites is None else set(sites) | own_sites
    all_pools = None if pools is None else {tuple(pair) for pair in pools} | own_pools
    homes = None if localities is None else set(localities)
    names = dict(localities) if isinstance(localities, Mapping) else {}
    for row in content.rows:
        cells = dict(row.cells)
        where: dict[str, Any] = {"file": row.file, "row": row.number}
        is_blank = row.table == "scheme_places" and not cells["site"]  # the site of its scheme
        names_site = row.table in ABOUT_A_SITE and not is_blank
        if names_site and all_sites is not None and cells["site"] not in all_sites:
            found.append(_unknown(cells["site"], "site", all_sites, column="site", **where))
            continue
        pair = (cells.get("site", ""), cells.get("pool", ""))
        names_pool = row.table in ABOUT_A_POOL and pair[1] != ""
        if names_pool and all_pools is not None and pair not in all_pools:
            known = [pool for site, pool in all_pools if site == cells["site"]]
            whose = f"pool of {cells['site']}"
            found.append(_unknown(cells["pool"], "pool", known, column="pool", said=whose, **where))
        locality = cells.get("locality", "")
        if locality and homes is not None and locality not in homes:
            found.append(
                _unknown(locality, "locality", homes, column="locality", names=names, **where)
            )
    known_by = {"site": all_sites, "locality": homes}
    for entry in content.entries:
        for kind in register()[entry.name].by:
            known_codes = known_by.get(kind)
            if known_codes is None or not entry.parts or entry.key in known_codes:
                continue
            found.append(
                _unknown(
                    entry.key,
                    kind,
                    known_codes,
                    names=names if kind == "locality" else {},
                    file=entry.file,
                    column=entry.name,
                )
            )
    return _once(found)


def code_called(name: str, names: Mapping[str, str]) -> str:
    """Give the one code that has a name, whatever its capitals and spaces; "" where none has.

    Parameters
    ----------
    name : str
        What was written in place of a code.
    names : mapping of str to str
        Names by code.
    """
    plain = "".join(name.casefold().split())
    codes = [code for code, known in names.items() if "".join(known.casefold().split()) == plain]
    return codes[0] if len(codes) == 1 else ""


def _once(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Keep the first of the findings that say the same of one table or assumption."""
    first: dict[tuple[str, ...], Finding] = {}
    for one in found:
        first.setdefault((one.file, one.column, one.seen, one.remedy), one)
    return tuple(first.values())


def _unknown(
    value: str,
    kind: str,
    known: Iterable[str],
    *,
    said: str = "",
    names: Mapping[str, str] = MappingProxyType({}),
    **where: Any,
) -> Finding:
    """Name a code that neither has; `said` names its kind where that says more."""
    named = code_called(value, names)
    if named:
        remedy = f"It is the name of {named}: write {named}."
        return finding("not_in_area", value=value, kind=said or kind, meant=remedy, **where)
    meant = terms.nearest_words(value, known)
    remedy = f"Did you mean {meant}?" if meant else f"Add a row for it, [[{kind}s]]"
    if kind == "locality" and not meant:
        remedy = "Use a code of the area's localities table"
    other = " If not, check" if meant else ", or check"
    remedy = f"{remedy}{other} whether this is the right area."
    return finding("not_in_area", value=value, kind=said or kind, meant=remedy, **where)
