CALL () {
  MATCH (loan1:`Loan`)-[:`COPY`]->(copy1:`Copy`)-[:`BRANCH`]->(branch1:`Branch`)
  WITH branch1, count(*) AS part_1
  RETURN
    branch1.`title` AS dim_1,
    branch1.`title_cf` AS dim_1_cf,
    branch1.`title_sort` AS dim_1_sort,
    sum(part_1) AS agg_1,
    null AS agg_2
  UNION ALL
  MATCH (stockCount1:`StockCount`)-[:`BRANCH`]->(branch2:`Branch`)
  OPTIONAL MATCH (stockCount1)-[:`WORK`]->(work1:`Work`)
  WITH
    branch2.`title` AS dim_1,
    branch2.`title_cf` AS dim_1_cf,
    branch2.`title_sort` AS dim_1_sort,
    branch2.iri AS per_1,
    work1.iri AS per_2,
    stockCount1.`onShelf` AS of_1,
    stockCount1.`day` AS time_1
  WITH dim_1, dim_1_cf, dim_1_sort, per_1, per_2, max(time_1) AS last_1, collect([of_1, time_1]) AS rows_1
  UNWIND rows_1 AS row_1
  WITH *
  WHERE row_1[1] = last_1
  RETURN
    dim_1,
    dim_1_cf,
    dim_1_sort,
    null AS agg_1,
    CASE count(row_1[0]) WHEN 0 THEN null ELSE sum(row_1[0]) END AS agg_2
  UNION ALL
  MATCH (branch3:`Branch`)
  RETURN DISTINCT
    branch3.`title` AS dim_1,
    branch3.`title_cf` AS dim_1_cf,
    branch3.`title_sort` AS dim_1_sort,
    null AS agg_1,
    null AS agg_2
}
WITH dim_1, dim_1_cf, dim_1_sort, coalesce(max(agg_1), 0) AS agg_1, max(agg_2) AS agg_2
ORDER BY agg_2 IS NULL, agg_2 DESC, dim_1_sort, dim_1_cf, dim_1
LIMIT $p1
RETURN collect([dim_1, agg_1, agg_2]) AS rows
