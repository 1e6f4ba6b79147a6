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
from analytics.losses.subset import EVERYBODY, Sampling, closest
from analytics.losses.union import (
    NEARLY_SURE,
    chance_of_any,
    chance_of_any_in_scenarios,
    log_none,
)
from analytics.places import places
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
    O(pairs · scenarios); of very many customers, some for each few scenarios
    (:mod:`analytics.losses.subset`).
    """
    customer = places(edges["customer_id"], pd.Index(customers["customer_id"]))
    follow = edges["follow_probability"].fillna(0.0).to_numpy(dtype=float)
    kept = np.flatnonzero((customer >= 0) & (follow > 0))
    column = places(edges["rep_id"], pd.Index(departures.rep_ids))
    stays, struck = _stay_rows(
        customer[kept],
        column[kept],
        edges["leaver"].to_numpy(dtype=bool)[kept],
        follow[kept],
        size=len(customers),
        departures=departures,
    )
    exposure = customers["exposure"].to_numpy(dtype=float)
    sampling = None
    if len(customers) > EVERYBODY:
        nearest = closest(customer[kept], column[kept], follow[kept], len(customers))
        sampling = Sampling.of(exposure, nearest)
    # Single precision is half the work, and far finer than the scenarios.
    gone, single = departures.gone, stays.astype(np.float32)
    held = exposure * (1 - struck)
    lost = np.zeros(len(gone))
    step = max(1, _CELLS_HELD // max(1, min(len(customers), EVERYBODY)))
    for start in range(0, len(gone), step):
        rows, amounts, block = single, held, slice(start, start + step)
        if sampling is not None:
            some = sampling.some(start)
            rows, amounts = single[some.customers], held[some.customers] * some.counts
        lost[block] = amounts.astype(np.float32) @ chance_of_any_in_scenarios(rows, gone[block])
    return np.asarray(lost + exposure @ struck, dtype=float)


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
    columns = pd.Index(departures.rep_ids)
    column, second_column = columns.get_indexer(reps), columns.get_indexer(second)
    own = _own(candidates, choices)
    before = _stay_rows(owner, column, table.leaver[row], table.before[row], size, departures)
    after = _stay_rows(
        np.concatenate([owner[others], np.arange(size)]),
        np.concatenate([column[others], second_column]),
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
    column: Codes,
    leaver: Flags,
    follow: Floats,
    size: int,
    departures: DepartureScenarios,
) -> tuple[sparse.csr_array, Floats]:
    """log(1 − q) as rows × reps of the scenarios (column: −1 for others), and by row the chance
    that a leaver took it."""
    moving = (column >= 0) & ~leaver
    stays = sparse.csr_array(
        (log_none(np.minimum(follow[moving], NEARLY_SURE)), (row[moving], column[moving])),
        shape=(size, len(departures.rep_ids)),
    )
    return stays, chance_of_any(follow[leaver], row[leaver], size)


def _stay(stays: sparse.csr_array, struck: Floats, departures: DepartureScenarios) -> Floats:
    lost = chance_of_any_in_scenarios(stays, departures.gone)
    return np.asarray((1 - struck)[:, None] * (1 - lost))
