"""The rows of one authority in a file that holds several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sufficiency.errors import FindingsError, finding
from sufficiency.sources.asked import authority_asked
from sufficiency.sources.headings import plain, words
from sufficiency.terms import nearest_words
from sufficiency.terms.authorities import Authority
from sufficiency.terms.authorities import authorities as of_england

if TYPE_CHECKING:
    import pandas as pd


def plain_name(name: str) -> str:
    """Write an authority's name without what says of which kind it is.

    Words that may stand before or behind it are in `terms/source_words.csv`, kind council.

    Examples
    --------
    >>> plain_name("Surrey County Council"), plain_name("Bristol, City of")
    ('surrey', 'bristol')
    >>> plain_name("Bath & North East Somerset Council"), plain_name("City Council")
    ('bath and north east somerset', 'city council')
    """
    whole = plain(name.replace("&", " and "))
    kinds = sorted(words("council"), key=len, reverse=True)
    text, before = whole, ""
    while text != before:
        before = text
        for kind in kinds:
            text = text.removeprefix(f"{kind} ").removesuffix(f" {kind}")
    return whole if text in kinds else text


def also_known_as(wanted: str) -> frozenset[str]:
    """Give both codes and the name of an authority that is known by one of them, in small letters.

    Examples
    --------
    >>> sorted(also_known_as("941")), sorted(also_known_as("Kent County Council"))
    (['941', 'e06000062', 'west northamptonshire'], ['886', 'e10000016', 'kent'])
    >>> also_known_as("Testshire")
    frozenset()
    """
    return frozenset(
        text.casefold()
        for one in authorities_called(wanted)
        for text in (one.code, one.three_digits, one.name)
    )


def authorities_called(wanted: str) -> tuple[Authority, ...]:
    """Give the authorities of England of a code or name; several where a code was changed.

    Examples
    --------
    >>> [one.name for one in authorities_called("E09000001")]
    ['City of London']
    """
    spoken, name = wanted.strip().casefold(), plain_name(wanted)
    return tuple(
        one
        for one in of_england()
        if spoken in (one.code.casefold(), one.three_digits) or name == plain_name(one.name)
    )


def authority_of(authorities: pd.DataFrame, wanted: str | None, *, file: str) -> tuple[str, str]:
    """Find an authority by its code or name.

    Parameters
    ----------
    authorities : pandas.DataFrame
        Columns code (nine characters), old_code (three digits) and name, as they stand in the
        file; an authority may stand there many times.
    wanted : str or None
        Either code, or the name in any case, with or without what says of which kind it is, such as
        County Council; None where the file holds one authority only.
    file : str
        What to call the file in messages.

    Returns
    -------
    code : str
        As it stands in the file; the old one where there is no other.
    name : str

    Raises
    ------
    FindingsError
        If there is no such authority, or several of that name, or several and none is named.
    NotPossibleError
        If it is named neither by text nor by its three-digit code.
    """
    wanted = authority_asked(wanted)
    known = authorities[["code", "old_code", "name"]].drop_duplicates()
    known = known[(known != "").any(axis=1)]
    if wanted is None:
        # From year to year a name is spelt anew, or a code is: either of the two says it is one.
        codes = known["code"].where(known["code"] != "", known["name"])
        count = min(len({text.casefold() for text in one}) for one in (codes, known["name"]))
        if count > 1:
            fault = finding("authority_which", file=file, count=count)
            raise FindingsError([fault], what=f"The file {file}")
        chosen = known
    else:
        spoken = wanted.strip().casefold()
        same = known.apply(lambda column: column.str.casefold() == spoken)
        chosen = known[same.any(axis=1)]
        if chosen.empty:
            # "Surrey County Council" is Surrey; where that would be two of them, it is neither.
            chosen = known[known["name"].map(plain_name) == plain_name(wanted)]
        if chosen.empty:
            # A file of codes of nine characters does not know three digits, nor the other way.
            same = known.apply(lambda column: column.str.casefold().isin(also_known_as(wanted)))
            chosen = known[same.any(axis=1)]
        if chosen.empty:
            spoken_as = {plain_name(name): name for name in sorted(set(known["name"]))}
            names = sorted(set(known["name"]) | set(known["code"]))
            # A code that is nearly the same is another authority's.
            is_code = any(one.isdigit() for one in wanted)
            meant = (
                ""
                if is_code
                else nearest_words(wanted, names)
                or nearest_words(plain_name(wanted), [], aliases=spoken_as)
            )
            remedy = f"Did you mean {meant}?" if meant else "Check its code and spelling."
            fault = finding("authority_unknown", file=file, value=wanted, meant=remedy)
            raise FindingsError([fault], what=f"The file {file}")
        found = sorted({code.casefold(): code for code in chosen["code"] if code}.values())
        if len(found) > 1:
            fault = finding("authority_twice", file=file, value=wanted, codes=", ".join(found))
            raise FindingsError([fault], what=f"The file {file}")
    if chosen.empty:
        return "", ""
    row = chosen.sort_values("code").iloc[-1]
    return str(row["code"] or row["old_code"]), str(row["name"])
