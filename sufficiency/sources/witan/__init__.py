"""Files in the formats of witan.send, an open model of SEND places by Mastodon C."""

from sufficiency.sources.witan.codes import suggest_witan_codes
from sufficiency.sources.witan.reading import read_witan

__all__ = ["read_witan", "suggest_witan_codes"]
