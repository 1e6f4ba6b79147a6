"""Laws of leaving of other forms, on which nothing in the product was settled (the hold-out).

:class:`SeasonalLeaving`: reasons compete, seasons and years count, a manager's going sets off a
cascade. :class:`MixedLeaving`: movers and stayers, and most who go are the average ones.
:class:`ReorganisedLeaving`: reorganisations make everybody think of going, and those who will stay
write down more. Sizes are inventions of the order seen: leaving a year between 12 and
25 % in one register, 23 % with a colleague leaving in the same year against 15 %.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logsumexp

from data.demo.days import MONTH_STARTS
from data.demo.law import MONTHS
from tests.validation.leaving import MANAGER_GOES, Conditions, Leaving

__all__ = ["MixedLeaving", "ReorganisedLeaving", "SeasonalLeaving"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_AHEAD = 12


def _years(spread: float, months: int, rng: np.random.Generator, *shape: int) -> Floats:
    """An effect of every year on everybody, month by month (last axis)."""
    effects = spread * rng.standard_normal((*shape, -(-months // 12)))
    return np.repeat(effects, 12, axis=-1)[..., :months]


@dataclass(frozen=True, slots=True)
class SeasonalLeaving(Leaving):
    """Disappointed newcomers, stuck, underpaid or worn out people: the strongest reason counts."""

    team_sd: float = 0.3
    person_sd: float = 0.3
    withdrawal: float = 1.4
    levels: tuple[float, ...] = (1.0, 0.9, 0.7, 0.6)
    managers_ahead: bool = False
    managers_leave: bool = True
    year_sd: float = 0.35
    #: Log-odds by calendar month: after the bonus, after the summer, hardly before a year's end.
    seasons: tuple[float, ...] = (-0.3, 0.2, 0.9, 0.7, 0.2, 0.0, -0.2, -0.2, 0.5, 0.2, -0.3, -0.7)
    #: Chance that a manager's going sets off a cascade, and its log-odds month by month.
    cascade: float = 0.5
    waves: tuple[float, ...] = (0.8, 1.8, 1.8, 1.2, 0.6)

    def hired(self, days: Ints) -> Ints:
        """In the weeks after New Year and in September only."""
        months = np.arange(len(MONTH_STARTS) - 1)
        intake = MONTH_STARTS[:-1][(months % 12 == 2) | (months % 12 == 6)]
        place = np.abs(days[:, None] - intake).argmin(axis=1)
        return np.maximum(intake[place] + days % 20, 1)

    def past(self, manager: Ints, reorganised: Ints, rng: np.random.Generator) -> Floats:  # noqa: ARG002
        """Years, and cascades after managers who went."""
        went = np.diff(manager, axis=1, prepend=manager[:, :1]) > 0
        years = np.zeros(manager.shape)
        years[:, :MONTHS] = _years(self.year_sd, MONTHS, rng)
        return years + self._cascades(went, rng)

    def coming(self, count: int, teams: int, rng: np.random.Generator) -> Floats:
        """Another year, other managers who go."""
        went = rng.random((count, teams, _AHEAD)) < MANAGER_GOES
        years = _years(self.year_sd, _AHEAD, rng, count)[:, None, :]
        return years + self._cascades(went, rng)

    def _cascades(self, went: npt.NDArray[np.bool_], rng: np.random.Generator) -> Floats:
        """Log-odds by team and month (last axis)."""
        starts = went & (rng.random(went.shape) < self.cascade)
        felt = np.zeros(went.shape)
        for after, wave in enumerate(self.waves):
            late = np.roll(starts, after, axis=-1)
            late[..., :after] = False
            felt += wave * late
        return np.minimum(felt, 2.5)

    def pressure(self, now: Conditions) -> Floats:
        """ln Σ e^reason, by season; colleagues who have just gone are felt a little."""
        reasons = [
            0.3 - 1.2 * now.years,
            -2.4 + 0.4 * np.minimum(now.stalled, 6),
            -1.6 - 6.0 * now.pay * (now.attainment > 1.0),
            -2.0 + 5.0 * np.maximum(0.9 - now.attainment, 0),
        ]
        return (
            logsumexp(np.stack(reasons), axis=0)
            + self.seasons[now.season]
            + 0.25 * np.minimum(now.colleagues, 3)
        )

    def felt(self, months_ago: Ints) -> Floats:
        """From the next month on, for three months."""
        return ((months_ago >= 1) & (months_ago <= 3)).astype(float)


@dataclass(frozen=True, slots=True)
class MixedLeaving(Leaving):
    """A third are movers; the average ones go, the best and the worst stay; pay day counts."""

    team_sd: float = 0.3
    person_sd: float = 0.3
    onset: float = 0.012
    withdrawal: float = 0.9
    levels: tuple[float, ...] = (1.0, 0.95, 0.85, 0.8)
    movers: float = 0.33
    apart: float = 1.7  # log-odds between movers and stayers
    settling: float = 0.35  # of a year with the company, up to six
    average: float = 0.8  # of those on target against those far from it

    def unseen(self, team: Ints, rng: np.random.Generator) -> Floats:
        """Team, person, and which of the two kinds somebody is."""
        mover = rng.random(len(team)) < self.movers
        teams = rng.normal(0, self.team_sd, int(team.max()) + 1)
        own = rng.normal(0, self.person_sd, len(team))
        return teams[team] + own + self.apart * (mover - self.movers)

    def pressure(self, now: Conditions) -> Floats:
        """Settling in, being average, the month after the variable pay of a half-year."""
        return (
            -self.settling * np.minimum(now.years, 6)
            + self.average * np.exp(-((np.log(now.attainment / 1.02) / 0.12) ** 2))
            + 0.8 * (now.season in (1, 7))
            + 0.3 * (now.new_manager < 6)
            + 0.0 * now.colleagues
        )

    def felt(self, months_ago: Ints) -> Floats:
        """Nothing is felt of colleagues who go."""
        return np.zeros(months_ago.shape)


@dataclass(frozen=True, slots=True)
class ReorganisedLeaving(Leaving):
    """Reorganisations hurt for half a year; contacts are logged by those who mean to stay."""

    team_sd: float = 0.5
    person_sd: float = 0.6
    withdrawal: float = 1.5
    levels: tuple[float, ...] = (1.0, 0.8, 0.6, 0.5)
    hurt: float = 0.9
    confounded: float = 1.5  # log-odds of the share logged by a standard deviation of staying
    least_logged: float = 0.15

    def reorganised(self, rng: np.random.Generator) -> Ints:
        """Once or twice in the last two and a half years."""
        return np.sort(rng.choice(np.arange(6, MONTHS - 2), int(rng.integers(1, 3)), replace=False))

    def past(self, manager: Ints, reorganised: Ints, rng: np.random.Generator) -> Floats:  # noqa: ARG002
        """Felt for six months by everybody."""
        felt = np.zeros(manager.shape)
        for month in reorganised:
            felt[:, month : month + 6] = self.hurt
        return felt

    def coming(self, count: int, teams: int, rng: np.random.Generator) -> Floats:
        """Another reorganisation in two of five futures."""
        start = rng.integers(0, _AHEAD, (count, 1, 1))
        comes = rng.random((count, 1, 1)) < 0.4
        month = np.arange(_AHEAD)
        felt = self.hurt * (comes & (month >= start) & (month < start + 6))
        return np.broadcast_to(felt, (count, teams, _AHEAD))

    def logging(self, effects: Floats, rng: np.random.Generator) -> Floats:
        """From 15 to 100 %, the more the likelier somebody stays."""
        staying = -effects / np.hypot(self.team_sd, self.person_sd)
        score = self.confounded * staying + rng.normal(0, 1, len(effects))
        return self.least_logged + (1 - self.least_logged) * expit(score)

    def pressure(self, now: Conditions) -> Floats:
        """Threshold of tenure, attainment below target by its square, pay."""
        shortfall = np.maximum(1.0 - now.attainment, 0.0)
        return (
            0.7 * (now.years < 1)
            - 0.5 * (now.years > 7)
            + 7.5 * np.minimum(shortfall, 0.4) ** 2
            - 2.0 * now.pay
            + 0.5 * (now.new_manager < 9)
            + 0.3 * np.minimum(now.colleagues, 2)
        )

    def felt(self, months_ago: Ints) -> Floats:
        """Halving every four months."""
        return 0.5 ** (np.maximum(months_ago, 0) / 4.0)
