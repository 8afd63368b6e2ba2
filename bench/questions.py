"""What is timed: plans, and the SQL and the Cypher an expert would write for each."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import orjson


@dataclass(frozen=True, kw_only=True)
class Question:
    """A plan and its hand-written statements; `cents` when the third column of its rows is a sum of cents."""

    name: str
    plan: str
    sql: str
    cypher: str
    cents: bool = False

    def from_sql(self, rows: list[tuple[Any, ...]]) -> Any:
        """Rows of `sql` → what the plan gives: rows, or the entities its only cell holds as JSON."""
        return _cents(rows) if self.cents else orjson.loads(rows[0][0])

    def from_cypher(self, rows: list[list[Any]]) -> Any:
        """The list `cypher` collects → what the plan gives."""
        return _cents(rows) if self.cents else rows


def _cents(rows: Any) -> Any:
    return tuple((a, b, None if c is None else Decimal(c).scaleb(-2), *more) for a, b, c, *more in rows)


QUESTIONS: tuple[Question, ...] = (
    Question(
        name="look-up by key",
        plan="entities: {class: Work, where: {eq: [isbn, 978-000777]}, select: [isbn, title]}",
        sql="""SELECT json_group_array(json_object('isbn', isbn, 'title', title))
               FROM "Work" WHERE isbn = '978-000777'""",
        cypher="MATCH (w:Work) WHERE w.isbn = '978-000777' RETURN collect(w {.isbn, .title})",
    ),
    Question(
        name="nested page 20 × 10 × 5",
        plan="""
entities:
  class: Branch
  order: [title]
  first: 20
  select: [code, title, floorArea]
  links:
    district: {select: [name]}
    copies:
      order: [barcode]
      first: 10
      select: [barcode, work.title]
      links: {loans: {order: [-lentAt], first: 5, select: [loanId, lentAt, dueOn, renewals]}}
""",
        sql="""
SELECT json_group_array(json_object('code', b.code, 'title', b.title, 'floorArea', b.floorArea,
  'district', json_object('name', d.name), 'copies', json((
    SELECT json_group_array(json_object('barcode', c.barcode, 'work.title', w.title, 'loans', json((
      SELECT json_group_array(
        json_object('loanId', l.loanId, 'lentAt', l.lentAt, 'dueOn', l.dueOn, 'renewals', l.renewals))
      FROM (SELECT l.* FROM "Loan" l JOIN entity e ON e.id = l.id WHERE copy = c.id
        ORDER BY lentAt DESC, e.iri LIMIT 5) l))))
    FROM (SELECT c.* FROM "Copy" c JOIN entity e ON e.id = c.id WHERE branch = b.id ORDER BY barcode, e.iri LIMIT 10) c
      JOIN "Work" w ON w.id = c.work))))
FROM (SELECT b.* FROM "Branch" b JOIN entity e ON e.id = b.id ORDER BY title_sort, title_cf, e.iri LIMIT 20) b
  JOIN "District" d ON d.id = b.district
""",
        cypher="""
MATCH (b:Branch) WITH b ORDER BY b.title_sort, b.title_cf, b.iri LIMIT 20
MATCH (b)-[:DISTRICT]->(d:District)
WITH b, d ORDER BY b.title_sort, b.title_cf, b.iri
RETURN collect(b {.code, .title, .floorArea, district: d {.name}, copies: COLLECT {
  MATCH (b)<-[:BRANCH]-(c:Copy) WITH c ORDER BY c.barcode, c.iri LIMIT 10
  MATCH (c)-[:WORK]->(w:Work) WITH c, w ORDER BY c.barcode, c.iri
  RETURN c {.barcode, `work.title`: w.title, loans: COLLECT {
    MATCH (c)<-[:COPY]-(l:Loan) WITH l ORDER BY l.lentAt DESC, l.iri LIMIT 5
    RETURN l {.loanId, .lentAt, .dueOn, .renewals} }} }})
""",
    ),
    Question(
        name="drill-across by branch",
        plan="""
table:
  nodes: {l: Loan, s: StockCount, b: Branch}
  edges: [{from: l, link: copy.branch, to: b}, {from: s, link: branch, to: b}]
  dimensions: {code: b.code}
  measures: {loans: {count: l}, fees: {sum: l.fee}, counted: {sum: s.onShelf}}
  limit: 300
""",
        sql="""
WITH l AS (SELECT c.branch, count(*) AS loans, sum(l.fee) AS fees FROM "Loan" l JOIN "Copy" c ON c.id = l.copy
           GROUP BY c.branch),
     s AS (SELECT branch, sum(onShelf) AS counted FROM "StockCount" GROUP BY branch)
SELECT b.code, coalesce(l.loans, 0), l.fees, s.counted
FROM "Branch" b LEFT JOIN l ON l.branch = b.id LEFT JOIN s ON s.branch = b.id ORDER BY b.code
""",
        cypher="""
MATCH (b:Branch)
CALL (b) { MATCH (b)<-[:BRANCH]-(:Copy)<-[:COPY]-(l:Loan) RETURN count(l) AS loans, sum(l.fee_e2) AS fees }
CALL (b) { MATCH (b)<-[:BRANCH]-(s:StockCount) RETURN sum(s.onShelf) AS counted }
WITH b.code AS code, loans, fees, counted ORDER BY code LIMIT 301
RETURN collect([code, loans, fees, counted])
""",
        cents=True,
    ),
    Question(
        name="drill-across by a text",
        plan="""
table:
  nodes: {l: Loan, s: StockCount, b: Branch}
  edges: [{from: l, link: copy.branch, to: b}, {from: s, link: branch, to: b}]
  dimensions: {title: b.title}
  measures: {loans: {count: l}, fees: {sum: l.fee}, counted: {sum: s.onShelf}}
  limit: 300
""",
        sql="""
WITH l AS (SELECT c.branch, count(*) AS loans, sum(l.fee) AS fees FROM "Loan" l JOIN "Copy" c ON c.id = l.copy
           GROUP BY c.branch),
     s AS (SELECT branch, sum(onShelf) AS counted FROM "StockCount" GROUP BY branch)
SELECT b.title, coalesce(l.loans, 0), l.fees, s.counted
FROM "Branch" b LEFT JOIN l ON l.branch = b.id LEFT JOIN s ON s.branch = b.id ORDER BY b.title_sort, b.title_cf, b.title
""",
        cypher="""
MATCH (b:Branch)
CALL (b) { MATCH (b)<-[:BRANCH]-(:Copy)<-[:COPY]-(l:Loan) RETURN count(l) AS loans, sum(l.fee_e2) AS fees }
CALL (b) { MATCH (b)<-[:BRANCH]-(s:StockCount) RETURN sum(s.onShelf) AS counted }
WITH b, loans, fees, counted ORDER BY b.title_sort, b.title_cf, b.title LIMIT 301
RETURN collect([b.title, loans, fees, counted])
""",
        cents=True,
    ),
    Question(
        name="fees by month and genre",
        plan="""
table:
  nodes: {l: Loan, g: Genre}
  edges: [{from: l, link: copy.work.genre, to: g}]
  where: {window: l.lentAt, from: '2026-01-01', to: '2026-04-01'}
  dimensions: {month: {month: l.lentAt}, genre: g.code}
  measures: {fees: {sum: l.fee}}
  limit: 500
""",
        sql="""
SELECT substr(l.lentAt, 1, 7), g.code, sum(l.fee) FROM "Loan" l JOIN "Copy" c ON c.id = l.copy
JOIN "Work" w ON w.id = c.work JOIN "Genre" g ON g.id = w.genre
WHERE l.lentAt >= '2026-01-01' AND l.lentAt < '2026-04-01' GROUP BY 1, 2 ORDER BY 1, 2
""",
        cypher="""
MATCH (l:Loan)-[:COPY]->(:Copy)-[:WORK]->(:Work)-[:GENRE]->(g:Genre)
WHERE l.lentAt >= '2026-01-01' AND l.lentAt < '2026-04-01'
WITH left(l.lentAt, 7) AS month, g.code AS genre, sum(l.fee_e2) AS fees ORDER BY month, genre LIMIT 501
RETURN collect([month, genre, fees])
""",
        cents=True,
    ),
    Question(
        name="page with a filter over links",
        plan="""
entities:
  class: Work
  where: {exists: copies, where: {eq: [branch.code, B017]}}
  order: [title]
  first: 20
  select: [isbn, title]
""",
        sql="""
SELECT json_group_array(json_object('isbn', isbn, 'title', title)) FROM (SELECT * FROM "Work" w WHERE EXISTS (
  SELECT 1 FROM "Copy" c JOIN "Branch" b ON b.id = c.branch WHERE c.work = w.id AND b.code = 'B017')
  ORDER BY title_sort, title_cf, (SELECT iri FROM entity e WHERE e.id = w.id) LIMIT 20)
""",
        cypher="""
MATCH (:Branch {code: 'B017'})<-[:BRANCH]-(:Copy)-[:WORK]->(w:Work)
WITH DISTINCT w ORDER BY w.title_sort, w.title_cf, w.iri LIMIT 20
RETURN collect(w {.isbn, .title})
""",
    ),
)
