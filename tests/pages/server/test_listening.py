import pytest

from analytics.errors import InputError
from pages.server.listening import check_address, insists

INSISTING = {"LINCHPIN_LISTEN_TO_EVERYBODY": "yes, without sign-in"}
OUTSIDE = ["0.0.0.0", "::", "192.168.1.5", "server.example", "", None, "unix:///run/linchpin"]


@pytest.mark.parametrize("address", OUTSIDE)
def test_address_that_others_reach_is_refused_and_the_words_that_insist_are_said(
    address: str | None,
) -> None:
    with pytest.raises(InputError) as raised:
        check_address(address, {})
    said = str(raised.value)
    assert said.startswith(f"server.address is {address or '0.0.0.0'}: everybody")
    (name, words) = next(iter(INSISTING.items()))
    assert said.endswith(f'insist with {name}="{words}"')


@pytest.mark.parametrize("address", OUTSIDE)
def test_whoever_insists_in_words_is_obeyed(address: str | None) -> None:
    check_address(address, INSISTING)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "localhost"])
def test_this_computer_needs_no_words(address: str) -> None:
    check_address(address, {})


@pytest.mark.parametrize("words", ["", "1", "yes", "true", "Yes, without sign-in"])
def test_other_words_do_not_insist(words: str) -> None:
    assert not insists({"LINCHPIN_LISTEN_TO_EVERYBODY": words})
