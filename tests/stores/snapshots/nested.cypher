MATCH (branch1:`Branch`)
WITH *
ORDER BY branch1.`title_sort`, branch1.`title_cf`, branch1.iri
LIMIT $p1
RETURN collect([
  branch1.`title`,
  head(COLLECT {
    MATCH (branch1)-[:`DISTRICT`]->(district1:`District`)
    RETURN [district1.`name`]
  }),
  COLLECT {
    MATCH (branch1)<-[:`BRANCH`]-(copy1:`Copy`)
    WITH *
    ORDER BY copy1.`barcode` IS NULL, copy1.`barcode` DESC, copy1.iri
    LIMIT $p2
    RETURN [
      copy1.`barcode`,
      COLLECT {
        MATCH (copy1)<-[:`COPY`]-(loan1:`Loan`)
        WITH *
        ORDER BY loan1.`lentAt` IS NULL, loan1.`lentAt` DESC, loan1.iri
        LIMIT $p3
        RETURN [loan1.`loanId`, loan1.`fee_e2`]
      },
      head(COLLECT {
        MATCH (copy1)-[:`WORK`]->(work1:`Work`)
        RETURN [work1.`title`]
      })
    ]
  }
]) AS rows
