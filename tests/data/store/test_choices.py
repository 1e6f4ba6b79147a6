"""What is chosen once and stays across a restart: the day of the figures, and a database."""

from datetime import date

from data.sources.listing import Place
from data.store.accepted_losses import accept_losses, accepted_losses, undo_accepted_losses
from data.store.as_of_days import choose_day, chosen_day, undo_day
from data.store.connections import connect, connection, disconnect
from data.store.entries import Author, Store

ANN = Author("Ann")
PLACE = Place("mariadb", "db.example", 3306, "crm", "reader")


def test_day_counts_for_the_data_it_was_chosen_for_and_can_be_taken_back(store: Store) -> None:
    choose_day(store, "v1", date(2026, 3, 31), author=ANN)
    chosen = chosen_day(store, "v1")
    assert chosen is not None
    assert (chosen.day, chosen.author) == (date(2026, 3, 31), "Ann")
    assert chosen_day(store, "v2") is None
    undo_day(store, chosen, author=ANN)
    assert chosen_day(store, "v1") is None


def test_connection_stays_without_its_password_until_it_is_ended(store: Store) -> None:
    assert connection(store) is None
    connect(store, PLACE, "CRM_PASSWORD", author=ANN)
    connect(store, PLACE, "OTHER_PASSWORD", "suitecrm", author=ANN)
    known = connection(store)
    assert known is not None
    assert (known.place, known.secret, known.author) == (PLACE, "OTHER_PASSWORD", "Ann")
    assert known.mapping == "suitecrm"
    disconnect(store, author=ANN)
    assert connection(store) is None
    disconnect(store, author=ANN)


def test_losses_are_accepted_for_one_database_whoever_asks_it_and_no_secret_is_kept(
    store: Store,
) -> None:
    accept_losses(store, "postgresql://ann:secret@db.example:5432/crm?sslcert=a", author=ANN)
    accepted = accepted_losses(store, "postgresql://bo@db.example:5432/crm")
    assert accepted is not None
    assert accepted.author == "Ann"
    assert accepted_losses(store, "postgresql://ann:secret@db.example:5432/other") is None
    undo_accepted_losses(store, accepted, author=ANN)
    assert accepted_losses(store, "postgresql://bo@db.example:5432/crm") is None
