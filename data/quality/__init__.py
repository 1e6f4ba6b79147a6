"""What is unclear in the data, what was done about it, and where the money went."""

from data.quality.control import control_total
from data.quality.issues import quality
from data.quality.losses import refuse_losses
from data.quality.spellings import spellings
from data.quality.weight import warnings_of

__all__ = ["control_total", "quality", "refuse_losses", "spellings", "warnings_of"]
