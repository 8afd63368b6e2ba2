"""Proposal: a plan for a question, or the one reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass

from graph_service.answers.answer import Status
from graph_service.plan.model import Plan


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A plan and what was assumed on the way. `versus`: its rows are set side by side, so their difference is told."""

    plan: Plan
    assumptions: tuple[str, ...] = ()
    planner: str = "rules"
    versus: bool = False


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Why there is no plan: ask back (clarify) or refuse, in one sentence, with questions that would work."""

    status: Status
    text: str
    suggestions: tuple[str, ...] = ()


class UnclearError(Exception):
    """Raised while a plan is drafted; caught where proposals are made and turned into its problem."""

    def __init__(self, text: str, *, status: Status = Status.CLARIFY, suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(text)
        self.problem = Problem(status=status, text=text, suggestions=suggestions)
