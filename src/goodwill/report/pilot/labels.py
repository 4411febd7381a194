"""Words for methods, checks, grades and periods, shared by the chapters."""

from __future__ import annotations

from collections.abc import Mapping

from goodwill.analytics.benefit.pilots.criteria import Outcome
from goodwill.analytics.benefit.pilots.estimate import Checked, Method
from goodwill.analytics.figure import Grade
from goodwill.language import Sentence
from goodwill.report.tables import Label

METHODS: Mapping[Method, Sentence] = {
    Method.STAGGERED: Sentence("Starts one by one"),
    Method.SDID: Sentence("Synthetic difference-in-differences"),
    Method.DEMEANED_SYNTHETIC: Sentence("Synthetic control of movements"),
    Method.DID: Sentence("Difference-in-differences"),
    Method.SYNTHETIC: Sentence("Synthetic control"),
}
SHORT: Mapping[Method, Sentence] = {
    Method.STAGGERED: Sentence("Starts one by one"),
    Method.SDID: Sentence("Synthetic DiD"),
    Method.DEMEANED_SYNTHETIC: Sentence("Movements"),
    Method.DID: Sentence("DiD"),
    Method.SYNTHETIC: Sentence("Synthetic"),
}
"""Where a chart has little room; the table beside it has the whole names."""
CHECKS: Mapping[Checked, Sentence] = {
    Checked.PLACEBO: Sentence("Nothing found where nothing was done"),
    Checked.TREND: Sentence("Alike in movement before"),
    Checked.FIT: Sentence("Close to the mixture before"),
    Checked.LEAVE_ONE_OUT: Sentence("Does not hang on one unit"),
}
PASSED: Mapping[bool | None, Sentence] = {
    True: Sentence("passed"),
    False: Sentence("failed"),
    None: Sentence("not possible"),
}
GRADES: Mapping[Grade, Sentence] = {
    Grade.RANDOM_HOLDOUT: Sentence("A: drawn by lot who goes without."),
    Grade.DIFFERENCE_IN_DIFFERENCES: Sentence(
        "B: compared with units that went without over the same time, and the checks stood."
    ),
    Grade.MATCHED_CONTROL: Sentence("C: compared with others who were alike before."),
    Grade.INDEXED_BEFORE_AFTER: Sentence(
        "D: little more than before and after. Something else may be the cause."
    ),
    Grade.EXPERT_ESTIMATE: Sentence("E: somebody's estimate."),
}
VERDICTS: Mapping[Outcome, Sentence] = {
    Outcome.PASS: Sentence("Passed"),
    Outcome.FAIL: Sentence("Failed"),
    Outcome.NOT_YET: Sentence("Not yet to be told"),
}
_KINDS: Mapping[str, Sentence] = {
    "region": Sentence("Region"),
    "department": Sentence("Department"),
    "channel": Sentence("Channel"),
    "category": Sentence("Category"),
}


def kind_label(kind: str) -> Label:
    """What a unit is, as a heading."""
    return _KINDS.get(kind, kind or Sentence("Unit"))
