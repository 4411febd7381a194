"""Goals of the six phases: reached, missed, overdue or open."""

from __future__ import annotations

from datetime import date

from goodwill.analytics.benefit.returns.goals import Goal, Phase, Standing, by_phase
from goodwill.analytics.benefit.returns.naming import Name

ON = date(2026, 6, 30)


def goal(phase: Phase, due: date | None, reached: bool | None) -> Goal:
    return Goal("g", Name("A goal"), phase, due, reached)


def test_a_goal_is_overdue_only_while_nobody_has_judged_it() -> None:
    early, late = date(2026, 1, 1), date(2026, 12, 31)
    standings = [
        goal(Phase.START, due, reached).standing(ON)
        for due, reached in (
            (early, True),
            (early, False),
            (early, None),
            (late, None),
            (None, None),
        )
    ]
    assert standings == ["reached", "missed", "overdue", "open", "open"]


def test_all_six_phases_are_counted_in_order() -> None:
    found = by_phase([goal(Phase.IMPROVEMENT, None, True), goal(Phase.START, ON, None)], ON)
    assert list(found) == list(Phase)
    assert len(found) == 6
    assert found[Phase.IMPROVEMENT][Standing.REACHED] == 1
    assert found[Phase.START] == {
        **dict.fromkeys(Standing, 0),
        Standing.OPEN: 1,
    }
    assert [str(phase.label)[0] for phase in Phase] == list("123456")
