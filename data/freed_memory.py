"""Memory that is freed goes back to the system.

glibc keeps what large frames leave behind for the next ones, in as many arenas as threads have
asked for: a reading process stayed at 1.9 GB where it needed 1.1.
"""

import ctypes
import os
import sys

__all__ = ["give_back"]

#: What mallopt of glibc calls its settings, and ours: blocks of 4 MB and more are mapped one by
#: one, more than 64 MB at the end of the heap are given back, and there is an arena for each core,
#: at least two.
_MMAP_THRESHOLD, _TRIM_THRESHOLD, _ARENA_MAX = -3, -1, -8
_SETTINGS = {
    _MMAP_THRESHOLD: 4 << 20,
    _TRIM_THRESHOLD: 64 << 20,
    _ARENA_MAX: max(2, os.cpu_count() or 2),
}


def give_back() -> None:
    """Let the allocator of this process keep little; without effect where it is none of glibc's."""
    if sys.platform != "linux":
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return
    for setting, value in _SETTINGS.items():
        mallopt(setting, value)
