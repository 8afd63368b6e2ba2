"""An answer as JSON: the same keys on the command line, in GraphQL and over HTTP."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from graph_service.answers.answer import Answer
from graph_service.plan.expressions import Scalar
from graph_service.stores.protocol import Statement


def answer_to_json(answer: Answer, *, statement: bool = True) -> dict[str, Any]:
    """The answer with JSON-ready values; without the statement where the reader may not see one."""
    return {
        "question": answer.question,
        "status": answer.status.value,
        "text": answer.text,
        "columns": [
            {"name": c.name, "datatype": c.datatype.value, "unit": c.unit, "property": c.property}
            for c in answer.columns
        ],
        "rows": [[json_value(value) for value in row] for row in answer.rows],
        "restatement": answer.restatement,
        "assumptions": list(answer.assumptions),
        "evidence": asdict(answer.evidence),
        "plan": answer.plan,
        "statement": _statement(answer.statement) if statement and answer.statement else None,
        "planner": answer.planner,
        "timing": dict(answer.timing),
        "suggestions": list(answer.suggestions),
        "findings": [finding.to_json() for finding in answer.findings],
    }


def _statement(statement: Statement) -> dict[str, Any]:
    return {
        "language": statement.language,
        "text": statement.text,
        "parameters": {name: json_value(value) for name, value in statement.parameters.items()},
    }


def json_value(value: Scalar) -> Any:
    """Decimals as text, dates in ISO 8601, everything else as it is."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value
