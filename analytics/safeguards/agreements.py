"""What has been signed, what has ended, what is paid for?

The law of a jurisdiction (:mod:`analytics.safeguards.law`) decides only how long a non-compete may
be and whether it can bind at all; where no file holds it, the usual length is the only measure.
"""

import pandas as pd

from analytics.messages import Message, message
from analytics.policy import RuleInForce
from analytics.safeguards.house import REP, Answer, House, OpenPoint, day_of
from analytics.safeguards.law import Jurisdiction

__all__ = [
    "in_force",
    "no_confidentiality",
    "no_handover",
    "no_non_compete",
    "no_non_solicit",
    "non_compete_expired",
    "non_compete_term",
    "non_compete_unpaid",
]

NON_COMPETE = "non_compete"

_SIGN = message("Prepare the agreement and sign it together; say what it is for.")
_HANDOVER = message(
    "Agree what is handed over, to whom and by when if somebody leaves or falls ill; it "
    "protects the "
    "customers, not only the company."
)
_PAY = message(
    "Have it checked whether the term still binds and what is owed; pay, or release the "
    "person from "
    "it in writing."
)
_RENEW = message("Decide whether it is still needed; if so, have a new one prepared.")
_TERM = message(
    "Have the length checked by somebody who knows the law of the place; this is information, not "
    "advice."
)


def in_force(house: House, kind: str) -> pd.DataFrame:
    """The agreements of a kind that are signed and have not ended, as rows of papers.

    A source without the column of signing days lists what is signed; in one with it, a row without
    a day is a paper that waits.
    """
    rows = house.records.papers[house.records.papers["kind"] == kind]
    signed = rows["signed_on"].notna() | (not house.has("agreements", "signed_on"))
    ended = rows["ends_on"] < house.as_of
    return rows[signed & ~ended]


def no_confidentiality(house: House, _rule: RuleInForce) -> Answer:
    """People who work here, the owner aside, without a confidentiality agreement in force."""
    reps = house.reps
    people = reps[reps["active"] & reps["known"] & (reps["function"] != "owner")]
    return _without(house, people, "confidentiality", _confidentiality_said)


def no_non_solicit(house: House, _rule: RuleInForce) -> Answer:
    """Salespeople without an agreement not to solicit customers in force."""
    return _without(house, house.sellers, "non_solicit", _non_solicit_said)


def no_handover(house: House, _rule: RuleInForce) -> Answer:
    """Salespeople without a handover agreement in force."""
    return _without(house, house.sellers, "handover", _handover_said)


def no_non_compete(house: House, rule: RuleInForce) -> Answer:
    """Salespeople who never signed a non-compete, where the law lets one bind; only in the
    jurisdictions of the rule, if it names any."""
    people = house.sellers
    places = people["jurisdiction"].astype(object)
    allowed = places.map(lambda code: not _voids(house.place(code)))
    if rule.jurisdictions:
        allowed &= places.isin(rule.jurisdictions)
    papers = house.records.papers
    ever = papers.loc[papers["kind"] == NON_COMPETE, "rep_id"]
    people = people[allowed.astype(bool) & ~people["rep_id"].isin(ever)]
    return _without(house, people, NON_COMPETE, _non_compete_said)


def _voids(place: Jurisdiction | None) -> bool:
    return place is not None and place.void


def _without(house: House, people: pd.DataFrame, kind: str, said: object) -> Answer:
    signed = set(in_force(house, kind)["rep_id"])
    papers = house.records.papers
    ended = papers[papers["kind"] == kind].groupby("rep_id")["ends_on"].max()
    open_ones = people.loc[~people["rep_id"].isin(list(signed)), "rep_id"]
    points = []
    for rep_id in open_ones:
        end = day_of(ended.get(rep_id, pd.NaT))
        past = end if end is not None and end < house.as_of.date() else None
        evidence = said(house.name(rep_id), past)  # type: ignore[operator]
        remedy = _HANDOVER if kind == "handover" else _SIGN
        points.append(OpenPoint(REP, rep_id, evidence, remedy, past, house.held(rep_id)))
    return Answer(points)


def _confidentiality_said(name: str, ended: object) -> Message:
    if ended:
        return message(
            "The confidentiality agreement of {rep} ended on {day}.", rep=name, day=ended
        )
    return message("No confidentiality agreement of {rep} is on record.", rep=name)


def _non_solicit_said(name: str, ended: object) -> Message:
    if ended:
        return message(
            "The agreement of {rep} not to solicit customers ended on {day}.", rep=name, day=ended
        )
    return message("No agreement of {rep} not to solicit customers is on record.", rep=name)


def _handover_said(name: str, ended: object) -> Message:
    if ended:
        return message("The handover agreement of {rep} ended on {day}.", rep=name, day=ended)
    return message("No handover agreement of {rep} is on record.", rep=name)


def _non_compete_said(name: str, _ended: object) -> Message:
    return message("No non-compete of {rep} is on record.", rep=name)


def _binding(house: House) -> pd.DataFrame:
    """Non-competes of leavers with the day of leaving and the last day that they bind (missing:
    not recorded)."""
    reps = house.reps
    gone = reps.loc[reps["departed"], ["rep_id", "left_on", "jurisdiction"]]
    papers = house.records.papers
    rows = papers[papers["kind"] == NON_COMPETE]
    signed = rows["signed_on"].notna() | (not house.has("agreements", "signed_on"))
    rows = rows[signed].merge(gone, on="rep_id")
    whole = rows["months"].where(rows["months"] <= _LONGEST).fillna(0).round().astype(int)
    ends = [
        left + pd.DateOffset(months=months) if months and pd.notna(left) else pd.NaT
        for left, months in zip(rows["left_on"], whole, strict=True)
    ]
    counted = pd.Series(ends, index=rows.index, dtype="datetime64[s]")
    return rows.assign(binds_until=rows["ends_on"].fillna(counted))


#: No non-compete binds for longer: a typing mistake must not end in a day that cannot be written.
_LONGEST = 600


def non_compete_unpaid(house: House, _rule: RuleInForce) -> Answer:
    """Leavers whose non-compete still binds and is recorded as not paid for."""
    rows = _binding(house)
    running = rows[rows["binds_until"] >= house.as_of]
    binds = [not _voids(house.place(code)) for code in running["jurisdiction"]]
    running = running[pd.Series(binds, index=running.index, dtype=bool)]
    unpaid = running[~running["paid"].fillna(True).astype(bool)]
    points = [
        OpenPoint(
            REP,
            row.rep_id,
            message(
                "The non-compete of {rep}, who left on {left}, binds until {day} and is "
                "recorded as "
                "not paid for.",
                rep=house.name(row.rep_id),
                left=day_of(row.left_on),
                day=day_of(row.binds_until),
            ),
            _PAY,
            day_of(row.left_on),
        )
        for row in unpaid.drop_duplicates("rep_id").itertuples()
    ]
    unknown = int(running["paid"].isna().sum())
    return Answer(points, _unknown_pay(unknown))


def _unknown_pay(count: int) -> Message | None:
    if not count:
        return None
    return message(
        "Of {count} running non-compete it is not recorded whether it is paid for.",
        "Of {count} running non-competes it is not recorded whether they are paid for.",
        count=count,
    )


def non_compete_expired(house: House, rule: RuleInForce) -> Answer:
    """People who work here and whose only non-competes have ended; leavers whose non-compete has
    ended within so many days, and who may call on their customers again."""
    reps = house.reps
    here = set(reps.loc[reps["active"], "rep_id"]) - set(in_force(house, NON_COMPETE)["rep_id"])
    papers = house.records.papers
    ends = papers[(papers["kind"] == NON_COMPETE) & papers["rep_id"].isin(list(here))]
    ended = ends.groupby("rep_id")["ends_on"].max().dropna()
    points = [
        OpenPoint(
            REP,
            str(rep_id),
            message(
                "The non-compete of {rep} ended on {day}, and no other is on record.",
                rep=house.name(str(rep_id)),
                day=day_of(day),
            ),
            _RENEW,
            day_of(day),
            house.held(str(rep_id)),
        )
        for rep_id, day in ended.items()
    ]
    return Answer(points + _free_again(house, rule.limits["days"]))


_CALL = message("Call the customers whom this person looked after, before somebody else does.")


def _free_again(house: House, days: float) -> list[OpenPoint]:
    rows = (
        _binding(house)
        .sort_values(["rep_id", "binds_until"])
        .drop_duplicates("rep_id", keep="last")
    )
    ago = (house.as_of - rows["binds_until"]).dt.days
    return [
        OpenPoint(
            REP,
            row.rep_id,
            message(
                "The non-compete of {rep}, who left on {left}, ended on {day}.",
                rep=house.name(row.rep_id),
                left=day_of(row.left_on),
                day=day_of(row.binds_until),
            ),
            _CALL,
            day_of(row.binds_until),
        )
        for row in rows[(ago > 0) & (ago <= days)].itertuples()
    ]


def non_compete_term(house: House, rule: RuleInForce) -> Answer:
    """Non-competes in force, or of leavers and still binding, that are longer than the law allows,
    cannot bind at all, or are shorter or longer than usual (then of low severity)."""
    active = house.reps.loc[house.reps["active"], ["rep_id", "jurisdiction"]]
    signed = in_force(house, NON_COMPETE).merge(active, on="rep_id")
    leavers = _binding(house)
    both = pd.concat([signed, leavers[leavers["binds_until"] >= house.as_of]])
    rows = both[both["months"].notna()].sort_values(["rep_id", "months"])
    points = []
    for row in rows.drop_duplicates("rep_id", keep="last").itertuples():
        point = _term(house, rule, row.rep_id, float(row.months), house.place(row.jurisdiction))
        points += [] if point is None else [point]
    return Answer(points)


def _term(
    house: House, rule: RuleInForce, rep_id: str, months: float, place: Jurisdiction | None
) -> OpenPoint | None:
    name = house.name(rep_id)
    low, high = rule.limits["usual_from_months"], rule.limits["usual_to_months"]
    if _voids(place):
        evidence = message(
            "The non-compete of {rep} cannot bind: the law of {jurisdiction} voids it.",
            rep=name,
            jurisdiction=place.code if place else "",
        )
        return OpenPoint(REP, rep_id, evidence, _TERM)
    longest = place.longest_months if place else None
    if longest is not None and months > longest:
        evidence = message(
            "The non-compete of {rep} is for {months} months; the law of {jurisdiction} allows "
            "{longest}.",
            rep=name,
            months=months,
            jurisdiction=place.code if place else "",
            longest=longest,
        )
        return OpenPoint(REP, rep_id, evidence, _TERM)
    if low <= months <= high:
        return None
    evidence = message(
        "The non-compete of {rep} is for {months} months; usual are {low} to {high}.",
        rep=name,
        months=months,
        low=low,
        high=high,
    )
    return OpenPoint(REP, rep_id, evidence, _TERM, severity="low")
