"""The cast's assessment, made once: nothing here changes it."""

from functools import cache

from analytics.assessment import Assessment
from tests.pages import cast


@cache
def company() -> Assessment:
    """The company of five people and nine customers."""
    return cast.assessment()
