-- the latest stock of each branch and work, beside loans
-- :p1 = 100
WITH
  "block 1" AS (
    SELECT
      "b"."title" AS "branch",
      "b"."title_cf" AS "branch#cf",
      "b"."title_sort" AS "branch#sort",
      count(*) AS "loans"
    FROM "Loan" AS "l"
      JOIN "Copy" AS "l.copy" ON "l.copy"."id" = "l"."copy"
      JOIN "Branch" AS "b" ON "b"."id" = "l.copy"."branch"
    GROUP BY 1
  ),
  "block 2" AS (
    SELECT
      "rows"."branch",
      "rows"."branch#cf",
      "rows"."branch#sort",
      sum("rows"."on_shelf#of") AS "on_shelf"
    FROM (
      SELECT
        "b"."title" AS "branch",
        "b"."title_cf" AS "branch#cf",
        "b"."title_sort" AS "branch#sort",
        "s"."id" AS "#entity",
        "s"."onShelf" AS "on_shelf#of",
        "s"."day" AS "#time",
        max("s"."day") OVER (PARTITION BY "b"."title", "b"."id", "s.work"."id") AS "#latest"
      FROM "StockCount" AS "s"
        JOIN "Branch" AS "b" ON "b"."id" = "s"."branch"
        LEFT JOIN "Work" AS "s.work" ON "s.work"."id" = "s"."work"
    ) AS "rows"
    WHERE "rows"."#time" = "rows"."#latest"
    GROUP BY 1
  ),
  "block 3" AS (
    SELECT DISTINCT
      "b"."title" AS "branch",
      "b"."title_cf" AS "branch#cf",
      "b"."title_sort" AS "branch#sort"
    FROM "Branch" AS "b"
  ),
  "all groups" AS (
    SELECT
      "branch",
      "branch#cf",
      "branch#sort"
    FROM "block 1"
    UNION
    SELECT
      "branch",
      "branch#cf",
      "branch#sort"
    FROM "block 2"
    UNION
    SELECT
      "branch",
      "branch#cf",
      "branch#sort"
    FROM "block 3"
  )
SELECT
  "all groups"."branch",
  coalesce("block 1"."loans", 0) AS "loans",
  "block 2"."on_shelf"
FROM "all groups"
  LEFT JOIN "block 1" ON "block 1"."branch" IS "all groups"."branch"
  LEFT JOIN "block 2" ON "block 2"."branch" IS "all groups"."branch"
ORDER BY "block 2"."on_shelf" DESC, "all groups"."branch#sort" NULLS LAST, "all groups"."branch#cf" NULLS LAST, "all groups"."branch" NULLS LAST
LIMIT :p1 + 1
