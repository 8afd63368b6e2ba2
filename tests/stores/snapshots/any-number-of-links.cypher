MATCH (work1:`Work`)-[:`GENRE`]->(genre1:`Genre`)-[:`PARENT`]->{1,3}(genre2:`Genre`)
WHERE genre2.`code` = $p1
WITH DISTINCT work1.`isbn` AS dim_1
ORDER BY dim_1
LIMIT $p2
RETURN collect([dim_1]) AS rows
