"""From a file to a first plan: read its beginning, and propose what every column becomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.exchange.importing import (
    matching,
    reading,
    recognising,
    remembering,
    telling,
    uploading,
)
from goodwill.crm.exchange.importing.mappings import Export, export_of
from goodwill.crm.exchange.importing.plan import Mode, Plan, Reading
from goodwill.crm.exchange.importing.remembering import Remembered
from goodwill.crm.exchange.importing.targets import Target, shapes, targets
from goodwill.crm.exchange.importing.uploading import Upload
from goodwill.language import Sentence
from goodwill.warehouse.reading.fitting import normal

CHOSEN = Sentence("you chose it")
NEW_FIELD = "new"
"""Stands for an own field that is made once the columns are settled."""


@dataclass(frozen=True)
class Known:
    """What is known of a table beforehand: how it came last time, which program exported it."""

    held: Remembered | None
    export: Export | None


def prepare(upload: Upload, reach: Reach, settings: Reading | None = None) -> None:
    """Read the beginning of the file, as wanted or as found, and propose a plan.

    Raises
    ------
    InputError
        If it is no table that can be read; says why.
    """
    wanted = settings or Reading()
    sample = reading.look(upload.path, wanted)
    was = upload.headings
    uploading.keep_sample(upload, sample)
    uploading.change_plan(upload, settings=vars(wanted))
    if was != upload.headings or not upload.plan.get("columns"):
        propose(upload, reach)


def propose(upload: Upload, reach: Reach, shape: str = "") -> None:
    """Propose what a row is, what every column becomes, and how records are found."""
    known = _known(upload)
    shape = shape or _shape(upload, reach, known)
    wanted = targets(shape, reach) if shape else ()
    columns, reasons = _columns(upload, shape, wanted, known)
    upload.reasons = {heading: telling.kept(because) for heading, because in reasons.items()}
    uploading.change_plan(
        upload,
        shape=shape,
        columns=columns,
        match=list(_match(shape, columns, wanted, known)),
        mode=str(_mode(shape, known)),
        source=_source(known),
        makes=_makes(shape, columns, wanted, known),
        instead=_instead(upload, shape, known),
    )


def plan_of(upload: Upload) -> Plan:
    """The plan as it stands; columns left out and fields not made yet are not in it."""
    columns = {
        heading: target
        for heading, target in upload.plan.get("columns", {}).items()
        if target and target != NEW_FIELD
    }
    return Plan.from_json({**upload.plan, "columns": columns})


def put_columns(upload: Upload, reach: Reach, columns: Mapping[str, str]) -> None:
    """Keep what a person says the columns become; ways to find records that are gone go too."""
    wanted = targets(upload.shape, reach)
    names = {one.name for one in wanted} | {NEW_FIELD, ""}
    columns = {heading: name for heading, name in columns.items() if name in names}
    before = upload.plan.get("columns", {})
    for heading, name in columns.items():
        if name != before.get(heading, ""):
            upload.reasons[heading] = telling.kept(CHOSEN)
    offered = [way.keys for way in matching.ways(upload.shape, columns, wanted)]
    was_offered = {way.keys for way in matching.ways(upload.shape, before, wanted)}
    held = {keys for keys in upload.plan.get("match", []) if keys in offered}
    usual = matching.usual(upload.shape, columns, wanted)
    new = {keys for keys in usual if keys not in was_offered}
    uploading.change_plan(
        upload,
        columns=columns,
        match=[keys for keys in offered if keys in held | new],
        makes=[
            one.name
            for one in matching.makeable(columns, wanted)
            if one.name in upload.plan.get("makes", []) or one.name not in before.values()
        ],
    )


def missing(upload: Upload, reach: Reach) -> list[Target]:
    """What no column tells and nothing can be made without."""
    if upload.plan.get("mode") == Mode.UPDATE:
        return []
    return matching.missing(upload.plan["columns"], targets(upload.shape, reach))


def unsaid(upload: Upload) -> Sentence | None:
    """What must still be said of how records are found before it can be tried out."""
    plan = plan_of(upload)
    if "external_id" in plan.targets and not plan.source:
        return Sentence("Say what the system is called that the ids are from.")
    if not plan.match and plan.mode is not Mode.INSERT:
        return Sentence("Choose by what rows find the records that are there, or only add.")
    return None


def looks_like_opportunities(upload: Upload) -> bool:
    """Whether the table tells of deals."""
    export = export_of(upload.headings)
    there = {normal(heading) for heading in upload.headings}
    return (export is not None and not export.shape) or bool(there & _OF_OPPORTUNITIES)


def _known(upload: Upload) -> Known:
    return Known(remembering.recall(upload.headings), export_of(upload.headings))


def _shape(upload: Upload, reach: Reach, known: Known) -> str:
    allowed = [kind.word for kind in shapes(reach)]
    told = [
        known.held.plan["shape"] if known.held else "",
        known.export.shape if known.export else "",
        recognising.shape_of(upload.headings, upload.rows, reach),
    ]
    return next((word for word in told if word in allowed), "")


def _columns(
    upload: Upload, shape: str, wanted: Sequence[Target], known: Known
) -> tuple[dict[str, str], dict[str, Sentence]]:
    """What each column becomes, and why."""
    names = {one.name for one in wanted}
    columns, reasons = dict.fromkeys(upload.headings, ""), dict[str, Sentence]()
    held = known.held if known.held and known.held.plan["shape"] == shape else None
    export = known.export if known.export and known.export.shape == shape else None
    before = remembering.knows(held) if held else {}
    for heading in upload.headings:
        if held and before.get(normal(heading)) in {*names, ""}:
            columns[heading] = before[normal(heading)]
            reasons[heading] = Sentence("as in {file}", file=held.file)
        elif export and export.target_of(heading) in names:
            columns[heading] = export.target_of(heading)
            reasons[heading] = Sentence("as {program} exports it", program=export.program)
    rest = [heading for heading in upload.headings if heading not in reasons]
    given = {name for name in columns.values() if name}
    free = [one for one in wanted if one.is_many or one.name not in given]
    for one in _suggested(upload, rest, free).values():
        columns[one.heading], reasons[one.heading] = one.target, one.because
    return columns, reasons


def _suggested(
    upload: Upload, headings: Sequence[str], free: Sequence[Target]
) -> dict[str, recognising.Suggestion]:
    places = [upload.headings.index(heading) for heading in headings]
    rows = [[row[at] if at < len(row) else "" for at in places] for row in upload.rows]
    return recognising.suggested(headings, rows, free, among=upload.headings)


def _match(
    shape: str, columns: Mapping[str, str], wanted: Sequence[Target], known: Known
) -> tuple[str, ...]:
    offered = [way.keys for way in matching.ways(shape, columns, wanted)]
    told: Sequence[str] = ()
    if known.held and known.held.plan["shape"] == shape:
        told = known.held.plan.get("match", ())
    elif known.export and known.export.shape == shape:
        told = known.export.match
    kept = tuple(keys for keys in offered if keys in told)
    return kept or matching.usual(shape, columns, wanted)


def _mode(shape: str, known: Known) -> Mode:
    if known.held and known.held.plan["shape"] == shape:
        return Mode(known.held.plan.get("mode", Mode.BOTH))
    return Mode.BOTH


def _source(known: Known) -> str:
    if known.held:
        return str(known.held.plan.get("source", ""))
    return known.export.source if known.export else ""


def _instead(upload: Upload, shape: str, known: Known) -> dict[str, dict[str, str]]:
    """Words that mean another: as the program writes them, as was said last time."""
    found: dict[str, dict[str, str]] = {}
    if known.export and known.export.shape == shape:
        found |= known.export.instead_for(upload.headings)
    if known.held and known.held.plan["shape"] == shape:
        found |= known.held.plan.get("instead", {})
    return found


def _makes(
    shape: str, columns: Mapping[str, str], wanted: Sequence[Target], known: Known
) -> list[str]:
    offered = [one.name for one in matching.makeable(columns, wanted)]
    if known.held and known.held.plan["shape"] == shape:
        return [name for name in offered if name in known.held.plan.get("makes", ())]
    return offered


_OF_OPPORTUNITIES = frozenset(
    {
        "dealstage",
        "dealname",
        "stagename",
        "opportunityid",
        "opportunityname",
        "商机名称",
        "销售阶段",
        "商机阶段",
        "机会名称",
    }
)
