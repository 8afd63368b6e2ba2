-- count and sum by a dimension two links away
-- :p1 = 100
WITH
  "block 1" AS (
    SELECT
      "b"."title" AS "branch",
      "b"."title_cf" AS "branch#cf",
      "b"."title_sort" AS "branch#sort",
      count(*) AS "loans",
      sum("l"."fee") AS "fees"
    FROM "Loan" AS "l"
      JOIN "Copy" AS "l.copy" ON "l.copy"."id" = "l"."copy"
      JOIN "Branch" AS "b" ON "b"."id" = "l.copy"."branch"
    GROUP BY 1
  )
SELECT
  "block 1"."branch",
  "block 1"."loans",
  "block 1"."fees"
FROM "block 1"
ORDER BY "block 1"."branch#sort" NULLS LAST, "block 1"."branch#cf" NULLS LAST, "block 1"."branch" NULLS LAST
LIMIT :p1 + 1
