"""Messages about allocations: what a plan of places lacks, or cannot ask yet."""

from __future__ import annotations

from sufficiency.messages.message import Message

MESSAGES: dict[str, Message] = {}
