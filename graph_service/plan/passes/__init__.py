"""The passes every plan goes through, in order: each gives the plan and its decisions, or refuses with findings."""

from __future__ import annotations

from graph_service.plan.passes.authorize import authorize
from graph_service.plan.passes.bound import bound
from graph_service.plan.passes.contextualize import contextualize
from graph_service.plan.passes.resolve import resolve
from graph_service.plan.passes.typecheck import typecheck

PASSES = (resolve, typecheck, contextualize, authorize, bound)
