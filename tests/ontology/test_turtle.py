"""Whatever is in a file, reading it gives statements or one finding, never an exception."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_service.documents import read_document
from graph_service.ontology.turtle import Literal, is_blank, parse, read_statements
from tests.ontology.turtle_text import PREFIXES

TEXT = (Path(__file__).parents[2] / "ontology" / "sales.ttl").read_text(encoding="utf-8")


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 6000), st.integers(0, 6), st.text('"<[(\\^@é)];{}=_:%.1e \n', max_size=4))
def test_a_damaged_file_gives_one_finding_at_most(start: int, length: int, written: str) -> None:
    damaged = TEXT[:start] + written + TEXT[start + length : 6000]
    graph, finding = parse(damaged, "sales.ttl")
    assert (graph is None) is (finding is not None)
    if finding:
        line = int(finding.where.partition(":")[2])
        assert 1 <= line <= damaged.count("\n") + 1


def test_statements_know_literals_lists_and_places(tmp_path: Path) -> None:
    path = tmp_path / "shop.ttl"
    path.write_text(PREFIXES + ':A :b "x"@en , "y"^^xsd:token ;\n  :c ( :d 2 ) .\n:E :f [ :g :h ] .', encoding="utf-8")
    statements, findings = read_statements([(path, "shop.ttl")])
    shop = "https://shop.example/"
    assert findings == ()
    assert statements.literals(shop + "A", shop + "b") == (
        Literal("x", "en", None),
        Literal("y", None, "http://www.w3.org/2001/XMLSchema#token"),
    )
    (head,) = statements.resources(shop + "A", shop + "c")
    assert [str(getattr(item, "text", item)) for item in statements.items(head)] == [shop + "d", "2"]
    assert statements.places[shop + "E"] == f"shop.ttl:{PREFIXES.count(chr(10)) + 3}"
    assert is_blank(statements.resources(shop + "E", shop + "f")[0])


YAML = {"no": "no", "on": "on", "2026-01-31": "2026-01-31", "true": True, "12": 12, "1.5": 1.5, "~": None}


@pytest.mark.parametrize(("written", "value"), YAML.items())
def test_yaml_scalars_are_those_of_the_core_schema(written: str, value: object, tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(f"null: [{written}]\n", encoding="utf-8")
    document, findings = read_document(tmp_path / "m.yaml", "m.yaml")
    assert findings == ()
    assert document is not None and document.value == {"null": [value]}
    assert len(YAML) == 7
