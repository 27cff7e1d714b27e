"""The sizes that a network may have, so that every sum of it is exact."""

from __future__ import annotations

NO_LIMIT = 2**40
"""Room of a pool that is never full [children]."""

MOST_CHILDREN = 2**31
"""Most children in one network."""

LARGEST_COST = 2**40
"""Largest cost of one child on one arc [children, metres, pence]."""

VERY_MANY = 2_000_000
"""With so many arcs or more, passes over all of them are the time and memory that an answer takes:
the nearest pools of each cell are looked at first, and aims that do not fit into 64 bits are
neither added up nor proven together."""
