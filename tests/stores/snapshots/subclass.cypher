MATCH (person1:`Person`)
WHERE person1:`Member`
  AND person1.`memberNumber` > $p1
WITH *
ORDER BY person1.iri
LIMIT $p2
RETURN collect([person1.`agentName`, person1.`memberNumber`]) AS rows
