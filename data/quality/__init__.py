"""What is unclear in the data, what was done about it, and where the money went."""

from data.quality.control import control_total
from data.quality.issues import quality

__all__ = ["control_total", "quality"]
