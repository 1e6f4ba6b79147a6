"""A program that saves and can be killed: ``saving HOME ADDRESS PREFIX NUMBER [action]``.

Prints the subject of each entry, or the customer of each action, once it is saved.
"""

import sys
from pathlib import Path

from analytics.actions import Action, ActionKind
from data.home.settings import Settings
from data.store.actions import save_action
from data.store.entries import Author, Store

if __name__ == "__main__":
    home, address, prefix, number, *what = sys.argv[1:]
    store = Store.of(Settings(Path(home), None, Path(home, "policy.toml"), address or None))
    program = Author("program")
    for each in range(int(number)):
        name = f"{prefix}{each}"
        if what == ["action"]:
            action = Action(ActionKind.SECOND_CONTACT, "ann", customer_id=name, rep_id="sue")
            save_action(store, action, author=program, seen=0)
        else:
            store.save("a", name, {}, author=program, seen=0)
        print(name, flush=True)
