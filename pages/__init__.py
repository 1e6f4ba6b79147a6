"""What the reader sees: one package a page, drawn from prepared figures."""
