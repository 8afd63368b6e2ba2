CALL () {
  MATCH (loan1:`Loan`)
  OPTIONAL MATCH (loan1)-[:`COPY`]->(copy1:`Copy`)
  OPTIONAL MATCH (copy1)-[:`BRANCH`]->(branch1:`Branch`)
  OPTIONAL MATCH (loan1)-[:`MEMBER`]->(member1:`Member`)
  WITH branch1, member1, count(*) AS part_1
  WITH
    branch1.`title` AS dim_1,
    branch1.`title_cf` AS dim_1_cf,
    branch1.`title_sort` AS dim_1_sort,
    member1.`agentName` AS dim_2,
    member1.`agentName_cf` AS dim_2_cf,
    member1.`agentName_sort` AS dim_2_sort,
    sum(part_1) AS agg_1
  ORDER BY agg_1 IS NULL, agg_1 DESC, dim_1_sort, dim_1_cf, dim_1, dim_2_sort, dim_2_cf, dim_2
  WITH dim_1, collect([dim_1, dim_1_cf, dim_1_sort, dim_2, dim_2_cf, dim_2_sort, agg_1])[..$p1] AS rows_1
  UNWIND rows_1 AS row_1
  WITH
    row_1[0] AS dim_1,
    row_1[1] AS dim_1_cf,
    row_1[2] AS dim_1_sort,
    row_1[3] AS dim_2,
    row_1[4] AS dim_2_cf,
    row_1[5] AS dim_2_sort,
    row_1[6] AS agg_1
  RETURN collect([dim_1, dim_1_cf, dim_1_sort, dim_2, dim_2_cf, dim_2_sort, agg_1]) AS step_1
}
CALL (*) {
  UNWIND step_1 AS row
  WITH row[3] AS dim_3, row[4] AS dim_3_cf, row[5] AS dim_3_sort, row[6] AS of_1
  WITH
    dim_3,
    dim_3_cf,
    dim_3_sort,
    count(*) AS agg_2,
    CASE count(of_1) WHEN 0 THEN null ELSE sum(of_1) END AS agg_3
  RETURN dim_3, dim_3_cf, dim_3_sort, agg_2, agg_3
}
WITH *
ORDER BY dim_3_sort, dim_3_cf, dim_3
LIMIT $p2
RETURN collect([dim_3, agg_2, agg_3]) AS rows
