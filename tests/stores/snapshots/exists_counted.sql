-- at least two
-- :p1 = 'cri'
-- :p2 = 1
-- :p3 = 100
SELECT
  json_group_array(
    json_object(
      'code', "this"."code"
    )
    ORDER BY "this"."#1"
  )
FROM (
  SELECT
    "this".*,
    "this:entity"."iri" AS "#1"
  FROM "Branch" AS "this"
    JOIN "entity" AS "this:entity" ON "this:entity"."id" = "this"."id"
  WHERE EXISTS (
      SELECT 1
      FROM "Copy" AS "copies"
        LEFT JOIN "Work" AS "copies.work" ON "copies.work"."id" = "copies"."work"
        LEFT JOIN "Genre" AS "copies.work.genre" ON "copies.work.genre"."id" = "copies.work"."genre"
      WHERE "this"."id" = "copies"."branch"
        AND "copies.work.genre"."code" = :p1
      LIMIT 1 OFFSET :p2
    )
  ORDER BY "this:entity"."iri"
  LIMIT :p3 + 1
) AS "this"
