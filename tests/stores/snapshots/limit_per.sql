-- the first of each group
-- :p1 = 100
-- :p2 = 1
WITH
  "block 1" AS (
    SELECT
      "w.genre"."code" AS "genre",
      "w"."title",
      "w"."title_cf" AS "title#cf",
      "w"."title_sort" AS "title#sort",
      max("w"."listPrice") AS "price"
    FROM "Work" AS "w"
      LEFT JOIN "Genre" AS "w.genre" ON "w.genre"."id" = "w"."genre"
    GROUP BY 1, 2
  ),
  "ranked" AS (
    SELECT
      "block 1"."genre",
      "block 1"."title",
      "block 1"."title#cf",
      "block 1"."title#sort",
      "block 1"."price",
      row_number() OVER (PARTITION BY "block 1"."genre" ORDER BY "block 1"."price" DESC, "block 1"."genre" NULLS LAST, "block 1"."title#sort" NULLS LAST, "block 1"."title#cf" NULLS LAST, "block 1"."title" NULLS LAST) AS "#rank"
    FROM "block 1"
  )
SELECT
  "ranked"."genre",
  "ranked"."title",
  "ranked"."price"
FROM "ranked"
WHERE "#rank" <= :p2
ORDER BY "ranked"."price" DESC, "ranked"."genre" NULLS LAST, "ranked"."title#sort" NULLS LAST, "ranked"."title#cf" NULLS LAST, "ranked"."title" NULLS LAST
LIMIT :p1 + 1
