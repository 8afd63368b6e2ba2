-- entities not among those of a step
-- :p1 = 2
-- :p2 = 100
WITH
  "step busy" AS (
    WITH
      "block 1" AS (
        SELECT
          "l.member:entity"."iri" AS "member",
          count(*) AS "loans"
        FROM "Loan" AS "l"
          LEFT JOIN "Member" AS "l.member" ON "l.member"."id" = "l"."member"
          LEFT JOIN "entity" AS "l.member:entity" ON "l.member:entity"."id" = "l.member"."id"
        GROUP BY 1
      )
    SELECT
      "block 1"."member",
      "block 1"."loans"
    FROM "block 1"
    WHERE (
        "block 1"."loans" >= :p1
        OR "block 1"."member" IS NULL
      )
  )
SELECT
  json_group_array(
    json_object(
      'memberNumber', "this"."memberNumber"
    )
    ORDER BY "this"."#1" NULLS LAST, "this"."#2"
  )
FROM (
  SELECT
    "this".*,
    "this"."memberNumber" AS "#1",
    "this:entity"."iri" AS "#2"
  FROM "Member" AS "this"
    JOIN "entity" AS "this:entity" ON "this:entity"."id" = "this"."id"
  WHERE NOT ("this:entity"."iri" IN (
      SELECT "member"
      FROM "step busy"
      WHERE "member" IS NOT NULL
    ))
  ORDER BY "this"."memberNumber" NULLS LAST, "this:entity"."iri"
  LIMIT :p2 + 1
) AS "this"
