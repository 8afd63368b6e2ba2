"""Words become terms, values, numbers, windows."""
