"""The name under which somebody enters something is asked once a browser."""

from types import SimpleNamespace

import pytest

from data.store.entries import Author, system_user
from pages.components import author as asking
from pages.components.author import COOKIE, author, author_given, to_keep


class Browser:
    """A browser with its cookies, and the session of one of its windows."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, cookie: str | None = None):
        cookies = {} if cookie is None else {COOKIE: cookie}
        self.session: dict[str, object] = {}
        window = SimpleNamespace(
            session_state=self.session, context=SimpleNamespace(cookies=cookies)
        )
        monkeypatch.setattr(asking, "st", window)


def test_without_a_name_it_is_the_user_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    Browser(monkeypatch)
    assert author() == Author(system_user())
    assert to_keep() is None


@pytest.mark.parametrize("cookie", ["%E6%9D%8E%20Na", "  %E6%9D%8E%0ANa "])
def test_browser_that_was_told_a_name_is_not_asked_again(
    monkeypatch: pytest.MonkeyPatch, cookie: str
) -> None:
    Browser(monkeypatch, cookie)
    assert author() == author_given("here") == Author("李 Na")
    assert to_keep() is None


@pytest.mark.parametrize("cookie", ["", "%20", "%0A"])
def test_cookie_that_holds_no_name_is_none(monkeypatch: pytest.MonkeyPatch, cookie: str) -> None:
    Browser(monkeypatch, cookie)
    assert author() == Author(system_user())


def test_name_that_is_given_is_kept_once_and_counts_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    browser = Browser(monkeypatch, "Li%20Na")
    browser.session["here-author"] = " Jo  Wu "
    assert author_given("here") == author() == Author("Jo Wu")
    assert [to_keep(), to_keep()] == ["Jo Wu", None]


def test_default_that_is_confirmed_is_kept_too(monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Browser(monkeypatch)
    browser.session["here-author"] = system_user()
    author_given("here")
    assert to_keep() == Author(system_user()).name
