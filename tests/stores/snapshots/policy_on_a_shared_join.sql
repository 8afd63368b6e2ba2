-- an edge and a path over the same link read one entity, which the policy narrows
-- :p1 = 3.0
-- :p2 = 3.2
-- :p3 = 100
WITH
  "block 1" AS (
    SELECT
      "w"."title",
      "w"."title_cf" AS "title#cf",
      "w"."title_sort" AS "title#sort",
      count(*) AS "copies",
      avg("w"."rating") AS "rated"
    FROM "Copy" AS "c"
      JOIN "Work" AS "w" ON "w"."id" = "c"."work"
    WHERE "w"."rating" >= :p1
      AND "w"."rating" >= :p2
    GROUP BY 1
  )
SELECT
  "block 1"."title",
  "block 1"."copies",
  "block 1"."rated"
FROM "block 1"
ORDER BY "block 1"."title#sort" NULLS LAST, "block 1"."title#cf" NULLS LAST, "block 1"."title" NULLS LAST
LIMIT :p3 + 1
