"""The contact rules of a plan, as an engine can tell: who may not be contacted, and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import narwhals as nw

from goodwill.analytics.campaigns.assigning import in_control_group
from goodwill.analytics.campaigns.audiences.conditions import column_type, meets
from goodwill.analytics.campaigns.audiences.reasons import (
    Reason,
    agreed,
    asked_not_to,
    blocked_code,
    other_channel,
)
from goodwill.analytics.campaigns.plans import Plan, Purpose
from goodwill.analytics.errors import SettingRefused
from goodwill.analytics.tables import Column, Frame, Table, check, days_since_1970
from goodwill.language import Sentence

CAMPAIGN_HASH, CONTROL_HASH = "campaign_hash", "control_hash"

CONTACTS = Table(
    "contacts",
    Sentence("Contacts made and planned: one row per contact."),
    (
        Column("customer_id", nw.String, Sentence("The customer contacted.")),
        Column("contacted_on", nw.Date, Sentence("When."), nullable=False),
        Column("campaign_id", nw.String, Sentence("The campaign; empty if it was none.")),
        Column("purpose", nw.String, Sentence("promotion or care; empty if not known.")),
    ),
)

Bars = dict[str, nw.Expr]
"""Reason's code → whether it applies, in the order in which they are looked for."""


def barring(
    customers: Frame,
    plan: Plan,
    file: str,
    contacts: Frame | None,
    holdouts: Mapping[str, Frame],
) -> tuple[Frame, Bars]:
    """The customers with what the rules need beside them, and the rules.

    Raises
    ------
    ColumnsUnclear, SettingRefused, ContractBroken
        A column or file that the plan names is not there or not as agreed.
    """
    frame, of_others = _held_elsewhere(customers, plan, file, holdouts)
    frame, of_rest = _lately_contacted(frame, plan, file, contacts)
    return frame, _own_word(customers, plan, file) | of_others | of_rest


def _own_word(customers: Frame, plan: Plan, file: str) -> Bars:
    """What the customer said, the company's own rules, and its control group."""
    rules, schema, bars = plan.rules, dict(customers.collect_schema()), Bars()
    if rules.opted_out is not None:
        dtype = column_type(rules.opted_out, schema, file)
        bars[Reason.OPTED_OUT.value] = asked_not_to(rules.opted_out, dtype)
    if rules.consent is not None:
        dtype = column_type(rules.consent, schema, file)
        bars[Reason.NO_CONSENT.value] = ~agreed(rules.consent, dtype)
    if rules.chosen_channel is not None and plan.channel is not None:
        dtype = column_type(rules.chosen_channel, schema, file)
        bars[Reason.OTHER_CHANNEL.value] = other_channel(rules.chosen_channel, dtype, plan.channel)
    for at, rule in enumerate(rules.blocked, 1):
        bars[blocked_code(at)] = meets(rule.condition, schema, file)
    if rules.control_group is not None:
        share = rules.control_group.share
        bars[Reason.CONTROL_GROUP.value] = in_control_group(share, hashed=CONTROL_HASH)
    return bars


def _held_elsewhere(
    frame: Frame, plan: Plan, file: str, holdouts: Mapping[str, Frame]
) -> tuple[Frame, Bars]:
    """The hold-outs of campaigns that are still watched when this one begins."""
    watched = [each.file for each in plan.rules.holdouts if plan.starts_on < each.until]
    if not watched:
        return frame, {}
    _refuse_absent(watched, holdouts, file)
    members = nw.concat([holdouts[each].select("customer_id") for each in watched])
    return _marked(frame, members, "_held"), {
        Reason.OTHER_HOLDOUT.value: ~nw.col("_held").is_null()
    }


def _lately_contacted(
    frame: Frame, plan: Plan, file: str, contacts: Frame | None
) -> tuple[Frame, Bars]:
    rules, bars = plan.rules, Bars()
    if not (rules.rest_days or rules.care_days):
        return frame, bars
    named = {} if contacts is None else {rules.contacts or "": check(CONTACTS, contacts)}
    _refuse_absent([rules.contacts or ""], named, file)
    is_other = nw.coalesce(nw.col("campaign_id") != plan.campaign, nw.lit(True))
    others = named[rules.contacts or ""].filter(is_other)
    others = others.with_columns(_on=days_since_1970(nw.col("contacted_on")))
    if rules.care_days:
        frame = _marked(frame, others.filter(_collides(plan)), "_care")
        bars[Reason.CARE.value] = ~nw.col("_care").is_null()
    if rules.rest_days:
        frame = _marked(frame, others.filter(_within(plan, before=rules.rest_days)), "_lately")
        bars[Reason.RESTING.value] = ~nw.col("_lately").is_null()
    return frame, bars


def _collides(plan: Plan) -> nw.Expr:
    """Care in the days before a promotion; a purpose that is not known may be either."""
    purpose, k = nw.col("purpose").str.strip_chars().str.to_lowercase(), plan.rules.care_days
    is_other = nw.coalesce(purpose != plan.purpose.value, nw.lit(True))
    if plan.purpose is Purpose.PROMOTION:
        return is_other & _within(plan, before=k)
    return is_other & _within(plan, after=k)


def _within(plan: Plan, *, before: int = 0, after: int = 0) -> nw.Expr:
    start, end = _day(plan.starts_on) - before, _day(plan.ends_on) + after
    return (nw.col("_on") >= start) & (nw.col("_on") < end)


def _marked(frame: Frame, some: Frame, name: str) -> Frame:
    marks = some.select("customer_id").unique().with_columns(nw.lit(1).alias(name))
    return frame.join(marks, on="customer_id", how="left")


def _refuse_absent(wanted: list[str], given: Mapping[str, Frame], file: str) -> None:
    absent = [each for each in wanted if each not in given]
    if absent:
        raise SettingRefused(
            Sentence(
                "{file}: the rules need the file {absent}, which was not given.",
                file=file,
                absent=", ".join(absent),
            )
        )


def _day(on: date) -> int:
    return on.toordinal() - date(1970, 1, 1).toordinal()
