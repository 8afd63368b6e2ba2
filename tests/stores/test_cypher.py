"""What every compiled statement keeps to: values are parameters, names are quoted, like questions give like text."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from graph_service.ontology.model import Ontology
from graph_service.plan.forms.form import plan_from_form
from graph_service.plan.policies.policy import Actor
from graph_service.plan.prepare import prepare
from graph_service.plan.ready import Scope
from graph_service.stores.cypher import compile_cypher
from graph_service.stores.cypher.shape import Shape, decimal_text, reader
from graph_service.stores.neo4j.statements import set_nodes
from graph_service.stores.protocol import Statement
from tests.world.entities import NOW

HOSTILE = "x'}) DETACH DELETE n //`\\"


def compiled(form: dict[str, Any], ontology: Ontology) -> Statement:
    """The statement of a plan that anybody may ask."""
    scope = Scope(ontology=ontology, actor=Actor(role="librarian"), now=NOW)
    return compile_cypher(prepare(plan_from_form(form), scope)).statement


def test_a_value_is_never_part_of_the_text(world: Ontology) -> None:
    where = {"or": [{"eq": ["title", HOSTILE]}, {"in": ["isbn", [HOSTILE]]}, {"contains": ["keyword", HOSTILE]}]}
    statement = compiled({"entities": {"class": "Work", "where": where, "first": 7, "select": ["isbn"]}}, world)
    assert "DELETE" not in statement.text and "7" not in statement.text
    assert [HOSTILE] in statement.parameters.values()


def test_names_and_values_of_a_plan_do_not_change_its_text(world: Ontology) -> None:
    def form(node: str, column: str, fee: float, limit: int) -> dict[str, Any]:
        return {
            "table": {
                "nodes": {node: "Loan"},
                "where": {"gt": [f"{node}.fee", fee]},
                "dimensions": {column: f"{node}.member.agentName"},
                "measures": {f"{column}s": {"sum": f"{node}.fee"}},
                "order": [f"-{column}s"],
                "limit": limit,
            }
        }

    one, other = compiled(form("l", "who", 1.5, 3), world), compiled(form("loan", "reader", 2.25, 50), world)
    assert one.text == other.text
    assert one.parameters != other.parameters


def test_response_keys_do_not_change_the_text(world: Ontology) -> None:
    texts = {
        compiled({"entities": {"class": "Work", "select": [{"as": key, "of": "title"}]}}, world).text
        for key in ("title", "t", "`} RETURN")
    }
    assert len(texts) == 1


def test_a_relationship_type_stands_once_in_a_match(world: Ontology) -> None:
    edges = [{"from": "l", "link": "copy", "to": "c"}, {"from": "k", "link": "copy", "to": "c"}]
    nodes = {"l": "Loan", "c": "Copy", "k": "Loan"}
    text = compiled({"table": {"nodes": nodes, "edges": edges, "dimensions": {"l": "l.loanId"}}}, world).text
    assert [line.count("`COPY`") for line in text.splitlines() if line.startswith("MATCH")] == [1, 1]


def test_names_are_quoted() -> None:
    assert set_nodes("MATCH (n)", ["Odd`Class"], ["iri", "na`me"]) == (
        "MATCH (n)\nSET n:`Odd``Class`, n.`na``me` = row[1]"
    )


def test_odd_names_of_an_ontology_compile(world: Ontology) -> None:
    odd = replace(world.classes["Work"], name="Wörk`")
    classes = {**world.classes, "Wörk`": odd}
    text = compiled({"entities": {"class": "Wörk`", "select": ["_iri"]}}, replace(world, classes=classes)).text
    assert text.startswith("MATCH (wrk1:`Wörk```)")


@given(st.integers(-(10**17), 10**17), st.integers(0, 9))
def test_decimal_text_has_the_value_and_all_digits(scaled: int, scale: int) -> None:
    text = decimal_text(scaled, scale)
    assert Decimal(text) == Decimal(scaled).scaleb(-scale)
    assert len(text.partition(".")[2]) == scale


def test_a_shape_names_rows_in_order_and_reads_decimals() -> None:
    lines = Shape(names=("price", "at"), parts=(Shape(scale=2), Shape()), many=True)
    read = reader(Shape(names=("z", "a"), parts=(Shape(), lines), many=True))
    assert read is not None
    rows = read([[1, [[-50, "x"], [None, None]]]])
    assert rows == [{"z": 1, "a": [{"price": "-0.50", "at": "x"}, {"price": None, "at": None}]}]
    assert list(rows[0]) == ["z", "a"]
