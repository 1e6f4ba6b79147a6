"""Everything that touches storage; customer systems are only ever read."""
