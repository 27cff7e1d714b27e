"""What a message is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Message:
    """The template of one message.

    Parameters
    ----------
    seen : str
        What was seen, as a sentence.
    why : str
        Why it matters to the result, as a sentence.
    remedy : str
        What to type or change, as a sentence.
    severity : {"error", "note"}
        An error stops the work; a note is shown and the work goes on.
    remedy_command : str
        The remedy for whoever types commands and no Python; blank where one remedy does for both.
    """

    seen: str
    why: str
    remedy: str
    severity: Literal["error", "note"] = "error"
    remedy_command: str = ""
