"""How everything here is timed: two sides in turn, medians, and what else the machine was doing."""

from __future__ import annotations

import os
import resource
import statistics
import time
from collections.abc import Callable


def seconds(run: Callable[[], object]) -> float:
    """Seconds of one call."""
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def median(run: Callable[[], object], rounds: int) -> float:
    """Median seconds of `rounds` calls."""
    return statistics.median(seconds(run) for _ in range(rounds))


def in_turn(ours: Callable[[], object], theirs: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Median seconds of each side, called alternately so that noise of the machine meets both."""
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(rounds)]
    mine, other = zip(*pairs, strict=True)
    return statistics.median(mine), statistics.median(other)


def peak() -> float:
    """This process's greatest memory so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def busy() -> str:
    """The machine's load average of the last minute, as text."""
    return f"machine load {os.getloadavg()[0]:.1f}"
