"""The pack of a risk review, put together in order."""

from collections.abc import Iterator

from analytics.messages import NO_CURRENCY, Currency, Message, message
from analytics.pack.basis import (
    basis_section,
    method_section,
    own_settings,
    quality_section,
)
from analytics.pack.customers import customers_section, second_contacts_section
from analytics.pack.decided import actions_section
from analytics.pack.guests import changes_section, hazards_section
from analytics.pack.model import Pack, PackOptions, Section
from analytics.pack.names import Names, names_in_pack
from analytics.pack.page_one import page_one
from analytics.pack.people import people_section, reasons_section
from analytics.pack.sources import PackSources

__all__ = ["pack"]


def pack(sources: PackSources, options: PackOptions) -> Pack:
    """Make the pack.

    No chance of leaving of one person and no reason stands in it, nor what they can be worked out
    from (expected losses of one person or customer), unless ``options.chances``.
    """
    names = names_in_pack(sources.assessment, hidden=not options.names)
    return Pack(
        title=message("Risk review: customer relationships"),
        company=sources.company,
        as_of=sources.assessment.as_of,
        demo=sources.demo,
        foot=tuple(_foot(sources, options)),
        page_one=page_one(sources, names),
        sections=tuple(_sections(sources, options, names)),
        options=options,
        review=None,
    )


def _sections(sources: PackSources, options: PackOptions, names: Names) -> Iterator[Section]:
    assessment = sources.assessment
    if sources.changes is not None:
        yield changes_section(sources.changes, assessment)
    yield people_section(assessment, options, names)
    if options.chances:
        yield reasons_section(assessment, options, names)
    yield customers_section(assessment, options, names)
    yield second_contacts_section(assessment, sources.plan, options, names)
    if sources.hazards is not None:
        yield hazards_section(sources.hazards, options, names)
    yield actions_section(sources, names)
    yield quality_section(sources.quality, names)
    yield basis_section(assessment)
    yield method_section(assessment)


def _foot(sources: PackSources, options: PackOptions) -> Iterator[Message]:
    """What every page says at its foot, besides the mark of the demo company."""
    assessment = sources.assessment
    yield message("data as of {day}", day=assessment.as_of)
    yield _currency(assessment.currency)
    rules = assessment.policy
    yield (
        message("own policy {fingerprint}", fingerprint=rules.fingerprint)
        if own_settings(rules)
        else message("standard policy {fingerprint}", fingerprint=rules.fingerprint)
    )
    values = tuple(each for chosen in options.filters.values() for each in chosen)
    yield (
        message("lists: only {values}", values=values)
        if values
        else message("all customers and people")
    )
    if not options.names:
        yield message("names hidden")
    if options.chances:
        yield message("with individual estimates: confidential")


def _currency(code: str) -> Message:
    if code == NO_CURRENCY:
        return message("no currency named")
    return message("amounts in {currency}", currency=Currency(code))
