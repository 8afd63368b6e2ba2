-- after a cursor over two keys, one descending
-- :p1 = '2020-11-20'
-- :p2 = 'das mobelhaus'
-- :p3 = 'das möbelhaus'
-- :p4 = 'https://library.example/work/2'
-- :p5 = 100
SELECT
  json_group_array(
    json_object(
      'isbn', "this"."isbn"
    )
    ORDER BY "this"."#1" DESC, "this"."#2#sort" NULLS LAST, "this"."#2#cf" NULLS LAST, "this"."#3"
  )
FROM (
  SELECT *
  FROM (
    SELECT
      "this".*,
      "this"."publishedOn" AS "#1",
      "this"."title_cf" AS "#2#cf",
      "this"."title_sort" AS "#2#sort",
      "this:entity"."iri" AS "#3"
    FROM "Work" AS "this"
      JOIN "entity" AS "this:entity" ON "this:entity"."id" = "this"."id"
    WHERE "this"."publishedOn" <= :p1
      AND (
        "this"."publishedOn" < :p1
        OR "this"."publishedOn" = :p1 AND (
          ("this"."title_sort", "this"."title_cf") > (:p2, :p3)
          OR "this"."title" IS NULL
          OR "this"."title_cf" = :p3 AND "this:entity"."iri" > :p4
        )
      )
    ORDER BY "this"."publishedOn" DESC, "this"."title_sort" NULLS LAST, "this"."title_cf" NULLS LAST, "this:entity"."iri"
    LIMIT :p5 + 1
  )
  UNION ALL
  SELECT *
  FROM (
    SELECT
      "this".*,
      "this"."publishedOn" AS "#1",
      "this"."title_cf" AS "#2#cf",
      "this"."title_sort" AS "#2#sort",
      "this:entity"."iri" AS "#3"
    FROM "Work" AS "this"
      JOIN "entity" AS "this:entity" ON "this:entity"."id" = "this"."id"
    WHERE "this"."publishedOn" IS NULL
    ORDER BY "this"."publishedOn" DESC, "this"."title_sort" NULLS LAST, "this"."title_cf" NULLS LAST, "this:entity"."iri"
    LIMIT :p5 + 1
  )
  ORDER BY "#1" DESC, "#2#sort" NULLS LAST, "#2#cf" NULLS LAST, "#3"
  LIMIT :p5 + 1
) AS "this"
