MATCH (copy1:`Copy`)
WHERE copy1.`barcode` IN $p1
WITH *
ORDER BY copy1.iri
LIMIT $p2
RETURN collect([
  copy1.`barcode`,
  COLLECT {
    MATCH (copy1)<-[:`COPY`]-(loan1:`Loan`), (copy1)-[:`BRANCH`]->(branch1:`Branch`)-[:`DISTRICT`]->(district1:`District`)
    WHERE district1.`name` = $p3
    WITH *
    ORDER BY loan1.`loanId`, loan1.iri
    LIMIT $p4
    RETURN [loan1.`loanId`]
  }
]) AS rows
