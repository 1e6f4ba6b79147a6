"""People who are only called inactive: their leaving day is estimated, and said to be."""

from collections.abc import Iterator

from analytics.messages import message
from analytics.relationships.people import estimated_leaving
from data.quality.inquiry import Inquiry, Issue

__all__ = ["estimated_days"]


def estimated_days(ask: Inquiry) -> Iterator[Issue]:
    """One issue for estimated days, one for people of whom there is not even a trace."""
    reps = ask.extract.reps
    people = reps[estimated_leaving(reps)]
    unknown = people["leaving_day_evidence"] == "none"
    for code, chosen in (("leaving_day_unknown", unknown), ("leaving_day_estimated", ~unknown)):
        ids = people.loc[chosen, "rep_id"]
        if ids.empty:
            continue
        said = (
            message(
                "{count} person is inactive without a leaving day or any record; taken as departed "
                "on every day that is assessed.",
                "{count} people are inactive without a leaving day or any record; taken as "
                "departed on every day that is assessed.",
                count=len(ids),
            )
            if code == "leaving_day_unknown"
            else message(
                "{count} person is inactive without a leaving day; it is estimated by the last own "
                "contact record or login, or the last booking.",
                "{count} people are inactive without a leaving day; it is estimated by the last "
                "own contact record or login, or the last booking.",
                count=len(ids),
            )
        )
        credited = ask.extract.credits
        own = credited.loc[credited["rep_id"].isin(ids), "credit"]
        all_ = credited["credit"].abs().sum()
        share = float(own.abs().sum() / all_) if all_ else 0.0
        money = float(own.sum())
        yield Issue("reps", code, said, len(ids), str(ids.min()), money, share, len(ids))
