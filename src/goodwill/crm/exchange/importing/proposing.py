"""A plan for a table that nobody has looked at yet: for the command line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.exchange.importing import matching, recognising, remembering
from goodwill.crm.exchange.importing.errors import PlanRefused
from goodwill.crm.exchange.importing.mappings import export_of
from goodwill.crm.exchange.importing.plan import Mode, Plan
from goodwill.crm.exchange.importing.preparing import looks_like_opportunities
from goodwill.crm.exchange.importing.reading import Sample
from goodwill.crm.exchange.importing.targets import targets
from goodwill.crm.exchange.importing.uploading import Upload
from goodwill.language import Sentence


def propose(sample: Sample, reach: Reach, *, shape: str = "", source: str = "") -> Plan:
    """What the columns most likely mean: as last time, as a known program exports, by name.

    Raises
    ------
    PlanRefused
        If nothing is recognised, or there is no room yet for what the rows tell of.
    """
    held = remembering.recall(sample.headings)
    if held is not None and shape in ("", held.plan["shape"]):
        kept = Plan.from_json(held.plan)
        return _sourced(kept, source or kept.source)
    export = export_of(sample.headings)
    if export is not None and not export.shape and not shape:
        raise PlanRefused(
            Sentence(
                "These are {what} of {program}. There is no room for them yet.",
                what=export.what,
                program=export.program,
            )
        )
    told = export.shape if export is not None else ""
    is_open = not shape
    shape = shape or told or recognising.shape_of(sample.headings, sample.rows, reach)
    wanted = targets(shape, reach)
    names = {one.name for one in wanted}
    columns: dict[str, str] = {}
    if export is not None and export.shape == shape:
        known = {heading: export.target_of(heading) for heading in sample.headings}
        columns = {heading: name for heading, name in known.items() if name in names}
        source = source or export.source
    if is_open and shape != "opportunities" and looks_like_opportunities(cast(Upload, sample)):
        raise PlanRefused(
            Sentence("These look like opportunities, but not all of them can be read as such. Say "
                     "by --shape what a row is.")
        )  # fmt: skip
    rest = [heading for heading in sample.headings if heading not in columns]
    free = [one for one in wanted if one.is_many or one.name not in columns.values()]
    found = recognising.suggested(rest, _cells(sample, rest), free, among=sample.headings)
    columns |= {one.heading: one.target for one in found.values()}
    if not source:
        columns = {heading: name for heading, name in columns.items() if name != "external_id"}
    columns = {heading: columns[heading] for heading in sample.headings if heading in columns}
    if lacking := matching.missing(columns, wanted):
        raise PlanRefused(
            Sentence("No column tells {field}. Say by --map which one does.",
                     field=lacking[0].label)
        )  # fmt: skip
    return Plan(
        shape,
        columns,
        match=matching.usual(shape, columns, wanted),
        mode=Mode.BOTH,
        source=source,
        makes=tuple(one.name for one in matching.makeable(columns, wanted)),
    )


def _sourced(plan: Plan, source: str) -> Plan:
    return Plan.from_json({**plan.to_json(), "source": source})


def _cells(sample: Sample, headings: Sequence[str]) -> list[list[str]]:
    places = [sample.headings.index(heading) for heading in headings]
    return [[row[at] if at < len(row) else "" for at in places] for row in sample.rows]
