"""What holds for every test."""

import gc

from hypothesis import settings

# A test neither depends on chance nor on how busy the machine is.
settings.register_profile("linchpin", deadline=None, derandomize=True)
settings.load_profile("linchpin")

# New objects until Python searches for garbage; at its usual 700 that is a fifth of the time.
gc.set_threshold(100_000)


def pytest_collection_finish() -> None:
    """Leave what collecting the tests has made out of every later search for garbage.

    Streamlit searches after each run of a page, through eleven thousand tests and all modules.
    """
    gc.collect()
    gc.freeze()
