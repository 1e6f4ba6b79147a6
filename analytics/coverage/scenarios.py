"""What second contacts change in bad years: losses given who leaves, scenario by scenario.

The loss of a scenario is the expected loss given its departures, Σ exposure · (1 − Π(1 − q)) over
those who leave: whether single customers follow is averaged out, so its tail is a little thinner
than that of the loss distribution. Every plan is looked at in the same scenarios, so that
differences between plans are not drowned in chance.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from analytics.coverage.candidates import Candidates
from analytics.coverage.matching import Choices
from analytics.losses.union import (
    NEARLY_SURE,
    chance_of_any,
    chance_of_any_in_scenarios,
    log_none,
)
from analytics.relationships.pairs import Codes, Flags, Floats

__all__ = ["DepartureScenarios", "draw_departures", "pair_reductions", "scenario_losses"]

#: Scenarios of departures in which every plan is compared.
_SCENARIOS = 500
#: Cells of customers × scenarios held in memory at a time.
_CELLS_HELD = 2_000_000


@dataclass(frozen=True, slots=True, eq=False)
class DepartureScenarios:
    """Scenarios of who leaves: gone (scenarios × reps), weights (sum 1) by scenario, rep_ids by
    column. Whoever has no column never leaves; a leaver of an orphaned customer always has."""

    gone: Flags
    weights: Floats
    rep_ids: NDArray[np.object_]


def draw_departures(
    reps: pd.DataFrame, *, scenarios: int = _SCENARIOS, seed: int = 0
) -> DepartureScenarios:
    """Draw independent departures with each rep's attrition_probability.

    Latin hypercube sampling (McKay, Beckman & Conover 1979, Technometrics 21): every rep leaves in
    the right number of scenarios to within one. Missing probabilities count as 0. Draws go by
    rep_id, not by row.
    """
    reps = reps.sort_values("rep_id")
    chance = np.nan_to_num(reps["attrition_probability"].to_numpy(dtype=float))
    random = np.random.default_rng(seed)
    strata = np.tile(np.arange(scenarios), (len(reps), 1))
    draws = (random.permuted(strata, axis=1) + random.random(strata.shape)) / scenarios
    return DepartureScenarios(
        (draws < chance[:, None]).T,
        np.full(scenarios, 1 / scenarios),
        reps["rep_id"].to_numpy(dtype=object),
    )


def scenario_losses(
    edges: pd.DataFrame, customers: pd.DataFrame, departures: DepartureScenarios
) -> Floats:
    """The whole portfolio's loss in each scenario.

    edges: customer_id, rep_id, leaver, follow_probability; customers: customer_id, exposure.
    O(pairs · scenarios).
    """
    customer = pd.Index(customers["customer_id"]).get_indexer(edges["customer_id"])
    follow = edges["follow_probability"].fillna(0.0).to_numpy(dtype=float)
    kept = np.flatnonzero((customer >= 0) & (follow > 0))
    stays, struck = _stay_rows(
        customer[kept],
        edges["rep_id"].to_numpy(dtype=object)[kept],
        edges["leaver"].to_numpy(dtype=bool)[kept],
        follow[kept],
        size=len(customers),
        departures=departures,
    )
    exposure = customers["exposure"].to_numpy(dtype=float)
    # Single precision is half the work, and far finer than the scenarios.
    gone, single = departures.gone, stays.astype(np.float32)
    held = (exposure * (1 - struck)).astype(np.float32)
    step = max(1, _CELLS_HELD // max(1, len(customers)))
    lost = [
        held @ chance_of_any_in_scenarios(single, gone[start : start + step])
        for start in range(0, len(gone), step)
    ]
    return np.asarray(np.concatenate(lost) + exposure @ struck, dtype=float)


def pair_reductions(
    candidates: Candidates, choices: Choices, departures: DepartureScenarios
) -> Floats:
    """By how much each pair lowers the loss of each scenario (pairs × scenarios).

    Negative where the second contact is among those who leave and takes more along than the
    others keep. Averaged over the scenarios' law, this is the saving of the pair.
    """
    table = candidates.follow
    owner, row = _rows_of(choices.customer, table.customer)
    reps, size = table.rep_id[row], len(choices)
    second = candidates.second_contacts["rep_id"].to_numpy(dtype=object)[choices.second]
    others = reps != second[owner]
    own = _own(candidates, choices)
    before = _stay_rows(owner, reps, table.leaver[row], table.before[row], size, departures)
    after = _stay_rows(
        np.concatenate([owner[others], np.arange(size)]),
        np.concatenate([reps[others], second]),
        np.concatenate([table.leaver[row][others], np.zeros(size, bool)]),
        np.concatenate([table.after[row][others], own]),
        size,
        departures,
    )
    kept = _stay(*after, departures) - _stay(*before, departures)
    exposure = candidates.customers["exposure"].to_numpy(dtype=float)[choices.customer]
    take = candidates.take[choices.second, choices.customer]
    return (exposure * take)[:, None] * kept


def _own(candidates: Candidates, choices: Choices) -> Floats:
    """q' of the second contact of each pair."""
    table = candidates.follow
    size = len(candidates.customers)
    keys = table.touch_second * size + table.customer[table.touch_pair]
    order = np.argsort(keys)
    wanted = choices.second * size + choices.customer
    if len(keys) == 0:
        return table.new[choices.customer]
    row = order[np.minimum(np.searchsorted(keys[order], wanted), len(keys) - 1)]
    met = keys[row] == wanted
    return np.where(met, table.touch_after[row], table.new[choices.customer])


def _rows_of(customers: Codes, column: Codes) -> tuple[Codes, Codes]:
    """The rows of each customer in a column sorted by customer: place asked, row."""
    first = np.searchsorted(column, customers)
    count = np.searchsorted(column, customers, side="right") - first
    owner = np.repeat(np.arange(len(customers)), count)
    return owner, np.arange(len(owner)) - np.repeat(np.cumsum(count) - count - first, count)


def _stay_rows(
    row: Codes,
    rep_ids: NDArray[np.object_],
    leaver: Flags,
    follow: Floats,
    size: int,
    departures: DepartureScenarios,
) -> tuple[sparse.csr_array, Floats]:
    """log(1 − q) as rows × reps of the scenarios, and by row the chance that a leaver took it."""
    column = pd.Index(departures.rep_ids).get_indexer(pd.Index(rep_ids))
    moving = (column >= 0) & ~leaver
    stays = sparse.csr_array(
        (log_none(np.minimum(follow[moving], NEARLY_SURE)), (row[moving], column[moving])),
        shape=(size, len(departures.rep_ids)),
    )
    return stays, chance_of_any(follow[leaver], row[leaver], size)


def _stay(stays: sparse.csr_array, struck: Floats, departures: DepartureScenarios) -> Floats:
    lost = chance_of_any_in_scenarios(stays, departures.gone)
    return np.asarray((1 - struck)[:, None] * (1 - lost))
