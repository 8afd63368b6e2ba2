"""Windows of time: words and spans."""
