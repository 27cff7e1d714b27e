"""One January's export: each child's state, and nothing by which a child could be known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.errors import (
    Finding,
    FindingsError,
    finding,
    looks_like_a_child,
    looks_like_a_day,
    looks_personal,
)
from sufficiency.results import InputFile
from sufficiency.sources.authorities import authority_of
from sufficiency.sources.cases.columns import (
    MOST_WORDS,
    WHAT,
    WORDS,
    CaseColumns,
    may_be_shown,
    meaning_of,
)
from sufficiency.sources.cases.headings import roles
from sufficiency.sources.cases.years import SERIAL_DAYS, looks_like_date, ncys_of_rows
from sufficiency.sources.code_maps import lists
from sufficiency.sources.counts import TOTAL, and_others
from sufficiency.sources.digests import salted
from sufficiency.sources.headings import plain
from sufficiency.sources.lookups import Lookup
from sufficiency.sources.text_tables import TextTable, read_text_table

if TYPE_CHECKING:
    import pandas as pd

MOST_NAMED = 5
UNKNOWN = "unknown"

Step = tuple[str, str, int, str, str]


@dataclass(frozen=True, eq=False, repr=False)
class Snapshot:
    """Children of one January.

    Parameters
    ----------
    year : int
        Academic year.
    frame : pandas.DataFrame
        Columns child (a salted digest), short (the same of the number without noughts at its
        front), need, setting, ncy, locality and site; the index is the row of the file.
    steps : list of tuple
        Rows of the account.
    faults, notes : list of Finding
    file : str
    source : InputFile
    """

    year: int
    frame: pd.DataFrame
    steps: list[Step]
    faults: list[Finding]
    notes: list[Finding]
    file: str
    source: InputFile


def snapshot_of(
    path: str | Path,
    year: int,
    columns: CaseColumns,
    *,
    lookup: Lookup | None,
    authority: str | None,
    salt: bytes,
) -> Snapshot:
    """Read one export."""
    import pandas as pd

    wanted = {role: heading for role in roles() if (heading := columns.heading(role))}
    headings = set(wanted.values())
    table = read_text_table(
        path,
        what=WHAT,
        is_header=lambda row: len(headings & set(row)) >= min(2, len(headings)),
        keep=lambda heading: heading in headings,
    )
    faults = _missing_headings(table, wanted)
    if faults:
        raise FindingsError(faults, what=f"The export {table.file}")
    rows, steps, faults, notes = _counted(table, columns, authority=authority)
    child = _digests(rows[wanted["child"]], salt)
    columns_made: dict[str, Any] = {
        "child": child,
        "short": _digests(
            rows[wanted["child"]].map(lambda text: text.lstrip("0")).astype(object), salt
        ),
    }
    for table_name in ("needs", "settings"):
        role = WORDS[table_name]
        told, more, about = _meanings(rows[wanted[role]], table_name, columns, file=table.file)
        columns_made[role] = told
        faults += more
        notes += about
    columns_made["ncy"], more, about = ncys_of_rows(rows, wanted, year=year, file=table.file)
    faults += more
    notes += about
    columns_made["locality"], more, about = _localities(
        rows, wanted, lookup=lookup, file=table.file
    )
    faults += more
    notes += about
    columns_made["site"] = rows[wanted["site"]] if "site" in wanted else ""
    for role in ("site", "locality"):
        if role in wanted:
            faults += _personal(rows[wanted[role]], role, file=table.file)
    frame = pd.DataFrame(columns_made, index=rows.index)
    faults += _twice(frame, file=table.file)
    frame, more_steps, about = _within_ages(frame, file=table.file)
    if not faults and frame.empty:
        faults.append(finding("no_row_left", file=table.file))
    by_number = any(note.rule == SERIAL_DAYS for note in notes)
    why = "children" + ("; numbers of Excel read as dates of birth" if by_number else "")
    steps = [*steps, *more_steps, (table.file, "rows", len(frame), "read", why)]
    all_notes = [*table.findings, *notes, *about]
    return Snapshot(year, frame, steps, faults, all_notes, table.file, table.source)


def _missing_headings(table: TextTable, wanted: Mapping[str, str]) -> list[Finding]:
    faults = []
    for role, heading in wanted.items():
        if heading in table.frame.columns:
            continue
        words_of: dict[str, Any] = {
            "value": heading,
            "what": role,
            "meant": "Check its spelling below [columns], or take the line out if it is not there.",
        }
        faults.append(
            finding("cases_heading_missing", file=table.file, row=table.header_row, **words_of)
        )
    return faults


def _counted(
    table: TextTable, columns: CaseColumns, *, authority: str | None
) -> tuple[pd.DataFrame, list[Step], list[Finding], list[Finding]]:
    """Leave out rows of totals, those without a plan, and those of other authorities."""
    import pandas as pd

    frame, file = table.frame, table.file
    notes: list[Finding] = []
    child = str(columns.heading("child"))
    is_total = pd.Series(False, index=frame.index)
    for name in frame.columns:
        is_total |= frame[name].map(lambda text: TOTAL.fullmatch(plain(text)) is not None)
    is_total &= (frame == "").sum(axis=1) >= len(frame.columns) / 2
    is_total |= (frame[child] == "") & ((frame != "").sum(axis=1) <= 1)
    notes += [
        finding("row_is_total", file=file, row=int(row), value="a total or words")
        for row in frame.index[is_total][:MOST_NAMED]
    ]
    rows = frame[~is_total]
    left = {"a total or words": int(is_total.sum())}
    faults: list[Finding] = []
    status = columns.heading("status")
    if status is not None:
        told, faults, _ = _meanings(rows[status], "statuses", columns, file=file, blank="counted")
        left["no plan by its status"] = int((told == "not").sum())
        rows = rows[told != "not"]
    home = columns.heading("authority")
    if home is not None:
        names = rows[home]
        wrong = _personal(names, "authority", file=file)
        if wrong:
            raise FindingsError(wrong, what=f"The export {file}")
        known = pd.DataFrame({"code": names, "old_code": "", "name": names})
        code, name = authority_of(known, authority, file=file)
        mine = names.map(str.casefold).isin([code.casefold(), name.casefold(), ""])
        left["another authority"] = int((~mine).sum())
        rows = rows[mine]
    faults += [
        finding("cases_no_child", file=file, row=int(row), column=child)
        for row in rows.index[rows[child] == ""][:MOST_NAMED]
    ]
    rows = rows[rows[child] != ""]
    steps: list[Step] = [
        (file, "rows", count, "left_out", why) for why, count in left.items() if count
    ]
    return rows, steps, faults, notes


def _digests(texts: pd.Series[Any], salt: bytes) -> pd.Series[Any]:
    """Turn children's numbers into salted digests: they join files, and tell nobody anything."""
    return texts.map(lambda text: salted("".join(text.split()).upper(), salt)).astype(object)


def _meanings(
    texts: pd.Series[Any], table: str, columns: CaseColumns, *, file: str, blank: str = UNKNOWN
) -> tuple[pd.Series[Any], list[Finding], list[Finding]]:
    """Give the meaning of each word, and name those that have none."""
    role = WORDS[table]
    given: Mapping[str, str] = getattr(columns, table)
    told = {text: given.get(text) or meaning_of(text, table) for text in texts.unique()}
    told[""] = blank
    lost = [text for text, meaning in told.items() if meaning is None]
    written = {text: meaning or "" for text, meaning in told.items() if text}
    where: dict[str, Any] = {"file": file, "column": str(texts.name)}
    words_of: dict[str, Any]
    faults = _personal(texts[texts.isin(lost)], role, file=file)
    if faults:
        # It is the wrong column: nothing that stands in it is shown.
        lost = []
    if len(lost) > MOST_WORDS:
        faults.append(finding("cases_too_many_words", count=len(lost), what=role, **where))
    elif lost and not may_be_shown(written, str(texts.name), role):
        words_of = {"count": len(lost), "whole": len(written)}
        words_of |= {"what": role, "table": table}
        faults.append(finding("cases_words_not_shown", **words_of, **where))
    else:
        for text in lost:
            rows = texts.index[(texts == text).to_numpy()]
            words_of = {"what": role, "others": and_others(len(rows)), "table": table}
            meant = _meant(text, table)
            faults.append(
                finding(
                    "cases_word_unknown",
                    row=int(rows[0]),
                    value=text,
                    meant=meant,
                    **words_of,
                    **where,
                )
            )
    notes = []
    blanks = int((texts == "").sum())
    if blanks and table != "statuses":
        notes.append(finding("cases_blank", count=blanks, what=role, **where))
    return texts.map({text: meaning or "" for text, meaning in told.items()}), faults, notes


def _meant(text: str, table: str) -> str:
    if table == "statuses":
        return "Say whether it is counted or not."
    meant = lists()[table].nearest_words(text)
    return f"Did you mean {meant}?" if meant else f"Ours are {', '.join(lists()[table])}."


def _localities(
    rows: pd.DataFrame, wanted: Mapping[str, str], *, lookup: Lookup | None, file: str
) -> tuple[Any, list[Finding], list[Finding]]:
    """Give the locality of each child: through the look-up where there is one."""
    import pandas as pd

    role = "postcode" if "postcode" in wanted else "locality" if "locality" in wanted else ""
    if not role:
        return pd.Series(UNKNOWN, index=rows.index, dtype=object), [], []
    if role == "postcode" and lookup is None:
        fault = finding("cases_no_lookup", file=file, column=wanted[role])
        return pd.Series(UNKNOWN, index=rows.index, dtype=object), [fault], []
    texts = rows[wanted[role]]
    if lookup is not None:
        unique = texts.unique().tolist()
        told = dict(zip(unique, lookup.localities_of(unique), strict=True))
        texts = texts.map({text: place or UNKNOWN for text, place in told.items()})
    else:
        texts = texts.replace("", UNKNOWN)
    lost = int((texts == UNKNOWN).sum())
    words_of: dict[str, Any] = {"file": file, "column": wanted[role], "count": lost}
    rule = "cases_blank" if lookup is None else "cases_not_placed"
    notes = [finding(rule, what="locality", **words_of)] if lost else []
    return texts.astype(object), [], notes


def _personal(texts: pd.Series[Any], role: str, *, file: str) -> list[Finding]:
    """Name a column of what could identify a child: postcodes, pupil numbers, dates of birth."""

    def is_of_a_child(text: str) -> bool:
        if role in WORDS.values() and looks_like_a_child(text):
            return True
        # A locality or site may be a number, and none of them is a day.
        return looks_personal(text) or looks_like_a_day(text) or looks_like_date(text)

    wrong = texts.map(is_of_a_child).astype(bool)
    if not wrong.any():
        return []
    row = int(texts.index[wrong][0])
    return [finding("cases_personal", file=file, row=row, column=str(texts.name), what=role)]


def _twice(frame: pd.DataFrame, *, file: str) -> list[Finding]:
    again = frame.duplicated("child")
    first = {child: int(str(row)) for row, child in reversed(list(frame["child"].items()))}
    return [
        finding("cases_child_twice", file=file, row=int(str(row)), first=first[child])
        for row, child in frame.loc[again, "child"].head(MOST_NAMED).items()
    ]


def _within_ages(
    frame: pd.DataFrame, *, file: str
) -> tuple[pd.DataFrame, list[Step], list[Finding]]:
    inside = frame["ncy"].between(terms.FIRST_NCY, terms.LAST_NCY).fillna(True).astype(bool)
    count = int((~inside).sum())
    if not count:
        return frame, [], []
    steps: list[Step] = [(file, "rows", count, "left_out", "outside NC years -4 to 20")]
    return frame[inside], steps, [finding("cases_ages_outside", file=file, count=count)]
