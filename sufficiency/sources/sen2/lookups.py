"""Two look-ups that a return needs: postcode to locality, and establishment to setting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.errors import (
    Finding,
    FindingsError,
    NotPossibleError,
    finding,
    looks_personal,
)
from sufficiency.results import InputFile
from sufficiency.sources.lookup_headings import POSTCODE
from sufficiency.sources.lookups import Lookup, exchanged
from sufficiency.sources.reading import Reading
from sufficiency.sources.sen2.contents import required_missing
from sufficiency.sources.text_tables import read_text_table
from sufficiency.tables import text_of
from sufficiency.terms.sen2 import columns_of_module, heading_of

if TYPE_CHECKING:
    import pandas as pd

FRAME_HEADER = 1
UNKNOWN = "unknown"
NO_BASE = ("", "no", "none", "false", "0", "n")
"""Besides the words of the register of schools for none: see `_says_none`."""


@dataclass(frozen=True, eq=False, repr=False)
class Establishments:
    """What is known of establishments by their number.

    Parameters
    ----------
    setting : mapping of str to str
        Setting by URN, for whoever is there and in no base.
    by_ukprn : mapping of str to str
        Setting by UKPRN.
    with_base : frozenset of str or None
        URNs that have a base; None where that is not known.
    inputs : tuple of InputFile
    """

    setting: Mapping[str, str]
    by_ukprn: Mapping[str, str]
    with_base: frozenset[str] | None
    inputs: tuple[InputFile, ...] = ()


@dataclass(frozen=True, eq=False, repr=False)
class Localities:
    """Locality by postcode. It may hold postcodes, and has no repr of its own.

    Parameters
    ----------
    of : mapping of str to str or Lookup
        Of a `Lookup`, which knows postcodes by salted digests, plain ones are held nowhere.
    inputs : tuple of InputFile
    notes : tuple of Finding
        What was found in it.
    """

    of: Mapping[str, str] | Lookup
    inputs: tuple[InputFile, ...] = field(default=())
    notes: tuple[Finding, ...] = field(default=())

    def of_each(self, codes: Iterable[str]) -> list[str | None]:
        """Give the locality of each postcode, None where it is not known."""
        if isinstance(self.of, Lookup):
            return self.of.localities_of(codes)
        return [self.of.get(code) for code in codes]


def localities_of(given: Any) -> Localities | None:
    """Read the look-up of localities.

    Parameters
    ----------
    given : str, Path, pandas.DataFrame, Lookup or None
        Columns postcode and locality; or a look-up from postcodes that was read already.

    Raises
    ------
    FindingsError
        If a column is missing, a postcode stands for two localities, or a locality looks like a
        postcode itself.
    NotPossibleError
        If it is none of these, or a look-up from something else.
    """
    if given is None:
        return None
    if isinstance(given, Lookup):
        return _of_lookup(given)
    frame, file, inputs = _as_text(given, part="lookup", option="locality_of")
    fault = exchanged(frame["postcode"], frame["locality"], file=file)
    if fault is not None:
        _raise([fault], file)
    code = frame["postcode"].map(plain_postcode)
    places = [place for place in set(frame["locality"]) if looks_personal(place)]
    personal = frame.index[frame["locality"].isin(places)]
    faults = _each("sen2_locality_personal", file, personal, column="locality")
    told = frame.assign(code=code)[(code != "") & (frame["locality"] != "")]
    differing = told.groupby("code")["locality"].transform("nunique") > 1
    faults += _each("sen2_postcode_twice", file, told.index[differing], column="postcode")
    _raise(faults, file)
    blank = frame.index[(code != "") & (frame["locality"] == "")]
    words: dict[str, Any] = {"count": len(blank), "column": "locality"}
    notes = (
        [finding("sen2_lookup_blank", file=file, row=int(blank[0]), **words)] if len(blank) else []
    )
    pairs = dict(zip(told["code"], told["locality"], strict=True))
    return Localities(pairs, inputs, tuple(notes))


def _of_lookup(given: Lookup) -> Localities:
    """Take a look-up as it is, if it is from postcodes."""
    if given.of != POSTCODE:
        raise NotPossibleError.of("sen2_lookup_of_what", of=given.of)
    file = ", ".join(one.file for one in given.inputs)
    if any(looks_personal(place) for place in set(given.pairs.values())):
        _raise([finding("sen2_locality_personal", file=file, column="locality")], file)
    return Localities(given, given.inputs)


def plain_postcode(text: str) -> str:
    """Give a postcode in capitals and without spaces."""
    return "".join(text.split()).upper()


def establishments_of(given: Any) -> Establishments | None:
    """Read the look-up of establishments.

    Parameters
    ----------
    given : Reading, pandas.DataFrame, str, Path or None
        Columns urn and setting (blank where it is not known); ukprn, name, and base_kind or
        has_base are optional. Of a `Reading` the table establishments is taken.

    Raises
    ------
    FindingsError
        If a column is missing, a setting is not known, or a number stands for two settings.
    NotPossibleError
        If it is neither a frame nor a path, or the Reading has no such table.
    """
    if given is None:
        return None
    inputs: tuple[InputFile, ...] = ()
    if isinstance(given, Reading):
        inputs = given.inputs
        if "establishments" not in given.held:
            raise NotPossibleError.of("sen2_no_establishments_in", kind=given.kind)
        given = given.held["establishments"]
    frame, file, own = _as_text(given, part="establishment", option="establishments")
    # A register may know an establishment and not say what it is.
    frame = frame.assign(setting=frame["setting"].where(frame["setting"] != "", UNKNOWN))
    strange = ~frame["setting"].isin(terms.settings().codes)
    faults = _each("sen2_establishment_setting", file, frame.index[strange], column="setting")
    told = frame[frame["urn"] != ""]
    again = told.index[told.groupby("urn")["setting"].transform("nunique") > 1]
    faults += _each("sen2_establishment_twice", file, again, column="urn")
    _raise(faults, file)
    # Several establishments may share a provider: its number tells a setting if all have one.
    shared = frame[frame["ukprn"] != ""].groupby("ukprn")["setting"]
    single = shared.first()[shared.agg(lambda settings: len(set(settings))) == 1]
    return Establishments(
        dict(zip(told["urn"], told["setting"], strict=True)),
        {str(number): str(setting) for number, setting in single.items()},
        _with_base(frame),
        inputs or own,
    )


def looked_up(texts: pd.Series, known: Mapping[str, str], *, default: str) -> pd.Series:
    """Give what is known of each text, and the default for those of which nothing is."""
    import pandas as pd

    found = [known.get(text, default) for text in texts]
    return pd.Series(found, index=texts.index, dtype=object)


def _with_base(frame: pd.DataFrame) -> frozenset[str] | None:
    """Give the establishments with a base, where one of the two columns tells."""
    told = [column for column in ("base_kind", "has_base") if (frame[column] != "").any()]
    if not told:
        return None
    has = ~frame[told].apply(lambda column: column.map(_says_none)).all(axis=1).astype(bool)
    return frozenset(frame.loc[has, "urn"])


def _says_none(text: str) -> bool:
    """Say whether a cell says that there is no base, as the register does: "Not applicable"."""
    plain = text.strip().casefold()
    return plain in NO_BASE or terms.register_bases().get(plain) == ()


def _as_text(
    given: Any, *, part: str, option: str
) -> tuple[pd.DataFrame, str, tuple[InputFile, ...]]:
    """Give a frame or file as text, with the columns of the terms and the rows as Excel shows."""
    import pandas as pd

    if isinstance(given, pd.DataFrame):
        file, header = f"frame {option}", FRAME_HEADER
        rows = pd.Index(range(FRAME_HEADER + 1, len(given) + FRAME_HEADER + 1), name="row")
        kept = [name for name in given.columns if heading_of(part, str(name))]
        frame = pd.DataFrame(
            {name: [_text(cell) for cell in given[name].tolist()] for name in kept},
            index=rows,
            columns=kept,
            dtype=object,
        )
        inputs: tuple[InputFile, ...] = ()
    elif isinstance(given, str | Path):
        table = read_text_table(
            given,
            what=f"the look-up {option}",
            is_header=lambda row: any(heading_of(part, cell) for cell in row),
            keep=lambda heading: bool(heading_of(part, heading)),
        )
        frame, file, header, inputs = table.frame, table.file, table.header_row, (table.source,)
    else:
        raise NotPossibleError.of("sen2_not_a_lookup", option=option, kind=type(given).__name__)
    names = [heading_of(part, str(name)) for name in frame.columns]
    faults = [
        finding("sen2_column_missing", file=file, row=header, column=name, unread="")
        for name in required_missing(part, names)
    ]
    faults += [
        finding("sen2_column_twice", file=file, row=header, column=name)
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    _raise(faults, file)
    columns = [column.name for column in columns_of_module(part)]
    return frame.set_axis(names, axis=1).reindex(columns=columns, fill_value=""), file, inputs


def _text(cell: object) -> str:
    """Give a cell as text: nothing for what is missing, and a whole number without a point."""
    import pandas as pd

    if cell is None or cell is pd.NA or cell is pd.NaT or cell != cell:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return text_of(cell).strip()


def _each(rule: str, file: str, rows: Iterable[int], *, column: str) -> list[Finding]:
    return [finding(rule, file=file, row=int(row), column=column) for row in rows]


def _raise(faults: list[Finding], file: str) -> None:
    if faults:
        raise FindingsError(faults, what=f"The look-up {file}")
