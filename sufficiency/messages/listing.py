"""Names put into a sentence."""

from __future__ import annotations

from collections.abc import Sequence


def first_named(names: Sequence[str], *, most: int = 5, between: str = ", ") -> str:
    """Name the first of many, and count the others.

    Parameters
    ----------
    names : sequence of str
    most : int
        So many are named.
    between : str
        What stands between two of them.

    Examples
    --------
    >>> first_named(["S1", "S2"]), first_named([f"S{number}" for number in range(1, 9)], most=3)
    ('S1, S2', 'S1, S2, S3 and 5 more')
    """
    more = len(names) - most
    return between.join(names[:most]) + (f" and {more:,} more" if more > 0 else "")


def listed(parts: Sequence[str], *, last: str = "and") -> str:
    """Join parts as in a sentence.

    Parameters
    ----------
    parts : sequence of str
    last : str
        What stands before the last one.

    Examples
    --------
    >>> listed(["a", "b", "c"]), listed(["a"]), listed([]), listed(["a", "b"], last="or")
    ('a, b and c', 'a', '', 'a or b')
    """
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def counted(count: float, one: str, many: str = "", *, digits: int = 0) -> str:
    """Say a number with its noun; one that is shown as 1 is one.

    Parameters
    ----------
    count : float
    one, many : str
        The noun, with what stands before or behind it; the second where it only has an s more may
        be left out.
    digits : int
        So many are shown behind the point.

    Examples
    --------
    >>> counted(1, "row"), counted(1200, "child", "children")
    ('1 row', '1,200 children')
    >>> counted(0.8, "child", "children"), counted(1.0, "mile", digits=1), counted(-0.2, "place")
    ('1 child', '1.0 miles', '0 places')
    """
    number = f"{round(count, digits) + 0.0:,.{digits}f}"
    return f"{number} {one if number == '1' else many or f'{one}s'}"
