"""What must hold for the order of the aims of an allocation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

FIRST = "without"
EVEN_BEFORE = "displaced"
"""Children whose pool closes may come before all others: it is met by placing them."""
LAST_RESORT = ("independent", "pounds")
"""Either keeps children from going independent, which costs no miles of the order."""
TRAVEL = ("miles", "miles_squared")
"""Aims in which an independent placement costs nothing."""


def faults_of(aims: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Find what is wrong with an order of aims: the rule, and the aim that it is about.

    Parameters
    ----------
    aims : sequence of str
        Known names, the most important first.

    Yields
    ------
    tuple of (str, str)

    Examples
    --------
    >>> list(faults_of(["without", "miles", "independent"]))
    [('aims_no_last_resort', 'miles')]
    """
    for aim in dict.fromkeys(aim for aim in aims if aims.count(aim) > 1):
        yield "aims_twice", aim
    first_of_all = next((aim for aim in aims if aim != EVEN_BEFORE), aims[0])
    if first_of_all != FIRST:
        yield "aims_first", first_of_all
    first = next((aim for aim in aims if aim in TRAVEL), None)
    before = aims if first is None else aims[: aims.index(first)]
    if not any(aim in before for aim in LAST_RESORT):
        yield "aims_no_last_resort", first or aims[-1]
