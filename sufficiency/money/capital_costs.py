"""What a scheme costs to build, with what such estimates lack."""

from __future__ import annotations

from collections.abc import Callable
from math import prod


def building_growth(
    growth: Callable[[int], float], *, price_year: int, year: int, opens: int
) -> float:
    """Give the factor by which building costs outgrow inflation until they are paid.

        prod_{t = price year + 1}^{min(year, opens)} (1 + growth_t)

    They grow until the scheme opens, and not after it; an estimate in prices of a later year than
    that is left as it is.

    Parameters
    ----------
    growth : callable
        Share by which building costs rise into a financial year, above inflation.
    price_year, year, opens : int
        Financial years: of the estimate's prices, of the payment, and of the opening.

    Returns
    -------
    float
    """
    return prod(1 + growth(each) for each in range(price_year + 1, min(year, opens) + 1))


def with_allowances(
    pounds: float, *, optimism_bias_percent: float, contingency_percent: float
) -> float:
    """Add to an estimate of capital what such estimates lack.

        pounds x (1 + optimism bias) x (1 + contingency)

    Contingency is for risks that are named in the estimate, optimism bias for those that are not.
    A receipt is below nought, and no allowance makes it larger: it is left as it is.

    Parameters
    ----------
    pounds : float
        [pounds]
    optimism_bias_percent, contingency_percent : float
        [percent]

    Returns
    -------
    float
        [pounds]
    """
    if pounds < 0:
        return pounds
    return pounds * (1 + optimism_bias_percent / 100) * (1 + contingency_percent / 100)
