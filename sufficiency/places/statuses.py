"""How a solve ended: one list of words for every engine, and the error of one without an answer."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sufficiency.errors import NotPossibleError


class Status(StrEnum):
    """How sure an answer is, or why there is none."""

    PROVEN = "proven"
    """Nothing is better, or by no more than a gap that was asked for."""
    FEASIBLE = "feasible with gap"
    """It keeps every row, and may be above the best by the gap that it states."""
    INFEASIBLE = "infeasible"
    """Nothing keeps every row, so there is no answer."""
    STOPPED = "stopped"
    """The work ended before there was an answer."""


class NoAnswerError(NotPossibleError):
    """A solve ended without an answer; `status` says how: infeasible or stopped."""

    status: Status = Status.STOPPED

    @classmethod
    def because(cls, status: Status, rule: str, **words: Any) -> NoAnswerError:
        """Make the error whose words are the template `rule`, with how the solve ended.

        Parameters
        ----------
        status : Status
            INFEASIBLE or STOPPED.
        rule : str
            A key of `sufficiency.messages.MESSAGES`.
        **words
            What the template asks for.

        Returns
        -------
        NoAnswerError
        """
        error = cls.of(rule, **words)
        assert isinstance(error, cls)
        error.status = status
        return error


def no_answer(status: Status, *, solver: str, word: str, cure: str) -> NoAnswerError:
    """Make the error of a solver that ended without an answer.

    Parameters
    ----------
    status : Status
        INFEASIBLE, or anything else for one that was stopped.
    solver : str
        Its name.
    word : str
        What it calls the way it ended.
    cure : str
        What to type where it was stopped.

    Returns
    -------
    NoAnswerError
    """
    if status is Status.INFEASIBLE:
        return NoAnswerError.because(status, "engine_infeasible", solver=solver, word=word)
    return NoAnswerError.because(
        Status.STOPPED, "engine_stopped", solver=solver, word=word, cure=cure
    )
