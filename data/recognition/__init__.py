"""What the tables and columns of an unknown source probably mean, and how sure that is."""
