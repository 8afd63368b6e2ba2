"""What an answer stands on."""
