MATCH (work1:`Work`)-[:`BASED_ON`]->(work3)
MATCH (work3)-[:`BASED_ON`]->(work4)
MATCH (work4)-[:`BASED_ON`]->(work5)
MATCH (work5)-[:`BASED_ON`]->{1,2}(work2:`Work`)
WHERE work1.`isbn` IN $p1
WITH DISTINCT work1.`isbn` AS dim_1, work2.`isbn` AS dim_2
ORDER BY dim_1, dim_2
LIMIT $p2
RETURN collect([dim_1, dim_2]) AS rows
