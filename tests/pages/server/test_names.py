import pytest

from analytics.errors import InputError
from pages.server.names import hosts_of, is_this_computer, listed_names, own_origins


def test_names_are_this_computers_own_and_the_address_of_the_socket() -> None:
    assert own_origins("192.168.1.5", 8501, "http", ()) == {
        "http://127.0.0.1:8501",
        "http://localhost:8501",
        "http://[::1]:8501",
        "http://192.168.1.5:8501",
    }


@pytest.mark.parametrize(
    ("address", "host"),
    [("::ffff:192.168.1.5", "192.168.1.5:80"), ("fe80::1%eth0", "[fe80::1]:80")],
)
def test_address_is_named_as_browsers_write_it(address: str, host: str) -> None:
    assert f"https://{host}" in own_origins(address, 80, "https", ())


@pytest.mark.parametrize(("port", "scheme"), [(80, "http"), (443, "https")])
def test_port_that_the_scheme_implies_is_not_written(port: int, scheme: str) -> None:
    assert hosts_of(own_origins("::1", port, scheme, ())) == {"127.0.0.1", "localhost", "[::1]"}


def test_unix_socket_has_the_listed_names_only() -> None:
    assert own_origins("/run/linchpin", None, "http", ("https://risk.example",)) == {
        "https://risk.example"
    }


def test_names_are_listed_with_blanks_or_commas() -> None:
    setting = " https://risk.example,http://10.0.0.7:8501  https://[fd00::7]:8443, "
    expected = ("https://risk.example", "http://10.0.0.7:8501", "https://[fd00::7]:8443")
    assert listed_names({"LINCHPIN_NAMES": setting}) == expected
    assert listed_names({}) == listed_names({"LINCHPIN_NAMES": " "}) == ()


@pytest.mark.parametrize(
    "name",
    [
        "risk.example",
        "risk.example:443",
        "https://Risk.example",
        "https://risk.example:443",
        "http://risk.example:80",
        "https://risk.example/",
        "https://risk.example.",
        "https://*.example",
        "*",
        "null",
        "https://u@risk.example",
        "ftp://risk.example",
        "https://risk.example:0",
        "https://risk.example:99999",
    ],
)
def test_name_that_no_browser_would_send_is_refused_with_the_remedy(name: str) -> None:
    with pytest.raises(InputError, match=r"LINCHPIN_NAMES holds .* such as https://risk.example"):
        listed_names({"LINCHPIN_NAMES": f"https://good.example {name}"})


@pytest.mark.parametrize("address", ["127.0.0.1", "127.1.2.3", "::1", "[::1]", "localhost"])
def test_loopback_is_this_computer(address: str) -> None:
    assert is_this_computer(address)


@pytest.mark.parametrize(
    "address", ["0.0.0.0", "::", "::ffff:0.0.0.0", "10.0.0.7", "server", "localhost.example", ""]
)
def test_everything_else_is_not(address: str) -> None:
    assert not is_this_computer(address)
