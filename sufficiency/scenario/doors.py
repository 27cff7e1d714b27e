"""The doors to a scenario: a file, a dict, or nothing decided."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from typing import Any

from sufficiency.scenario.loading import AS_THINGS_STAND, load_content
from sufficiency.scenario.scenario import Scenario


def load_scenario(
    source: str | PathLike[str] | Mapping[str, Any] | None, *, folder: str | PathLike[str] = "."
) -> Scenario:
    """Read a scenario, everything that it is based on, and the files that it names.

    Parameters
    ----------
    source : path, name of a shipped scenario, mapping or None
        A TOML file; "baseline" and the like for those that come with the package; the same as
        a dict; None for `as_things_stand`.
    folder : path
        Folder from which paths are found where the source is a dict.

    Returns
    -------
    Scenario

    Raises
    ------
    FileError
        If there is no such file.
    NotPossibleError
        If the source is something else.
    ScenarioError
        With all findings.

    Examples
    --------
    >>> load_scenario({"name": "wider", "allocation": {"detour_factor": 1.4}}).name
    'wider'
    """
    return Scenario(load_content(source, folder=folder))


def as_things_stand() -> Scenario:
    """Give the scenario in which nothing is decided or supposed beyond the defaults.

    Examples
    --------
    >>> set(as_things_stand().to_frame("assumptions")["file"])
    {'default'}
    """
    return Scenario(AS_THINGS_STAND)
