-- an entity reached twice counts once in a group
-- :p1 = 100
WITH
  "block 1" AS (
    SELECT
      "rows"."genre",
      count(DISTINCT "rows"."#entity") AS "readers",
      avg("rows"."born#of") AS "born"
    FROM (
      SELECT DISTINCT
        "g"."code" AS "genre",
        "m"."id" AS "#entity",
        "m"."birthYear" AS "born#of"
      FROM "Member" AS "m"
        JOIN "Loan" AS "l" ON "m"."id" = "l"."member"
        JOIN "Copy" AS "l.copy" ON "l.copy"."id" = "l"."copy"
        JOIN "Work" AS "l.copy.work" ON "l.copy.work"."id" = "l.copy"."work"
        JOIN "Genre" AS "g" ON "g"."id" = "l.copy.work"."genre"
    ) AS "rows"
    GROUP BY 1
  )
SELECT
  "block 1"."genre",
  "block 1"."readers",
  "block 1"."born"
FROM "block 1"
ORDER BY "block 1"."genre" NULLS LAST
LIMIT :p1 + 1
