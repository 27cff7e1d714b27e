"""Exports of cases among the files: read as one, where what their columns hold is said."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sufficiency.errors import Finding, FindingsError, NotPossibleError, finding
from sufficiency.intake.choices import OUT_OF_STEP, Choices
from sufficiency.sources.cases.columns import CaseColumns, columns_given
from sufficiency.sources.cases.dated import by_january
from sufficiency.sources.cases.reading import read_snapshots
from sufficiency.sources.lookups import read_lookup
from sufficiency.sources.text_tables import first_rows

if TYPE_CHECKING:
    from sufficiency.sources.reading import Reading

CASES, COLUMNS = "cases", "case_columns"
"""Codes of an export, and of the file that says what its columns hold."""

COLUMNS_LABEL = "What the columns of an export of cases hold"
CASES_LABEL = "Export of a case-management system"
FEWEST_HEADINGS = 4
"""A row with so many of the headings that are named is that of an export: all that are needed."""


def says_columns(path: Path) -> bool:
    """Say whether a TOML file says what the columns of an export hold.

    One that is broken says so too, as far as it can be seen: its faults are told when it is read.
    """
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    try:
        return isinstance(tomllib.loads(text).get("columns"), dict)
    except tomllib.TOMLDecodeError:
        return any(line.strip().startswith("[columns]") for line in text.splitlines())


def is_headed_as(path: Path, columns: CaseColumns) -> bool:
    """Say whether a file has all headings that are named for an export."""
    wanted = {heading for heading in columns.columns.values() if heading}
    if len(wanted) < FEWEST_HEADINGS:
        return False
    return any(wanted <= set(row) for row in first_rows(path))


def columns_among(found: Sequence[Path], named: str) -> Path | None:
    """Give the file that says what the columns hold: that which was named, or the only one.

    Raises
    ------
    FindingsError
        If several are there and none was named.
    """
    if named:
        return Path(named)
    if len(found) > 1:
        files = ", ".join(path.name for path in found)
        fault = finding("cases_columns_several", file=found[0].name, files=files)
        raise FindingsError([fault], what="The exports of cases")
    return found[0] if found else None


def exports_of(
    by_code: Mapping[str, Sequence[Path]],
    names: Mapping[Path, str],
    choices: Choices,
    *,
    authority: str | None,
) -> tuple[list[Reading], list[Finding]]:
    """Read all exports of cases as one, if it is said what their columns hold.

    Parameters
    ----------
    by_code : mapping of str to sequence of Path
        Files by the code of their kind.
    names : mapping of Path to str
        What each is called.
    choices : Choices
        Among them the file of columns, years by file, the look-up of homes, and what is done with
        children out of step.
    authority : str or None
        Name or code, for exports with a column that says whose a plan is.

    Returns
    -------
    readings : list of Reading
        One, or none where nothing says what the columns hold.
    notes : list of Finding

    Raises
    ------
    FindingsError
        With what is wrong in the file of columns or in the exports, or of which January they are.
    NotPossibleError
        If columns or a way out of step were named, and there is no export.
    """
    columns = columns_among(by_code.get(COLUMNS, ()), choices.columns)
    paths = by_code.get(CASES, ())
    if not paths:
        if choices.columns or choices.out_of_step != OUT_OF_STEP:
            said = Path(choices.columns).name or choices.out_of_step
            raise NotPossibleError.of("cases_columns_unheard", value=said)
        unused = by_code.get(COLUMNS, ())
        return [], [finding("cases_columns_unused", file=names[path]) for path in unused]
    if columns is None:
        return [], []
    roles = columns_given(columns)
    files, notes = by_january(paths, names, choices.years)
    homes = None
    if choices.postcodes and roles.heading("postcode"):
        homes = read_lookup(choices.postcodes, code="postcode", to="locality")
    reading = read_snapshots(
        files,
        columns=roles,
        lookup=homes,
        authority=authority if roles.heading("authority") else None,
        out_of_step=choices.out_of_step,
    )
    return [reading], notes
