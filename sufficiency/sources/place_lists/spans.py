"""What councils write for ages, needs, kinds of place and years, and what it means."""

from __future__ import annotations

import re

from sufficiency import terms
from sufficiency.errors import UnknownNameError
from sufficiency.sources.code_maps import meant_exactly
from sufficiency.sources.headings import plain, words

AGES = re.compile(
    r"(?P<before>ages?d? ?)?(?P<first>[0-9]{1,2}) ?(?:-|–|—|to|/) ?(?P<last>[0-9]{1,2})"
    r"(?P<behind> years?| yrs?)?"
)
_GROUP = r"(?:nc ?years? ?|years? ?|yr ?|y|nc ?)?(-?[0-9]{1,2}|r|rec|reception|n1|n2)"
GROUPS = re.compile(rf"{_GROUP} ?(?:-|–|—|to|/) ?{_GROUP}")
SAYS_GROUP = re.compile(r"y|r|n", re.IGNORECASE)

ACADEMIC = re.compile(r"(20[0-9]{2}) ?[/\-–] ?([0-9]{2}|20[0-9]{2})(?![0-9])")
SEPTEMBER = re.compile(r"sept?(?:ember)?[ \-']{0,2}(20[0-9]{2}|[0-9]{2})(?![0-9])", re.IGNORECASE)
DATE = re.compile(r"(20[0-9]{2})-([0-9]{2})-([0-9]{2})")
SHORT = re.compile(r"(?<![0-9])(1[5-9]|[2-5][0-9]) ?[/\-–] ?([0-9]{2})(?![0-9])")
"""Two years of two digits, such as 25-26."""

BARE = re.compile(r"(20[0-9]{2})")
PLACE_WORDS = re.compile(
    r"(?:commissioned|planned|agreed|number|of|current|total|funded|places?|capacity|from|at|in"
    r"|for|ay|academic|year|no|pan|[ .,:()\-])*",
    re.IGNORECASE,
)
APART = re.compile(r"\s*(?:;|/|\+|&|\n|\|)\s*")
COMMAS = re.compile(r"\s*(?:,|;|/|\+|&|\n|\||\band\b)\s*", re.IGNORECASE)


def year_of_heading(heading: str) -> int | None:
    """Give the academic year from which a column of places holds.

    Examples
    --------
    >>> [year_of_heading(text) for text in ("Places 2025/26", "Sep 2026", "Sept-27", "2028-09-01")]
    [2025, 2026, 2027, 2028]
    >>> year_of_heading("Roll 2025/26") is None
    True
    """
    text = heading.strip()
    for pattern in (DATE, ACADEMIC, SHORT, SEPTEMBER, BARE):
        told = pattern.search(text)
        if told is None:
            continue
        rest = text[: told.start()] + text[told.end() :]
        if PLACE_WORDS.fullmatch(rest) is None:
            return None
        if pattern in (ACADEMIC, SHORT):
            century = "20" if pattern is SHORT else ""
            try:
                return terms.year_from_text(f"{century}{told[1]}/{told[2]}")
            except UnknownNameError:
                return None
        year = int(told[1])
        if pattern is DATE and (told[2], told[3]) != ("09", "01"):
            return None
        return year if year >= 2000 else 2000 + year
    return None


def is_date(heading: str) -> bool:
    """Say whether a heading is a date as Excel holds it."""
    return DATE.fullmatch(heading.strip()) is not None


def ncys_of(text: str, *, leaving: bool, under: str = "ages") -> tuple[int, int, bool] | None:
    """Give the first and last NC year of a span, and whether it was written as ages.

    Parameters
    ----------
    text : str
        "4-11", "R-6", "Y7-Y11", "Years 7 to 11".
    leaving : bool
        Whether the last age is that of leaving: 4-11 ends with Year 6 then.
    under : {"ages", "year_groups", "years"}
        What the heading says. Numbers alone are what it says; under "years" they are nothing.

    Examples
    --------
    >>> ncys_of("4-11", leaving=True), ncys_of("Y7-Y11", leaving=True)
    ((0, 6, True), (7, 11, False))
    >>> ncys_of("7-11", leaving=True, under="year_groups")
    (7, 11, False)
    """
    if says_either(text, under=under):
        return None
    spoken = " ".join(text.casefold().split())
    ages = AGES.fullmatch(spoken)
    if ages is not None and (ages["before"] or under == "ages"):
        first = terms.ncy_of_age(int(ages["first"]))
        last = terms.ncy_of_age(int(ages["last"])) - int(leaving)
        return (first, last, True) if _is_span(first, last) else None
    groups = GROUPS.fullmatch(spoken)
    if groups is None or not (under == "year_groups" or SAYS_GROUP.search(spoken)):
        return None
    first, last = (int(words("first_group").get(one, one)) for one in groups.groups())
    return (first, last, False) if _is_span(first, last) else None


def says_either(text: str, *, under: str) -> bool:
    """Say whether a span may be of ages and of year groups, and the heading does not settle it.

    Examples
    --------
    >>> says_either("7-11", under="years"), says_either("Y7-Y11", under="years")
    (True, False)
    """
    ages = AGES.fullmatch(" ".join(text.casefold().split()))
    if ages is None or ages["before"]:
        return False
    return under == "years" or (under == "year_groups" and ages["behind"] is not None)


def _is_span(first: int, last: int) -> bool:
    return terms.FIRST_NCY <= first <= last <= terms.LAST_NCY


def needs_of(text: str) -> tuple[list[str], list[str]]:
    """Give the needs that a cell names, and what in it is none.

    Examples
    --------
    >>> needs_of("Autism, SEMH"), needs_of("Social, emotional and mental health")
    ((['ASD', 'SEMH'], []), (['SEMH'], []))
    """
    known = terms.needs().without("unknown")
    if words("needs").get(plain(text)) == "all":
        return list(known), []
    whole = meant_exactly(text, known)
    if whole:
        return [whole], []
    found: list[str] = []
    lost: list[str] = []
    for part in APART.split(text):
        one = meant_exactly(part, known)
        for piece in [part] if one else COMMAS.split(part):
            code = meant_exactly(piece, known)
            if code:
                found.append(code)
            elif piece.strip():
                lost.append(piece.strip())
    return list(dict.fromkeys(found)), lost
