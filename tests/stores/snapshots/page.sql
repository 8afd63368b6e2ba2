-- a page in order, with its total
-- :p1 = 3
SELECT
  (
    SELECT
      json_group_array(
        json_object(
          'title', "this"."title"
        )
        ORDER BY "this"."#1#sort" NULLS LAST, "this"."#1#cf" NULLS LAST, "this"."#2"
      )
    FROM (
      SELECT
        "this".*,
        "this"."title_cf" AS "#1#cf",
        "this"."title_sort" AS "#1#sort",
        "this:entity"."iri" AS "#2"
      FROM "Work" AS "this"
        JOIN "entity" AS "this:entity" ON "this:entity"."id" = "this"."id"
      ORDER BY "this"."title_sort" NULLS LAST, "this"."title_cf" NULLS LAST, "this:entity"."iri"
      LIMIT :p1 + 1
    ) AS "this"
  ) AS "entities",
  (
    SELECT count(*)
    FROM "Work" AS "this"
  ) AS "total"
