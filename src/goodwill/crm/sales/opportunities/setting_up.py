"""Sets up pipelines: which stages there are, in which order, what each needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.models import Record
from goodwill.crm.sales.opportunities.errors import BadPipeline
from goodwill.crm.sales.opportunities.models import Pipeline, Stage
from goodwill.language import Sentence

LONGEST_WORD = 40


@dataclass(frozen=True)
class NewStage:
    """A stage that a new pipeline begins with."""

    name: str
    sort: str
    chance: int


def make(name: str, stages: Sequence[NewStage], actor: Actor) -> Pipeline:
    """A new pipeline with its stages; the first there is becomes the usual one.

    Raises
    ------
    BadPipeline
        If nothing could be open, won and lost in it.
    """
    sorts = {one.sort for one in stages}
    if sorts != set(Stage.Sort.values):
        raise BadPipeline(
            Sentence("A pipeline needs a stage that is open, one for won and one for lost.")
        )
    with transaction.atomic():
        pipeline = Pipeline(
            word=_free_word(name), name=name, place=Pipeline.objects.count(),
            is_usual=not Pipeline.objects.present().exists(),
        )  # fmt: skip
        changing.create(pipeline, actor)
        for place, one in enumerate(stages):
            stage = Stage(
                pipeline=pipeline, name=one.name, place=place, sort=one.sort, chance=one.chance
            )
            changing.create(stage, actor)
    return pipeline


def make_usual(pipeline: Pipeline, actor: Actor) -> None:
    """Let new opportunities begin here unless somebody says otherwise."""
    with transaction.atomic():
        for other in Pipeline.objects.present().filter(is_usual=True).exclude(pk=pipeline.pk):
            changing.change(other, {"is_usual": False}, actor)
        changing.change(pipeline, {"is_usual": True}, actor)


def rename(pipeline: Pipeline, name: str, actor: Actor) -> None:
    changing.change(pipeline, {"name": name}, actor)


def remove(pipeline: Pipeline, actor: Actor) -> None:
    """Take away a pipeline in which nothing ever was.

    Raises
    ------
    BadPipeline
        If something was, or is.
    """
    changing.delete(pipeline, actor)


def add_stage(pipeline: Pipeline, name: str, chance: int, actor: Actor) -> Stage:
    """A new open stage, the last before those that end the pipeline."""
    with transaction.atomic():
        stages = list(pipeline.stages.present().order_by("place", "pk"))
        ends = [one for one in stages if not one.is_open]
        made = Stage(pipeline=pipeline, name=name, chance=chance, place=len(stages))
        changing.create(made, actor)
        _put_in_order([*(one for one in stages if one.is_open), made, *ends], actor)
    return made


def change_stage(stage: Stage, values: Mapping[str, Any], actor: Actor) -> None:
    """Change what a stage is called, how likely it is, what it needs."""
    changing.change(stage, values, actor)


def move_stage(stage: Stage, by: int, actor: Actor) -> None:
    """Put an open stage one place earlier (-1) or later (1)."""
    with transaction.atomic():
        stages = list(stage.pipeline.stages.present().order_by("place", "pk"))
        open_ = [one for one in stages if one.is_open]
        at = next((place for place, one in enumerate(open_) if one.pk == stage.pk), None)
        if at is None or not 0 <= at + by < len(open_):
            return
        open_[at], open_[at + by] = open_[at + by], open_[at]
        _put_in_order([*open_, *(one for one in stages if not one.is_open)], actor)


def remove_stage(stage: Stage, actor: Actor) -> None:
    """Take away a stage that nothing is in.

    Raises
    ------
    BadPipeline
        If something is in it, or the pipeline could not do without it.
    """
    changing.delete(stage, actor)


def guard(record: Record) -> None:
    """Refuse that a stage or a pipeline goes with which opportunities would lose their place."""
    if record.deleted_at is None:
        return
    if isinstance(record, Pipeline):
        if record.opportunities.exists():
            raise BadPipeline(
                Sentence("There are opportunities in “{name}”: it stays.", name=record.name)
            )
        if record.is_usual:
            raise BadPipeline(
                Sentence("“{name}” is the usual pipeline. Choose another first.", name=record.name)
            )
    if isinstance(record, Stage):
        _guard_stage(record)


def _guard_stage(stage: Stage) -> None:
    if stage.opportunities.present().exists():
        raise BadPipeline(
            Sentence("There are opportunities in “{name}”: move them first.", name=stage.name)
        )
    alike = stage.pipeline.stages.present().filter(sort=stage.sort).exclude(pk=stage.pk)
    if not alike.exists() and stage.pipeline.deleted_at is None:
        raise BadPipeline(
            Sentence("A pipeline needs a stage that is open, one for won and one for lost.")
        )


def _put_in_order(stages: Sequence[Stage], actor: Actor) -> None:
    for place, one in enumerate(stages):
        if one.place != place:
            changing.change(one, {"place": place}, actor)


def _free_word(name: str) -> str:
    base = slugify(name)[: LONGEST_WORD - 4] or "pipeline"
    taken = set(Pipeline.objects.filter(word__startswith=base).values_list("word", flat=True))
    return next(
        word
        for word in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3)))
        if word not in taken
    )
