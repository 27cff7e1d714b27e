"""The headings of look-ups: which column leads from where to where."""

from __future__ import annotations

from collections.abc import Sequence

from sufficiency import terms
from sufficiency.errors import UnknownNameError
from sufficiency.sources.headings import GEOGRAPHIES, column_of, columns_of, is_kind
from sufficiency.sources.text_tables import TextTable

POSTCODE = "postcode"
KINDS = (POSTCODE, *GEOGRAPHIES)
ENDED = ("doterm", "date of termination")
ABBREVIATED = ("oa", "lsoa", "msoa")


def heads(row: Sequence[str], wanted: tuple[str, str]) -> bool:
    """Say whether a row heads a look-up that leads from one to the other, or one side of it."""
    headings = [name for name in row if name]
    if len(headings) < 2:
        return False
    if all(find_column(headings, one) for one in wanted):
        return True
    # A header with one of the two, so that the other can be named.
    return any(find_column(headings, one) for one in wanted)


def find_column(headings: Sequence[str], wanted: str) -> str | None:
    """Find a column by its heading, or by the kind of area; codes before names."""
    if wanted in headings:
        return wanted
    if wanted == POSTCODE:
        # Of the directory's three ways to write it, the one with a space that reads best.
        return column_of([*columns_of(headings, POSTCODE)][::-1], POSTCODE)
    if wanted not in KINDS:
        return None
    code = column_of(headings, f"{wanted}_code")
    return code or (column_of(headings, f"{wanted}_name") if wanted != "oa" else None)


def is_kept(heading: str, wanted: tuple[str, str]) -> bool:
    """Say whether a column is read: one that is wanted, or says whose rows are whose."""
    if heading in wanted:
        return True
    kinds = [one for one in wanted if one in KINDS]
    if POSTCODE in kinds and is_kind(heading, POSTCODE):
        return True
    parts = [
        f"{kind}_{part}" for kind in {*kinds, "district", "authority"} for part in ("code", "name")
    ]
    parts = [part for part in parts if part not in ("oa_name", "postcode_code", "postcode_name")]
    return heading.casefold() in ENDED or any(is_kind(heading, part) for part in parts)


def column_for(table: TextTable, wanted: str) -> str:
    """Give the column of a heading or kind of area.

    Raises
    ------
    UnknownNameError
        If there is none, with the headings of the file and those that are wanted.
    """
    frame = table.frame
    name = find_column(list(frame.columns), wanted)
    if name is not None:
        return name
    found = ", ".join(table.headings)
    if wanted in KINDS:
        raise UnknownNameError.of(
            "lookup_no_column", value=table.file, what=wanted, found=found, wanted=headed(wanted)
        )
    meant = terms.nearest_words(wanted, [*KINDS, *table.headings])
    remedy = f"Did you mean {meant}?" if meant else f"Kinds are {', '.join(KINDS)}."
    raise UnknownNameError.of("lookup_kind_unknown", value=wanted, found=found, meant=remedy)


def headed(wanted: str) -> str:
    """Say how a column of a kind of area may be headed; a heading is itself.

    Examples
    --------
    >>> headed("lsoa"), headed("planning_area"), headed("Cluster of schools")
    ('LSOA code', 'Planning area code', 'Cluster of schools')
    """
    if wanted == POSTCODE:
        return "Postcode"
    if wanted not in KINDS:
        return wanted
    words = wanted.replace("_", " ")
    return f"{words.upper() if wanted in ABBREVIATED else words.capitalize()} code"
