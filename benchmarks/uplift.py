"""What does it take to learn whom a campaign moves, and to judge it with an interval?

    python benchmarks/uplift.py [members, 1 million if not given]

Twelve covariates, an effect that differs between members and is known. Goodwill learns its
usual learners, judges them step by step on members they have not seen against a plain rule,
with intervals of all differences, the value of the policy and its calibration, and learns
the model offered once more from everybody. Where scikit-uplift or causalml are installed,
they learn one model (two sets of the same trees, one per arm) from two thirds and measure its
AUUC once on the rest: no interval, no rule; the time of one more draw of the AUUC is told
beside. Processor seconds of one process; set OMP_NUM_THREADS=1 for those of one thread.
"""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from os import cpu_count

import numpy as np

from goodwill.analytics.campaigns.uplift import boosting, choosing, trials
from goodwill.analytics.numerics.arrays import Floats

COVARIATES = 12
DRAWS = 400


def main() -> None:
    members = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    print(
        f"{members:,} members × {COVARIATES} covariates; Python {platform.python_version()}, "
        f"NumPy {version('numpy')}, scikit-learn {version('scikit-learn')}, {cpu_count()} cores"
    )
    known = experiment(members)
    warm_up()
    ours = goodwill(*known)
    for name, run in (("scikit-uplift", scikit_uplift), ("causalml", causalml)):
        try:
            told = version(name)
        except PackageNotFoundError:
            print(f"{name}: not installed")
            continue
        learnt, drawn, qini = run(*known)
        print(
            f"{name} {told}: learn and one AUUC {learnt + drawn:.1f} CPU-s "
            f"({(learnt + drawn) / ours:.2f} × Goodwill), one more AUUC {drawn:.2f} CPU-s; "
            f"with {DRAWS} draws it would take {learnt + DRAWS * drawn:.0f} CPU-s "
            f"({(learnt + DRAWS * drawn) / ours:.0f} ×); true effect of its best tenth "
            f"{qini:.4f}"
        )


def experiment(members: int, seed: int = 1) -> tuple[Floats, Floats, Floats, Floats]:
    """x, w, y and the true effect of each."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(members, COVARIATES))
    w = (rng.random(members) < 0.5).astype(np.float64)
    effect = 0.03 + 0.04 * np.tanh(x[:, 0]) * (x[:, 1] > 0)
    base = 1 / (1 + np.exp(2.2 - 0.5 * x[:, 2] - 0.3 * x[:, 3]))
    y = (rng.random(members) < np.clip(base + w * effect, 0, 1)).astype(np.float64)
    return x, w, y, effect


def warm_up() -> None:
    x, w, y, _ = experiment(5_000)
    choosing.choose(_trial(x, w, y))


def goodwill(x: Floats, w: Floats, y: Floats, effect: Floats) -> float:
    start = time.process_time()
    chosen = choosing.choose(_trial(x, w, y), contact_cost=2.0, margin=100.0)
    took = time.process_time() - start
    print(f"Goodwill: {took:.1f} CPU-s with intervals by {DRAWS} draws. {chosen.verdict}")
    for each in chosen.candidates:
        auuc, over = each.judged.auuc, each.over_rule
        print(
            f"  {each.learner}: AUUC {auuc.value:.5f} ({auuc.low:.5f}, {auuc.high:.5f}), over "
            f"the rule ({over.low:.5f}, {over.high:.5f})"
        )
    if chosen.model is not None:
        print(
            f"  true effect of its best tenth {_best_tenth(chosen.model.effect(x), effect):.4f}"
            f" (of anybody {effect.mean():.4f})"
        )
    return took


def scikit_uplift(
    x: Floats,
    w: Floats,
    y: Floats,
    effect: Floats,
) -> tuple[float, float, float]:
    from sklift.metrics import uplift_auc_score
    from sklift.models import TwoModels

    def learn(x: Floats, w: Floats, y: Floats) -> Callable[[Floats], Floats]:
        model = TwoModels(_trees(), _trees(), method="vanilla")
        return model.fit(x, y, w).predict

    return _peer(learn, lambda s, w, y: float(uplift_auc_score(y, s, w)), (x, w, y, effect))


def causalml(
    x: Floats,
    w: Floats,
    y: Floats,
    effect: Floats,
) -> tuple[float, float, float]:
    import pandas as pd
    from causalml.inference.meta import BaseTClassifier
    from causalml.metrics import auuc_score

    def learn(x: Floats, w: Floats, y: Floats) -> Callable[[Floats], Floats]:
        model = BaseTClassifier(learner=_trees(), control_name=0)
        model.fit(x, w.astype(int), y)
        return lambda rows: np.asarray(model.predict(rows)).ravel()

    def area(s: Floats, w: Floats, y: Floats) -> float:
        table = pd.DataFrame({"model": s, "w": w, "y": y})
        return float(auuc_score(table, outcome_col="y", treatment_col="w")["model"])

    return _peer(learn, area, (x, w, y, effect))


def _peer(
    learn: Callable[[Floats, Floats, Floats], Callable[[Floats], Floats]],
    area: Callable[[Floats, Floats, Floats], float],
    known: tuple[Floats, Floats, Floats, Floats],
) -> tuple[float, float, float]:
    x, w, y, effect = known
    seen = 2 * len(x) // 3
    start = time.process_time()
    predict = learn(x[:seen], w[:seen], y[:seen])
    scores = predict(x[seen:])
    learnt = time.process_time() - start
    start = time.process_time()
    area(scores, w[seen:], y[seen:])
    return learnt, time.process_time() - start, _best_tenth(scores, effect[seen:])


def _trial(x: Floats, w: Floats, y: Floats) -> trials.Trial:
    return trials.trial({f"x{place}": x[:, place] for place in range(x.shape[1])}, w, y)


def _trees() -> object:
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(
        max_iter=boosting.TREES,
        learning_rate=boosting.STEP,
        max_leaf_nodes=boosting.LEAVES,
        max_bins=63,
        early_stopping=False,
    )


def _best_tenth(scores: Floats, effect: Floats) -> float:
    return float(effect[scores >= np.quantile(scores, 0.9)].mean())


if __name__ == "__main__":
    main()
