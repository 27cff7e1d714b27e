"""Children whose need or locality is not recorded: as whom they are spread, and what is said of it.

They are spread as the nearest children are of whom it is recorded. Where nobody of their NC year
is, in their own January or in any other, need is taken from England and locality from where people
of that NC year live, and not from children of other ages, who have other needs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sufficiency import england, terms
from sufficiency.demand.unrecorded import Unrecorded
from sufficiency.errors import Finding, finding
from sufficiency.messages.listing import counted, listed
from sufficiency.projection.axes import needs
from sufficiency.projection.spreading import first_known

FloatArray = NDArray[np.float64]

AS_OTHERS = "as the others of their NC year and setting are"
AS_OTHER_JANUARIES = (
    "as their NC year is in other Januaries, since of nobody in it is one recorded in this January"
)
AS_ENGLAND = (
    "as England's children of their NC year are, since of nobody in it is one recorded in any"
    " January"
)
AS_PEOPLE = "as people of their NC year live, since of nobody in it is one recorded in any January"


@dataclass(frozen=True, slots=True, eq=False)
class Apart:
    """The children of one January who are not recorded in full, and as whom they are spread.

    Parameters
    ----------
    held : Unrecorded
    as_whom : mapping of str to mapping of str to float
        For "locality" and "need": how many lack one, by as whom they are spread [children].
    """

    held: Unrecorded
    as_whom: Mapping[str, Mapping[str, float]]


def set_apart(januaries: FloatArray, persons: FloatArray) -> list[Apart]:
    """Part those whose need or locality is not recorded from all others, January by January.

    Shares are those of the others at the same NC year and setting; where there are none, at the
    same NC year; where there are none either, those of all other Januaries together, in the same
    way; and where nobody of the NC year is recorded in any, those of England's plans by need, and
    of the population by locality.

    Parameters
    ----------
    januaries : FloatArray
        Axes (January, locality or unknown, need or unknown, ncy, setting), the unknown last
        [children].
    persons : FloatArray
        Axes (January, locality, ncy): population of each January [persons].

    Returns
    -------
    list of Apart
        Axis (January).
    """
    whole = januaries.sum(axis=0)
    of_england = england.needs_by_ncy(needs())
    return [
        _apart(january, whole - january, living, of_england)
        for january, living in zip(januaries, persons, strict=True)
    ]


def _apart(
    january: FloatArray, others: FloatArray, persons: FloatArray, of_england: FloatArray
) -> Apart:
    recorded, unknown = january[:-1, :-1], np.array(january)
    unknown[:-1, :-1] = 0.0
    localities = _nearest(january[:-1].sum(axis=1), others[:-1].sum(axis=1), persons)
    # Of whichever locality they are, recorded or not: need has nothing to do with it.
    by_need = _nearest(january[:, :-1].sum(axis=0), others[:, :-1].sum(axis=0), of_england)
    return Apart(
        Unrecorded(
            recorded, unknown, first_known(localities, axis=0), first_known(by_need, axis=0)
        ),
        {
            "locality": _as_whom(january[-1].sum(axis=0), localities, AS_PEOPLE),
            "need": _as_whom(january[:, -1].sum(axis=0), by_need, AS_ENGLAND),
        },
    )


def _nearest(own: FloatArray, others: FloatArray, elsewhere: FloatArray) -> list[FloatArray]:
    """Give those who are recorded, axes (member, ncy, setting) or fewer settings, nearest first.

    Parameters
    ----------
    own, others : FloatArray
        Axes (member, ncy, setting): of this January, and of all others [children].
    elsewhere : FloatArray
        Axes (member, ncy).

    Returns
    -------
    list of FloatArray
        Two of this January, two of others, one of elsewhere, and all of this January.
    """
    return [
        own,
        own.sum(axis=2, keepdims=True),
        others,
        others.sum(axis=2, keepdims=True),
        elsewhere[:, :, None],
        own.sum(axis=(1, 2), keepdims=True),
    ]


def _as_whom(
    missing: FloatArray, nearest: Sequence[FloatArray], elsewhere: str
) -> dict[str, float]:
    """Count by as whom they are spread: `missing` has the axes (ncy, setting) [children]."""
    _, own, _, others, *_ = (held.sum(axis=0) > 0 for held in nearest)
    by_ncy = missing.sum(axis=1)
    here = own[:, 0]
    there = others[:, 0] & ~here
    told = {
        AS_OTHERS: by_ncy[here].sum(),
        AS_OTHER_JANUARIES: by_ncy[there].sum(),
        elsewhere: by_ncy[~here & ~there].sum(),
    }
    return {words: float(count) for words, count in told.items() if count > 0}


def unrecorded_notes(
    januaries: FloatArray, apart: Sequence[Apart], years: Sequence[int]
) -> Iterator[Finding]:
    """Note how many children have no locality or no need, in the last January that has any.

    Parameters
    ----------
    januaries : FloatArray
        As of `set_apart`.
    apart : sequence of Apart
        Axis (January).
    years : sequence of int
        Axis (January): academic years.

    Yields
    ------
    Finding
    """
    for what in ("locality", "need"):
        with_any = [place for place, own in enumerate(apart) if own.as_whom[what]]
        if not with_any:
            continue
        last = with_any[-1]
        as_whom = apart[last].as_whom[what]
        yield finding(
            "projection_unknown_spread",
            file="table plans",
            column=what,
            what=what,
            count=sum(as_whom.values()),
            whole=float(januaries[last].sum()),
            january=terms.january_of_year(years[last]),
            how=_how(as_whom),
        )


def _how(as_whom: Mapping[str, float]) -> str:
    """Say as whom children are spread; how many as whom, where that differs.

    Examples
    --------
    >>> _how({AS_OTHERS: 7.0})
    'as the others of their NC year and setting are'
    """
    if len(as_whom) == 1:
        return next(iter(as_whom))
    return listed(
        [f"{counted(count, 'child', 'children')} {how}" for how, count in as_whom.items()]
    )
