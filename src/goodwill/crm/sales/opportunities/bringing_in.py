"""Opportunities out of tables: stages by their names, and the days on which they were entered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.exchange.importing.engine.drafts import Draft, Work, new_record
from goodwill.crm.exchange.importing.engine.errors import Unfit
from goodwill.crm.exchange.importing.engine.shaping import Setting, Shape, Unit
from goodwill.crm.exchange.importing.rooms import Bringing
from goodwill.crm.exchange.importing.targets import Target
from goodwill.crm.records.finding.spelling import plain
from goodwill.crm.records.kinds import Sort, kind_of
from goodwill.crm.sales.opportunities import opening, steps
from goodwill.crm.sales.opportunities.models import Pipeline, Stage
from goodwill.language import Sentence
from goodwill.warehouse.reading.fitting import normal

WORD = "opportunities"
ENTERED = f"{WORD}.entered_"
NOON = time(12)
LONGEST = 200
CALLED = {
    "won": "closed won closedwon 赢单 成交 已成交",
    "lost": "closed lost closedlost 输单 丢单 流失",
}
"""What other programs call the stages that end a deal."""


class OpportunityShape(Shape):
    """Opportunities; one without a name is called by its product and customer."""

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        pipelines = Pipeline.objects.present().order_by("-is_usual", "place", "pk")
        self.pipelines = {plain(one.name): one for one in reversed(pipelines)}
        self.usual = opening.usual_pipeline() if pipelines else None
        self.stages: dict[int, list[Stage]] = {}
        for stage in Stage.objects.present().select_related("pipeline").order_by("place", "pk"):
            self.stages.setdefault(stage.pipeline_id, []).append(stage)
        self.entered = {
            f"{ENTERED}{one.pk}": one for stages in self.stages.values() for one in stages
        }

    def fill(self, unit: Unit) -> None:
        pipeline = self._pipeline(unit)
        told = unit.values.get(f"{WORD}.stage")
        unit.values.pop(f"{WORD}.pipeline", None)
        unit.values[f"{WORD}.stage"] = self._stage(pipeline, told)

    def linked(self, target: Target, text: str, unit: Unit) -> Any:
        if target.to in ("stages", "pipelines"):
            return text
        return super().linked(target, text, unit)

    def made(self, target: Target, text: str, unit: Unit) -> Draft:
        if target.to != "products":
            return super().made(target, text, unit)
        facts = {"name": text[:LONGEST], "number": text[:60], "currency": self.currency}
        draft = Draft(new_record(kind_of(target.to).model, facts), is_new=True)
        self.own(draft.record, {})
        self.setting.links.made[target.to, text] = draft
        return draft

    def values_of(self, unit: Unit, record: Any = None) -> dict[str, Any]:
        found = super().values_of(unit, record)
        if f"{WORD}.stage" in unit.values:
            found["stage"] = unit.values[f"{WORD}.stage"]
        stage: Stage | None = found.get("stage")
        if record is not None and stage is not None and stage.pk != record.stage_id:
            closed = found.get("closed_on")
            found |= {"pipeline": stage.pipeline, "status": stage.sort}
            found["stage_since"] = _at(closed) if closed and not stage.is_open else steps.now()
        return found

    def fill_new(self, unit: Unit, values: dict[str, Any]) -> None:
        stage: Stage = values["stage"]
        values["pipeline"], values["status"] = stage.pipeline, stage.sort
        values.setdefault("currency", self.currency)
        values.setdefault("name", _name(unit, values))
        entered = self._entered(unit, stage, values)
        values["opened_on"] = values.get("opened_on") or timezone.localdate(entered[0][1])
        values["stage_since"] = entered[-1][1]
        if not stage.is_open:
            values.setdefault("closed_on", timezone.localdate(entered[-1][1]))
        unit.values["_entered"] = entered

    def parts(self, unit: Unit, draft: Draft, work: Work) -> bool:
        if draft.is_new:
            draft.record.entered = unit.values["_entered"]
        return False

    def _entered(
        self, unit: Unit, stage: Stage, values: dict[str, Any]
    ) -> list[tuple[int, datetime]]:
        """The stages it went through with the moments, as far as the row tells, in order."""
        told = {
            one.pk: _at(unit.values[name], one.place)
            for name, one in self.entered.items()
            if name in unit.values and one.pipeline_id == stage.pipeline_id
        }
        if stage.pk not in told:
            ended = values.get("closed_on") if not stage.is_open else None
            latest = max(told.values(), default=None)
            opened = values.get("opened_on") if latest is None else None
            day = ended or opened or (None if latest is None else timezone.localdate(latest))
            told[stage.pk] = _at(day, stage.place) if day else steps.now()
        here = told[stage.pk]
        before = sorted((at, pk) for pk, at in told.items() if pk != stage.pk and at <= here)
        return [*((pk, at) for at, pk in before), (stage.pk, here)]

    def _pipeline(self, unit: Unit) -> Pipeline:
        told = unit.values.get(f"{WORD}.pipeline")
        found = self.pipelines.get(plain(str(told))) if told else self.usual
        if found is None and told:
            raise Unfit(
                Sentence("There is no pipeline {name}.", name=str(told)), f"{WORD}.pipeline"
            )
        if found is None:
            raise Unfit(Sentence("There is no pipeline yet. Set up one first."))
        return found

    def _stage(self, pipeline: Pipeline, told: object) -> Stage:
        stages = self.stages.get(pipeline.pk, [])
        if told is None:
            return next(one for one in stages if one.is_open)
        wanted = plain(str(told))
        for one in stages:
            if plain(one.name) == wanted:
                return one
        for one in stages:
            if wanted in (one.sort, *CALLED.get(one.sort, "").split()):
                return one
        trouble = Sentence(
            "“{pipeline}” has no stage {name}.", pipeline=pipeline.name, name=str(told)
        )
        raise Unfit(trouble, f"{WORD}.stage")


def targets_besides(reach: Reach) -> Iterator[Target]:
    """For each stage the day on which it was entered."""
    del reach
    for stage in Stage.objects.present().select_related("pipeline").order_by("pipeline", "place"):
        yield Target(
            f"{ENTERED}{stage.pk}",
            Sentence("Came to “{stage}” on", stage=stage.name),
            Sort.DAY,
            aliases=tuple(f"{said}{normal(stage.name)}" for said in ("dateentered", "entered")),
        )


def _name(unit: Unit, values: dict[str, Any]) -> str:
    named = [values.get("product"), values.get("customer")]
    told = " · ".join(str(one) for one in named if one is not None)
    name = told or str(unit.values.get("external_id", ""))
    if not name:
        raise Unfit(Sentence("{field} is missing.", field=Sentence("Name")), f"{WORD}.name")
    return name[:LONGEST]


def _at(day: date, place: int = 0) -> datetime:
    """A moment of the day; of two stages entered on one day the later one comes after."""
    noon = datetime.combine(day, NOON).replace(minute=min(place, 59))
    return timezone.make_aware(noon)


BRINGING = Bringing(
    WORD,
    OpportunityShape,
    aliases={
        "opportunities.name": "name dealname opportunityname subject title opportunity deal"
        " 商机名称 商机 销售机会 项目名称 名称",
        "opportunities.customer": "customer account accountname company companyname customername"
        " associatedcompany client organisation organization 客户 客户名称 公司名称",
        "opportunities.person": "contact contactname primarycontact associatedcontact 联系人",
        "opportunities.stage": "stage dealstage stagename salesstage opportunitystage phase status"
        " 阶段 销售阶段 商机阶段",
        "opportunities.pipeline": "pipeline pipelinename salesprocess 销售流程 管道",
        "opportunities.amount": "amount value dealvalue dealamount closevalue expectedrevenue"
        " estimatedvalue price 金额 商机金额 预计金额 预计销售金额",
        "opportunities.currency": "currency currencycode 币种 货币",
        "opportunities.chance": "probability chance winprobability likelihood 赢率 成交概率 可能性",
        "opportunities.expected_close_on": "expectedclose expectedclosedate estimatedclosedate"
        " forecastdate 预计成交日期 预计结单日期 预计签单日期",
        "opportunities.closed_on": "closedate closedon closeddate actualclosedate wonon datewon"
        " 结单日期 成交日期 关闭日期",
        "opportunities.opened_on": "engagedate opened openedon createdate createddate startdate"
        " firstcontact 创建日期 立项日期",
        "opportunities.product": "product productname item 产品 产品名称",
        "opportunities.lost_reason": "lostreason lossreason closedlostreason reasonlost 输单原因",
        "opportunities.lost_to": "lostto competitor winner 竞争对手",
        "opportunities.source": "source leadsource originalsource 来源 商机来源",
        "opportunities.next_step": "nextstep nextaction 下一步",
        "opportunities.region": "region regionaloffice 区域 地区",
        "opportunities.territory": "territory 销售区域",
        "opportunities.notes": "notes description comments 备注 描述",
    },
    match=("opportunities.customer+opportunities.name",),
    fixed=frozenset(
        f"{WORD}.{name}" for name in ("pipeline", "closed_on", "lost_reason", "lost_to")
    ),
    follows=frozenset({"opportunities.name"}),
    left_out=frozenset({"opportunities.competitors"}),
    makes=frozenset({"opportunities.customer", "opportunities.product"}),
    telling=("opportunities.stage", "opportunities.closed_on", "opportunities.chance"),
    more=targets_besides,
)
