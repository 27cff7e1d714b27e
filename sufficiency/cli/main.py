"""The outermost door: exit codes, and no traceback unless it is asked for."""

from __future__ import annotations

import json
import signal
import sys
import threading
import traceback
import warnings
from enum import IntEnum

from sufficiency.cli.notes import forget_notes, tell_note
from sufficiency.errors import (
    FileError,
    FindingsError,
    SufficiencyError,
    SufficiencyWarning,
)


class ExitCode(IntEnum):
    """What the command says to a script that calls it."""

    DONE = 0
    FAULTS = 1
    USAGE = 2
    FILE = 3
    NOT_POSSIBLE = 4
    BUG = 70
    STOPPED = 130


JSON = "--json"


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with an exit code.

    Parameters
    ----------
    arguments : list of str, optional
        Instead of those that the command was started with.
    """
    for stream in (sys.stdout, sys.stderr):
        # A Windows console may not know every letter of a school's name: show "?" instead.
        getattr(stream, "reconfigure", _ignore)(errors="replace")
    given = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in given
    # The commands of the app, and those of the verbs: the last file to import them has them all.
    from sufficiency.cli.valuing import app

    _stop_on_interrupt()
    forget_notes()

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("always", SufficiencyWarning)
            warnings.showwarning = _tell
            app(args=[word for word in given if word != "--debug"], prog_name="sufficiency")
    except SufficiencyError as error:
        if JSON in given:
            _print_refusal(error)
        _leave(error.on_command_line, _code_of(error), debug=debug)
    except Exception as error:  # noqa: BLE001 - the last door: an analyst sees words, not a traceback
        words = (
            f"Something went wrong inside sufficiency ({type(error).__name__}). It is a fault of "
            "the program, not of your files. Run the same command with --debug at its end and "
            "report what it prints, without your data."
        )
        _leave(words, ExitCode.BUG, debug=debug)


def _code_of(error: SufficiencyError) -> ExitCode:
    if isinstance(error, FindingsError):
        return ExitCode.FAULTS
    return ExitCode.FILE if isinstance(error, FileError) else ExitCode.NOT_POSSIBLE


def _print_refusal(error: SufficiencyError) -> None:
    """Print for a program why nothing was done: all findings, not only the first few."""
    from sufficiency.cli.show import as_record

    findings = error.findings if isinstance(error, FindingsError) else ()
    told = {
        "refused": error.on_command_line,
        "code": int(_code_of(error)),
        "findings": [as_record(found) for found in findings],
    }
    print(json.dumps(told, indent=2))


def _tell(message: Warning | str, *_: object, **__: object) -> None:
    """Say a warning in plain words, without the line of the program that it came from."""
    if isinstance(message, SufficiencyWarning) and message.found is not None:
        tell_note(message.found)
        return
    print(f"Note. {message}", file=sys.stderr)


def _stop_on_interrupt() -> None:
    """Let Ctrl-C end the command in words; what is being written is taken away again."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, _stopped)


def _stopped(*_: object) -> None:
    print(
        "\nStopped. Nothing half written was left. Start it again when you like.", file=sys.stderr
    )
    raise SystemExit(int(ExitCode.STOPPED))


def _ignore(**_: object) -> None:
    """Stand in for streams that cannot be set up, such as those of a test."""


def _leave(words: str, code: ExitCode, *, debug: bool) -> None:
    if debug:
        traceback.print_exc()
    print(words, file=sys.stderr)
    raise SystemExit(int(code))
