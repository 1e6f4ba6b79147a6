"""Would the records survive? The newest backup of each system, and its last tested restore."""

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
    rows = house.records.backups
    age = (house.as_of - rows["succeeded_on"]).dt.days
    points = []
    for row in rows[(age > rule.limits["days"]) | age.isna()].itertuples():
        succeeded = day_of(row.succeeded_on)
        evidence = (
            message("No backup of {system} is recorded as succeeded.", system=row.system)
            if succeeded is None
            else message(
                "The newest backup of {system} that succeeded is of {day}, {count} day ago.",
                "The newest backup of {system} that succeeded is of {day}, {count} days ago.",
                count=(house.as_of.date() - succeeded).days,
                system=row.system,
                day=succeeded,
            )
        )
        points.append(OpenPoint(SYSTEM, row.system, evidence, _RUN, succeeded))
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
    rows = house.records.backups
    age = (house.as_of - rows["restored_on"]).dt.days
    points = []
    for row in rows[(age > rule.limits["days"]) | age.isna()].itertuples():
        restored = day_of(row.restored_on)
        evidence = (
            message("No restore of {system} has ever been tested on record.", system=row.system)
            if restored is None
            else message(
                "The restore of {system} was last tested on {day}, {count} day ago.",
                "The restore of {system} was last tested on {day}, {count} days ago.",
                count=(house.as_of.date() - restored).days,
                system=row.system,
                day=restored,
            )
        )
        points.append(OpenPoint(SYSTEM, row.system, evidence, _TEST, restored))
    return Answer(points)
