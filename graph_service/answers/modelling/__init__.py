"""What a language model sees and proposes."""
