"""The chance that a lead becomes a customer within a horizon: a logistic model that must prove
itself on later leads before anybody sees it.

Leads are cut by the day on which they came in, never at random: the later ones judge. Leads
that came so shortly before those that their outcome was not known then are left out of learning,
as they would have been. The penalty is the one with the largest evidence. The model is handed
out only if its log loss is surely smaller than that of the points of the rules (turned into
chances as well as they can be), of the source alone, and of one chance for all; and only if its
chances are met: Spiegelhalter's test does not reject them.

References
----------
Hoerl & Kennard (1970), Technometrics 12(1). doi:10.1080/00401706.1970.10488634 (ridge)
MacKay (1992), Neural Computation 4(3). doi:10.1162/neco.1992.4.3.415 (evidence)
le Cessie & van Houwelingen (1992), JRSS C 41(1). doi:10.2307/2347628 (logistic ridge)
Spiegelhalter (1986), Statistics in Medicine 5(5). doi:10.1002/sim.4780050506
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from goodwill.analytics.errors import AnalyticsError, NotConverged, SettingRefused, TooFew
from goodwill.analytics.execution.leads.facts import Column, Encoder, Facts, encoder
from goodwill.analytics.numerics.arrays import Floats, Integers
from goodwill.analytics.value.advising import judging
from goodwill.analytics.value.advising.judging import Bin, Comparison
from goodwill.language import Sentence

FEWEST = 200
FEWEST_EITHER_WAY = 40
FEWEST_TO_JUDGE = 20
LATER = 0.3
"""The share of leads, the latest, that judge."""
PENALTIES = (0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0)
STRANGE = 2.5758293035489004
"""Beyond this, chances that are right would come once in a hundred times (two-sided 1 %)."""
NEVER = -1


@dataclass(frozen=True, eq=False)
class Past:
    """Leads whose story is known, each array of shape (leads,).

    Parameters
    ----------
    received_day
        On which they came in.
    converted_day
        On which they became customers; −1 if they did not.
    points
        What the rules give them.
    """

    facts: Facts
    received_day: Integers
    converted_day: Integers
    points: Floats

    def __len__(self) -> int:
        return len(self.received_day)


@dataclass(frozen=True, eq=False)
class Chances:
    """A logistic model: log odds = `base` + columns · `weights`, both of the encoder's columns.

    `covariance` is that of (base, weights), of the penalised likelihood.
    """

    encoder: Encoder
    base: float
    weights: Floats
    covariance: Floats
    horizon_days: int
    share: float


@dataclass(frozen=True, eq=False)
class Fitted:
    """A model that has proved itself, and how: on later leads, beside the rules.

    `z` is Spiegelhalter's: beyond ±2.58 the chances would not be met.
    """

    model: Chances
    comparison: Comparison
    bins: tuple[Bin, ...]
    z: float
    penalty: float
    leads: int
    learned: int
    judged: int
    converted: int
    known_until_day: int


@dataclass(frozen=True)
class Reason:
    """What of a lead moves its log odds away from those of the average lead, by how much."""

    fact: str
    value: str
    effect: float


class NotBetter(AnalyticsError):
    """The model is not surely better than the rules, or its chances are not met."""

    def __init__(self, sentence: Sentence, comparison: Comparison) -> None:
        self.comparison = comparison
        super().__init__(sentence)


def fit(past: Past, *, as_of_day: int, horizon_days: int = 90) -> Fitted:
    """A model of who becomes a customer within `horizon_days` of coming in.

    Raises
    ------
    TooFew
        Fewer than 200 leads whose horizon is over, or than 40 that converted, or did not; or than
        20 either way among the later ones.
    NotBetter
        The points of the rules, the source, or one chance for all do as well; or the chances
        are not met.
    SettingRefused
        The horizon is no day long.
    """
    if horizon_days < 1:
        raise SettingRefused(Sentence("The horizon must be one day or longer."))
    told, happened = _known(past, as_of_day, horizon_days)
    _refuse_few(happened, FEWEST, FEWEST_EITHER_WAY)
    learn, judge = _cut(told.received_day, horizon_days)
    _refuse_few(happened[learn], FEWEST // 2, FEWEST_TO_JUDGE)
    _refuse_few(happened[judge], FEWEST // 4, FEWEST_TO_JUDGE)
    penalty = _penalty(told.facts.at(learn), happened[learn])
    tried = _fitted(told.facts.at(learn), happened[learn], penalty, horizon_days)
    comparison, bins, z = _judged(tried, told, happened, learn, judge)
    _refuse_no_better(comparison, z)
    return Fitted(
        model=_fitted(told.facts, happened, penalty, horizon_days),
        comparison=comparison,
        bins=bins,
        z=z,
        penalty=penalty,
        leads=len(told),
        learned=len(learn),
        judged=len(judge),
        converted=int(happened.sum()),
        known_until_day=int(told.received_day.max()) + horizon_days,
    )


def of(model: Chances, facts: Facts) -> Floats:
    """The chance of each lead, shape (leads,)."""
    return _sigmoid(model.base + model.encoder.matrix(facts) @ model.weights)


def interval(model: Chances, facts: Facts) -> tuple[Floats, Floats]:
    """95 % interval of each chance by what is not known of the model, two of shape (leads,)."""
    matrix = model.encoder.matrix(facts)
    with_base = np.column_stack([np.ones(len(matrix)), matrix])
    spread = np.sqrt(np.einsum("ij,jk,ik->i", with_base, model.covariance, with_base))
    centre = model.base + matrix @ model.weights
    return _sigmoid(centre - 1.96 * spread), _sigmoid(centre + 1.96 * spread)


def reasons(
    model: Chances, facts: Facts, *, most: int = 3, least: float = 0.1
) -> list[tuple[Reason, ...]]:
    """For each lead the facts that move its chance most, the strongest first.

    The columns of one fact are taken together: that the source is a recommendation says all of
    the other sources, too.
    """
    effects = model.encoder.matrix(facts) * model.weights
    names = list(dict.fromkeys(column.fact for column in model.encoder.columns))
    of_fact = [
        [at for at, column in enumerate(model.encoder.columns) if column.fact == name]
        for name in names
    ]
    together = [effects[:, at].sum(axis=1).tolist() for at in of_fact]
    return [
        _strongest(
            {name: held[row] for name, held in zip(names, together, strict=True)},
            facts,
            row,
            most,
            least,
        )
        for row in range(len(facts))
    ]


def to_json(model: Chances) -> dict[str, Any]:
    """Everything needed to tell a chance again."""
    return {
        "columns": [[one.fact, one.word, one.sort] for one in model.encoder.columns],
        "centre": model.encoder.centre.tolist(),
        "spread": model.encoder.spread.tolist(),
        "base": model.base,
        "weights": model.weights.tolist(),
        "covariance": np.round(model.covariance, 9).tolist(),
        "horizon_days": model.horizon_days,
        "share": model.share,
    }


def revived(plain: Mapping[str, Any]) -> Chances:
    """The model that `to_json` wrote."""
    columns = tuple(Column(*one) for one in plain["columns"])
    code = Encoder(columns, np.array(plain["centre"]), np.array(plain["spread"]))
    return Chances(
        code,
        float(plain["base"]),
        np.array(plain["weights"], dtype=np.float64),
        np.array(plain["covariance"], dtype=np.float64),
        int(plain["horizon_days"]),
        float(plain["share"]),
    )


def _known(past: Past, as_of_day: int, horizon_days: int) -> tuple[Past, Floats]:
    """The leads whose horizon is over, in the order in which they came, and what happened."""
    rows = np.flatnonzero(past.received_day + horizon_days <= as_of_day)
    rows = rows[np.argsort(past.received_day[rows], kind="stable")]
    took = past.converted_day[rows] - past.received_day[rows]
    happened = (past.converted_day[rows] != NEVER) & (took <= horizon_days)
    told = Past(
        past.facts.at(rows), past.received_day[rows], past.converted_day[rows], past.points[rows]
    )
    return told, happened.astype(np.float64)


def _cut(received_day: Integers, horizon_days: int) -> tuple[Integers, Integers]:
    """Rows to learn from and rows to judge by; a day is never on both sides."""
    first_day = received_day[int((1 - LATER) * len(received_day))]
    judge = np.flatnonzero(received_day >= first_day)
    learn = np.flatnonzero(received_day + horizon_days <= first_day)
    return learn, judge


def _refuse_few(happened: Floats, fewest: int, either_way: int) -> None:
    if len(happened) < fewest:
        raise TooFew(Sentence("leads whose outcome is known"), len(happened), fewest)
    yes = int(happened.sum())
    if yes < either_way:
        raise TooFew(Sentence("leads that became customers"), yes, either_way)
    if len(happened) - yes < either_way:
        what = Sentence("leads that did not become customers")
        raise TooFew(what, len(happened) - yes, either_way)


def _penalty(facts: Facts, happened: Floats) -> float:
    """The penalty under which the outcomes are likeliest (Laplace's evidence)."""
    matrix = encoder(facts).matrix(facts)
    found = [_evidence(matrix, happened, penalty) for penalty in PENALTIES]
    return PENALTIES[int(np.argmax(found))]


def _evidence(matrix: Floats, happened: Floats, penalty: float) -> float:
    """Log evidence of weights drawn around 0 with variance 1 / penalty, but for a constant."""
    base, weights, covariance = _ridge(matrix, happened, penalty)
    odds = base + matrix @ weights
    likelihood = happened @ odds - np.logaddexp(0.0, odds).sum()
    _, volume = np.linalg.slogdet(covariance)
    prior = (len(weights) * np.log(penalty) - penalty * weights @ weights) / 2
    return float(likelihood + prior + volume / 2)


def _fitted(facts: Facts, happened: Floats, penalty: float, horizon_days: int) -> Chances:
    code = encoder(facts)
    base, weights, covariance = _ridge(code.matrix(facts), happened, penalty)
    return Chances(code, base, weights, covariance, horizon_days, float(happened.mean()))


def _judged(
    tried: Chances, told: Past, happened: Floats, learn: Integers, judge: Integers
) -> tuple[Comparison, tuple[Bin, ...], float]:
    predicted = of(tried, told.facts.at(judge))
    rivals = [
        (Sentence("one chance for all"), np.full(len(judge), tried.share)),
        (Sentence("points by the rules"), _by_points(told.points, happened, learn, judge)),
    ]
    if "source" in told.facts.words:
        source = told.facts.words["source"]
        rivals.append((Sentence("the source alone"), _by_word(source, happened, learn, judge)))
    comparison = judging.compare((Sentence("the model"), predicted), rivals, happened[judge])
    bins = judging.calibration(predicted, happened[judge])
    return comparison, bins, _z(tried, told.facts.at(judge), predicted, happened[judge])


def _by_points(points: Floats, happened: Floats, learn: Integers, judge: Integers) -> Floats:
    """The best that can be made of the points: chances rise or fall with them."""
    held = points[learn]
    spread = max(float(held.std()), 1e-9)
    scaled = (points - held.mean()) / spread
    base, weights, _ = _ridge(scaled[learn][:, None], happened[learn], 1e-3)
    return _sigmoid(base + scaled[judge] * weights[0])


def _by_word(words: Any, happened: Floats, learn: Integers, judge: Integers) -> Floats:
    """The share of each word, drawn towards that of all by as much as one lead in ten weighs."""
    share, weight = float(happened[learn].mean()), 10.0
    found = {
        word: (happened[learn][words[learn] == word].sum() + weight * share)
        / ((words[learn] == word).sum() + weight)
        for word in set(words[learn].tolist())
    }
    return np.array([found.get(word, share) for word in words[judge]], dtype=np.float64)


def _z(tried: Chances, facts: Facts, predicted: Floats, happened: Floats) -> float:
    """How far what happened is from what the chances say, in standard deviations.

    Spiegelhalter's statistic; its variance also holds what is not known of the model, which was
    learned from other leads.
    """
    weight, spread = 1 - 2 * predicted, predicted * (1 - predicted)
    matrix = tried.encoder.matrix(facts)
    with_base = np.column_stack([np.ones(len(matrix)), matrix])
    pull = (weight * spread) @ with_base
    variance = (weight**2 * spread).sum() + pull @ tried.covariance @ pull
    return float(((happened - predicted) * weight).sum() / np.sqrt(max(variance, 1e-12)))


def _refuse_no_better(comparison: Comparison, z: float) -> None:
    told: dict[str, object] = {
        "n": comparison.customers,
        "rule": comparison.best.name,
        "mine": f"{comparison.model.log_loss.value:.4f}",
        "theirs": f"{comparison.best.log_loss.value:.4f}",
        "low": f"{comparison.gain.low:.4f}",
        "high": f"{comparison.gain.high:.4f}",
        "z": f"{z:.1f}",
    }
    if not comparison.is_better:
        raise NotBetter(
            Sentence(
                "On {n} later leads the model's log loss is {mine}, that of the simpler way "
                "({rule}) {theirs}. The difference, {low} to {high}, is not surely in the model's "
                "favour: leads are ordered by the points of the rules.",
                **told,
            ),
            comparison,
        )
    if abs(z) > STRANGE:
        raise NotBetter(
            Sentence(
                "On {n} later leads the model orders better than the simpler way ({rule}), but "
                "its chances are not met (Spiegelhalter's z = {z}): what wins leads has changed.",
                **told,
            ),
            comparison,
        )


def _strongest(
    told: Mapping[str, float], facts: Facts, row: int, most: int, least: float
) -> tuple[Reason, ...]:
    order = sorted(told, key=lambda name: -abs(told[name]))[:most]
    return tuple(
        Reason(name, _said(facts, name, row), told[name])
        for name in order
        if abs(told[name]) >= least
    )


def _said(facts: Facts, name: str, row: int) -> str:
    if name in facts.words:
        return str(facts.words[name][row])
    if name in facts.filled:
        return "yes" if facts.filled[name][row] else ""
    held = facts.numbers[name][row]
    return "" if np.isnan(held) else f"{held:g}"


def _ridge(matrix: Floats, happened: Floats, penalty: float) -> tuple[float, Floats, Floats]:
    """Base, weights and their covariance by Newton's method; the base is not penalised."""
    with_base = np.column_stack([np.ones(len(matrix)), matrix])
    drawn = np.full(with_base.shape[1], penalty)
    drawn[0] = 1e-6
    share = np.clip(happened.mean(), 1e-6, 1 - 1e-6)
    at = np.zeros(with_base.shape[1])
    at[0] = np.log(share / (1 - share))
    value = _loss(with_base, happened, drawn, at)
    for _ in range(100):
        p = _sigmoid(with_base @ at)
        slope = with_base.T @ (p - happened) + drawn * at
        bend = (with_base.T * (p * (1 - p))) @ with_base + np.diag(drawn)
        step = np.linalg.solve(bend, slope)
        length, found = 1.0, _loss(with_base, happened, drawn, at - step)
        while found > value and length > 1e-6:
            length /= 2
            found = _loss(with_base, happened, drawn, at - length * step)
        at, gained, value = at - length * step, value - found, found
        if gained < 1e-10 * (1 + abs(value)):
            return float(at[0]), at[1:], np.linalg.inv(bend)
    raise NotConverged(Sentence("The model of leads found no best answer."))


def _loss(matrix: Floats, happened: Floats, drawn: Floats, at: Floats) -> float:
    odds = matrix @ at
    return float(np.logaddexp(0.0, odds).sum() - happened @ odds + (drawn * at * at).sum() / 2)


def _sigmoid(odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -500, 500))))
