"""Where things live at run time, as the environment says."""

import os
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["POLICY", "STORE_SETTING", "Settings"]

#: The name of the policy in the home.
POLICY = "policy.toml"
#: The setting that names a database for what people enter; without it, it lies in the home.
STORE_SETTING = "LINCHPIN_STORE"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things live at run time."""

    home: Path
    source: str | None
    policy: Path
    #: The address of the database for what people enter; may hold a password.
    store: str | None = field(default=None, repr=False)
    #: How the tables of the source are read: a name of a mapping, a TOML file, or its text.
    mapping: str | None = field(default=None, repr=False)

    @classmethod
    def from_environment(cls, root: Path) -> "Settings":
        """Read LINCHPIN_HOME, LINCHPIN_SOURCE, LINCHPIN_MAP, LINCHPIN_POLICY and LINCHPIN_STORE;
        ``root`` holds app.py."""
        home = Path(os.environ.get("LINCHPIN_HOME") or root / ".linchpin")
        policy = Path(os.environ.get("LINCHPIN_POLICY") or home / POLICY)
        source = os.environ.get("LINCHPIN_SOURCE") or None
        mapping = os.environ.get("LINCHPIN_MAP") or None
        return cls(home, source, policy, os.environ.get(STORE_SETTING) or None, mapping)
