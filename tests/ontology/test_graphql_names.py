"""Names of the schema can be read back, whatever the ontology's names are."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_service.ontology.graphql_names import (
    class_name,
    code_name,
    field_name,
    notation,
    plural,
    property_name,
    singular,
    type_name,
)

GRAPHQL_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]*")  # GraphQL October 2021, 2.1.9
WAYS = ((type_name, class_name), (field_name, property_name), (code_name, notation))
ODD = st.text(st.sampled_from("_uA4é1a-Ö F"), min_size=1, max_size=8)


@settings(max_examples=500, deadline=None)
@given(ODD | st.text(min_size=1, max_size=12))
def test_every_name_is_a_graphql_name_and_can_be_read_back(name: str) -> None:
    for there, back in WAYS:
        made = there(name)
        assert GRAPHQL_NAME.fullmatch(made), made
        assert not made.startswith("__"), "such names are GraphQL's own"
        assert back(made) == name


@pytest.mark.parametrize(
    ("there", "name", "expected"),
    [
        (type_name, "Product", "Product"),
        (type_name, "Order", "Order"),
        (type_name, "Node", "Node_"),
        (type_name, "Node_", "Node__"),
        (type_name, "Größe", "Gr_uF6__uDF_e"),
        (field_name, "type", "type"),
        (field_name, "id", "id_"),
        (field_name, "1st", "_u31_st"),
        (code_name, "true", "true_"),
        (code_name, "A-1", "A_u2D_1"),
    ],
)
def test_a_name_is(there: object, name: str, expected: str) -> None:
    assert callable(there)
    assert there(name) == expected


@pytest.mark.parametrize(
    ("type_", "one", "many"),
    [
        ("Product", "product", "products"),
        ("SalesLine", "salesLine", "salesLines"),
        ("Category", "category", "categories"),
        ("Day", "day", "days"),
        ("Box", "box", "boxes"),
        ("URLPart", "urlPart", "urlParts"),
        ("Ask", "ask_", "ask_s"),
    ],
)
def test_root_fields_are(type_: str, one: str, many: str) -> None:
    assert (singular(type_), plural(type_)) == (one, many)
