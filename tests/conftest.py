"""What holds for every test."""

from hypothesis import settings

# A test neither depends on chance nor on how busy the machine is.
settings.register_profile("linchpin", deadline=None, derandomize=True)
settings.load_profile("linchpin")
