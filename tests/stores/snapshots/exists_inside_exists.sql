-- exists inside exists
-- :p1 = 'jo ünal'
-- :p2 = 100
SELECT
  json_group_array(
    json_object(
      'memberNumber', "this"."memberNumber"
    )
    ORDER BY "this"."#1"
  )
FROM (
  SELECT
    "this".*,
    "this:entity"."iri" AS "#1"
  FROM "Member" AS "this"
    JOIN "entity" AS "this:entity" ON "this:entity"."id" = "this"."id"
  WHERE EXISTS (
      SELECT 1
      FROM "Loan" AS "loans"
        LEFT JOIN "Copy" AS "loans.copy" ON "loans.copy"."id" = "loans"."copy"
        LEFT JOIN "Work" AS "loans.copy.work" ON "loans.copy.work"."id" = "loans.copy"."work"
      WHERE "this"."id" = "loans"."member"
        AND EXISTS (
          SELECT 1
          FROM "link:author" AS "author:author"
            JOIN "Author" AS "author" ON "author"."id" = "author:author"."dst"
          WHERE "author:author"."src" = "loans.copy.work"."id"
            AND "author"."agentName_cf" = :p1
        )
    )
  ORDER BY "this:entity"."iri"
  LIMIT :p2 + 1
) AS "this"
