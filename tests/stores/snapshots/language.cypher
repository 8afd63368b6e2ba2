MATCH (genre1:`Genre`)
WHERE coalesce(genre1.`genreLabel@de_cf`, genre1.`genreLabel@en_cf`) CONTAINS $p1
WITH *
ORDER BY genre1.iri
LIMIT $p2
RETURN collect([genre1.`code`, coalesce(genre1.`genreLabel@de`, genre1.`genreLabel@en`)]) AS rows
