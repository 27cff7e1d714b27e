"""Authorities and regions whose name or code changed between releases: the latest one counts.

The Department's three-digit code stays with a body whose boundary, and so whose nine-character
code, changed, and a new body has a new one: it says who is the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sufficiency.errors import Finding, finding

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.sources.ees.placed import Places

THREE_DIGITS = re.compile(r"[0-9]{3}")
PLACED = ("code", "old_code", "area")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Latest:
    """Every authority and region with one code and one name in all files.

    Parameters
    ----------
    frames : tuple of pandas.DataFrame
        The placed rows of each file, code, old_code and area as they were last published.
    spoken : pandas.DataFrame
        Every way in which a place was told: columns file, row, level, code_told, area_told, and
        the code, old_code and area that count.
    """

    frames: tuple[pd.DataFrame, ...]
    spoken: pd.DataFrame

    def meant(self, wanted: str | None) -> str | None:
        """Give the code that counts for one that was replaced, or for a name; else what was given.

        Parameters
        ----------
        wanted : str or None
            Code or name.
        """
        own = self.spoken[self.spoken["level"] == "authority"]
        if wanted is None or own.empty:
            return wanted
        plain = wanted.strip().casefold()

        def found(columns: Sequence[str]) -> set[str]:
            is_said = [own[column].str.casefold() == plain for column in columns]
            return set(own.loc[is_said[0] | is_said[1], "code"]) - {""}

        # A name that somebody else has by now is theirs.
        codes = found(("code", "area")) or found(("code_told", "area_told"))
        return codes.pop() if len(codes) == 1 else wanted


def latest_places(frames: Sequence[tuple[str, pd.DataFrame]]) -> Latest:
    """Give every authority and region the code and name of its latest year in the latest release.

    Parameters
    ----------
    frames : sequence of (str, pandas.DataFrame)
        Names of files and their placed rows.
    """
    import pandas as pd

    listed = []
    for file, frame in frames:
        rows = frame.loc[frame["level"].isin(["authority", "region"]), [*PLACED, "level", "year"]]
        release = int(frame["year"].max()) if len(frame) else -1
        listed.append(rows.assign(file=file, release=release, row=rows.index))
    known = pd.concat(listed, ignore_index=True)
    if known.empty:
        return Latest(tuple(frame for _, frame in frames), _spoken(known, {}))
    known = known.sort_values(["release", "year"], kind="stable").astype({"code": object})
    keyed = known.assign(key=_keys(known, three=_three_digits(known)))
    current = _current(keyed[keyed["key"] != ""])
    three = _three_digits(known)
    made = [
        frame
        if frame.empty
        else frame.assign(**_replaced(frame, _keys(frame, three=three), current))
        for _, frame in frames
    ]
    return Latest(tuple(made), _spoken(keyed, current))


def _three_digits(known: pd.DataFrame) -> dict[str, str]:
    """Give the three-digit code of each nine-character one; the latest, where there are several."""
    has = known["old_code"].map(lambda text: bool(THREE_DIGITS.fullmatch(text))).astype(bool)
    return dict(zip(known.loc[has, "code"], known.loc[has, "old_code"], strict=True))


def _keys(rows: pd.DataFrame, *, three: dict[str, str]) -> list[str]:
    """Say of each row who it is: by three digits, else by code; blank where it has neither."""
    keys = []
    told = zip(rows["level"], rows["code"], rows["old_code"], strict=True)
    for level, code, old in told:
        if level == "authority":
            body = three.get(code) or (old if THREE_DIGITS.fullmatch(old) else code)
            keys.append(f"authority {body}" if body else "")
        else:
            keys.append(f"region {code}" if level == "region" and code else "")
    return keys


def _current(keyed: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Give the last code, three-digit code and name of each key; a full code before a short one."""
    current: dict[str, dict[str, str]] = {}
    for column in PLACED:
        told = keyed[keyed[column] != ""]
        if column == "code":
            short = told["code"].map(lambda text: bool(THREE_DIGITS.fullmatch(text))).astype(bool)
            # The short ones first, so that any other replaces them.
            order = [told[short], told[~short]]
        else:
            order = [told]
        for rows in order:
            for key, text in zip(rows["key"], rows[column], strict=True):
                current.setdefault(key, {})[column] = str(text)
    return current


def _replaced(
    rows: pd.DataFrame, keys: Sequence[str], current: dict[str, dict[str, str]]
) -> dict[str, Any]:
    """Give the columns with what counts; what nobody can be told by stays as it is."""
    import pandas as pd

    made = {}
    for column in PLACED:
        counts = [
            current.get(key, {}).get(column, told)
            for key, told in zip(keys, rows[column], strict=True)
        ]
        made[column] = pd.Series(counts, index=rows.index, dtype=object)
    return made


def _spoken(keyed: pd.DataFrame, current: dict[str, dict[str, str]]) -> pd.DataFrame:
    """List each way in which a place was told in a file once, by its first row."""
    columns = ["file", "level", *PLACED]
    once = keyed.sort_values(["file", "row"], kind="stable").drop_duplicates(columns)
    counts = _replaced(once, list(once["key"]), current) if len(once) else {}
    told = once.assign(code_told=once["code"], area_told=once["area"])
    return told.assign(**counts).reset_index(drop=True)


def renamed(latest: Latest, places: Places) -> list[Finding]:
    """Note names and codes of the places that count which a file has in an earlier form."""
    spoken = latest.spoken
    if spoken.empty:
        return []
    own = {("authority", code) for code in (places.code, *places.beside)}
    own |= {("region", places.region)}
    pairs = zip(spoken["level"], spoken["code"], strict=True)
    spoken = spoken[[pair in own for pair in pairs]]
    found: list[Finding] = []
    for column, what in (("area", "name"), ("code", "code")):
        told = spoken[f"{column}_told"]
        is_short = told.map(lambda text: bool(THREE_DIGITS.fullmatch(text))).astype(bool)
        is_other = (told != spoken[column]) & (told != "") & ~is_short
        rows = spoken[is_other].drop_duplicates(["file", f"{column}_told"])
        found += [
            finding(
                "ees_place_renamed",
                file=one["file"],
                row=int(one["row"]),
                value=one[f"{column}_told"],
                now=one[column],
                what=what,
                by="three-digit code" if what == "code" else "code",
            )
            for one in rows.to_dict("records")
        ]
    return found
