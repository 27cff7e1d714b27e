"""The age bands of areas: children grow up through them, and they add up to the area's total."""

from __future__ import annotations

import numpy as np

from sufficiency.demand.margins import FloatArray
from sufficiency.demand.panel_errors import (
    PastErrors,
    centred_errors,
    drawn_apart,
    pooled_errors,
    spread_of,
)
from sufficiency.demand.pooling import ratio


def band_shares(
    bands: FloatArray, england: FloatArray, widths: FloatArray, *, years: int
) -> FloatArray:
    """Project the share of each band in its area: halfway between standing still and ageing.

    Ageing: next[b] = r[b] (T[b] (1 - 1 / w[b]) + T[b - 1] / w[b - 1]): in a band of w years one
    child in w moves up, and r[b] is how many more than that were in the band in England in the last
    year. share = 1/2 last share + 1/2 share after ageing.

    Parameters
    ----------
    bands : FloatArray
        Axes (area, band): the last January [children], bands in order of age.
    england : FloatArray
        Axes (January before and last, band): England, or all areas together [children].
    widths : FloatArray
        Axis (band): years of age in each.
    years : int
        Years ahead.

    Returns
    -------
    FloatArray
        Axes (area, year, band): adds up to 1 over the bands.
    """
    more = ratio(england[1], _grown_up(england[:1], widths)[0], otherwise=1.0)
    standing = ratio(bands, bands.sum(axis=1, keepdims=True))
    cohort, shares = bands, []
    for _ in range(years):
        cohort = _grown_up(cohort, widths) * more
        shares.append((standing + ratio(cohort, cohort.sum(axis=1, keepdims=True))) / 2)
    return np.stack(shares, axis=1)


def past_share_errors(
    bands: FloatArray, england: FloatArray, widths: FloatArray, *, horizon: int
) -> tuple[PastErrors, ...] | None:
    """Measure the shares at earlier Januaries of the same panel, as `past_errors` does totals.

    Parameters
    ----------
    bands : FloatArray
        Axes (January, area, band) [children].
    england : FloatArray
        Axes (January, band) [children].
    widths : FloatArray
        Axis (band): years of age in each.
    horizon : int
        Years ahead.

    Returns
    -------
    tuple of PastErrors, or None
        One for each band; None where a band has fewer errors than a range can rest on.
    """
    last, count, spread = len(bands) - 1, bands.shape[2], spread_of("share")
    found: list[list[list[FloatArray]]] = [[[] for _ in range(horizon)] for _ in range(count)]
    whole = bands.sum(axis=2)
    for origin in range(1, last):
        ahead = min(horizon, last - origin)
        shares = band_shares(bands[origin], england[origin - 1 : origin + 1], widths, years=ahead)
        for year in range(1, ahead + 1):
            for band in range(count):
                errors = centred_errors(
                    shares[:, year - 1, band] * whole[origin + year],
                    bands[origin + year, :, band],
                    start=bands[origin, :, band],
                    year=year,
                    spread=spread,
                )
                found[band][year - 1].append(errors)
    pooled = [pooled_errors(errors, spread) for errors in found]
    known = tuple(errors for errors in pooled if errors is not None)
    return known if len(known) == count else None


def drawn_bands(
    totals: FloatArray,
    shares: FloatArray,
    errors: tuple[PastErrors, ...],
    *,
    bands: FloatArray,
    chance: FloatArray,
) -> FloatArray:
    """Draw the bands of each area: in every draw they add up to its total.

    T[b] = T share[b] exp(off[b]) / sum over bands of share exp(off), with off as `drawn_apart`.

    Parameters
    ----------
    totals : FloatArray
        Axes (draw, year, area) [children].
    shares : FloatArray
        Axes (area, year, band).
    errors : tuple of PastErrors
        One for each band.
    bands : FloatArray
        Axes (area, band): the last January [children].
    chance : FloatArray
        Axes (draw, year, area x band): normal chances, bands of an area beside each other.

    Returns
    -------
    FloatArray
        Axes (draw, year, area, band) [children].
    """
    by_band = chance.reshape(*chance.shape[:2], *bands.shape)
    off = np.stack(
        [
            drawn_apart(by_band[..., band], known, plans=bands[:, band])
            for band, known in enumerate(errors)
        ],
        axis=-1,
    )
    weights = np.swapaxes(shares, 0, 1) * np.exp(off)
    return np.asarray(totals[..., None] * ratio(weights, weights.sum(axis=-1, keepdims=True)))


def _grown_up(cohort: FloatArray, widths: FloatArray) -> FloatArray:
    """Axes (area, band): a year later, with nobody joining or leaving but at the ends."""
    up = cohort / widths
    below = np.concatenate([np.zeros((len(cohort), 1)), up[:, :-1]], axis=1)
    return np.asarray(cohort - up + below)
