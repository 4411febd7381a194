"""Whether the arms are those that the plan's seed draws."""

from __future__ import annotations

import narwhals as nw

from goodwill.analytics.campaigns.assigning import assigned
from goodwill.analytics.campaigns.plans import Plan, fingerprint
from goodwill.analytics.figure import Definition, Figure, Unit, ratio
from goodwill.language import Sentence
from goodwill.report.campaign.labels import Listed
from goodwill.report.campaign.results import MeasuredAll
from goodwill.report.finding import Finding

AS_DRAWN = Definition(
    "arms_as_drawn",
    1,
    Sentence("Members in the arm that was drawn for them"),
    Sentence("How many members are in the arm that the plan's seed draws for their id."),
    Sentence("members whose arm is that of hash(seed, id) ÷ members"),
    Unit.SHARE,
)
SHOWN = 12
"""Letters of a fingerprint by which people tell plans apart."""


def drawn(measured: MeasuredAll) -> Finding | None:
    """Nothing without a plan."""
    plan = measured.ready.asked.plan
    if plan is None:
        return None
    said = Sentence(
        "The plan's fingerprint is {fingerprint}: whoever holds the plan can check that nothing "
        "was changed since.",
        fingerprint=fingerprint(plan)[:SHOWN],
    )
    share = _as_drawn(measured, plan)
    if isinstance(share, Sentence):
        return Finding("plan", Sentence("Measured as planned"), text=[said, share])
    is_all = share.value == 1
    title = (
        Sentence("Every member is in the arm that the plan drew")
        if is_all
        else Sentence("{share} of the members are in the arm that the plan drew", share=share)
    )
    warning = Sentence(
        "Members were moved, or drawn with another seed: then the draw is not the one that was "
        "planned, and it may not have been one by lot."
    )
    return Finding(
        "plan", title, text=[said], figures=[share], warnings=[] if is_all else [warning]
    )


def _as_drawn(measured: MeasuredAll, plan: Plan) -> Figure | Sentence:
    """The share, or why it is not told."""
    ready = measured.ready
    identity = next((x for x in ready.membership.campaigns if x in ("", plan.campaign)), None)
    if identity is None:
        return Sentence("The plan is of another campaign than those of the members' file.")
    if plan.arms.stratify_by:
        return Sentence(
            "Members were drawn within {columns}: whether they are in the arm drawn depends on all "
            "who were in the audience, so it is not checked.",
            columns=Listed(tuple(plan.arms.stratify_by)),
        )
    found = set(ready.membership.counts(identity))
    if not found <= set(plan.arms.shares):
        return Sentence(
            "The file calls the arms {found}, the plan {planned}: whether members are in the arm "
            "drawn cannot be checked.",
            found=Listed(tuple(sorted(found))),
            planned=Listed(tuple(plan.arms.shares)),
        )
    rows = ready.membership.of(identity).select("customer_id", was=nw.col("arm"))
    hashed = ready.warehouse.hashed(rows, "customer_id", plan.seed, "hash")
    same = (nw.col("arm") == nw.col("was")).cast(nw.Int64).sum()
    counts = assigned(hashed, plan.arms, hashed="hash").select(same=same, n=nw.len())
    same_arm, n = counts.collect("pyarrow").rows()[0]
    return ratio(AS_DRAWN, int(same_arm), int(n), as_of=ready.as_of, n=int(n))
