"""Look-ups: in which locality a postcode or a small area lies.

A postcode can lead to one home. It is read into a salted digest, by which children's postcodes are
found, and stands in no table, message or file that leaves here.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sufficiency.errors import (
    Finding,
    FindingsError,
    NotPossibleError,
    UnknownNameError,
    finding,
    looks_personal,
)
from sufficiency.sources.asked import authority_asked, check_texts
from sufficiency.sources.authorities import authority_of
from sufficiency.sources.counts import and_others, codes_from_excel
from sufficiency.sources.digests import salted
from sufficiency.sources.headings import GEOGRAPHIES, column_of, is_kind
from sufficiency.sources.kinds import Kind
from sufficiency.sources.lookup_headings import (
    ENDED,
    KINDS,
    POSTCODE,
    column_for,
    headed,
    heads,
    is_kept,
)
from sufficiency.sources.reading import Reading, account_of
from sufficiency.sources.text_tables import TextTable, read_text_table

if TYPE_CHECKING:
    import pandas as pd

WHAT = "a look-up"
FULL_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}")
MOST_NAMED = 5
MOSTLY = 0.5
"""Above this share of the cells that are filled they are what the column holds."""

Salt = bytes


@dataclass(frozen=True, eq=False, repr=False)
class Lookup(Reading):
    """A reading that says in which locality a code lies.

    Parameters
    ----------
    of : str
        What codes it has: "postcode", "lsoa" and so on, or a heading.
    pairs : mapping of str to str
        Locality by code; by digest where the codes are postcodes.
    salt : bytes
        What digests of postcodes were made with; never written anywhere.
    """

    of: str = ""
    pairs: Mapping[str, str] = field(default_factory=dict)
    salt: Salt = b""

    def localities_of(self, codes: Iterable[str]) -> list[str | None]:
        """Give the locality of each code, None where it is not known.

        Parameters
        ----------
        codes : iterable of str
            Postcodes may be written with or without a space, in any case.
        """
        if self.of != POSTCODE:
            return [self.pairs.get(code.strip()) for code in codes]
        return [self.pairs.get(salted(postcode_of(code), self.salt)) for code in codes]


def postcode_of(text: str) -> str:
    """Write a postcode in capitals, without spaces.

    Examples
    --------
    >>> postcode_of(" nn1 1aa")
    'NN11AA'
    """
    return "".join(text.split()).upper()


def exchanged(postcodes: pd.Series[Any], places: pd.Series[Any], *, file: str) -> Finding | None:
    """Say whether the columns of postcodes and of places are the wrong way round.

    Parameters
    ----------
    postcodes, places : pandas.Series
        Cells as text, by their row; the name of each is the heading.
    file : str

    Returns
    -------
    Finding or None
        One fault, and none for each cell, where most cells below the heading of postcodes are none
        and most of the others are.
    """
    is_one, other_is = (
        cells[cells != ""].map(lambda text: FULL_POSTCODE.fullmatch(postcode_of(text)) is not None)
        for cells in (postcodes, places)
    )
    if not len(is_one) or is_one.mean() >= MOSTLY or not other_is.mean() > MOSTLY:
        return None
    words: dict[str, Any] = {"count": int((~is_one).sum()), "whole": len(is_one)}
    words |= {"there": int(other_is.sum()), "among": len(other_is), "other": str(places.name)}
    row = int(str(is_one.index[~is_one.to_numpy(dtype=bool)][0]))
    return finding("lookup_exchanged", file=file, row=row, column=str(postcodes.name), **words)


def read_lookup(path: str | Path, *, code: str, to: str, authority: str | None = None) -> Lookup:
    """Read in which locality each small area or postcode lies.

    The postcode directory, best-fit look-ups of the Office for National Statistics, and a council's
    own lists are read alike: columns are found by their headings.

    Parameters
    ----------
    path : str or Path
        A CSV file or a workbook.
    code : str
        From what: "postcode", "oa", "lsoa", "msoa" or "ward", or the heading of the column.
    to : str
        To what: one of these, "planning_area", "district", or the heading of the column.
    authority : str, optional
        Code or name: only its rows are read.

    Returns
    -------
    Lookup
        Table `lookup`: code, locality; or, of postcodes, table `localities_counted`: locality,
        postcodes (how many). Table `names`: locality, name, where a column of names stands
        beside that of codes.

    Raises
    ------
    FileError
        If there is no such file.
    UnknownNameError
        If a heading or kind of area is not there.
    NotPossibleError
        If it is to lead to postcodes, or an option is no text.
    FindingsError
        With all faults: blank codes, one code with two answers, cells that are no postcode, and
        postcodes where there should be none.
    """
    authority = authority_asked(authority)
    check_texts(code=code, to=to)
    if is_kind(to, POSTCODE):
        raise NotPossibleError.of("lookup_to_postcode", value=to)
    wanted = (code, to)
    table = read_text_table(
        path,
        what=f"{WHAT} from {headed(code)} to {headed(to)}",
        is_header=lambda row: heads(row, wanted),
        keep=lambda name: is_kept(name, wanted),
    )
    source, target = (column_for(table, one) for one in wanted)
    if source == target:
        raise UnknownNameError.of("lookup_same_column", value=source)
    is_postcode = is_kind(source, POSTCODE) or code == POSTCODE
    rows, steps, faults = _of_authority(table, authority)
    if is_postcode and (fault := exchanged(rows[source], rows[target], file=table.file)):
        raise FindingsError([fault], what=f"The look-up {table.file}")
    pairs, about, notes, more = _pairs(
        rows, source, target, file=table.file, is_postcode=is_postcode
    )
    faults += about
    # A postcode below a heading that does not say so would stand in tables and files.
    told = ["" if is_postcode else source, target, _names_beside(rows, target)]
    faults += _personal(rows, [column for column in told if column], file=table.file)
    if not faults and pairs.empty:
        faults = [finding("lookup_nothing", file=table.file, what=code)]
    if faults:
        raise FindingsError(faults, what=f"The look-up {table.file}")
    salt = secrets.token_bytes(32) if is_postcode else b""
    codes = pairs["code"].tolist()
    keys = [salted(postcode_of(one), salt) for one in codes] if is_postcode else codes
    return Lookup(
        kind="lookup",
        title=f"Look-up from {code} to {to}: {len(codes):,} codes, "
        f"{pairs['locality'].nunique()} localities",
        held=_held(rows, pairs, target, is_postcode=is_postcode),
        steps=account_of([*steps, *more]),
        findings=(*table.findings, *notes, *_ended(rows, file=table.file)),
        inputs=(table.source,),
        settings={"code": code, "to": to, "authority": authority or ""},
        of=POSTCODE if is_postcode else code,
        pairs=dict(zip(keys, pairs["locality"].tolist(), strict=True)),
        salt=salt,
    )


def _of_authority(
    table: TextTable, authority: str | None
) -> tuple[pd.DataFrame, list[tuple[str, str, int, str, str]], list[Finding]]:
    """Give the rows of an authority, by any column that names one."""
    import pandas as pd

    frame = table.frame
    if authority is None:
        return frame, [], []
    levels = []
    for kind in ("authority", "district"):
        code, name = (column_of(frame.columns, f"{kind}_{part}") for part in ("code", "name"))
        if code or name:
            levels.append((frame[str(code or name)], frame[str(name or code)]))
    if not levels:
        return frame, [], []
    known = pd.concat(
        [pd.DataFrame({"code": code, "old_code": "", "name": name}) for code, name in levels]
    )
    code, _ = authority_of(known.drop_duplicates(), authority, file=table.file)
    mine = pd.Series(False, index=frame.index)
    for codes, _ in levels:
        mine |= codes == code
    others = int((~mine).sum())
    steps = [(table.file, "rows", others, "left_out", "another authority")] if others else []
    return frame[mine], steps, []


def _pairs(
    rows: pd.DataFrame, source: str, target: str, *, file: str, is_postcode: bool
) -> tuple[pd.DataFrame, list[Finding], list[Finding], list[tuple[str, str, int, str, str]]]:
    """Give code and locality of each row, and what is wrong with rows."""
    import pandas as pd

    both = pd.DataFrame({"code": rows[source], "locality": rows[target]}, index=rows.index)
    faults = [
        finding("lookup_code_blank", file=file, row=int(row), column=source, what=source)
        for row in both.index[both["code"] == ""][:MOST_NAMED]
    ]
    outside = (both["locality"] == "") & (both["code"] != "")
    notes: list[Finding] = []
    if outside.any():
        row = int(both.index[outside][0])
        words: dict[str, Any] = {"what": source, "count": int(outside.sum())}
        notes.append(finding("lookup_outside", file=file, row=row, column=target, **words))
    kept = both[(both["code"] != "") & (both["locality"] != "")]
    if is_postcode:
        kept = kept.assign(code=kept["code"].map(postcode_of).astype(object))
        faults += _no_postcodes(kept["code"], file=file, column=source)
    else:
        faults += codes_from_excel(kept["code"], file=file, column=source)
        faults += _short(kept["code"], file=file, column=source)
    faults += codes_from_excel(kept["locality"], file=file, column=target)
    faults += _two_answers(kept, file=file, column=target)
    single = kept.drop_duplicates("code")
    again = len(kept) - len(single)
    counted = (
        (len(single), "read", "one locality each"),
        (again, "left_out", "the same again"),
        (int(outside.sum()), "left_out", "no locality"),
    )
    steps = [(file, "rows", count, done, why) for count, done, why in counted if count]
    return single.reset_index(drop=True), faults, notes, steps


def _personal(rows: pd.DataFrame, columns: Sequence[str], *, file: str) -> list[Finding]:
    """Name columns that hold what looks like postcodes or pupil numbers, and show none."""
    faults = []
    for column in columns:
        wrong = rows[column].map(looks_personal).astype(bool)
        if wrong.any():
            row, others = int(rows.index[wrong][0]), and_others(int(wrong.sum()))
            words: dict[str, Any] = {"column": column, "others": others}
            faults.append(finding("lookup_personal", file=file, row=row, **words))
    return faults


def _no_postcodes(codes: pd.Series[Any], *, file: str, column: str) -> list[Finding]:
    wrong = ~codes.map(lambda code: FULL_POSTCODE.fullmatch(code) is not None).astype(bool)
    if not wrong.any():
        return []
    row, others = int(codes.index[wrong][0]), and_others(int(wrong.sum()))
    return [finding("lookup_not_a_postcode", file=file, row=row, column=column, others=others)]


def _short(codes: pd.Series[Any], *, file: str, column: str) -> list[Finding]:
    """Name codes of digits that have fewer of them than others of the column."""
    digits = codes[codes.map(lambda code: code.isdecimal()).astype(bool)]
    lengths = digits.str.len()
    if digits.empty or len(set(lengths)) == 1 or not digits.str.startswith("0").any():
        return []
    first = digits[lengths < lengths.max()]
    words: dict[str, Any] = {"value": first.iloc[0], "column": column}
    return [finding("lookup_leading_zeros", file=file, row=int(first.index[0]), **words)]


def _two_answers(kept: pd.DataFrame, *, file: str, column: str) -> list[Finding]:
    answers = kept.groupby("code")["locality"].transform("nunique")
    doubled = kept[answers > 1]
    first = {code: int(str(row)) for row, code in reversed(list(doubled["code"].items()))}
    return [
        finding(
            "lookup_two_answers",
            file=file,
            row=int(str(row)),
            column=column,
            value=one["locality"],
            first=first[one["code"]],
        )
        for row, one in doubled.iterrows()
        if int(str(row)) != first[one["code"]]
    ][:MOST_NAMED]


def _held(
    rows: pd.DataFrame, pairs: pd.DataFrame, target: str, *, is_postcode: bool
) -> dict[str, pd.DataFrame]:
    import pandas as pd

    held: dict[str, pd.DataFrame] = {}
    if is_postcode:
        counts = pairs.groupby("locality", as_index=False).size()
        held["localities_counted"] = counts.rename(columns={"size": "postcodes"})
    else:
        held["lookup"] = pairs
    name = _names_beside(rows, target)
    if name:
        named = pd.DataFrame({"locality": rows[target], "name": rows[name]})
        named = named[(named["locality"] != "") & (named["name"] != "")]
        held["names"] = named.drop_duplicates("locality").reset_index(drop=True)
    return held


def _names_beside(rows: pd.DataFrame, target: str) -> str:
    """Give the column of names beside that of codes, blank where there is none."""
    kind = next((one for one in GEOGRAPHIES if is_kind(target, f"{one}_code")), None)
    name = column_of(rows.columns, f"{kind}_name") if kind not in (None, "oa") else None
    return name if name is not None and name != target else ""


def _ended(rows: pd.DataFrame, *, file: str) -> list[Finding]:
    column = next((name for name in rows.columns if name.casefold() in ENDED), None)
    count = 0 if column is None else int((rows[column] != "").sum())
    return [finding("lookup_ended", file=file, column=str(column), count=count)] if count else []


def _recognises(rows: Sequence[Sequence[str]]) -> bool:
    """Say whether a row heads two kinds of area, one of them small, and no schools."""
    for row in rows:
        if column_of(row, "urn") is not None:
            return False
        kinds = {
            one
            for one in KINDS
            if column_of(row, POSTCODE if one == POSTCODE else f"{one}_code") is not None
        }
        if len(kinds) > 1 and kinds & {POSTCODE, "oa", "lsoa", "msoa"}:
            return True
    return False


KIND = Kind("lookup", "Look-up from postcodes or small areas", _recognises, read_lookup)
