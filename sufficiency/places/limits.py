"""The sizes that a network may have, so that every sum of it is exact."""

from __future__ import annotations

NO_LIMIT = 2**40
"""Room of a pool that is never full [children]."""

MOST_CHILDREN = 2**31
"""Most children in one network."""

LARGEST_COST = 2**40
"""Largest cost of one child on one arc [children, metres, pence]."""
