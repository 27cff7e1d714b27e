"""How the columns of an export of cases are called: exactly, nearly, or by words among others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise

from sufficiency import terms
from sufficiency.errors import looks_like_a_child
from sufficiency.sources.cases.years import looks_like_date
from sufficiency.sources.headings import plain, words
from sufficiency.terms.codes import read_rows

MAY_BE_PERSONAL = ("child", "birth_date", "postcode")
"""Roles of columns that hold what could identify a child, and leave nothing but what is made of
them."""

MAY_BE_NAMES = ("site", "setting", "locality", "authority")
"""Roles of columns that may be headed as names: of a school, a ward or a council."""


@cache
def roles() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Give each role with what it is, and how its column is usually called."""
    return {
        row["role"]: (row["description"], tuple(row["synonyms"].split(";")))
        for row in read_rows("case_columns.csv")
    }


@cache
def roles_needed() -> tuple[str, ...]:
    """Give the roles without which nothing can be counted."""
    rows = read_rows("case_columns.csv")
    return tuple(row["role"] for row in rows if row["needed"] == "yes")


def suggested(header: Sequence[str]) -> dict[str, str]:
    """Give the heading of each role that is known by one of its usual names, the likeliest first.

    Names that are usual as they stand go before those that are once *yr* is read as *year* and
    endings such as *desc* are left off, and these before headings with such a name among others.
    A heading serves one role, and one about a person none but those that are read for that.

    Examples
    --------
    >>> suggested(["Mosaic ID", "Primary Need", "Surname"])
    {'child': 'Mosaic ID', 'need': 'Primary Need'}
    >>> suggested(["Case ref", "Yr grp", "Primary need desc", "Where placed", "Home PC"])
    {'child': 'Case ref', 'need': 'Primary need desc', 'setting': 'Where placed', 'ncy': 'Yr grp', \
'postcode': 'Home PC'}
    """
    found: dict[str, str] = {}
    for way in (_exactly, _nearly, _among_others):
        for role in roles():
            if role in found:
                continue
            left = [one for one in header if one and one not in found.values()]
            heading = way(role, left)
            if heading is not None:
                found[role] = heading
    return {role: found[role] for role in roles() if role in found}


def exactly(header: Sequence[str]) -> dict[str, str]:
    """Give the heading of each role that is known by one of its usual names as it stands."""
    told = {role: _exactly(role, [one for one in header if one]) for role in roles()}
    return {role: heading for role, heading in told.items() if heading is not None}


def _exactly(role: str, header: Iterable[str]) -> str | None:
    by_name: dict[str, str] = {}
    for heading in header:
        by_name.setdefault(plain(heading), heading)
    return next((by_name[name] for name in roles()[role][1] if name in by_name), None)


def _nearly(role: str, header: Iterable[str]) -> str | None:
    by_name: dict[str, str] = {}
    for heading in header:
        if not _is_of_another(heading, role):
            by_name.setdefault(spoken(heading), heading)
    return next((by_name[name] for name in roles()[role][1] if name in by_name), None)


def _among_others(role: str, header: Sequence[str]) -> str | None:
    """Give the first heading that has a usual name of several words, or a word that is enough.

    All its other words must be harmless: *Where placed* says where, *Pupil placed* who.
    """
    own = {one: spoken(one) for one in header if not _is_of_another(one, role)}
    for name in _names_within(role):
        for heading, said in own.items():
            if _is_harmless_beside(name, said, role):
                return heading
    return None


def _names_within(role: str) -> list[str]:
    """Give the names by which a heading may be known among other words."""
    enough = words("case word enough")
    return [name for name in roles()[role][1] if " " in name] + [
        name for name in enough if enough[name] == role
    ]


def _is_harmless_beside(name: str, said: str, role: str) -> bool:
    """Say whether a heading has a name in it, and nothing beside it but words known to be harmless.

    A word may be harmless beside some roles only, and *name* only behind what is no person.
    """
    before, found, behind = f" {said} ".partition(f" {name} ")
    if not found:
        return False
    harmless = words("case word harmless")
    all_words = said.split()
    named = {f"{one} name" for one in words("case word named")}

    def is_harmless(word: str) -> bool:
        if word == "name":
            return any(" ".join(pair) in named for pair in pairwise(all_words))
        return word in harmless and role in (harmless[word] or role).split(";")

    return all(is_harmless(word) for word in f"{before} {behind}".split())


def may_hold_names(heading: str, role: str) -> bool:
    """Say whether a heading is no usual one, but has a usual word among others, or one of persons.

    Examples
    --------
    >>> may_hold_names("Where placed", "setting"), may_hold_names("Placement type", "setting")
    (True, False)
    >>> may_hold_names("Pupil base", "setting"), may_hold_names("Where", "setting")
    (True, False)
    """
    if _exactly(role, [heading]) or _nearly(role, [heading]):
        return False
    said = f" {spoken(heading)} "
    has_name = any(f" {name} " in said for name in _names_within(role))
    return has_name or not set(words("case word of person")).isdisjoint(said.split())


def _is_of_another(heading: str, role: str) -> bool:
    """Say whether a heading is about somebody or something else, or about a person."""
    said = set(plain(heading).split())
    others = set(words("case word of another")) - ({"date"} if role == "birth_date" else set())
    if not said.isdisjoint(others):
        return True
    if role in MAY_BE_PERSONAL:
        return not said.isdisjoint(words("case word of no child"))
    return is_personal(heading, role)


def spoken(heading: str) -> str:
    """Write a heading with whole words, and without endings that say nothing.

    Examples
    --------
    >>> spoken("Yr Grp"), spoken("PRIMARY_NEED_DESC")
    ('year group', 'primary need')
    """
    whole = [words("case word").get(one, one) for one in plain(heading).split()]
    while len(whole) > 1 and whole[-1] in words("case ending"):
        whole.pop()
    return " ".join(whole)


def not_taken(header: Sequence[str], taken: Iterable[str]) -> tuple[str, ...]:
    """Give the headings of a file that no role has, but for those about persons.

    Examples
    --------
    >>> not_taken(["Mosaic ID", "School name", "Surname"], ["Mosaic ID"])
    ('School name',)
    """
    used = set(taken)
    left = [one for one in dict.fromkeys(header) if one and one not in used]
    return tuple(one for one in left if not is_personal(one, "site") and plain(one) != "name")


def is_header(row: Sequence[str]) -> bool:
    """Say whether a row is one of headings, and surely none of a child.

    Examples
    --------
    >>> is_header(["Ref", "Need"]), is_header(["Jones", "Need", "15/06/2011"]), is_header(["a"])
    (True, False, False)
    """
    of_a_child = any(
        looks_like_a_child(one) or looks_like_date(one) or one.isdigit() for one in row if one
    )
    return bool(suggested(row)) and not of_a_child


def is_personal(heading: str, role: str) -> bool:
    """Say whether a heading is that of a column about the person, whatever it was named for."""
    spoken = plain(str(heading))
    if spoken in {name for one in MAY_BE_PERSONAL for name in roles()[one][1]}:
        return True
    if spoken in _columns_of_persons():
        return not (spoken == "name" and role == "site")
    personal = set(words("person")) - ({"name"} if role in MAY_BE_NAMES else set())
    return not personal.isdisjoint(spoken.split())


@cache
def _columns_of_persons() -> frozenset[str]:
    """Give the headings of columns about a person, as `plain` writes them."""
    return frozenset({plain(name) for name in terms.person_columns()} | {"id number"})
