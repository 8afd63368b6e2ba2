MATCH (work1:`Work`)
WHERE size([at_1 IN range(0, coalesce(size(work1.`keyword`), 0) - 1) WHERE work1.`keyword_cf`[at_1] = $p1]) > 0
WITH *
ORDER BY work1.iri
LIMIT $p2
RETURN collect([work1.`isbn`]) AS rows
