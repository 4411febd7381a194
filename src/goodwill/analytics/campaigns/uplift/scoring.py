"""Scoring by the engine: everybody's expected difference, without a row leaving it."""

from __future__ import annotations

import narwhals as nw

from goodwill.analytics.campaigns.uplift.learners import Part, UpliftModel
from goodwill.analytics.tables import Frame

UPLIFT = "uplift"


def scored(frame: Frame, model: UpliftModel, *, name: str = UPLIFT) -> Frame:
    """The frame with one more column: the difference that contact is expected to make.

    Parameters
    ----------
    frame
        Of any engine, with the covariates that the model's design names; empty where not
        known.
    name
        Of the new column, float64, in the unit of the outcome; equal to `model.effect`.
    """
    kept = frame.collect_schema().names()
    inputs = [f"_x{place}" for place in range(len(model.design.columns))]
    raws = [f"_part{place}" for place in range(len(model.parts))]
    wide = frame.with_columns(
        **dict(zip(inputs, model.design.expressions(), strict=True)),
    ).with_columns(
        **{raw: part.score.expression(inputs) for raw, part in zip(raws, model.parts, strict=True)},
    )
    total = nw.lit(0.0)
    for raw, part in zip(raws, model.parts, strict=True):
        total = total + _told(raw, part)
    return wide.select(*(nw.col(each) for each in kept if each != name), total.alias(name))


def _told(raw: str, part: Part) -> nw.Expr:
    if not part.is_log_odds:
        return nw.col(raw) * part.weight
    return part.weight / (1 + (nw.col(raw) * -1.0).exp())
