"""Where a page may start: at the far end of an exists that names a key, instead of testing every entity of its class.

`MATCH (:Branch {code: $p})<--(copy)-->(work:Work) WITH DISTINCT work` reads what one branch has; the same as EXISTS
reads every work and the copies of each.
"""

from __future__ import annotations

from collections.abc import Mapping

from graph_service.ontology.model import Ontology
from graph_service.plan.conditions import Compare, Comparison, Condition, Exists, In, conjuncts
from graph_service.plan.expressions import Constant, Expression, Meta, Property
from graph_service.plan.typing.types import class_after


def keyed(condition: Condition, classes: Mapping[str, str], ontology: Ontology) -> bool:
    """Whether a condition holds for few entities only, because it fixes a key of theirs or of one they lead to."""
    match condition:
        case Compare(operator=Comparison.EQ, left=left, right=Constant()) | In(of=left):
            return _is_key(left, classes, ontology)
        case Exists(at_least=1, where=where) if where is not None:
            inside = {**classes, condition.name: _reached(condition, classes, ontology)}
            return any(keyed(part, inside, ontology) for part in conjuncts(where))
        case _:
            return False


def _is_key(of: Expression, classes: Mapping[str, str], ontology: Ontology) -> bool:
    if not isinstance(of, Property):
        return False
    cls = class_after(ontology, classes.get(of.node, ""), of.path)
    prop = ontology.property_of(cls or "", of.name)
    return of.name == Meta.IRI or (prop is not None and prop.is_key)


def _reached(condition: Exists, classes: Mapping[str, str], ontology: Ontology) -> str:
    cls = class_after(ontology, classes.get(condition.node, ""), condition.path)
    prop = ontology.property_of(cls or "", condition.link)
    return prop.range or "" if prop is not None else ""
