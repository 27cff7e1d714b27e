"""The area's table of localities, made of small areas: points, groups and deprivation."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.errors import (
    Finding,
    FindingsError,
    NotPossibleError,
    UnknownNameError,
    finding,
)
from sufficiency.results import InputFile
from sufficiency.sources.deprivation import deciles_of
from sufficiency.sources.lookups import Lookup
from sufficiency.sources.reading import Reading, account_of

if TYPE_CHECKING:
    import pandas as pd

WHAT = "The localities"
MOST_NAMED = 5
OWN = ("area", "name", "easting", "northing", "persons")


def localities_from(
    small_areas: Reading,
    *,
    lookup: Lookup | None = None,
    locality: str | None = None,
    name: str | None = None,
    group: str | Lookup | None = None,
    deprivation: str | Path | None = None,
    deprivation_lookup: Lookup | None = None,
) -> Reading:
    """Make the area's table of localities from small areas.

    The point of a locality is the mean of its small areas' points, weighted by their residents up
    to age 26. Its deprivation decile is that of the mean rank of its LSOAs in the English indices
    of deprivation, weighted by their population: of N LSOAs in England, rank r lies in decile
    ceil(10 r / N).

    Parameters
    ----------
    small_areas : Reading
        From `read_population`, for a file of small areas with points.
    lookup : Lookup, optional
        From small areas to localities.
    locality : str, optional
        In place of a lookup, the column of the small areas that names their locality. With
        neither, each small area is a locality.
    name : str, optional
        The column with the locality's name; else names of the lookup or of the small areas.
    group : str or Lookup, optional
        The column with the parent group, or a lookup from small areas to groups; the authority,
        or district, if not given.
    deprivation : path, optional
        Ranks of LSOAs, as published in the English indices of deprivation 2025 or 2019.
    deprivation_lookup : Lookup, optional
        From LSOAs to localities, where neither the localities nor a column of the file are LSOAs
        or lead to them.

    Returns
    -------
    Reading
        Table `localities`: locality, name, group, easting, northing, imd_decile, basis.

    Raises
    ------
    FindingsError
        With all faults: small areas that are not in the lookup, localities without a point.
    UnknownNameError
        If a column is not there.
    """
    areas = _areas(small_areas)
    made_of, faults = _localities(areas, lookup, locality)
    if faults:
        raise FindingsError(faults, what=WHAT)
    areas = areas.assign(locality=made_of)
    notes: list[Finding] = []
    points, faults = _points(areas)
    names = _names(areas, lookup, locality=locality, name=name, notes=notes)
    groups = _groups(areas, group, notes=notes)
    codes = sorted(areas["locality"].unique())
    files = list(small_areas.inputs)
    decile: dict[str, int] = {}
    if deprivation is not None:
        lookups = [one for one in (deprivation_lookup, lookup) if one is not None]
        decile, more = deciles_of(deprivation, codes=codes, lookups=lookups, areas=areas)
        notes += more
        files.append(InputFile.of(Path(deprivation)))
    if faults:
        raise FindingsError(faults, what=WHAT)
    # Published areas keep their basis; what an authority's own look-up makes of them is calculated.
    basis = "published" if lookup is None and locality is None else "estimated"
    table = _table(codes, names=names, groups=groups, points=points, decile=decile, basis=basis)
    given = [one for one in (lookup, group, deprivation_lookup) if isinstance(one, Reading)]
    files += [file for one in given for file in one.inputs]
    return Reading(
        kind="localities",
        title=f"Localities: {len(codes)}, made of {len(areas)} small areas",
        held={"localities": table},
        steps=account_of([("made here", "small areas", len(areas), "added_up", "into localities")]),
        findings=tuple(notes),
        inputs=tuple(dict.fromkeys(files)),
        settings={"locality": locality or "", "group": group if isinstance(group, str) else ""},
    )


def _areas(given: object) -> pd.DataFrame:
    held = given.held.get("small_areas") if isinstance(given, Reading) else None
    if held is None:
        value = given.title if isinstance(given, Reading) else f"a {type(given).__name__}"
        raise NotPossibleError.of("localities_no_small_areas", value=value)
    return held


def _column(areas: pd.DataFrame, name: str) -> str:
    """Find a column of the small areas by its heading or by its kind of area."""
    for known in (name, f"{name}_code", f"{name}_name"):
        if known in areas.columns:
            return known
    known_columns = [one for one in areas.columns if one not in OWN]
    raise UnknownNameError.of(
        "localities_column_unknown",
        value=name,
        known=", ".join(known_columns) or "no such columns",
    )


def _localities(
    areas: pd.DataFrame, lookup: Lookup | None, column: str | None
) -> tuple[pd.Series[Any], list[Finding]]:
    """Give the locality of each small area."""
    if lookup is None:
        found = areas["area"] if column is None else areas[_column(areas, column)]
        lost = areas["area"][found == ""]
    else:
        told = lookup.localities_of(areas["area"].tolist())
        found = areas["area"].map(dict(zip(areas["area"], told, strict=True)))
        lost = areas["area"][[one is None for one in told]]
    if lost.empty:
        return found, []
    words: dict[str, Any] = {"count": len(lost), "value": lost.iloc[0]}
    return found, [finding("localities_unmatched", file="small areas", **words)]


def _points(areas: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """Weigh points by residents; where nobody lives, all small areas count alike."""
    import pandas as pd

    known = areas[areas["easting"].notna() & areas["northing"].notna()]
    rows = {}
    for code, mine in known.groupby("locality"):
        weight = mine["persons"].fillna(0.0).to_numpy()
        weight = weight if weight.sum() > 0 else weight + 1.0
        rows[str(code)] = [
            round(float((mine[side].to_numpy() * weight).sum() / weight.sum()))
            for side in ("easting", "northing")
        ]
    lost = sorted(set(areas["locality"]) - set(rows))
    faults = [
        finding("localities_no_point", file="small areas", value=code) for code in lost[:MOST_NAMED]
    ]
    laid = pd.DataFrame.from_dict(rows, orient="index", columns=["easting", "northing"])
    return laid, faults


def _names(
    areas: pd.DataFrame,
    lookup: Lookup | None,
    *,
    locality: str | None,
    name: str | None,
    notes: list[Finding],
) -> dict[str, str]:
    """Give names of localities: as asked, of the lookup, of the small areas, else their codes."""
    codes = areas["locality"]
    if name is not None:
        column: str | None = _column(areas, name)
    elif locality is not None:
        beside = _column(areas, locality).replace("_code", "_name")
        column = beside if beside in areas.columns else None
    else:
        column = "name" if lookup is None else None
    names = {}
    if column is not None:
        names = dict(zip(codes.tolist(), areas[column].tolist(), strict=True))
    elif lookup is not None and "names" in lookup.held:
        names = dict(lookup.held["names"].itertuples(index=False, name=None))
    bare = [code for code in sorted(codes.unique()) if not names.get(code)]
    if bare:
        words: dict[str, Any] = {"count": len(bare), "value": bare[0]}
        notes.append(finding("localities_no_name", file="small areas", **words))
    return {code: names.get(code) or code for code in codes.unique()}


def _groups(
    areas: pd.DataFrame, group: str | Lookup | None, *, notes: list[Finding]
) -> dict[str, str]:
    """Give the group in which most residents of each locality live."""
    if isinstance(group, Lookup):
        told = group.localities_of(areas["area"].tolist())
        groups = areas["area"].map(
            {area: one or "not known" for area, one in zip(areas["area"], told, strict=True)}
        )
    elif group is not None:
        groups = areas[_column(areas, group)]
    else:
        usual = ("district_name", "authority_name", "district_code", "authority_code")
        column = next((one for one in usual if one in areas.columns), None)
        groups = areas[column] if column else areas["locality"].map(lambda _: "all")
    made = {}
    persons = areas.assign(held=groups.replace("", "not known"), weight=areas["persons"].fillna(0))
    for code, rows in persons.groupby("locality"):
        by_group = rows.groupby("held")["weight"].sum().sort_values(ascending=False, kind="stable")
        made[str(code)] = str(by_group.index[0])
        if len(by_group) > 1:
            words: dict[str, Any] = {"value": str(code), "group": made[str(code)]}
            notes.append(finding("localities_two_groups", file="small areas", **words))
    return made


def _table(
    codes: Sequence[str],
    *,
    names: dict[str, str],
    groups: dict[str, str],
    points: pd.DataFrame,
    decile: dict[str, int],
    basis: str,
) -> pd.DataFrame:
    import pandas as pd

    columns = {
        "locality": list(codes),
        "name": [names[code] for code in codes],
        "group": [groups[code] for code in codes],
        "easting": points["easting"].reindex(list(codes)).to_numpy(dtype="float64"),
        "northing": points["northing"].reindex(list(codes)).to_numpy(dtype="float64"),
        "imd_decile": pd.array([decile.get(code, pd.NA) for code in codes], dtype="Int64"),
        "basis": [basis] * len(codes),
    }
    return pd.DataFrame(columns)[list(terms.table("localities").column_names)]
