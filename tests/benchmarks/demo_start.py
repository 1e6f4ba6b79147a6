"""How long the first start takes: building the demo company (budget 10 s). By ``make bench``."""
