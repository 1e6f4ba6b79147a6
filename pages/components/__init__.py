"""What several pages are made of: the frame, words and numbers, tables, charts, definitions."""
