-- how many members have how many loans
-- :p1 = 100
WITH
  "step per_member" AS (
    WITH
      "block 1" AS (
        SELECT
          "m:entity"."iri" AS "member",
          count(*) AS "loans"
        FROM "Loan" AS "l"
          JOIN "Member" AS "m" ON "m"."id" = "l"."member"
          JOIN "entity" AS "m:entity" ON "m:entity"."id" = "m"."id"
        GROUP BY 1
      )
    SELECT
      "block 1"."member",
      "block 1"."loans"
    FROM "block 1"
  ),
  "block 1" AS (
    SELECT
      "per_member"."loans",
      count(*) AS "members"
    FROM "step per_member" AS "per_member"
    GROUP BY 1
  )
SELECT
  "block 1"."loans",
  "block 1"."members"
FROM "block 1"
ORDER BY "block 1"."loans" NULLS LAST
LIMIT :p1 + 1
