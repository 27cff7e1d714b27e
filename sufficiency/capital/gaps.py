"""How far a programme may be from the best, in words that promise no more than is known."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from math import isfinite

DIGITS = 2
"""Significant digits of a gap."""

EXACTLY = 1e-9
"""A share below this is the rounding of floats."""


def say_gap(gap: float) -> str:
    """Say a gap in per cent with two significant digits, rounded up: no smaller one is promised.

    Parameters
    ----------
    gap : float
        Share of the value of the programme itself, as `choosing.gap_of` measures it: nothing is
        smaller than the value less this share of it. (An allocation's is a share of its bound, as
        it is told as so much above the best.) Endless where the value is nought and its bound is
        not.

    Examples
    --------
    >>> say_gap(0.000123), say_gap(0.125), say_gap(0.05), say_gap(0.0)
    ('0.013%', '13%', '5%', '0%')
    """
    if not isfinite(gap):
        return "an unknown share"
    percent = Decimal(repr(float(gap))) * 100
    if gap <= EXACTLY:
        return "0%"
    last = percent.adjusted() - (DIGITS - 1)
    # What floats add behind the twelfth digit is not rounded up.
    freed = percent.quantize(Decimal(1).scaleb(percent.adjusted() - 11))
    shown = freed.quantize(Decimal(1).scaleb(last), rounding=ROUND_CEILING)
    return f"{shown.normalize():f}%"
