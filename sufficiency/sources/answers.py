"""What a routing server answered: a table of durations and distances, read strictly."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sufficiency.errors import FileError, Finding, finding
from sufficiency.sources.answer_points import point_findings
from sufficiency.sources.grids import existing
from sufficiency.sources.journey_rows import (
    Pair,
    area_given,
    basis_given,
    between,
    column_in,
    in_table,
    journeys_frame,
    long_journeys,
    settle,
)
from sufficiency.sources.requests import chosen

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.area import Area

MATRICES = {"durations": ("minutes", "seconds"), "distances": ("miles", "metres")}
"""What an answer holds, with what it becomes and its unit."""

INSTEAD = {
    "durations": "the miles, at the scenario's speed",
    "distances": "the straight line times the detour factor",
}
REMEDIES = {
    "TooBig": "Ask in smaller blocks: a lower most_coordinates in osrm_requests.",
    "NoSegment": "Some point is near no road of the server's map: take another map, or leave the"
    " point out.",
    "NoTable": "No pair has a route: check the points, and the server's map.",
}
LOOK_AT_URL = "Check the address that was asked, as osrm_requests writes it."


@dataclass(frozen=True, slots=True)
class Asked:
    """What an answer is of.

    Parameters
    ----------
    area : Area
        Whose points were asked for.
    localities, sites : tuple of str
        Codes, in the order of rows and columns.
    """

    area: Area
    localities: tuple[str, ...]
    sites: tuple[str, ...]

    @property
    def pairs(self) -> int:
        """How many journeys were asked for."""
        return len(self.localities) * len(self.sites)


def journeys_from_osrm(
    path: str | Path,
    area: Area,
    *,
    localities: Sequence[str] | None = None,
    sites: Sequence[str] | None = None,
    basis: str = "estimated",
) -> pd.DataFrame:
    """Read a saved answer of the service *table* of OSRM into the form of the table journeys.

    Parameters
    ----------
    path : str or Path
        The answer as it came: JSON, with `durations` [seconds], `distances` [metres] or both.
    area : Area
        Whose localities and sites were asked for.
    localities, sites : sequence of str, optional
        Codes in the order of the rows and columns of the answer, as `osrm_requests` gives them for
        each block; all of the area, in its order, where left out.
    basis
        As of `journeys_from_matrix`.

    Returns
    -------
    pandas.DataFrame
        As of `journeys_from_matrix`; a row for each pair that has a route.

    Raises
    ------
    TableError
        With all faults at once: no JSON, an error of the server, another number of rows or columns
        than asked for, values that no journey can have, points that are not the area's.
    FileError
        If the file cannot be read.
    UnknownNameError, NotPossibleError
        If the area has no such locality or site, or no area is given.

    Warns
    -----
    SufficiencyWarning
        Of pairs without a route, whose journeys rest on the straight line; of points far from any
        road; of journeys of more than four hours.

    Notes
    -----
    minutes = seconds / 60 and miles = metres / 1609.344, not rounded. Where the answer marks cells
    as guessed (`fallback_speed_cells`), they are left out like those without a route.
    """
    basis = basis_given(basis)
    asked = Asked(area_given(area), *chosen(area, localities, sites))
    place = existing(path)
    try:
        content = place.read_bytes()
    except OSError as error:
        raise FileError.of("cannot_open", path=place, reason=error.strerror) from None
    known, findings = read_answer(content, asked, file=place.name)
    settle(findings, what=f"The answer in {place.name}")
    return journeys_frame(known, basis=basis)


def read_answer(
    content: bytes, asked: Asked, *, file: str
) -> tuple[dict[Pair, dict[str, float]], list[Finding]]:
    """Read an answer, whatever stands in it.

    Parameters
    ----------
    content : bytes
        The answer.
    asked : Asked
        What it is of.
    file : str
        What it is called in messages.

    Returns
    -------
    known : dict
        Minutes and miles by locality and site; empty where there is a fault.
    findings : list of Finding
        All that was found.
    """
    answer, faults = _parsed(content, file=file)
    if faults:
        return {}, faults
    findings: list[Finding] = point_findings(
        answer, asked.area, asked.localities, asked.sites, file
    )
    held = [name for name in MATRICES if answer.get(name) is not None]
    if not held:
        return {}, [*findings, finding("answer_without_table", file=file)]
    guessed = _guessed(answer.get("fallback_speed_cells"))
    known: dict[Pair, dict[str, float]] = {}
    empty: dict[Pair, None] = {}
    for name in held:
        shape = _shape_fault(answer[name], asked, what=name, file=file)
        if shape:
            findings.append(shape)
            continue
        numbers, without, faults = _read_matrix(answer[name], asked, guessed, name=name, file=file)
        findings += faults
        empty |= without
        for pair, number in numbers.items():
            quantity, unit = MATRICES[name]
            known.setdefault(pair, {})[quantity] = in_table(number, unit)
    if any(one.severity == "error" for one in findings):
        return {}, findings
    findings += _holes(empty, asked, guessed, file=file)
    findings += [
        finding("answer_half", file=file, lacks=name, instead=INSTEAD[name])
        for name in MATRICES
        if name not in held
    ]
    if not known:
        findings.append(finding("answer_without_table", file=file))
    return known, [*findings, *long_journeys(known, file=file)]


def _parsed(content: bytes, *, file: str) -> tuple[dict[str, Any], list[Finding]]:
    """Parse JSON, and refuse what is no answer or an error."""
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError) as error:
        # Numbers too long, brackets too deep and bytes that are no text are among these.
        reason = str(error) or "nothing in it"
        return {}, [finding("answer_no_json", file=file, reason=reason)]
    if not isinstance(answer, dict):
        return {}, [finding("answer_no_json", file=file, reason="it is no object")]
    code = answer.get("code")
    if code != "Ok":
        said = answer.get("message")
        words = f": {said}" if isinstance(said, str) and said else ""
        shown = code if isinstance(code, str) else "it has no code"
        meant = REMEDIES.get(shown, LOOK_AT_URL)
        return {}, [finding("answer_not_ok", file=file, value=shown, said=words, meant=meant)]
    return answer, []


def _guessed(cells: object) -> frozenset[tuple[int, int]]:
    """Give the cells that the server guessed, as (row, column)."""
    if not isinstance(cells, list):
        return frozenset()
    return frozenset(
        (cell[0], cell[1])
        for cell in cells
        if isinstance(cell, list) and len(cell) == 2 and all(type(part) is int for part in cell)
    )


def _shape_fault(matrix: object, asked: Asked, *, what: str, file: str) -> Finding | None:
    """Say so where a matrix has not a row for each locality and a column for each site."""
    shape = ""
    if not isinstance(matrix, list) or not all(isinstance(row, list) for row in matrix):
        shape = "no table of rows and columns"
    elif len(matrix) != len(asked.localities):
        shape = f"{len(matrix)} rows"
    else:
        widths = sorted({len(row) for row in matrix})
        if widths != [len(asked.sites)]:
            shape = f"rows of {' and of '.join(map(str, widths[:3]))} columns"
    if not shape:
        return None
    words: dict[str, Any] = {"localities": len(asked.localities), "sites": len(asked.sites)}
    return finding("answer_shape", file=file, column=what, value=shape, what=what, **words)


def _read_matrix(
    matrix: Sequence[Sequence[object]],
    asked: Asked,
    guessed: frozenset[tuple[int, int]],
    *,
    name: str,
    file: str,
) -> tuple[dict[Pair, float], dict[Pair, None], list[Finding]]:
    """Read the cells: numbers, pairs without one, and what no journey can be."""
    unit = MATRICES[name][1]
    high = column_in(unit).high or 0.0
    numbers: dict[Pair, float] = {}
    without: dict[Pair, None] = {}
    wrong: list[tuple[Pair, object]] = []
    for down, locality in enumerate(asked.localities):
        for across, site in enumerate(asked.sites):
            cell, pair = matrix[down][across], (locality, site)
            if cell is None or (down, across) in guessed:
                without[pair] = None
            elif isinstance(cell, int | float) and not isinstance(cell, bool) and 0 <= cell <= high:
                numbers[pair] = float(cell)
            else:
                wrong.append((pair, cell))
    faults = []
    if wrong:
        faults.append(
            finding(
                "answer_numbers",
                file=file,
                column=name,
                value=wrong[0][1],
                count=len(wrong),
                what=name,
                high=f"{high:g}",
                unit=unit,
                pair=between(wrong[0][0]),
            )
        )
    return numbers, without, faults


def _holes(
    empty: Mapping[Pair, None], asked: Asked, guessed: frozenset[tuple[int, int]], *, file: str
) -> list[Finding]:
    """Note the pairs without a route, and apart from them those that the server guessed."""
    places = {
        (locality, site): (down, across)
        for down, locality in enumerate(asked.localities)
        for across, site in enumerate(asked.sites)
    }
    parts: dict[str, list[Pair]] = {"answer_holes": [], "answer_guessed": []}
    for pair in empty:
        parts["answer_guessed" if places[pair] in guessed else "answer_holes"].append(pair)
    return [
        finding(rule, file=file, value=len(pairs), pairs=asked.pairs, first=between(pairs[0]))
        for rule, pairs in parts.items()
        if pairs
    ]
