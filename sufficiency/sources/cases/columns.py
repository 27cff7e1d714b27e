"""Which column of an export holds what, and what its words mean: suggested, saved, read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.errors import (
    Finding,
    FindingsError,
    NotPossibleError,
    finding,
    looks_like_a_child,
    withhold,
)
from sufficiency.sources.cases.headings import (
    MAY_BE_PERSONAL,
    is_header,
    is_personal,
    may_hold_names,
    not_taken,
    roles,
    roles_needed,
    suggested,
)
from sufficiency.sources.cases.years import looks_like_date
from sufficiency.sources.code_maps import (
    lists,
    meant_exactly,
    read_codes,
    text_of_codes,
    write_codes,
    wrong_codes,
)
from sufficiency.sources.headings import plain, words
from sufficiency.sources.text_tables import existing_file, first_rows, read_text_table

if TYPE_CHECKING:
    import pandas as pd

WHAT = "an export of cases"
FEWEST_HEADINGS = 2
MOST_WORDS = 60
"""A column of codes has fewer different words: one with more holds names or free text."""

MOSTLY_KNOWN = 0.5
"""Below a heading that is no usual one, more than this share of the words must be known for any to
be shown: else they may be names."""

WORDS = {"needs": "need", "settings": "setting", "statuses": "status"}
"""Tables of words, each with the role of the column that holds them."""

STATUSES = ("counted", "not")
ABOUT = (
    "What the columns of the export hold, and what its words mean. Look it through.",
    "A role that is blank is not read. child, need and setting are needed, and ncy or birth_date.",
    "Numbers, birth dates and postcodes of children are used while reading and are never kept.",
)


@dataclass(frozen=True)
class CaseColumns:
    """Which column of an export holds what, and what its words mean.

    Parameters
    ----------
    columns : mapping of str to str
        Heading by role.
    needs, settings : mapping of str to str
        Words of the export, each with one of our codes.
    statuses : mapping of str to str
        Words of the status, each with "counted" or "not".
    file : str
        Where it stands, for messages.
    not_taken : tuple of str
        Headings of the export that no role has.
    not_shown : mapping of str to int
        Tables of words that are not told, as they may be names, each with the number of words.
    """

    columns: Mapping[str, str]
    needs: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    file: str = "columns"
    not_taken: tuple[str, ...] = ()
    not_shown: Mapping[str, int] = field(default_factory=dict)

    def heading(self, role: str) -> str | None:
        """Give the heading of a role, or None where it is not read."""
        return self.columns.get(role) or None

    def to_frame(self) -> pd.DataFrame:
        """Lay it out: table, theirs, ours."""
        import pandas as pd

        rows = [("columns", heading, role) for role, heading in self.columns.items()]
        for table in WORDS:
            rows += [(table, *pair) for pair in getattr(self, table).items()]
        return pd.DataFrame(rows, columns=["table", "theirs", "ours"])

    def to_text(self) -> str:
        """Write it as TOML that reads back the same."""
        tables = {"columns": self.columns, **{table: getattr(self, table) for table in WORDS}}
        about = [*ABOUT, *(f"{name}: {', '.join(known)}." for name, known in lists().items())]
        about.append("statuses: counted, not.")
        if self.not_taken:
            left = ", ".join(withhold(one) for one in self.not_taken)
            about.append(f"Headings that were not taken: {left}.")
        about += [
            f"{count} words of {withhold(self.heading(WORDS[name]))} are not shown, as they may be"
            f" names. Look at the file; if they are none, write their meanings below [{name}]."
            for name, count in self.not_shown.items()
        ]
        return text_of_codes(tables, about=about)

    def save(self, path: str | Path) -> Path:
        """Write it to a file that is not there yet."""
        return write_codes(path, self.to_text())


def suggest_columns(
    path: str | Path, *, columns: object = None, save_as: str | Path | None = None
) -> CaseColumns:
    """Suggest which column of an export holds what, by its headings, for somebody to look through.

    Words of need, setting and status that are known names are given their meaning; others stay
    blank, to be filled in. Nothing else of the export is looked at.

    Parameters
    ----------
    path : str or Path
        A CSV file or a workbook with a row for each child.
    columns : CaseColumns, mapping or path, optional
        What is known already, such as the TOML file of a first suggestion in which headings were
        filled in: it is kept, and the words of its columns are added.
    save_as : path, optional
        A TOML file to write; it must not be there yet.

    Returns
    -------
    CaseColumns
        What is saved names the headings that no role has, but for those about persons.

    Raises
    ------
    FileError
        If there is no such file.
    FindingsError
        If fewer than two of its headings are known, one that is given is not among them, or
        something in `columns` is wrong.
    """
    place = existing_file(path, what=WHAT)
    before = CaseColumns({}) if columns is None else _columns_of(columns, may_lack=True)
    given = {role: heading for role, heading in before.columns.items() if heading}
    header = _header(place, given)
    chosen = suggested([one for one in header if one not in given.values()]) | given
    chosen = {role: chosen[role] for role in roles() if role in chosen}
    if len(chosen) < FEWEST_HEADINGS:
        seen = not_taken(header, ()) if is_header(header) else ()
        named = f" It has {', '.join(seen)}." if seen else ""
        fault = finding("cases_few_headings", file=place.name, named=named)
        raise FindingsError([fault], what=f"The file {place.name}")
    read = {chosen[role] for role in WORDS.values() if role in chosen}
    held: dict[str, dict[str, str]] = {table: {} for table in WORDS}
    not_shown: dict[str, int] = {}
    if read:
        table = read_text_table(
            place,
            what=WHAT,
            is_header=lambda row: list(row) == list(header),
            keep=lambda heading: heading in read,
        )
        told = {
            name: _words(table.frame[chosen[role]], name, getattr(before, name))
            for name, role in WORDS.items()
            if role in chosen
        }
        not_shown = {
            name: len(texts)
            for name, texts in told.items()
            if not may_be_shown(texts, chosen[WORDS[name]], WORDS[name])
        }
        held |= {name: texts for name, texts in told.items() if name not in not_shown}
    for name in WORDS:
        held[name] |= {text: code for text, code in getattr(before, name).items() if code}
    made = CaseColumns(
        {role: chosen.get(role, "") for role in roles()},
        held["needs"],
        held["settings"],
        held["statuses"],
        file=place.name,
        not_taken=not_taken(header, chosen.values()) if given or is_header(header) else (),
        not_shown=not_shown,
    )
    if save_as is not None:
        made.save(save_as)
    return made


def _header(place: Path, given: Mapping[str, str]) -> list[str]:
    """Give the row that has the given headings, else that in which most are known."""
    rows = first_rows(place)
    wanted = set(given.values())
    if not wanted:
        return max(rows, key=lambda row: len(suggested(row)), default=[])
    header = max(rows, key=lambda row: len(wanted & set(row)), default=[])
    faults = [
        finding(
            "cases_heading_missing",
            file=place.name,
            value=heading,
            what=role,
            meant="Check its spelling below [columns], or take the line out if it is not there.",
        )
        for role, heading in given.items()
        if heading not in header
    ]
    if faults:
        raise FindingsError(faults, what=f"The export {place.name}")
    return header


def _words(texts: pd.Series[Any], table: str, given: Mapping[str, str]) -> dict[str, str]:
    """List the words of a column, with those meanings that are given or sure."""
    told = {text for text in texts if text and not looks_like_a_child(text)}
    held = sorted(text for text in told if not looks_like_date(text))
    return {text: given.get(text) or meaning_of(text, table) or "" for text in held}


def may_be_shown(meanings: Mapping[str, str], heading: str, role: str) -> bool:
    """Say whether the words of a column are surely no names, so that they may be told.

    Parameters
    ----------
    meanings : mapping of str to str
        Different words of the column, each with its meaning, "" where it has none.
    heading, role : str
        What the column is called, and what it is read as.
    """
    known = sum(1 for meaning in meanings.values() if meaning)
    if len(meanings) > MOST_WORDS:
        return False
    if not meanings or known > MOSTLY_KNOWN * len(meanings):
        return True
    return not may_hold_names(heading, role)


def meaning_of(text: str, table: str) -> str | None:
    """Give what a word means, where it is one of the known names."""
    if table == "statuses":
        return words("status").get(plain(text))
    return meant_exactly(text, lists()[table])


def columns_given(given: object) -> CaseColumns:
    """Give what says which column holds what: as it is, from a mapping, or from a TOML file.

    Raises
    ------
    FileError
        If there is no such file.
    FindingsError
        With all that is wrong in it.
    NotPossibleError
        If nothing was given.
    """
    return _columns_of(given)


def _columns_of(given: object, *, may_lack: bool = False) -> CaseColumns:
    """Give what says which column holds what; a first suggestion may lack roles still."""
    if given is None:
        raise NotPossibleError.of("cases_no_columns")
    if isinstance(given, CaseColumns):
        made = given
    else:
        is_path = isinstance(given, str | Path)
        tables: Any = read_codes(given) if is_path else given  # type: ignore[arg-type]
        file = Path(str(given)).name if is_path else "columns"
        if not isinstance(tables, Mapping):
            raise NotPossibleError.of("cases_no_columns")
        if "columns" not in tables:
            tables = {"columns": tables}
        made = CaseColumns(
            dict(tables["columns"]),
            needs=dict(tables.get("needs", {})),
            settings=dict(tables.get("settings", {})),
            statuses=dict(tables.get("statuses", {})),
            file=file,
        )
    faults = [one for one in _faults(made) if not (may_lack and one.rule == "cases_role_missing")]
    if faults:
        raise FindingsError(faults, what=f"The columns in {made.file}")
    return made


def _faults(given: CaseColumns) -> list[Finding]:
    """Name roles that there are not or that are missing, and meanings that are none of ours."""
    faults = []
    for role, heading in given.columns.items():
        if role not in roles():
            meant = terms.nearest_words(str(role), roles())
            remedy = f"Did you mean {meant}?" if meant else f"Known are {', '.join(roles())}."
            faults.append(finding("cases_role_unknown", file=given.file, value=role, meant=remedy))
        elif role not in MAY_BE_PERSONAL and is_personal(heading, role):
            faults.append(finding("cases_person_column", file=given.file, value=heading, what=role))
    missing = [role for role in roles_needed() if not given.heading(role)]
    if not given.heading("ncy") and not given.heading("birth_date"):
        missing.append("ncy or birth_date")
    if missing:
        faults.append(finding("cases_role_missing", file=given.file, value=", ".join(missing)))
    for table, known in lists().items():
        faults += wrong_codes(getattr(given, table), known, file=given.file)
    for theirs, ours in given.statuses.items():
        if ours and ours not in STATUSES:
            words_of: dict[str, Any] = {
                "value": ours,
                "what": "status",
                "meant": "Write counted or not.",
            }
            faults.append(finding("witan_code_wrong", file=given.file, column=theirs, **words_of))
    return faults
