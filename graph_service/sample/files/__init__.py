"""Files: each data product's tables, and the truth, as columns of text."""
