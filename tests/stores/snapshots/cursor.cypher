MATCH (loan1:`Loan`)
OPTIONAL MATCH (loan1)-[:`COPY`]->(copy1:`Copy`)
OPTIONAL MATCH (copy1)-[:`WORK`]->(work1:`Work`)
WITH *
WHERE (((work1.`title_sort` > $p1 OR work1.`title_sort` IS NULL)) OR (work1.`title_sort` = $p1 AND (work1.`title_cf` > $p2 OR work1.`title_cf` IS NULL)) OR (work1.`title_sort` = $p1 AND work1.`title_cf` = $p2 AND (loan1.`lentAt` < $p3 OR loan1.`lentAt` IS NULL)) OR (work1.`title_sort` = $p1 AND work1.`title_cf` = $p2 AND loan1.`lentAt` = $p3 AND loan1.iri > $p4))
WITH *
ORDER BY work1.`title_sort`, work1.`title_cf`, loan1.`lentAt` IS NULL, loan1.`lentAt` DESC, loan1.iri
LIMIT $p5
RETURN collect([loan1.`loanId`, work1.`title`]) AS rows
