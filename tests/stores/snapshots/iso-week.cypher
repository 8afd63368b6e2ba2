MATCH (loan1:`Loan`)
WITH
  (toString(date(left(loan1.`lentAt`, 10)).weekYear) + '-W' + right('0' + toString(date(left(loan1.`lentAt`, 10)).week), 2)) AS dim_1,
  count(*) AS agg_1
ORDER BY dim_1
LIMIT $p1
RETURN collect([dim_1, agg_1]) AS rows
