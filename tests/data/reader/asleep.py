"""Takes longer to import than any test waits, where it is asked to."""

import os
import time

if "ASLEEP" in os.environ:
    time.sleep(120)
