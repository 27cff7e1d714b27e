"""For whoever waits: a bar that tells how far it is."""

from __future__ import annotations

from typing import Any

SECONDS_BEFORE = 2.0


def progress_bar(total: int, words: str, *, shown: bool) -> Any:
    """Open a bar on the error stream, which goes away when it is done.

    Parameters
    ----------
    total : int
        Steps in all.
    words : str
        What is being done.
    shown : bool
        Whether to show it at all.

    Returns
    -------
    tqdm.tqdm
        A context manager, with `update()` for each step.
    """
    from tqdm import tqdm

    return tqdm(
        total=total,
        desc=words,
        disable=not shown,
        delay=SECONDS_BEFORE,
        leave=False,
        bar_format="{desc}: {percentage:3.0f} % |{bar}| {elapsed}, about {remaining} to go",
        ascii=True,
    )
