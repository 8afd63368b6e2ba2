-- localized text is found in the language of the plan
-- :p1 = 'krimi'
-- :p2 = 100
SELECT
  json_group_array(
    json_object(
      'code', "this"."code",
      'genreLabel', coalesce("this"."genreLabel@de", "this"."genreLabel@en")
    )
    ORDER BY "this"."#1"
  )
FROM (
  SELECT
    "this".*,
    "this:entity"."iri" AS "#1"
  FROM "Genre" AS "this"
    JOIN "entity" AS "this:entity" ON "this:entity"."id" = "this"."id"
  WHERE instr(coalesce("this"."genreLabel@de_cf", "this"."genreLabel@en_cf"), :p1) > 0
  ORDER BY "this:entity"."iri"
  LIMIT :p2 + 1
) AS "this"
