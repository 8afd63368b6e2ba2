CALL () {
  MATCH (copy1:`Copy`)-[:`BRANCH`]->(branch1:`Branch`)
  RETURN branch1.`code` AS dim_1, count(*) AS agg_1, null AS agg_2
  UNION ALL
  MATCH (stockCount1:`StockCount`)-[:`BRANCH`]->(branch2:`Branch`)
  WITH branch2.`code` AS dim_1, stockCount1.`onShelf` AS of_1
  RETURN dim_1, null AS agg_1, CASE count(of_1) WHEN 0 THEN null ELSE sum(of_1) END AS agg_2
  UNION ALL
  MATCH (branch3:`Branch`)
  RETURN DISTINCT branch3.`code` AS dim_1, null AS agg_1, null AS agg_2
}
WITH dim_1, coalesce(max(agg_1), 0) AS agg_1, max(agg_2) AS agg_2
ORDER BY dim_1
LIMIT $p1
RETURN collect([dim_1, agg_1, agg_2]) AS rows
