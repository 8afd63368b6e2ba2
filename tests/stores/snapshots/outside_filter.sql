-- conditions on the same outside entity speak of one entity
-- :p1 = 1980
-- :p2 = 'é'
-- :p3 = 'é\U0010ffff'
-- :p4 = 100
WITH
  "block 1" AS (
    SELECT count(*) AS "works"
    FROM "Work" AS "w"
    WHERE EXISTS (
        SELECT 1
        FROM "link:author" AS "a:author"
          JOIN "Author" AS "a" ON "a"."id" = "a:author"."dst"
        WHERE "a:author"."src" = "w"."id"
          AND "a"."birthYear" < :p1
          AND ("a"."agentName_cf" >= :p2 AND "a"."agentName_cf" < :p3)
      )
  )
SELECT "block 1"."works"
FROM "block 1"
LIMIT :p4 + 1
