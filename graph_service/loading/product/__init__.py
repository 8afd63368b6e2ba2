"""Product: a folder of `loaders/` as one value: contract, descriptor and mapping."""
