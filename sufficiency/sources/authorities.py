"""The rows of one authority in a file that holds several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sufficiency.errors import FindingsError, finding
from sufficiency.sources.asked import authority_asked
from sufficiency.terms import nearest

if TYPE_CHECKING:
    import pandas as pd


def authority_of(authorities: pd.DataFrame, wanted: str | None, *, file: str) -> tuple[str, str]:
    """Find an authority by its code or name.

    Parameters
    ----------
    authorities : pandas.DataFrame
        Columns code (nine characters), old_code (three digits) and name, as they stand in the
        file; an authority may stand there many times.
    wanted : str or None
        Either code, or the name in any case; None where the file holds one authority only.
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
        plain = wanted.strip().casefold()
        same = known.apply(lambda column: column.str.casefold() == plain)
        chosen = known[same.any(axis=1)]
        if chosen.empty:
            meant = nearest(wanted, sorted(set(known["name"]) | set(known["code"])))
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
