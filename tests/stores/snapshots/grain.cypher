MATCH (work1:`Work`)-[:`AUTHOR`]->(author1:`Author`)
WITH DISTINCT
  author1.`agentName` AS dim_1,
  author1.`agentName_cf` AS dim_1_cf,
  author1.`agentName_sort` AS dim_1_sort,
  work1.`listPrice_e2` AS of_1,
  work1 AS entity_1
WITH
  dim_1,
  dim_1_cf,
  dim_1_sort,
  count(DISTINCT entity_1) AS agg_1,
  CASE count(of_1) WHEN 0 THEN null ELSE sum(of_1) END AS agg_2
ORDER BY dim_1_sort, dim_1_cf, dim_1
LIMIT $p1
RETURN collect([dim_1, agg_1, agg_2]) AS rows
