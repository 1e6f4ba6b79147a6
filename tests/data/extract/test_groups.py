"""Corporate groups: the topmost parent, however long the chain."""

from collections.abc import Iterator

import pytest

from analytics.statements import topmost


class Counted(dict[str, str]):
    """Parents that count how often one is looked up."""

    asked = 0

    def get(self, key: str, default: str | None = None) -> str | None:  # type: ignore[override]
        self.asked += 1
        return super().get(key, default)


def names(count: int) -> Iterator[str]:
    return (f"C{number:06d}" for number in range(count))


CHAIN = dict(zip(names(50_000), list(names(50_001))[1:], strict=True))


@pytest.mark.parametrize("order", ["up", "down"])
def test_chain_of_fifty_thousand_is_followed_in_as_many_steps(order: str) -> None:
    items = list(CHAIN.items())
    parents = Counted(items if order == "up" else reversed(items))
    tops = topmost(parents)
    assert set(tops.values()) == {"C050000"}
    assert len(tops) == 50_000
    assert parents.asked <= 2 * 50_000 + 1


def test_circle_of_fifty_thousand_is_followed_in_as_many_steps() -> None:
    parents = Counted({**CHAIN, "C050000": "C000000", "A": "C025000"})
    assert set(topmost(parents).values()) == {"C000000"}
    assert parents.asked <= 2 * 50_001 + 2
