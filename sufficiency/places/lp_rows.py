"""Rows of an allocation as a linear programme has them, and names that a file of it can hold."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from sufficiency.places.faces import FREE, Face
from sufficiency.places.network import NO_LIMIT, SINK

LONGEST_NAME = 255
_ODD = re.compile(r"[^A-Za-z0-9]+")


def readable(words: Sequence[str]) -> list[str]:
    """Turn names into ones that an `.lp` file can hold, each still the only one of its name.

    Parameters
    ----------
    words : sequence of str

    Returns
    -------
    list of str
        Letters, digits and single underscores; a number behind where two become the same.

    Examples
    --------
    >>> readable(["Corby, ASD", "Corby (ASD)", "2b"])
    ['Corby_ASD', 'Corby_ASD_2', 'n2b']
    """
    given: set[str] = set()
    names = []
    for word in words:
        name = _ODD.sub("_", word).strip("_")[: LONGEST_NAME // 3]
        if not name[:1].isalpha():
            name = f"n{name}"
        plain, number = name, 1
        while name in given:
            number += 1
            name = f"{plain}_{number}"
        given.add(name)
        names.append(name)
    return names


def holder_rows(face: Face, pools: list[str]) -> list[tuple[str, int, list[int]]]:
    """List the pools and totals with a limit that some open arc leads to, and those arcs.

    Parameters
    ----------
    face : Face
    pools : list of str
        Axis (pool): names that a file can hold.

    Returns
    -------
    list of (str, int, list of int)
        Name of the row, position of the holder, and positions of the open arcs.
    """
    network = face.network
    under: dict[int, list[int]] = {}
    for arc, pool in enumerate(face.pools.tolist()):
        holder = pool
        while holder != SINK:
            under.setdefault(holder, []).append(arc)
            holder = int(network.within[holder])
    totals = readable(network.totals.words)
    names = [f"room__{pool}" for pool in pools] + [f"total__{total}" for total in totals]
    return [
        (names[holder], holder, arcs)
        for holder, arcs in sorted(under.items())
        if network.room[holder] < NO_LIMIT or face.state[holder] != FREE
    ]


def cap_rows(face: Face) -> list[tuple[str, int, list[int]]]:
    """List the caps that count some open arc: name, room [children] and those arcs."""
    caps = face.network.caps
    place = np.full(len(face.network.arc_cell), -1)
    place[face.arcs] = np.arange(len(face.arcs))
    names = readable(list(caps.names))
    return [
        (f"cap__{name}", int(room), place[arcs][place[arcs] >= 0].tolist())
        for name, room, arcs in zip(names, caps.room, caps.arcs, strict=True)
        if (place[arcs] >= 0).any()
    ]
