"""The workbook: every formula has the value it shows, and follows its inputs."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from report.roi.roi_cast import benefit, cost, measured, plain, programme
from report.roi.spreadsheet import Workbook

from goodwill.analytics.benefit.returns.appraisal import appraise
from goodwill.analytics.benefit.returns.naming import Name
from goodwill.analytics.benefit.returns.programme import Programme
from goodwill.analytics.benefit.returns.scenarios import Case, scenarios
from goodwill.language import speak
from goodwill.report.roi.model.workbook import write_model


@pytest.fixture
def modelled(tmp_path: Path):  # type: ignore[no-untyped-def]
    def model(asked: Programme, language: str = "en") -> Workbook:
        file = tmp_path / "model.xlsx"
        write_model(measured(asked), file, speak(language))
        return Workbook(file)

    return model


PROGRAMMES = {
    "of the cast": programme(),
    "certain": plain(),
    "never back": plain(benefits=(benefit("kept", 0, 20),)),
    "two rates": plain(
        costs=(cost("licences", 1_000, 0, 1_320),), benefits=(benefit("kept", 0, 2_300, 0),),
        horizon=2,
    ),
    "nothing paid": plain(costs=(cost("licences", 0, 0),)),
    "in yen": replace(
        plain(costs=(cost("licences", 100, 53),), benefits=(benefit("kept", 0, 222),)),
        currency="JPY",
    ),
    "not discounted": plain(rate=Decimal(0)),
    "first received": plain(benefits=(benefit("kept", 500, 0),)),
}  # fmt: skip


@pytest.mark.parametrize("asked", PROGRAMMES.values(), ids=PROGRAMMES)
def test_every_formula_gives_the_value_that_is_shown(modelled: Any, asked: Programme) -> None:
    book = modelled(asked)
    assert len(book.formulas) > 100
    for place, formula in book.formulas.items():
        shown, computed = book.cached[place], book.compute(place)
        if isinstance(computed, str) or isinstance(shown, str):
            assert shown == computed, (place, formula)
        else:
            assert float(shown) == pytest.approx(computed, rel=1e-6, abs=0.0101), (place, formula)


def changed(**inputs: Any) -> Programme:
    base = programme()
    kept, *others = base.benefits
    return replace(base, rate=Decimal("0.2"), benefits=(replace(kept, **inputs), *others))


def test_returns_follow_rate_overlap_and_realisation(modelled: Any) -> None:
    book = modelled(programme())
    book.change(book.right_of("Inputs", "Discount rate a year"), 0.2)
    name, row, _ = book.find("Inputs", "kept")
    book.change((name, row, 5), 0.25)
    meant = changed(overlap=Decimal("0.25"), overlap_groups=("one",))
    returns = appraise(meant).returns
    for label, figure in (
        ("Net present value", returns.npv),
        ("Return on investment (present values)", returns.roi),
        ("Internal rate of return", returns.irr[0]),
        ("Modified internal rate of return", returns.mirr),
        ("Payback period, in months", returns.payback),
        ("Discounted payback period, in months", returns.discounted_payback),
        ("Break-even multiplier", returns.break_even),
    ):
        computed = book.compute(book.right_of("Returns", label))
        if figure.value is None:
            assert computed == "—", label
        else:
            assert computed == pytest.approx(float(figure.value), rel=1e-6), label


def test_scenarios_follow_risk_and_a_later_start(modelled: Any) -> None:
    book = modelled(programme())
    name, row, _ = book.find("Inputs", "served")
    for column, factor in ((6, 0.4), (7, 0.5), (8, 0.6)):
        book.change((name, row, column), factor)
    kept, served, *others = programme().benefits
    meant = replace(programme(), benefits=(kept, replace(served, risk=Decimal("0.5")), *others))
    found = {each.case: each.returns for each in scenarios(appraise(meant))}
    for column, case in enumerate(Case, start=1):
        npv = book.compute(book.right_of("Scenarios", "Net present value", column))
        assert npv == pytest.approx(float(found[case].npv.value), abs=0.02)  # type: ignore[arg-type]
    book.change(book.right_of("Inputs", "Late: years later"), 0.0)
    late = book.compute(book.right_of("Scenarios", "Net present value", 4))
    assert late == pytest.approx(float(found[Case.BASE].npv.value), abs=0.02)  # type: ignore[arg-type]


def test_the_widest_swing_has_the_first_rank(modelled: Any) -> None:
    book = modelled(programme())
    sheet = "What decides it"
    ranks = [book.compute((sheet, row, 9)) for row in range(4, 10)]
    assert ranks[0] == 1
    assert ranks == sorted(ranks)


def test_a_name_is_never_a_formula(modelled: Any) -> None:
    nasty = Name("=1+1", zh_hans="@SUM(A1)")
    asked = plain(benefits=(replace(benefit("kept", 0, 220), name=nasty),))
    book = modelled(asked)
    assert book.find("Inputs", "=1+1") not in book.formulas
    chinese = modelled(asked, "zh-Hans")
    assert any(value == "@SUM(A1)" for value in chinese.cached.values())
    assert not any("SUM(A1)" in formula for formula in chinese.formulas.values())


def test_sheets_have_names_that_spreadsheets_take(modelled: Any) -> None:
    for language in ("en", "zh-Hans", "zh-Hant"):
        names = modelled(plain(), language).sheets
        assert len(set(names)) == 7
        assert all(0 < len(name) <= 31 and not set("[]:*?/\\") & set(name) for name in names)
