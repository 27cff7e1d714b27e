"""Births held against the children who were born then, and against births of the year before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sufficiency.errors import Finding, FindingsError, finding
from sufficiency.sources.populations.sharing import YOUNGEST

FloatArray = NDArray[np.float64]

APART = 1.25
"""Births that are so many times the children born then, or fewer by as much, are worth a word.

In mid-2020, in 307 districts of England (all but the City of London and the Isles of Scilly),
children of age 0 over those of each age from 1 to 4 are at most 1.23 times what they are in the
middle district; below 1 / 1.25 is Rutland alone. Neighbouring ages up to 6 lie between 0.79 and
1.14 of each other, with one pair of 1,842 beyond 1 / 1.25. (Office for National Statistics,
small-area population estimates of mid-2020.)"""

GROSS = 1.75
"""So many times, and the two are not the same children. No district comes near; and births that
stand in the file twice are about 1.9 times the children, those of half a year about a half."""

FEWEST_APART = 20
"""Nearer to each other than this [children], births and children may differ by chance alone: of 20
births a year the standard deviation is 4.5, and an area as small as the Isles of Scilly has no
more."""

FEWEST_GROSS = 100
"""Nearer than this [children] it is a note, however many times the other one is. In the City of
London of mid-2020 children of age 3 were 1.7 times those of age 0 (116 and 68), since families move
in; no other authority but the Isles of Scilly has so few."""

LOCALITY_APART = 2.0
"""A locality whose births are so many times its part by its children under 5, or so few, is named.
Of 6,856 middle layer super output areas none is in mid-2020, by its children of age 0 (from 0.51 to
1.73 times); a row that is wrong is, and so is a place that is being built."""

SHOWN_WHOLE = 10
"""From so many times on a ratio is shown without decimals."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """Births of a year, and the number that they are held against."""

    year: int
    births: float
    other: float
    then: int

    @property
    def ratio(self) -> str:
        """Births over the other, in words."""
        if not self.other:
            return "many"
        ratio = self.births / self.other
        return f"{ratio:,.0f}" if ratio >= SHOWN_WHOLE else f"{ratio:.2g}"

    @property
    def is_gross(self) -> bool:
        """Whether the two cannot be the same children."""
        return abs(self.births - self.other) >= FEWEST_GROSS and self.is_beyond(GROSS)

    def is_beyond(self, times: float) -> bool:
        return is_apart(self.births, self.other, times=times)

    @property
    def far(self) -> float:
        """How far apart the two are, whichever is more."""
        more, less = max(self.births, self.other), min(self.births, self.other)
        return log(more / less) if less else float("inf")


def is_apart(one: float, other: float, *, times: float) -> bool:
    """Say whether one number is so many times the other, and not by chance alone.

    Examples
    --------
    >>> is_apart(100, 150, times=1.25), is_apart(100, 110, times=1.25), is_apart(2, 9, times=1.25)
    (True, False, False)
    """
    more, less = max(one, other), min(one, other)
    return more >= times * less and more - less >= FEWEST_APART


def hold_births(
    born: Mapping[int, FloatArray],
    children: Mapping[int, FloatArray],
    counted: FloatArray,
    *,
    localities: Sequence[str],
    base: int,
    file: str,
) -> list[Finding]:
    """Hold births against children of the same cohort, births of the year before, and localities.

    Births say only where children live; how many there are, the projection says. So births that
    are ten times too high change no total, and nothing else would show that their rows are wrong.

    Parameters
    ----------
    born : mapping of int to FloatArray
        By year to whose middle they are counted: axis (locality) [births].
    children : mapping of int to FloatArray
        By year: axis (age) [persons], of the whole area.
    counted : FloatArray
        Axes (locality, age) [persons] in the newest year in which localities were counted.
    localities : sequence of str
    base : int
        That year.
    file : str
        What to call the file of births.

    Returns
    -------
    list of Finding
        Notes: births beyond `APART` of the children or of the year before, and localities whose
        births are beyond `LOCALITY_APART` of their part.

    Raises
    ------
    FindingsError
        If births of the whole area are beyond `GROSS` of the children born then, and by
        `FEWEST_GROSS` or more.
    """
    sums = {year: float(amounts.sum()) for year, amounts in sorted(born.items())}
    pairs = [pair for year, births in sums.items() if (pair := _cohort(year, births, children))]
    far = [pair for pair in pairs if pair.is_gross]
    apart = [pair for pair in pairs if pair.is_beyond(APART) and pair not in far]
    if far:
        fault = _of_children("births_far_from_children", far, file=file)
        raise FindingsError([fault], what="The births by locality")
    named = {pair.year for pair in apart}
    steps = [
        _Pair(year, births, sums[year - 1], year - 1)
        for year, births in sums.items()
        if year - 1 in sums and not named & {year, year - 1}
    ]
    jumps = [pair for pair in steps if pair.is_beyond(APART)]
    notes = [_of_children("births_apart_from_children", apart, file=file)] if apart else []
    if jumps:
        most, others = _most(jumps)
        words: dict[str, Any] = {"births": most.births, "before": most.other, "year": most.year}
        words |= {"ratio": most.ratio, "others": others}
        notes.append(finding("births_jump", file=file, **words))
    after = {year: amounts for year, amounts in born.items() if year > base}
    return [*notes, *_localities_apart(after, counted, localities, base=base, file=file)]


def _cohort(year: int, births: float, children: Mapping[int, FloatArray]) -> _Pair | None:
    """Pair births with the same children, as young as they are known: at age 0, or up to 4."""
    then = next((one for one in range(year, year + YOUNGEST) if one in children), None)
    if then is None:
        return None
    return _Pair(year, births, float(children[then][then - year]), then)


def _of_children(rule: str, pairs: Sequence[_Pair], *, file: str) -> Finding:
    """Write the finding of the year that is farthest apart, with the others behind it."""
    most, others = _most(pairs)
    words: dict[str, Any] = {"births": most.births, "children": most.other, "year": most.year}
    words |= {"age": most.then - most.year, "then": most.then, "others": others}
    return finding(rule, file=file, ratio=most.ratio, **words)


def _most(pairs: Sequence[_Pair]) -> tuple[_Pair, str]:
    """Give the pair that is farthest apart, and the ratios of the others in words."""
    most = max(pairs, key=lambda pair: pair.far)
    others = [f"{pair.year}: {pair.ratio} times" for pair in pairs if pair is not most]
    return most, f" ({'; '.join(others)})" if others else ""


def _localities_apart(
    born: Mapping[int, FloatArray],
    counted: FloatArray,
    localities: Sequence[str],
    *,
    base: int,
    file: str,
) -> list[Finding]:
    """Note the locality whose births are farthest from its part by its children under 5."""
    young = counted[:, :YOUNGEST].sum(axis=1)
    if not young.sum():
        return []
    found = [
        (abs(births - part), locality, year, float(births), float(part))
        for year, amounts in born.items()
        for locality, births, part in zip(
            localities, amounts, amounts.sum() * young / young.sum(), strict=True
        )
        if is_apart(births, part, times=LOCALITY_APART)
    ]
    if not found:
        return []
    _, locality, year, births, part = max(found)
    words: dict[str, Any] = {"year": year, "births": births, "part": part, "base": base}
    words["count"] = len({one[1] for one in found})
    return [finding("births_locality_apart", file=file, value=locality, **words)]
