"""Errors of GraphQL from findings: a message, a code and suggestions; never a statement or anything of the inside.

BAD_USER_INPUT · UNKNOWN_TERM · FORBIDDEN · LIMIT_EXCEEDED · TIMEOUT · NOT_FOUND · NOT_LOADED · STORE_UNAVAILABLE
INTERNAL · GRAPHQL_PARSE_FAILED · GRAPHQL_VALIDATION_FAILED
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence

from graphql import GraphQLError, Node

from graph_service.findings import (
    Finding,
    GraphServiceError,
    PlanError,
    ServiceError,
    StoreError,
    UsageError,
    did_you_mean,
)

log = logging.getLogger("graph_service.api")

BAD_USER_INPUT = "BAD_USER_INPUT"
UNKNOWN_TERM = "UNKNOWN_TERM"
LIMIT_EXCEEDED = "LIMIT_EXCEEDED"
PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"

_CODES = {
    "plan.policy": "FORBIDDEN",
    "plan.actor": "FORBIDDEN",
    "permission": "FORBIDDEN",
    "denied": "FORBIDDEN",
    "unknown-entity": "NOT_FOUND",
    "unknown-property": UNKNOWN_TERM,
    "plan.name": UNKNOWN_TERM,
    "plan.bound": LIMIT_EXCEEDED,
    "plan.depth": LIMIT_EXCEEDED,
    "limit": LIMIT_EXCEEDED,
    "empty-store": "NOT_LOADED",
    "store-timeout": "TIMEOUT",
    "store-interrupted": "TIMEOUT",
}


def code_of(finding: Finding, error: GraphServiceError) -> str:
    """The code of one finding of an error."""
    if finding.rule in _CODES:
        return _CODES[finding.rule]
    if isinstance(error, PlanError | UsageError):
        return BAD_USER_INPUT
    return "STORE_UNAVAILABLE" if isinstance(error, StoreError | ServiceError) else "INTERNAL"


def refused(
    message: str, code: str, node: Node | Sequence[Node] | None = None, suggestions: Sequence[str] = ()
) -> GraphQLError:
    """An error of ours, pointing at a node of the document."""
    extensions = {"code": code, **({"suggestions": list(suggestions)} if suggestions else {})}
    return GraphQLError(message, node, extensions=extensions)


def from_findings(error: GraphServiceError, node: Node | None, path: Sequence[str]) -> list[GraphQLError]:
    """One GraphQL error per finding."""
    return [
        GraphQLError(
            said(finding),
            node,
            path=list(path),
            extensions={
                "code": code_of(finding, error),
                "rule": finding.rule,
                **({"suggestions": list(finding.suggestions)} if finding.suggestions else {}),
            },
        )
        for finding in error.findings
    ]


def said(finding: Finding) -> str:
    """The finding's message with its suggestions; where it is in the plan means nothing to who asked in GraphQL."""
    hint = did_you_mean(finding.suggestions)
    return finding.message if not hint or hint in finding.message else f"{finding.message} {hint}"


def unexpected(error: Exception, node: Node | None, path: Sequence[str]) -> GraphQLError:
    """What nobody foresaw: logged under a number, which is all that is said."""
    number = secrets.token_hex(4)
    log.error("request %s failed", number, exc_info=error)
    message = f"Something went wrong here; nothing was changed. The log tells more under {number}."
    return GraphQLError(message, node, path=list(path), extensions={"code": "INTERNAL", "request": number})


def coded(error: GraphQLError, code: str) -> GraphQLError:
    """An error of graphql-core with a code, unless it has one."""
    if not (error.extensions and "code" in error.extensions):
        error.extensions = {"code": code}
    return error
