"""What the rules of safeguards are checked against, besides the extract of an assessment."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

__all__ = ["HouseRecords"]


@dataclass(frozen=True, slots=True, eq=False)
class HouseRecords:
    """What one source says of the own house at the end of one day; nothing dated after it.

    Columns of the frames: :data:`analytics.contracts.safeguarded.HOUSE_RECORDS`.
    """

    #: Columns that each canonical table of the source has; a table that is absent is not there.
    columns: Mapping[str, frozenset[str]]

    accounts: pd.DataFrame
    roles: pd.DataFrame
    log_days: pd.DataFrame
    backups: pd.DataFrame
    papers: pd.DataFrame
    contact_details: pd.DataFrame
    two_years: pd.DataFrame
