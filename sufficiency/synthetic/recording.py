"""How children are recorded: cases restated between two Januaries, and breaks in the counting."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sufficiency.synthetic.chance import BoolArray, Purpose, chance_of
from sufficiency.synthetic.options import Options
from sufficiency.synthetic.patterns import NEAR, NEEDS, place_of
from sufficiency.synthetic.pupils import Pupils

RECODED = (("MLD", "SLCN"), ("OTH", "DS"), ("SPLD", "MLD"), ("SEMH", "ASD"), ("SLCN", "MLD"))
"""Needs that a break may record under another code from then on."""
CLEANED_FROM = 14
"""Plans that a clean-up drops are those of this NC year and above."""


@dataclass(frozen=True, slots=True)
class Break:
    """A year from which children are counted in another way.

    Parameters
    ----------
    year : int
        Academic year of the first January that is counted in the new way.
    kind : {"need recoded", "clean-up"}
        A share of one need is another from then on; or a share of the plans of older young people
        is dropped, once, since they had ended unrecorded.
    share : float
        Of those whom it touches.
    need_from, need_to : str
        Blank for a clean-up.
    """

    year: int
    kind: str
    share: float
    need_from: str = ""
    need_to: str = ""


def breaks_of(options: Options) -> tuple[Break, ...]:
    """Plant as many breaks as are asked for, each in a year of its own, in order of years."""
    chance = chance_of(options.seed, Purpose.RECORDING)
    possible = np.array(options.history[1:])
    order = np.argsort(chance.uniform(len(possible)), kind="stable")[: options.breaks]
    found = []
    for year in sorted(int(possible[place]) for place in order):
        if chance.between(0.0, 1.0) < 0.35:
            found.append(Break(year, "clean-up", chance.between(0.10, 0.35)))
            continue
        pair = RECODED[chance.whole(0, len(RECODED) - 1)]
        found.append(Break(year, "need recoded", chance.between(0.25, 0.70), *pair))
    return tuple(found)


def restated(
    pupils: Pupils, year: int, breaks: tuple[Break, ...], options: Options
) -> tuple[Pupils, BoolArray]:
    """Record the children of a January anew before the year begins.

    Parameters
    ----------
    pupils : Pupils
        As the January counted them.
    year : int
        Academic year of the January after.
    breaks : tuple of Break
    options : Options

    Returns
    -------
    Pupils
        All of them, with what is recorded now.
    BoolArray
        Axis (child): who is still on the books.
    """
    chance = chance_of(options.seed, Purpose.RECORDING, year)
    kept = np.ones(len(pupils), dtype=np.bool_)
    need = pupils.need
    if options.restated_share > 0:
        near = np.array([NEEDS.index(NEAR[code]) for code in NEEDS])
        anew = chance.uniform(len(pupils)) < options.restated_share
        need = np.where(anew, near[need], need)
    for planted in breaks:
        touched = chance.uniform(len(pupils)) < planted.share
        if planted.year != year:
            continue
        if planted.kind == "clean-up":
            kept &= ~(touched & (pupils.ncy >= place_of(CLEANED_FROM)))
        else:
            recoded = touched & (need == NEEDS.index(planted.need_from))
            need = np.where(recoded, NEEDS.index(planted.need_to), need)
    return pupils.with_need(need), kept


def recorded_joiners(
    joiners: Pupils, year: int, breaks: tuple[Break, ...], options: Options
) -> Pupils:
    """Record new plans by the code that stands for their need since a break."""
    chance = chance_of(options.seed, Purpose.RECORDING, year + 10_000)
    need = joiners.need
    for planted in breaks:
        touched = chance.uniform(len(joiners)) < planted.share
        if planted.kind == "need recoded" and planted.year <= year:
            recoded = touched & (need == NEEDS.index(planted.need_from))
            need = np.where(recoded, NEEDS.index(planted.need_to), need)
    return joiners.with_need(need)
