"""Single children, as arrays with a place for each child."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sufficiency.synthetic.chance import BoolArray, IntArray
from sufficiency.synthetic.patterns import NCYS, NEEDS, SETTINGS


@dataclass(frozen=True, slots=True, eq=False)
class Pupils:
    """Children with a plan: axis (child); positions of what is recorded of each.

    Parameters
    ----------
    locality, need, ncy, setting : IntArray
    """

    locality: IntArray
    need: IntArray
    ncy: IntArray
    setting: IntArray

    def __len__(self) -> int:
        """Count the children."""
        return len(self.need)

    def only(self, chosen: BoolArray) -> Pupils:
        """Keep some of the children."""
        return Pupils(
            self.locality[chosen], self.need[chosen], self.ncy[chosen], self.setting[chosen]
        )

    def with_need(self, need: IntArray) -> Pupils:
        """Give the same children with another need recorded."""
        return Pupils(self.locality, need, self.ncy, self.setting)

    def and_(self, others: Pupils) -> Pupils:
        """Add other children behind these."""
        return Pupils(
            np.concatenate([self.locality, others.locality]),
            np.concatenate([self.need, others.need]),
            np.concatenate([self.ncy, others.ncy]),
            np.concatenate([self.setting, others.setting]),
        )

    @property
    def cell(self) -> IntArray:
        """Axis (child): position in (locality, need, ncy, setting), flattened."""
        place = (self.locality * len(NEEDS) + self.need) * len(NCYS) + self.ncy
        return np.asarray(place * len(SETTINGS) + self.setting)


def at_cells(cell: IntArray) -> Pupils:
    """Read children back from their cells."""
    rest, setting = np.divmod(cell, len(SETTINGS))
    rest, ncy = np.divmod(rest, len(NCYS))
    locality, need = np.divmod(rest, len(NEEDS))
    return Pupils(locality, need, ncy, setting)
