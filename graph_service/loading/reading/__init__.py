"""Reading: a product's files as typed tables in DuckDB, and the SQL that people may write over them."""
