"""A program that opens and closes reviews and can be killed: ``HOME ADDRESS FIGURES PAPERS``.

Prints ``opened ID`` and ``closed ID`` once each is done; one that was left open is closed first.
"""

import sys
from datetime import date
from pathlib import Path

from analytics.actions import Action, ActionKind
from analytics.pack.papers import papers_from
from analytics.review.frozen import from_bytes
from data.home.settings import Settings
from data.store.entries import Author, Store
from data.store.reviews import close_review, kept_reviews, open_review

if __name__ == "__main__":
    home, address, file, papers_file = sys.argv[1:]
    store = Store.of(Settings(Path(home), None, Path(home, "policy.toml"), address or None))
    program, day = Author("program"), date(2026, 7, 1)
    snapshot = from_bytes(Path(file).read_bytes())
    papers = papers_from(Path(papers_file).read_bytes())
    decided = [Action(ActionKind.TALK, "bob", rep_id=f"r{each}") for each in range(200)]
    for _ in range(1000):
        if not any(each.is_open for each in kept_reviews(store)):
            review_id = open_review(store, snapshot, papers, author=program, opened_on=day)
            print(f"opened {review_id}", flush=True)
        review = next(each for each in kept_reviews(store) if each.is_open)
        close_review(store, review, decided, "", author=program, closed_on=day)
        print(f"closed {review.review_id}", flush=True)
