"""Would the records survive? The newest backup of each system, and its last tested restore."""

from datetime import date

from analytics.messages import message
from analytics.policy import RuleInForce
from analytics.safeguards.house import SYSTEM, Answer, House, OpenPoint, day_of

__all__ = ["backup_failed", "backup_stale", "restore_untested"]

_RUN = message(
    "Find out why it does not run, run it today, and let somebody be told when it fails."
)
_REPEAT = message("Read the reason in its log, and repeat the backup today.")
_TEST = message("Restore it into an empty place and look at ten records; write down the day.")


def backup_stale(house: House, rule: RuleInForce) -> Answer:
    """Systems whose newest backup that succeeded is older than so many days, or of which none
    did."""
    points = []
    for system, succeeded in _overdue(house, rule, "succeeded_on"):
        evidence = (
            message("No backup of {system} is recorded as succeeded.", system=system)
            if succeeded is None
            else message(
                "The newest backup of {system} that succeeded is of {day}, {count} day ago.",
                "The newest backup of {system} that succeeded is of {day}, {count} days ago.",
                count=(house.as_of.date() - succeeded).days,
                system=system,
                day=succeeded,
            )
        )
        points.append(OpenPoint(SYSTEM, system, evidence, _RUN, succeeded))
    return Answer(points)


def backup_failed(house: House, _rule: RuleInForce) -> Answer:
    """Systems whose newest backup failed."""
    rows = house.records.backups
    return Answer(
        [
            OpenPoint(
                SYSTEM,
                row.system,
                message(
                    "The newest backup of {system}, of {day}, failed.",
                    system=row.system,
                    day=day_of(row.newest_on),
                ),
                _REPEAT,
                day_of(row.newest_on),
            )
            for row in rows[~rows["newest_succeeded"]].itertuples()
        ]
    )


def restore_untested(house: House, rule: RuleInForce) -> Answer:
    """Systems whose backup was never restored for a test, or not for so many days."""
    points = []
    for system, restored in _overdue(house, rule, "restored_on"):
        evidence = (
            message("No restore of {system} has ever been tested on record.", system=system)
            if restored is None
            else message(
                "The restore of {system} was last tested on {day}, {count} day ago.",
                "The restore of {system} was last tested on {day}, {count} days ago.",
                count=(house.as_of.date() - restored).days,
                system=system,
                day=restored,
            )
        )
        points.append(OpenPoint(SYSTEM, system, evidence, _TEST, restored))
    return Answer(points)


def _overdue(house: House, rule: RuleInForce, column: str) -> list[tuple[str, date | None]]:
    """Systems for which a day lies too far back, with that day; None where there is none."""
    rows = house.records.backups
    age = (house.as_of - rows[column]).dt.days
    late = rows[(age > rule.limits["days"]) | age.isna()]
    return [(system, day_of(day)) for system, day in zip(late["system"], late[column], strict=True)]
