MATCH (loan1:`Loan`)-[:`COPY`]->(copy1:`Copy`)
MATCH (loan2:`Loan`)-[:`COPY`]->(copy1)
WHERE loan1.`lentAt` < loan2.`lentAt`
WITH DISTINCT loan1.`loanId` AS dim_1, loan2.`loanId` AS dim_2
ORDER BY dim_1, dim_2
LIMIT $p1
RETURN collect([dim_1, dim_2]) AS rows
