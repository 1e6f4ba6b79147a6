"""Where things live at run time, as the environment says."""

import os
from dataclasses import dataclass
from pathlib import Path

__all__ = ["POLICY", "Settings"]

#: The name of the policy in the home.
POLICY = "policy.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things live at run time."""

    home: Path
    source: str | None
    policy: Path

    @classmethod
    def from_environment(cls, root: Path) -> "Settings":
        """Read LINCHPIN_HOME, LINCHPIN_SOURCE and LINCHPIN_POLICY; ``root`` holds app.py."""
        home = Path(os.environ.get("LINCHPIN_HOME") or root / ".linchpin")
        policy = Path(os.environ.get("LINCHPIN_POLICY") or home / POLICY)
        return cls(home, os.environ.get("LINCHPIN_SOURCE") or None, policy)
