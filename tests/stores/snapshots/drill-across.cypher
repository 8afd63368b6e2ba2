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
  WITH branch2, stockCount1.`onShelf` AS of_1
  WITH branch2, CASE count(of_1) WHEN 0 THEN null ELSE sum(of_1) END AS part_2
  RETURN
    branch2.`title` AS dim_1,
    branch2.`title_cf` AS dim_1_cf,
    branch2.`title_sort` AS dim_1_sort,
    null AS agg_1,
    CASE count(part_2) WHEN 0 THEN null ELSE sum(part_2) END AS agg_2
}
WITH dim_1, dim_1_cf, dim_1_sort, coalesce(max(agg_1), 0) AS agg_1, max(agg_2) AS agg_2
ORDER BY dim_1_sort, dim_1_cf, dim_1
LIMIT $p1
RETURN collect([dim_1, agg_1, agg_2]) AS rows
