"""Who may read what, and the proof of it: policies from text, kept by the authorize pass of every plan."""
