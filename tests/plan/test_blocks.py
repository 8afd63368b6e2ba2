"""Blocks: what is computed together, where conditions belong, and when an entity may come more than once."""

from __future__ import annotations

from typing import Any

import pytest

from graph_service.ontology.model import Ontology
from graph_service.plan.blocks import aggregate_names, blocks, multiplies
from graph_service.plan.forms.form import plan_from_form
from graph_service.plan.model import Table
from graph_service.plan.policies.policy import Actor
from graph_service.plan.prepare import prepare
from graph_service.plan.ready import Scope
from tests.world.entities import NOW

FACTS: dict[str, Any] = {
    "nodes": {"l": "Loan", "s": "StockCount", "b": "Branch", "a": "Author"},
    "edges": [
        {"from": "l", "link": "copy.branch", "to": "b"},
        {"from": "l", "link": "copy.work.author", "to": "a"},
        {"from": "s", "link": "branch", "to": "b"},
    ],
}


@pytest.fixture
def table(world: Ontology) -> Any:
    def make(**parts: Any) -> Table:
        scope = Scope(ontology=world, actor=Actor(role="librarian"), now=NOW)
        found = prepare(plan_from_form({"table": {**FACTS, **parts}}), scope).plan.body
        assert isinstance(found, Table)
        return found

    return make


def names(table: Table) -> list[set[str]]:
    """The nodes of each block."""
    return [set(block.names) for block in blocks(table)]


def test_a_block_is_the_smallest_sub_tree(table: Any) -> None:
    found = table(dimensions={"b": "b.code"}, measures={"loans": {"count": "l"}, "counted": {"sum": "s.onShelf"}})
    assert names(found) == [{"l", "l.copy", "b"}, {"s", "b"}]


def test_without_dimensions_a_block_is_its_grain(table: Any) -> None:
    assert names(table(measures={"loans": {"count": "l"}})) == [{"l"}]


def test_measures_of_one_grain_share_a_block(table: Any) -> None:
    found = table(dimensions={"b": "b.code"}, measures={"loans": {"count": "l"}, "fees": {"sum": "l.fee"}})
    assert [len(block.aggregates) for block in blocks(found)] == [2]


def test_a_condition_of_its_own_makes_a_block(table: Any) -> None:
    dear = {"count": "l", "where": {"gt": ["l.fee", 1]}}
    found = table(dimensions={"b": "b.code"}, measures={"loans": {"count": "l"}, "dear": dear})
    assert [len(block.where) for block in blocks(found)] == [0, 1]


def test_conditions_go_where_their_nodes_are(table: Any) -> None:
    found = table(
        dimensions={"b": "b.code"},
        measures={"loans": {"count": "l"}, "counted": {"sum": "s.onShelf"}},
        where={"and": [{"ne": ["b.code", "ZOO"]}, {"gt": ["l.fee", 0]}, {"starts": ["a.agentName", "o"]}]},
    )
    loans, counts = blocks(found)
    assert (len(loans.where), len(counts.where)) == (2, 1)
    assert [[n.name for n in branch.nodes] for branch in loans.branches] == [["a", "l.copy.work"]]
    # no measure's block holds the author: it is asked for on every block, here over the copies in the branch
    assert [{n.name for n in branch.nodes} for branch in counts.branches] == [{"a", "l.copy", "l.copy.work"}]


def test_conditions_that_share_an_outside_node_are_one_branch(table: Any) -> None:
    found = table(
        measures={"loans": {"count": "l"}},
        where={"and": [{"starts": ["a.agentName", "o"]}, {"gt": ["a.birthYear", 1900]}, {"eq": ["b.code", "HAF"]}]},
    )
    (block,) = blocks(found)
    assert [len(branch.conditions) for branch in block.branches] == [3]


def test_keep_empty_adds_the_dimensions_own_block(table: Any) -> None:
    found = table(dimensions={"b": "b.code"}, measures={"loans": {"count": "l"}}, keep_empty=True)
    assert names(found) == [{"l", "l.copy", "b"}, {"b"}]
    assert blocks(found)[1].grain is None


def test_without_measures_the_whole_pattern_counts(table: Any) -> None:
    assert names(table(dimensions={"b": "b.code"})) == [{"l", "l.copy", "l.copy.work", "s", "b", "a"}]


def test_only_a_way_to_many_multiplies(table: Any, world: Ontology) -> None:
    by_branch = table(dimensions={"b": "b.code"}, measures={"loans": {"count": "l"}})
    by_author = table(dimensions={"a": "a.agentName"}, measures={"loans": {"count": "l"}})
    branches = table(dimensions={"l": "l.loanId"}, measures={"branches": {"count": "b"}})
    assert [multiplies(blocks(one)[0], world) for one in (by_branch, by_author, branches)] == [False, True, True]


def test_parts_of_a_measure_are_named_after_it(table: Any) -> None:
    ratio = {"divide": [{"sum": "l.fee"}, {"count": "l"}]}
    found = table(measures={"fees": {"sum": "l.fee"}, "ratio": ratio})
    assert list(aggregate_names(found).values()) == ["fees", "ratio#2"]
