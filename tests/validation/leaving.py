"""Laws of leaving: what presses somebody in one month, and how strongly.

Two forms. :class:`SmoothLeaving` is logistic with smooth terms, as most models assume;
:class:`SteppedLeaving` has steps, interactions, a U-shape, pressures that fade by half-lives, and
departures of several people at once, which no additive model can express. Neither is the law of
the demo company. Effect sizes are inventions of the order published (Rubenstein et al. 2018).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["MANAGER_GOES", "Conditions", "Leaving", "SmoothLeaving", "SteppedLeaving"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Chance of a month that a team gets another manager.
MANAGER_GOES = 0.025


@dataclass(frozen=True, slots=True, eq=False)
class Conditions:
    """What is true of everybody at the start of a month, by person (or history and person)."""

    years: Floats
    #: Years since the last promotion, or since hiring.
    stalled: Floats
    #: Share of the target reached over the last four complete quarters.
    attainment: Floats
    #: Logarithm of pay over that of the same title.
    pay: Floats
    #: Months since the team got another manager (99: never).
    new_manager: Ints
    #: Sum over the colleagues who have left of what is still felt of it.
    colleagues: Floats
    #: Calendar month, 0 for January.
    season: int = 0


@dataclass(frozen=True, slots=True)
class Leaving:
    """What all laws of leaving share; scores are steps in the log-odds of a month."""

    #: Unseen differences between teams and between people (standard deviations).
    team_sd: float = 0.6
    person_sd: float = 0.15
    #: Turning away: monthly probability, how pressures change it, and of turning back.
    onset: float = 0.018
    onset_pressure: float = 0.3
    returns: float = 0.12
    #: Step once somebody has turned away.
    withdrawal: float = 1.9
    #: Contacts kept after turning away for so many months (the last for ever).
    levels: tuple[float, ...] = (1.0, 0.75, 0.6, 0.5)
    #: Chance that a departure takes part of the team along, and the share that goes.
    lift_out: float = 0.0
    lift_share: float = 0.0
    #: Whether the managers of the coming year are settled (and counted as known by the truth); else
    #: :meth:`coming` draws what happens. Whether managers who change have left the company.
    managers_ahead: bool = True
    managers_leave: bool = False

    def unseen(self, team: Ints, rng: np.random.Generator) -> Floats:
        """Effects of team and person that no record shows, by person (in log-odds)."""
        teams = rng.normal(0, self.team_sd, int(team.max()) + 1)
        return teams[team] + rng.normal(0, self.person_sd, len(team))

    def hired(self, days: Ints) -> Ints:
        """The days on which those start who would start on any of these days."""
        return days

    def reorganised(self, rng: np.random.Generator) -> Ints:  # noqa: ARG002
        """Months of the history in which customers are given to others in bulk."""
        return np.zeros(0, dtype=np.int64)

    def past(
        self,
        manager: Ints,  # noqa: ARG002
        reorganised: Ints,  # noqa: ARG002
        rng: np.random.Generator,  # noqa: ARG002
    ) -> Floats | None:
        """What happened to whole teams, by team and month (also what is still felt of it after the
        history); None where nothing does. manager: number of each team's by month."""
        return None

    def coming(
        self,
        count: int,  # noqa: ARG002
        teams: int,  # noqa: ARG002
        rng: np.random.Generator,  # noqa: ARG002
    ) -> Floats | None:
        """What may happen to whole teams in the coming year, in so many futures: futures × teams ×
        12 months; None where nothing does."""
        return None

    def logging(self, effects: Floats, rng: np.random.Generator) -> Floats:
        """The part of the contacts that each person writes down; effects: unseen ones."""
        return np.exp(rng.normal(0, 0.2, len(effects)))

    def pressure(self, now: Conditions) -> Floats:
        """Score of everything that records may show, without turning away."""
        raise NotImplementedError

    def felt(self, months_ago: Ints) -> Floats:
        """What is felt of a colleague who left so many months ago."""
        raise NotImplementedError

    def withdrawn(self, months: Ints) -> Floats:
        """Score of having turned away so many months ago (0: not at all)."""
        return np.where(months > 0, self.withdrawal, 0.0)

    def level(self, months: Ints) -> Floats:
        """Share of the usual contacts kept by who turned away so many months ago."""
        return np.array(self.levels)[np.minimum(months, len(self.levels) - 1)]

    def turns_away(self, score: Floats) -> Floats:
        """Monthly probability of turning away under a pressure (with unseen effects)."""
        return np.minimum(self.onset * np.exp(self.onset_pressure * score), 0.25)

    def next_month(self, months: Ints, pressure: Floats, draw: Floats) -> Ints:
        """Months since turning away a month later; ``draw`` is uniform."""
        away = np.where(draw < self.returns, 0, months + 1)
        return np.where(months > 0, away, (draw < self.turns_away(pressure)).astype(np.int64))


@dataclass(frozen=True, slots=True)
class SmoothLeaving(Leaving):
    """Logistic in smooth terms; a colleague's leaving is felt for half a year."""

    short_tenure: float = 0.1
    stalled: float = 0.3
    low_attainment: float = 0.16
    low_pay: float = 0.35
    manager: float = 0.65
    colleague: float = 0.45

    def pressure(self, now: Conditions) -> Floats:
        """Sum of the terms, each about standardised."""
        shortfall = np.minimum(np.log(now.attainment / 1.05), 0.0) / 0.2
        return (
            -self.short_tenure * (np.log1p(now.years) - 1.4) / 0.6
            + self.stalled * (np.log1p(now.stalled) - 1.1) / 0.6
            - self.low_attainment * shortfall
            - self.low_pay * now.pay / 0.13
            + self.manager * (now.new_manager < 12)
            + self.colleague * np.minimum(now.colleagues, 3)
        )

    def felt(self, months_ago: Ints) -> Floats:
        """In full for six months."""
        return (months_ago <= 6).astype(float)


@dataclass(frozen=True, slots=True)
class SwayingLeaving(SmoothLeaving):
    """Nobody turns away: engagement sways about its usual level, a step up or down at a time.

    The state that others count in months is the number of steps below the usual level here.
    """

    moves: float = 0.25
    pull: float = 0.045
    step: float = 0.5
    contacts: float = 0.12

    def withdrawn(self, months: Ints) -> Floats:
        """In proportion to the steps."""
        return self.step * months

    def level(self, months: Ints) -> Floats:
        """Fewer by a factor for each step down, more for each step up."""
        return np.exp(-self.contacts * months)

    def next_month(self, months: Ints, pressure: Floats, draw: Floats) -> Ints:
        """A step, more likely back to the usual level than away from it."""
        down = np.clip(self.moves - self.pull * months + 0.03 * pressure, 0.0, 0.5)
        up = np.clip(self.moves + self.pull * months, 0.0, 0.5)
        return months + (draw < down).astype(np.int64) - (draw > 1 - up).astype(np.int64)


@dataclass(frozen=True, slots=True)
class SteppedLeaving(Leaving):
    """Steps, interactions, a U-shape, fading pressures; people leave together."""

    probation: float = 0.9  # within the first 18 months
    plateau: float = 0.7  # more than four years without a promotion
    passed_over: float = 1.5  # paid 8 % or more below the title although above target
    curve: float = 0.35  # of squared attainment around the target: both tails go
    shock: float = 0.9  # of a new manager or a colleague's leaving, fading
    half_life_months: float = 3.0
    lift_out: float = 0.25
    lift_share: float = 0.25
    levels: tuple[float, ...] = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4)

    def pressure(self, now: Conditions) -> Floats:
        """Sum of the steps, the curve and the fading shocks."""
        shocks = np.minimum(now.colleagues, 2) + self.felt(now.new_manager)
        return (
            self.probation * (now.years < 1.5)
            + self.plateau * (now.stalled > 4)
            + self.passed_over * ((now.pay < -0.08) & (now.attainment > 1.0))
            + self.curve * (np.minimum(((now.attainment - 1.0) / 0.25) ** 2, 6.0) - 1)
            + self.shock * shocks
        )

    def felt(self, months_ago: Ints) -> Floats:
        """Fading by half-lives."""
        return 0.5 ** (np.maximum(months_ago, 0) / self.half_life_months)

    def withdrawn(self, months: Ints) -> Floats:
        """Growing for six months."""
        return self.withdrawal * np.minimum(months, 6) / 4
