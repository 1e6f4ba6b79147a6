"""Every table of columns, each stated once: name, kind, unit, whether it may be empty, meaning."""
