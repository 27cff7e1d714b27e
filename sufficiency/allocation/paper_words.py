"""Numbers as a paper says them: whole children, miles and pounds."""

from __future__ import annotations


def whole(size: float) -> str:
    """Say a number of children in whole ones; never "-0".

    Examples
    --------
    >>> whole(4.6), whole(-0.2)
    ('5', '0')
    """
    return f"{round(size):,}"


def miles_words(miles: float) -> str:
    """Say miles: in whole ones, or to a tenth where they are few.

    Examples
    --------
    >>> miles_words(38.2), miles_words(1.0), miles_words(0.32)
    ('38 miles', '1 mile', '0.3 miles')
    """
    said = f"{miles:,.0f}" if miles >= 10 else f"{miles:.1f}".removesuffix(".0")
    return f"{said} mile{'' if said == '1' else 's'}"


def pounds_words(pounds: float) -> str:
    """Say pounds to the nearest thousand, or to the nearest ten where they are less than that.

    Examples
    --------
    >>> pounds_words(123_456), pounds_words(-1_234), pounds_words(456.0)
    ('£123,000', '-£1,000', '£460')
    """
    step = 1_000 if abs(pounds) >= 1_000 else 10
    near = step * round(pounds / step)
    return f"{'-' if near < 0 else ''}£{abs(near):,}"
