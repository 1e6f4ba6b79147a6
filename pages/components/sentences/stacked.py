"""How far the chances shown are the model's, where the past says that less predicts better."""

from analytics.attrition.backtest import Backtest
from analytics.messages import Message, Percent, message

__all__ = ["stacked_sentence"]

#: A part below is not spoken of.
_WORTH_SAYING = 0.005


def stacked_sentence(check: Backtest | Message) -> Message | None:
    """One sentence; None where every chance is the model's."""
    if not isinstance(check, Backtest):
        return None
    tenure, rate = check.stacking.tenure, check.stacking.rate
    match (tenure >= _WORTH_SAYING, rate >= _WORTH_SAYING):
        case (True, True):
            return message(
                "In past years something simpler predicted better in part: of each chance shown, "
                "{rate} is the same for everybody and {tenure} rests on time with the company "
                "alone",
                rate=Percent(rate),
                tenure=Percent(tenure),
            )
        case (True, False):
            return message(
                "In past years something simpler predicted better in part: of each chance shown, "
                "{tenure} rests on time with the company alone",
                tenure=Percent(tenure),
            )
        case (False, True):
            return message(
                "In past years something simpler predicted better in part: of each chance shown, "
                "{rate} is the same for everybody",
                rate=Percent(rate),
            )
    return None
