-- nor through links
-- :p1 = 'c03'
-- :p2 = 'c04'
-- :p3 = 100
-- :p4 = 'Nord'
SELECT
  json_group_array(
    json_object(
      'barcode', "this"."barcode",
      'loans', json((
        SELECT
          json_group_array(
            json_object(
              'loanId', "loans"."loanId"
            )
            ORDER BY "loans"."#1"
          )
        FROM (
          SELECT
            "loans".*,
            "loans:entity"."iri" AS "#1"
          FROM "Loan" AS "loans"
            JOIN "entity" AS "loans:entity" ON "loans:entity"."id" = "loans"."id"
          WHERE "this"."id" = "loans"."copy"
            AND EXISTS (
              SELECT 1
              FROM "Copy" AS "copy"
              WHERE "copy"."id" = "loans"."copy"
                AND EXISTS (
                  SELECT 1
                  FROM "Branch" AS "branch"
                  WHERE "branch"."id" = "copy"."branch"
                    AND EXISTS (
                      SELECT 1
                      FROM "District" AS "district"
                      WHERE "district"."id" = "branch"."district"
                        AND "district"."name" = :p4
                    )
                )
            )
          ORDER BY "loans:entity"."iri"
          LIMIT :p3
        ) AS "loans"
      )),
      'lent', json((
        SELECT
          json_object(
            'n', count(*)
          )
        FROM "Loan" AS "lent"
        WHERE "this"."id" = "lent"."copy"
          AND EXISTS (
            SELECT 1
            FROM "Copy" AS "copy"
            WHERE "copy"."id" = "lent"."copy"
              AND EXISTS (
                SELECT 1
                FROM "Branch" AS "branch"
                WHERE "branch"."id" = "copy"."branch"
                  AND EXISTS (
                    SELECT 1
                    FROM "District" AS "district"
                    WHERE "district"."id" = "branch"."district"
                      AND "district"."name" = :p4
                  )
              )
          )
      ))
    )
    ORDER BY "this"."#1"
  )
FROM (
  SELECT
    "this".*,
    "this:entity"."iri" AS "#1"
  FROM "Copy" AS "this"
    JOIN "entity" AS "this:entity" ON "this:entity"."id" = "this"."id"
  WHERE "this"."barcode" IN (:p1, :p2)
  ORDER BY "this:entity"."iri"
  LIMIT :p3 + 1
) AS "this"
