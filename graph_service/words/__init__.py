"""Words and numbers as people write them: tokens, stems, language, figures in a sentence."""
