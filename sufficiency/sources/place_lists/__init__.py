"""Lists of schools and places, as councils keep them."""

from sufficiency.sources.place_lists.reading import read_places

__all__ = ["read_places"]
