-- contains ignores case
-- :p1 = 'mö'
-- :p2 = 100
SELECT
  json_group_array(
    json_object(
      'isbn', "this"."isbn"
    )
    ORDER BY "this"."#1"
  )
FROM (
  SELECT
    "this".*,
    "this:entity"."iri" AS "#1"
  FROM "Work" AS "this"
    JOIN "entity" AS "this:entity" ON "this:entity"."id" = "this"."id"
  WHERE instr("this"."title_cf", :p1) > 0
  ORDER BY "this:entity"."iri"
  LIMIT :p2 + 1
) AS "this"
