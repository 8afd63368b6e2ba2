MATCH (district1:`District`)
WITH *
ORDER BY district1.`name`, district1.iri
LIMIT $p1
RETURN collect([
  district1.`name`,
  COLLECT {
    MATCH (district1)<-[:`DISTRICT`]-(branch1:`Branch`)
    WITH *
    ORDER BY branch1.`code`, branch1.iri
    LIMIT $p2
    CALL (*) {
      MATCH (branch1)<-[:`BRANCH`]-(copy1:`Copy`)
      OPTIONAL MATCH (copy1)-[:`WORK`]->(work1:`Work`)
      WITH work1 AS of_1
      RETURN count(*) AS agg_1, count(DISTINCT of_1) AS agg_2
    }
    WITH *
    ORDER BY branch1.`code`, branch1.iri
    RETURN [branch1.`code`, [agg_1, agg_2]]
  }
]) AS rows
