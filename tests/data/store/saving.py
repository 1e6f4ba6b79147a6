"""A program that saves and can be killed: ``saving HOME ADDRESS PREFIX NUMBER``.

Prints the subject of each entry once it is saved.
"""

import sys
from pathlib import Path

from data.home.settings import Settings
from data.store.entries import Author, Store

if __name__ == "__main__":
    home, address, prefix, number = sys.argv[1:]
    store = Store.of(Settings(Path(home), None, Path(home, "policy.toml"), address or None))
    for each in range(int(number)):
        store.save("a", f"{prefix}{each}", {}, author=Author("program"), seen=0)
        print(f"{prefix}{each}", flush=True)
