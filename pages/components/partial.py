"""What customers who stay are expected to buy less: a remark beside every expected loss."""

from analytics.messages import Message, Money, message
from pages.components import numbers
from pages.components.text import tm_text

__all__ = ["and_buy_less", "buy_less"]


def buy_less(shrinkage: numbers.Amount, currency: str) -> tuple[str, ...]:
    """The remark as a note of a figure; none where it is nothing or not known."""
    if shrinkage is None or not shrinkage > 0:
        return ()
    remark = message(
        "besides, customers who stay are expected to buy {amount} less",
        amount=Money(float(shrinkage), currency),
    )
    return (tm_text(remark),)


def and_buy_less(sentence: Message, shrinkage: float, currency: str) -> Message:
    """A sentence about expected losses with the same remark, where there is something to say."""
    if not shrinkage > 0:
        return sentence
    return message(
        "{sentence}; besides, customers who stay are expected to buy {amount} less",
        sentence=sentence,
        amount=Money(shrinkage, currency),
    )
