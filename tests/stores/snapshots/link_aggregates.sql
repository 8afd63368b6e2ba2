-- the latest over a link, beside all of it
-- :p1 = 100
SELECT
  json_group_array(
    json_object(
      'code', "this"."code",
      'counts', json((
        SELECT
          json_object(
            'now', "counts 1"."#1",
            'last_day', "counts 2"."#1",
            'ever', "counts 3"."#1"
          )
        FROM (
          SELECT sum("counts"."onShelf") AS "#1"
          FROM (
            SELECT
              "counts".*,
              "counts"."day" AS "#time",
              max("counts"."day") OVER (PARTITION BY "counts.work"."id") AS "#latest"
            FROM "StockCount" AS "counts"
              LEFT JOIN "Work" AS "counts.work" ON "counts.work"."id" = "counts"."work"
            WHERE "this"."id" = "counts"."branch"
          ) AS "counts"
          WHERE "counts"."#time" = "counts"."#latest"
        ) AS "counts 1"
          CROSS JOIN (
            SELECT sum("counts"."onShelf") AS "#1"
            FROM (
              SELECT
                "counts".*,
                "counts"."day" AS "#time",
                max("counts"."day") OVER () AS "#latest"
              FROM "StockCount" AS "counts"
              WHERE "this"."id" = "counts"."branch"
            ) AS "counts"
            WHERE "counts"."#time" = "counts"."#latest"
          ) AS "counts 2"
          CROSS JOIN (
            SELECT count(*) AS "#1"
            FROM "StockCount" AS "counts"
            WHERE "this"."id" = "counts"."branch"
          ) AS "counts 3"
      ))
    )
    ORDER BY "this"."#1"
  )
FROM (
  SELECT
    "this".*,
    "this:entity"."iri" AS "#1"
  FROM "Branch" AS "this"
    JOIN "entity" AS "this:entity" ON "this:entity"."id" = "this"."id"
  ORDER BY "this:entity"."iri"
  LIMIT :p1 + 1
) AS "this"
