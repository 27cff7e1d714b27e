"""Asking a routing server: the only place in the package that sends anything anywhere.

It sends when it is called, and only to the server that is named. What goes out is in the address
of the question: points of localities and of schools. Redirections are not followed, since they
would carry the points to somebody else.
"""

from __future__ import annotations

import http.client
from collections.abc import Sequence
from typing import IO, TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from sufficiency.errors import Finding, NotPossibleError
from sufficiency.sources.answers import Asked, read_answer
from sufficiency.sources.journey_rows import Pair, basis_given, journeys_frame, settle
from sufficiency.sources.requests import (
    MOST_COORDINATES,
    OsrmRequest,
    osrm_requests,
    seconds_given,
    server_given,
)

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.area import Area

MOST_SECONDS = 3600.0
MOST_MEGABYTES = 100
JSON = b"{"


class _StayHere(HTTPRedirectHandler):
    """Follows no redirection."""

    def redirect_request(
        self,
        req: Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: Any,
        newurl: str,
    ) -> None:
        """Give no second question, so that the answer stands as it is."""


def fetch_journeys(
    area: Area,
    *,
    server: str,
    profile: str = "driving",
    localities: Sequence[str] | None = None,
    sites: Sequence[str] | None = None,
    most_coordinates: int = MOST_COORDINATES,
    seconds: float = 60.0,
    basis: str = "estimated",
) -> pd.DataFrame:
    """Ask a routing server that you name for the journeys of an area.

    What is sent: the points of localities and of sites, as longitude and latitude, in the address
    of the question. No code, no name and no number of children is. Nothing is sent to any other
    server, but by way of a proxy where this computer is set to use one.

    Parameters
    ----------
    area, server, profile, localities, sites, most_coordinates
        As of `osrm_requests`.
    seconds : float
        How long to wait for each answer [seconds].
    basis
        As of `journeys_from_matrix`.

    Returns
    -------
    pandas.DataFrame
        As of `journeys_from_osrm`.

    Raises
    ------
    NotPossibleError
        If the server cannot be reached in time, or answers with something else than a table.
    TableError
        If a table cannot be what was asked for; see `journeys_from_osrm`.
    UnknownNameError
        If the area has no such locality or site.

    Warns
    -----
    SufficiencyWarning
        As `journeys_from_osrm`.

    See Also
    --------
    osrm_requests : shows what would be sent, and sends nothing.
    """
    basis = basis_given(basis)
    wait = seconds_given(seconds, most=MOST_SECONDS)
    asked = osrm_requests(
        area,
        server=server,
        profile=profile,
        localities=localities,
        sites=sites,
        most_coordinates=most_coordinates,
    )
    known: dict[Pair, dict[str, float]] = {}
    findings: list[Finding] = []
    for number, request in enumerate(asked, 1):
        content = _sent(request, server=server_given(server), seconds=wait)
        block = Asked(area, request.localities, request.sites)
        file = "the answer" if len(asked) == 1 else f"answer {number} of {len(asked)}"
        journeys, found = read_answer(content, block, file=file)
        known |= journeys
        findings += found
    settle(findings, what=f"The answer of {server}")
    return journeys_frame(known, basis=basis)


def _sent(request: OsrmRequest, *, server: str, seconds: float) -> bytes:
    """Send one question to the server that was named, and give its answer."""
    opener = build_opener(_StayHere)
    # The address begins with http or https: it was checked when it was given.
    question = Request(request.url, headers={"Accept": "application/json"})  # noqa: S310
    most = MOST_MEGABYTES * 1_000_000
    try:
        with opener.open(question, timeout=seconds) as answer:
            content = bytes(answer.read(most + 1))
    except HTTPError as error:
        with error:
            return _refusal(error, server=server)
    except (URLError, http.client.HTTPException, OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or str(error) or type(error).__name__
        raise NotPossibleError.of("routing_unreachable", server=server, reason=reason) from None
    if len(content) > most:
        raise NotPossibleError.of("routing_too_long", server=server, most=MOST_MEGABYTES)
    return content


def _refusal(error: HTTPError, *, server: str) -> bytes:
    """Give the words of a server that refused, where it has any: it answers errors in JSON too."""
    try:
        content = bytes(error.read(MOST_MEGABYTES * 1_000_000))
    except (http.client.HTTPException, OSError):
        content = b""
    if content.lstrip().startswith(JSON):
        return content
    raise NotPossibleError.of(
        "routing_status", server=server, value=error.code, reason=error.reason
    )
