-- a link to one whose entity may not be seen leads nowhere
-- :p1 = 'c01'
-- :p2 = 'c05'
-- :p3 = 'c06'
-- :p4 = 100
-- :p5 = 3.0
SELECT
  json_group_array(
    json_object(
      'barcode', "this"."barcode",
      'work.title', "this.work"."title",
      'work', json(iif("this.work_2"."id" IS NULL, NULL, json_object(
        'isbn', "this.work_2"."isbn"
      )))
    )
    ORDER BY "this"."#1"
  )
FROM (
  SELECT
    "this".*,
    "this:entity"."iri" AS "#1"
  FROM "Copy" AS "this"
    JOIN "entity" AS "this:entity" ON "this:entity"."id" = "this"."id"
  WHERE "this"."barcode" IN (:p1, :p2, :p3)
  ORDER BY "this:entity"."iri"
  LIMIT :p4 + 1
) AS "this"
  LEFT JOIN "Work" AS "this.work" ON "this.work"."id" = "this"."work"
    AND "this.work"."rating" >= :p5
  LEFT JOIN "Work" AS "this.work_2" ON "this.work_2"."id" = "this"."work"
    AND "this.work_2"."rating" >= :p5
