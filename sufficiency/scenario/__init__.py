"""The scenario: what is supposed and decided, as an immutable value read from TOML.

`load_scenario` reads one, `as_things_stand` gives the defaults, `shipped` lists those that come
with the package.
"""

from sufficiency.scenario.assumption import Assumption
from sufficiency.scenario.diff import Difference
from sufficiency.scenario.doors import as_things_stand, load_scenario
from sufficiency.scenario.levels import LevelShares
from sufficiency.scenario.loading import shipped
from sufficiency.scenario.register import AssumptionTerm, register
from sufficiency.scenario.scenario import Scenario
from sufficiency.scenario.schedule import ALWAYS, Schedule

__all__ = [
    "ALWAYS",
    "Assumption",
    "AssumptionTerm",
    "Difference",
    "LevelShares",
    "Scenario",
    "Schedule",
    "as_things_stand",
    "load_scenario",
    "register",
    "shipped",
]
