"""YARRRML in its long and short forms is one value; what is not understood is said with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_service.findings import WorkspaceError
from graph_service.loading.mapping.model import (
    XSD,
    Call,
    Constant,
    Link,
    LogicalSource,
    Mapping,
    Reference,
    Template,
    Term,
    TermType,
)
from graph_service.loading.mapping.yarrrml import read_yarrrml
from tests.loading.staging.sound import sound

HEAD = "prefixes: {ex: 'http://ex.org/', f: 'http://f.org/'}\n"
FORMS = [
    # the same thing in several ways
    (
        "mappings: {m: {sources: [['a.csv~csv']], s: 'ex:$(id)', po: [[a, 'ex:A'], ['ex:p', $(x)]]}}",
        "mapping: {m: {source: ['a.csv~csv'], subject: 'ex:$(id)', predicateobjects: [[a, 'ex:A'], "
        "{predicate: 'ex:p', object: $(x)}]}}",
        "m: {m: {sources: 'a.csv~csv', subjects: ['ex:$(id)'], po: [[a, 'ex:A~iri'], "
        "{predicates: ['ex:p'], objects: [{value: $(x)}]}]}}",
        "sources: {a: {access: a.csv, referenceFormulation: csv}}\n"
        "mappings: {m: {sources: [a], s: 'http://ex.org/$(id)', po: [{p: a, o: 'ex:A'}, {p: 'ex:p', o: [[$(x)]]}]}}",
    ),
]


def read(tmp_path: Path, text: str) -> Mapping:
    path = tmp_path / "shop" / "mapping.yarrrml.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(HEAD + text, encoding="utf-8")
    return sound(read_yarrrml(path, "loaders/shop/mapping.yarrrml.yaml"))


def objects(tmp_path: Path, po: str) -> list[Term | Link]:
    mapping = read(tmp_path, f"mappings: {{m: {{sources: a~csv, s: 'ex:$(id)', po: [{po}]}}}}")
    return [entry.object for entry in mapping.maps[0].predicate_objects]


@pytest.mark.parametrize("forms", FORMS)
def test_all_spellings_mean_the_same(tmp_path: Path, forms: tuple[str, ...]) -> None:
    (first,) = read(tmp_path, forms[0]).maps
    assert first.source == LogicalSource(name="a.csv") and first.classes == ("http://ex.org/A",)
    assert first.subject == Term(value=Template(parts=("http://ex.org/", Reference(column="id"))), type=TermType.IRI)
    for form in forms[1:]:
        (other,) = read(tmp_path, form).maps
        assert [entry.object for entry in other.predicate_objects] == [e.object for e in first.predicate_objects]
        assert (other.source, other.subject, other.classes) == (first.source, first.subject, first.classes)


X = Reference(column="x")
TERMS = [
    ("['ex:p', $(x)]", Term(value=X)),
    ("['ex:p', const]", Term(value=Constant(value="const"))),
    ("['ex:p', 3]", Term(value=Constant(value="3"))),
    ("['ex:p', true]", Term(value=Constant(value="true"))),
    ("['ex:p', $(x), xsd:integer]", Term(value=X, datatype=XSD + "integer")),
    ("['ex:p', $(x), 'de~lang']", Term(value=X, language="de")),
    ("['ex:p', 'ex:$(x)~iri']", Term(value=Template(parts=("http://ex.org/", X)), type=TermType.IRI)),
    ("['ex:p', '$(x)~iri']", Term(value=X, type=TermType.IRI)),
    ("['ex:p', 'ex:$(x)']", Term(value=Template(parts=("ex:", X)))),
    ("{p: 'ex:p', o: {value: $(x), datatype: 'ex:d'}}", Term(value=X, datatype="http://ex.org/d")),
    ("{p: 'ex:p', o: {value: $(x), language: en}}", Term(value=X, language="en")),
    ("{p: 'ex:p', o: {value: 'ex:$(x)', type: iri}}",
     Term(value=Template(parts=("http://ex.org/", X)), type=TermType.IRI)),
    (r"['ex:p', 'a \\(b\\) $(price \\(EUR\\))']".replace("\\\\", "\\"),
     Term(value=Template(parts=("a (b) ", Reference(column="price (EUR)"))))),
    (r"['ex:p', '\$(x)']", Term(value=Constant(value="$(x)"))),
    ("['ex:p', '{$(x)}']", Term(value=Template(parts=("{", X, "}")))),
    ("{p: 'ex:p', o: {function: 'f:up', parameters: [['f:v', $(x)]]}}",
     Term(value=Call(iri="http://f.org/up", arguments=(("http://f.org/v", X),)))),
    ("{p: 'ex:p', o: {f: 'f:up', pms: [{parameter: 'f:v', value: $(x)}]}}",
     Term(value=Call(iri="http://f.org/up", arguments=(("http://f.org/v", X),)))),
    ("{p: 'ex:p', o: {function: 'f:up(f:v = $(x), f:w = \"a, b\")'}}",
     Term(value=Call(iri="http://f.org/up", arguments=(
         ("http://f.org/v", X), ("http://f.org/w", Constant(value="a, b")))))),
    ("{p: 'ex:p', o: {type: iri, function: 'f:o', parameters: "
     "[['f:v', {function: 'f:i', parameters: [['f:v', $(x)]]}]]}}",
     Term(type=TermType.IRI, value=Call(iri="http://f.org/o", arguments=(
         ("http://f.org/v", Call(iri="http://f.org/i", arguments=(("http://f.org/v", X),))),)))),
]  # fmt: skip


@pytest.mark.parametrize(("po", "term"), TERMS)
def test_terms(tmp_path: Path, po: str, term: Term) -> None:
    assert objects(tmp_path, po) == [term]


def test_lists_multiply(tmp_path: Path) -> None:
    assert len(objects(tmp_path, "[['ex:p', 'ex:q'], [$(x), $(y)]]")) == 4


def test_joins_by_equal(tmp_path: Path) -> None:
    text = (
        "mappings:\n  n: {sources: b~csv, s: 'ex:n$(k)'}\n"
        "  m:\n    sources: a~csv\n    s: ex:$(id)\n    po:\n      - p: ex:p\n        o:\n          mapping: n\n"
        "          condition: CONDITION\n"
    )
    for condition in (
        "{function: equal, parameters: [[str1, $(x)], [str2, $(k)]]}",
        "{function: idlab-fn:equal, parameters: [[grel:valueParameter, $(x), s], [grel:valueParameter2, $(k), o]]}",
        "[{f: equal, pms: [[str2, $(k), o], [str1, $(x), s]]}]",
    ):
        mapping = read(tmp_path, text.replace("CONDITION", condition))
        link = mapping.maps[1].predicate_objects[0].object
        assert link == Link(parent="n", conditions=((X, Reference(column="k")),))


def test_several_sources_and_subjects_are_several_triples_maps(tmp_path: Path) -> None:
    mapping = read(tmp_path, "mappings: {m: {sources: [[a~csv], [b~csv]], s: ['ex:$(x)', 'ex:1$(x)']}}")
    assert [found.name for found in mapping.maps] == ["m", "m#2", "m#3", "m#4"]


def test_a_source_may_be_a_query(tmp_path: Path) -> None:
    source = "{access: a.csv, queryFormulation: sql2008, query: SELECT * FROM a}"
    mapping = read(tmp_path, f"mappings: {{m: {{sources: [{source}], s: 'ex:$(x)'}}}}")
    assert mapping.maps[0].source == LogicalSource(name="a.csv", query="SELECT * FROM a")


M = "mappings:\n  m:\n    sources: a~csv\n    s: ex:$(id)\n    po:\n      - "
PROBLEMS = [
    ("mappings:\n  m:\n   - x: [", 4, "Syntax error"),
    ("maps: {}", 2, "Unknown key 'maps'. Did you mean 'mapping"),
    ("sources: {}", 1, "A YARRRML file has prefixes and mappings."),
    (M + "[ey:p, $(x)]", 7, "Unknown prefix 'ey' in 'ey:p'."),
    (M + "[ex:$(p), $(x)]", 7, "A predicate is a constant IRI, not 'ex:$(p)'."),
    (M + "[p, $(x)]", 7, "A predicate is an IRI or prefix:name, not 'p'."),
    (M + "[ex:p]", 7, "A short form is [predicate, object]"),
    (M + "{p: ex:p, ob: x}", 7, "Unknown key 'ob' in po. Did you mean 'o"),
    (M + "{p: ex:p}", 7, "An entry of po has p: predicates and o: objects."),
    (M + "{p: ex:p, o: {value: x, datatip: y}}", 7,
     "Unknown key 'datatip' of an object. Did you mean 'datatype'?"),
    (M + "{p: ex:p, o: {value: x, type: uri}}", 7, "Unknown type 'uri' of a term. Use iri or literal."),
    (M + "{p: ex:p, o: {value: x, datatype: ex:d, language: en}}", 7,
     "A literal has a datatype or a language, not both."),
    (M + "{p: ex:p, o: {mapping: k}}", 7, "No mapping 'k' to join with."),
    (M + "{p: ex:p, o: {mapping: m, condition: {function: ex:less, parameters: []}}}", 7,
     "A join has the condition equal"),
    (M + "{p: ex:p, o: {mapping: m, condition: {function: equal, parameters: [[str1, $(x)]]}}}", 7,
     "equal compares two parameters"),
    (M + "{p: ex:p, o: {parameters: []}}", 7, "Expected function: and parameters:."),
    (M + "{p: ex:p, o: {function: f:x, parameters: [[a]]}}", 7, "A parameter is [name, value]"),
    ("mappings: {m: {s: 'ex:$(id)'}}", 2, "Mapping 'm' has no source."),
    ("mappings: {m: {sources: a~csv}}", 2, "A mapping without s makes blank nodes"),
    ("mappings: {m: {sources: a~csv, s: 'ex:1', subjectss: x}}", 2, "Unknown key 'subjectss' in mapping 'm'."),
    ("sources: {aa: {access: x}}\nmappings: {m: {sources: ab, s: 'ex:1'}}", 3,
     "No source 'ab' is declared. Write 'sources: {ab: [ab.csv~csv]}' at the top, with a file of the contract."),
    ("mappings: {m: {sources: [{acces: x}], s: 'ex:1'}}", 2,
     "Unknown key 'acces' of a source. Did you mean 'access'?"),
    ("mappings: {m: x}", 2, "Mapping 'm' is a mapping with sources, s and po."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "message"), PROBLEMS)
def test_what_is_not_understood_is_said_with_its_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    with pytest.raises(WorkspaceError) as caught:
        read(tmp_path, text)
    assert f"loaders/shop/mapping.yarrrml.yaml:{line}: {message}" in str(caught.value)


def test_all_problems_are_said_at_once(tmp_path: Path) -> None:
    bad = "mappings:\n  m: {sources: a~csv, s: 'ey:$(id)'}\n  n: {sources: a~csv, s: 'ez:$(id)'}\n"
    with pytest.raises(WorkspaceError) as caught:
        read(tmp_path, bad)
    assert [finding.where.rpartition(":")[2] for finding in caught.value.findings] == ["3", "4"]


def test_no_case_was_lost() -> None:
    assert (len(TERMS), len(PROBLEMS)) == (19, 23)
