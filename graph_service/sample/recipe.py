"""Recipe: what of the sample to write; it refuses nonsense when it is made."""

from __future__ import annotations

from dataclasses import dataclass

from graph_service.findings import Finding, UsageError, closest
from graph_service.sample.calendar import DAYS
from graph_service.sample.stores import STEP

MOST_DIRTY = 0.5


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """A seed, a scale, a share of faulty rows, and the cut: store numbers (None for all) and the last so many days."""

    seed: int = 1
    scale: int = 1
    dirty: float = 0.0
    stores: tuple[int, ...] | None = None
    days: int = DAYS

    def __post_init__(self) -> None:
        wrong = [
            *_unless(self.seed >= 0, "seed", f"Expected a seed from 0, got {self.seed}."),
            *_unless(self.scale >= 1, "scale", f"Expected a scale from 1, got {self.scale}."),
            *_unless(0 <= self.dirty <= MOST_DIRTY, "dirty", f"Expected a share to {MOST_DIRTY}, got {self.dirty}."),
            *_unless(1 <= self.days <= DAYS, "days", f"Expected 1 to {DAYS} days, got {self.days}."),
            *_unless(self.stores != (), "stores", "Expected at least one store number, got none."),
        ]
        known = range(1, STEP * max(self.scale, 1) + 1)
        wrong += [_unknown(number, known) for number in self.stores or () if number not in known]
        if wrong:
            raise UsageError(*wrong)


def _unless(fine: bool, part: str, message: str) -> list[Finding]:
    return [] if fine else [Finding(rule=f"sample-{part}", message=message)]


def _unknown(number: int, known: range) -> Finding:
    message = f"Unknown store: {number}. At this scale there are stores 1 to {known[-1]}."
    return Finding(rule="sample-stores", message=message, suggestions=closest(str(number), map(str, known)))
