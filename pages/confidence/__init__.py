"""How sure the figures are, what they rest on, and what would change them."""
