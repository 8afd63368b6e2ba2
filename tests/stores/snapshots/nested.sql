-- links to one and to many, limited and ordered per parent
-- :p1 = 100
-- :p2 = 2
-- :p3 = 1
SELECT
  json_group_array(
    json_object(
      'title', "this"."title",
      'district', json(iif("this.district"."id" IS NULL, NULL, json_object(
        'name', "this.district"."name"
      ))),
      'copies', json((
        SELECT
          json_group_array(
            json_object(
              'barcode', "copies"."barcode",
              'loans', json((
                SELECT
                  json_group_array(
                    json_object(
                      'loanId', "loans"."loanId",
                      'fee', iif("loans"."fee" IS NULL, NULL, printf('%s%d.%02d', iif("loans"."fee" < 0, '-', ''), abs("loans"."fee") / 100, abs("loans"."fee") % 100))
                    )
                    ORDER BY "loans"."#1" DESC, "loans"."#2"
                  )
                FROM (
                  SELECT
                    "loans".*,
                    "loans"."lentAt" AS "#1",
                    "loans:entity"."iri" AS "#2"
                  FROM "Loan" AS "loans"
                    JOIN "entity" AS "loans:entity" ON "loans:entity"."id" = "loans"."id"
                  WHERE "copies"."id" = "loans"."copy"
                  ORDER BY "loans"."lentAt" DESC, "loans:entity"."iri"
                  LIMIT :p3
                ) AS "loans"
              )),
              'work', json(iif("copies.work"."id" IS NULL, NULL, json_object(
                'title', "copies.work"."title"
              )))
            )
            ORDER BY "copies"."#1" DESC, "copies"."#2"
          )
        FROM (
          SELECT
            "copies".*,
            "copies"."barcode" AS "#1",
            "copies:entity"."iri" AS "#2"
          FROM "Copy" AS "copies"
            JOIN "entity" AS "copies:entity" ON "copies:entity"."id" = "copies"."id"
          WHERE "this"."id" = "copies"."branch"
          ORDER BY "copies"."barcode" DESC, "copies:entity"."iri"
          LIMIT :p2
        ) AS "copies"
          LEFT JOIN "Work" AS "copies.work" ON "copies.work"."id" = "copies"."work"
      ))
    )
    ORDER BY "this"."#1#sort" NULLS LAST, "this"."#1#cf" NULLS LAST, "this"."#2"
  )
FROM (
  SELECT
    "this".*,
    "this"."title_cf" AS "#1#cf",
    "this"."title_sort" AS "#1#sort",
    "this:entity"."iri" AS "#2"
  FROM "Branch" AS "this"
    JOIN "entity" AS "this:entity" ON "this:entity"."id" = "this"."id"
  ORDER BY "this"."title_sort" NULLS LAST, "this"."title_cf" NULLS LAST, "this:entity"."iri"
  LIMIT :p1 + 1
) AS "this"
  LEFT JOIN "District" AS "this.district" ON "this.district"."id" = "this"."district"
