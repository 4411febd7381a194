"""An experiment as uplift models learn from it: covariates, who was contacted, what they did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import narwhals as nw
import numpy as np

from goodwill.analytics.errors import ContractBroken, SettingRefused, TooFew, Undefined
from goodwill.analytics.numerics.arrays import Floats, Integers
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

FEWEST_RESPONDERS = 100
"""Per arm; below, no model can be told from chance."""
FEWEST_TO_LEARN = 15
"""Responders per arm without which nothing is learnt at all."""
FEWEST_CLUSTERS = 60
"""Below, drawing clusters again says little of how much they vary."""
MOST_MEMBERS = 2_000_000
SEED = 20_070_615


@dataclass(frozen=True, eq=False)
class Trial:
    """Members of a randomised campaign, one place of each array per member.

    Parameters
    ----------
    columns
        By covariate: float64, NaN where not known; or object for words, None where not known.
    categories
        Those that are words.
    treated
        1 for who was contacted, 0 for the control.
    outcome
        0 or 1, or an amount.
    share
        The probability of contact, as it was drawn.
    cluster
        What was drawn as a whole (household, branch), as numbers; None: each member alone.
    of
        Members in the table, if not all of them were taken.
    """

    columns: Mapping[str, Any]
    categories: tuple[str, ...]
    treated: Floats
    outcome: Floats
    share: float
    cluster: Integers | None = None
    of: int | None = None

    def __len__(self) -> int:
        return len(self.treated)

    @property
    def is_share(self) -> bool:
        """Whether the outcome is a yes or no."""
        return bool(np.isin(self.outcome, (0.0, 1.0)).all())

    def dealt(self, parts: int, seed: int = SEED) -> Integers:
        """The members at random into parts of about one size, clusters as a whole."""
        rng = np.random.default_rng(seed)
        if self.cluster is None:
            return np.asarray(rng.permutation(len(self)) % parts, dtype=np.int64)
        _, unit = np.unique(self.cluster, return_inverse=True)
        return np.asarray((rng.permutation(int(unit.max()) + 1) % parts)[unit], dtype=np.int64)

    def only(self, chosen: Any) -> Trial:
        """The members where `chosen` is true."""
        return replace(
            self,
            columns={name: values[chosen] for name, values in self.columns.items()},
            treated=self.treated[chosen],
            outcome=self.outcome[chosen],
            cluster=None if self.cluster is None else self.cluster[chosen],
        )

    @property
    def units(self) -> int:
        """How many were drawn: clusters, or members."""
        return len(self) if self.cluster is None else len(np.unique(self.cluster))


def trial(
    covariates: Mapping[str, Any],
    treated: Any,
    outcome: Any,
    *,
    categories: Sequence[str] = (),
    share: float | None = None,
    cluster: Any = None,
) -> Trial:
    """A trial from arrays of shape (members,); refuses what cannot be learnt from.

    Raises
    ------
    Undefined
        Outcomes are not known, or arms are not 0 and 1.
    TooFew
        Fewer than 100 responders in an arm, or (of yes or no) than 100 others; fewer than 60
        clusters.
    """
    w, y = (np.asarray(values, dtype=np.float64) for values in (treated, outcome))
    _refuse_unknown(w, y, share)
    refuse_few(w, y)
    columns = {
        name: _words(values) if name in categories else np.asarray(values, dtype=np.float64)
        for name, values in covariates.items()
    }
    p = float(w.mean()) if share is None else share
    unit = None if cluster is None else np.unique(np.asarray(cluster), return_inverse=True)[1]
    if unit is not None and int(unit.max()) + 1 < FEWEST_CLUSTERS:
        raise TooFew(Sentence("clusters drawn"), int(unit.max()) + 1, FEWEST_CLUSTERS)
    return Trial(columns, tuple(categories), w, y, p, unit)


def refuse_few(w: Floats, y: Floats, fewest: int = FEWEST_RESPONDERS) -> None:
    """Refuse where an arm has fewer than `fewest` responders, or than `fewest` others."""
    is_share = bool(np.isin(y, (0.0, 1.0)).all())
    for is_arm, arm in ((w > 0, _TREATED), (w == 0, _CONTROL)):
        responders = int((y[is_arm] != 0).sum())
        if responders < fewest:
            what = Sentence("responders in {arm}", arm=arm)
            raise TooFew(what, responders, fewest)
        others = int(is_arm.sum()) - responders
        if is_share and others < fewest:
            what = Sentence("members who did not respond in {arm}", arm=arm)
            raise TooFew(what, others, fewest)


_TREATED = Sentence("the contacted arm")
_CONTROL = Sentence("the control arm")


def read(
    members: Frame,
    *,
    metric: str,
    treated: Sequence[str],
    control: str,
    covariates: Sequence[str],
    categories: Sequence[str] = (),
    share: float | None = None,
    cluster: str | None = None,
    most: int = MOST_MEMBERS,
) -> Trial:
    """A trial from one row per member with `customer_id` and `arm`; other arms are left out.

    Only the columns named are collected. Of more than `most` members, every nth in the order
    of their ids is taken, the same on every engine; `Trial.of` then tells how many there were.

    Raises
    ------
    ContractBroken, Undefined, TooFew
        A column is missing; outcomes are not known; an arm has too few responders.
    """
    known = (*covariates, *categories)
    wanted = dict.fromkeys([metric, *known, *([cluster] if cluster else [])])
    _refuse_missing(members, ["customer_id", "arm", *wanted])
    kept = members.filter(nw.col("arm").is_in([*treated, control]))
    rows = int(kept.select(n=nw.len()).collect("pyarrow")["n"][0])
    some = _nth(kept.select("customer_id", "arm", *wanted), -(-rows // most))
    found = some.sort("customer_id").collect("pyarrow")
    made = trial(
        {name: _array(found[name], name in categories) for name in known},
        (found["arm"] != control).cast(nw.Float64).to_numpy(),
        _array(found[metric], False),
        categories=categories,
        share=share,
        cluster=None if cluster is None else found[cluster].to_list(),
    )
    return made if len(made) == rows else replace(made, of=rows)


def _nth(members: Frame, nth: int) -> Frame:
    if nth < 2:
        return members
    numbered = members.with_columns(_one=nw.lit(1)).with_columns(
        _row=nw.col("_one").cum_sum().over(order_by="customer_id")
    )
    return numbered.filter(nw.col("_row") % nth == 0).drop("_one", "_row")


def _array(column: Any, is_words: bool) -> Any:
    if is_words:
        return np.array(column.cast(nw.String).to_list(), dtype=object)
    numbers = column.cast(nw.Float64)
    return numbers.fill_null(float("nan")).to_numpy().astype(np.float64)


def _words(values: Any) -> Any:
    return np.array([None if value is None else str(value) for value in values], dtype=object)


def _refuse_missing(members: Frame, wanted: list[str]) -> None:
    there = set(members.collect_schema().names())
    missing = [name for name in wanted if name not in there]
    if missing:
        broken = tuple(Sentence("the column {name} is missing", name=name) for name in missing)
        raise ContractBroken("members", broken)


def _refuse_unknown(w: Floats, y: Floats, share: float | None) -> None:
    if share is not None and not 0 < share < 1:
        raise SettingRefused(Sentence("The share contacted must lie between 0 and 1."))
    unknown = int((~np.isfinite(y)).sum())
    if unknown:
        raise Undefined(
            Sentence(
                "What {n} member did is not known: it cannot be learnt from.",
                "What {n} members did is not known: it cannot be learnt from.",
                n=unknown,
            )
        )
    if not np.isin(w, (0.0, 1.0)).all():
        raise Undefined(Sentence("Members must be contacted (1) or control (0), nothing between."))
