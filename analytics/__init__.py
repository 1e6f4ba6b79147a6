"""Pure functions from frames to frozen results: no input or output, no clock, no framework."""
