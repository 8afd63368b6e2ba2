"""What was grounded becomes one plan, by rules."""
