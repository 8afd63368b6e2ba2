RETURN COUNT {
  MATCH (work2:`Work`)
} AS total, COLLECT {
  MATCH (work1:`Work`)
  WITH *
  ORDER BY work1.`title_sort`, work1.`title_cf`, work1.iri
  LIMIT $p1
  RETURN [work1.`title`]
} AS rows
