CALL () {
  MATCH (loan1:`Loan`)
  OPTIONAL MATCH (loan1)-[:`COPY`]->(copy1:`Copy`)
  OPTIONAL MATCH (copy1)-[:`WORK`]->(work1:`Work`)
  WITH work1.iri AS dim_1, count(*) AS agg_1
  ORDER BY agg_1 IS NULL, agg_1 DESC, dim_1
  LIMIT $p1
  RETURN collect([dim_1, agg_1]) AS step_1
}
WITH *, [row IN step_1 WHERE row[0] IS NOT NULL | row[0]] AS step_1_1
MATCH (branch1:`Branch`)
WHERE EXISTS {
  MATCH (branch1)<-[:`BRANCH`]-(copy2:`Copy`)-[:`WORK`]->(work2:`Work`)
  WHERE work2.iri IN step_1_1
}
WITH *
ORDER BY branch1.`code`, branch1.iri
LIMIT $p2
RETURN collect([branch1.`code`]) AS rows
