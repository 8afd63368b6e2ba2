"""Query text is known by what nobody types who asks in words; ordinary English with its words is a question."""

from __future__ import annotations

import pytest

from graph_service.answers.answer import Status
from graph_service.answers.planning.rules import refuse_text

QUESTIONS = (
    "Which products did customers return yesterday",
    "Products where price > 5",
    "Products with price = 5",
    "Select the top 5 products from Nord",
    "Select beer, wine and water from Nord",
    "Select products under 1.50 euros from Nord",
    "Do the counts match (roughly) the stock?",
    "Create a table of revenue by store",
    "Call the supplier",
    "Which stores; and which products?",
)
QUERIES = (
    "SELECT * FROM customers",
    "select count(*) from stores",
    "select name from stores.stores where region = 'Nord'",
    "Stores in Nord'; DROP TABLE stores; --",
    "x UNION SELECT email FROM customers",
    "INSERT INTO stores VALUES (1)",
    "MATCH (c:Customer) RETURN c.email",
    "match (n) detach delete n",
    "match (a)-[r]->(b) return a",
    "MATCH (n) RETURN n",
    "CALL db.labels()",
    "{ customers { email } }",
    "query Q { stores { name } }",
    "Which stores /* comment */",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_ordinary_words_are_a_question(question: str) -> None:
    assert refuse_text(question, "en") is None
    assert len(QUESTIONS) == 10


@pytest.mark.parametrize("text", QUERIES)
def test_a_pasted_query_is_refused(text: str) -> None:
    problem = refuse_text(text, "en")
    assert problem is not None
    assert problem.status is Status.REFUSED
    assert "This is a query" in problem.text
    assert len(QUERIES) == 14
