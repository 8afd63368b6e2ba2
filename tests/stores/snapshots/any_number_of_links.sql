-- a link any number of times
-- :p1 = 3
-- :p2 = 0
-- :p3 = 100
WITH
  "Genre.parent 0 to 3" AS (
    WITH RECURSIVE "walk" ("src", "dst", "links") AS (
      SELECT
        "id",
        "id",
        0
      FROM "Genre"
      UNION
      SELECT
        "walk"."src",
        "far"."id",
        "walk"."links" + 1
      FROM "walk"
        JOIN "Genre" AS "near" ON "near"."id" = "walk"."dst"
        JOIN "Genre" AS "far" ON "far"."id" = "near"."parent"
      WHERE "walk"."links" < :p1
    )
    SELECT DISTINCT
      "src",
      "dst"
    FROM "walk"
    WHERE "links" >= :p2
  ),
  "block 1" AS (
    SELECT
      coalesce("a"."genreLabel@en", "a"."genreLabel@de") AS "genre",
      coalesce("a"."genreLabel@en_cf", "a"."genreLabel@de_cf") AS "genre#cf",
      coalesce("a"."genreLabel@en_sort", "a"."genreLabel@de_sort") AS "genre#sort",
      count(DISTINCT "w"."id") AS "works"
    FROM "Work" AS "w"
      JOIN "Genre" AS "g" ON "g"."id" = "w"."genre"
      JOIN "Genre.parent 0 to 3" AS "g to a" ON "g to a"."src" = "g"."id"
      JOIN "Genre" AS "a" ON "a"."id" = "g to a"."dst"
    GROUP BY 1
  )
SELECT
  "block 1"."genre",
  "block 1"."works"
FROM "block 1"
ORDER BY "block 1"."genre#sort" NULLS LAST, "block 1"."genre#cf" NULLS LAST, "block 1"."genre" NULLS LAST
LIMIT :p3 + 1
