"""The page on which pipelines are set up."""

from __future__ import annotations

import uuid

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from goodwill.crm.records.asking import actor, must
from goodwill.crm.records.editing.answering import gone_to, tell_later
from goodwill.crm.records.errors import OutOfReach, Refused
from goodwill.crm.sales.opportunities import readiness, setting_up
from goodwill.crm.sales.opportunities.models import CERTAIN, Pipeline, Stage
from goodwill.crm.sales.opportunities.setting_up import NewStage
from goodwill.crm.ui.speaking import say, show
from goodwill.language import Sentence

MANAGE = "sales.manage"
BEGINNING = (
    (Sentence("Enquiry"), "open", 10),
    (Sentence("Proposal"), "open", 40),
    (Sentence("Negotiation"), "open", 70),
    (Sentence("Won"), "won", 100),
    (Sentence("Lost"), "lost", 0),
)
"""The stages that a new pipeline begins with, to be changed."""


class PipelineForm(forms.Form):
    """What a new pipeline is called."""

    def __init__(self, data: object = None, **options: object) -> None:
        super().__init__(data, **options)  # type: ignore[arg-type]
        self.fields["name"] = forms.CharField(label=say("Name"), max_length=80)


class StageForm(forms.Form):
    """What a stage is called, how likely winning is there, what must be known by then."""

    def __init__(self, stage: Stage | None = None, data: object = None) -> None:
        initial = {}
        if stage is not None:
            names = ("name", "chance", "expected_days", "criteria", "needs")
            initial = {name: getattr(stage, name) for name in names}
        super().__init__(data, initial=initial)  # type: ignore[arg-type]
        self.fields["name"] = forms.CharField(label=say("Name"), max_length=80)
        if stage is None or stage.is_open:
            self.fields["chance"] = forms.IntegerField(
                label=say("Usual chance in percent"), min_value=0, max_value=CERTAIN
            )
        if stage is None:
            return
        if stage.is_open:
            self.fields["expected_days"] = forms.IntegerField(
                label=say("Expected days"),
                required=False,
                min_value=1,
                help_text=say("Until enough were won, what stays longer is said to stand still."),
            )
        self.fields["criteria"] = forms.CharField(
            label=say("What must be true"), required=False, max_length=400
        )
        self.fields["needs"] = forms.MultipleChoiceField(
            label=say("What must be filled in"),
            required=False,
            choices=[(name, show(label)) for name, label in readiness.needed_fields().items()],
            widget=forms.CheckboxSelectMultiple,
        )


@require_http_methods(["GET", "HEAD", "POST"])
def pipelines(request: HttpRequest) -> HttpResponse:
    """All pipelines with their stages; a new one is made here."""
    must(request, MANAGE)
    form = PipelineForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        stages = [NewStage(say(name), sort, chance) for name, sort, chance in BEGINNING]
        made = setting_up.make(form.cleaned_data["name"], stages, actor(request))
        tell_later(request, Sentence("The pipeline is there. Now change its stages."))
        return gone_to(request, reverse("pipeline", args=[made.public_id]))
    told = {"pipelines": Pipeline.objects.present().order_by("place", "pk"), "form": form}
    return render(request, "sales/opportunities/pipelines.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
def pipeline(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One pipeline: its name, its stages in order."""
    must(request, MANAGE)
    one = _pipeline(public_id)
    form = PipelineForm(request.POST or None, initial={"name": one.name})
    if request.method == "POST" and form.is_valid():
        setting_up.rename(one, form.cleaned_data["name"], actor(request))
        tell_later(request, Sentence("Saved."))
        return gone_to(request, reverse("pipeline", args=[public_id]))
    return render(request, "sales/opportunities/pipeline.html", _shown(one, form))


@require_POST
def usual_pipeline(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Let new opportunities begin in it."""
    must(request, MANAGE)
    setting_up.make_usual(_pipeline(public_id), actor(request))
    return gone_to(request, reverse("pipelines"))


@require_POST
def remove_pipeline(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take away one that is empty."""
    must(request, MANAGE)
    by = actor(request)
    setting_up.remove(_pipeline(public_id), by)
    tell_later(request, Sentence("The pipeline is gone."), undo=by.batch)
    return gone_to(request, reverse("pipelines"))


@require_POST
def add_stage(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A new stage, the last before won and lost."""
    must(request, MANAGE)
    one = _pipeline(public_id)
    form = StageForm(None, request.POST)
    if form.is_valid():
        given = form.cleaned_data
        setting_up.add_stage(one, given["name"], given["chance"], actor(request))
        return gone_to(request, reverse("pipeline", args=[public_id]))
    told = {**_shown(one, PipelineForm(initial={"name": one.name})), "adding": form}
    return render(request, "sales/opportunities/pipeline.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
def stage(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What one stage is called and needs, in a dialog."""
    must(request, MANAGE)
    one = _stage(public_id)
    form = StageForm(one, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            setting_up.change_stage(one, form.cleaned_data, actor(request))
        except Refused as refusal:
            form.add_error(None, say(refusal.sentence))
        else:
            tell_later(request, Sentence("Saved."))
            return gone_to(request, reverse("pipeline", args=[one.pipeline.public_id]))
    return render(request, "sales/opportunities/_stage.html", {"stage": one, "form": form})


@require_POST
def move_stage(request: HttpRequest, public_id: str, where: str) -> HttpResponse:
    """One place up or down."""
    must(request, MANAGE)
    one = _stage(uuid.UUID(public_id))
    setting_up.move_stage(one, -1 if where == "up" else 1, actor(request))
    return gone_to(request, reverse("pipeline", args=[one.pipeline.public_id]))


@require_POST
def remove_stage(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take away a stage that nothing is in."""
    must(request, MANAGE)
    one, by = _stage(public_id), actor(request)
    setting_up.remove_stage(one, by)
    tell_later(request, Sentence("The stage is gone."), undo=by.batch)
    return gone_to(request, reverse("pipeline", args=[one.pipeline.public_id]))


def _shown(one: Pipeline, form: PipelineForm) -> dict[str, object]:
    stages = one.stages.present().order_by("place", "pk")
    labels = readiness.needed_fields()
    needs = {each.pk: [show(labels[name]) for name in each.needs if name in labels]
             for each in stages}  # fmt: skip
    return {
        "pipeline": one, "form": form, "stages": stages, "needs": needs, "adding": StageForm()
    }  # fmt: skip


def _pipeline(public_id: uuid.UUID) -> Pipeline:
    found: Pipeline | None = Pipeline.objects.present().filter(public_id=public_id).first()
    if found is None:
        raise OutOfReach
    return found


def _stage(public_id: uuid.UUID) -> Stage:
    found: Stage | None = Stage.objects.present().filter(public_id=public_id).first()
    if found is None:
        raise OutOfReach
    return found
