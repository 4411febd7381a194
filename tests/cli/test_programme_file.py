"""A programme's file: the worked example is read whole; every mistake is said with its place."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.analytics.benefit.returns.appraisal import appraise
from goodwill.analytics.benefit.returns.goals import Phase, Standing, by_phase
from goodwill.analytics.benefit.returns.realisation import Logistic
from goodwill.analytics.benefit.returns.register import Benefit, Kind, Link, Rung, Status
from goodwill.analytics.benefit.returns.stakes.stake import Basis, Calculator, Stake
from goodwill.analytics.benefit.returns.stakes.valuing import values_at_stake
from goodwill.analytics.errors import InputError, SourceMissing, SourceUnreadable
from goodwill.analytics.figure import Grade
from goodwill.cli.programme import ProgrammeFile, programme_from, read_programme
from goodwill.language import Language, speak

FOLDER = Path(__file__).parent / "programmes"
EXAMPLE = FOLDER / "crm.toml"
REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "programme.md"

Edited = Callable[..., Path]


@pytest.fixture(scope="module")
def read() -> ProgrammeFile:
    return read_programme(EXAMPLE)


@pytest.fixture
def edited(tmp_path: Path) -> Edited:
    """The example with pieces of its text replaced; each of them must be there."""
    shutil.copytree(FOLDER / "spring", tmp_path / "spring")

    def edit(*pieces: tuple[str, str]) -> Path:
        text = EXAMPLE.read_text(encoding="utf-8")
        for old, new in pieces:
            assert old in text
            text = text.replace(old, new, 1)
        file = tmp_path / "crm.toml"
        file.write_text(text, encoding="utf-8")
        return file

    return edit


def benefit(read: ProgrammeFile, code: str) -> Benefit:
    return next(each for each in read.programme.benefits if each.id == code)


class TestTheExample:
    def test_the_reference_shows_it(self) -> None:
        (block,) = re.findall(r"```toml\n(.*?)```", REFERENCE.read_text(encoding="utf-8"), re.S)
        assert block == EXAMPLE.read_text(encoding="utf-8")

    def test_the_reference_explains_every_key_of_it(self) -> None:
        text = EXAMPLE.read_text(encoding="utf-8")
        explained = set(re.findall(r"`\[?\[?([\w.-]+)\]?\]?`", REFERENCE.read_text("utf-8")))
        keys = set(re.findall(r"^(\w+) = ", text, re.MULTILINE))
        own_drivers = {"customers", "points", "kept", "margin"}
        assert keys - explained - own_drivers == set()

    def test_names_are_told_in_each_language(self, read: ProgrammeFile) -> None:
        languages: list[Language] = [speak(tag) for tag in ("en", "zh-Hans", "zh-Hant")]
        assert [read.programme.name.said_in(each) for each in languages] == [
            *("CRM for sales and service", "销售与服务CRM", "銷售與服務CRM"),
        ]

    def test_terms(self, read: ProgrammeFile) -> None:
        programme = read.programme
        assert (programme.currency, programme.horizon, programme.rate) == ("CNY", 3, Decimal("0.1"))
        assert (programme.starts_on, programme.told_on) == (date(2026, 1, 1), date(2027, 1, 31))
        assert (programme.delay_months, programme.simulating.draws) == (6, 100_000)

    def test_costs_are_known_by_the_words_of_the_ledger(self, read: ProgrammeFile) -> None:
        costs = {each.id: each for each in read.programme.costs}
        assert [each.category for each in costs.values()] == [
            *("software", "partner", "people", "training", "time", "infrastructure"),
        ]
        assert costs["deciding"].amounts == (27_000, 0, 0, 0)  # 180 hours at 150

    def test_a_formula_multiplies_its_drivers_year_by_year(self, read: ProgrammeFile) -> None:
        """2 % of 60,000, 61,000 and 62,000 customers at 310 each."""
        retention = benefit(read, "retention")
        assert retention.amounts == (0, 372_000, 378_200, 384_400)
        assert retention.link is Link.RETENTION
        assert isinstance(retention.realisation.planned, Logistic)
        assert retention.realisation.at(1) == Decimal("0.45")

    def test_single_numbers_bring_nothing_in_year_0(self, read: ProgrammeFile) -> None:
        assert benefit(read, "time").amounts == (0, 470_250, 470_250, 470_250)

    def test_a_campaigns_figure_brings_its_grade_and_evidence(self, read: ProgrammeFile) -> None:
        found = benefit(read, "cross-sell")
        assert (found.grade, found.measured) == (Grade.RANDOM_HOLDOUT, Decimal("148600.00"))
        assert found.amounts == (0, 445_800, 594_400, 594_400)
        assert found.evidence == "spring/figures.json: Incremental margin (n = 24000)"
        assert (found.status, found.transfer) == (Status.MEASURED, Decimal("0.9"))

    def test_what_is_not_financial_is_listed_without_money(self, read: ProgrammeFile) -> None:
        brand = benefit(read, "brand")
        assert (brand.kind, brand.rung, brand.amounts) == (Kind.INTANGIBLE, Rung.OBSERVABLE, ())

    def test_satisfaction_counts_in_retention_alone(self, read: ProgrammeFile) -> None:
        found = appraise(read.programme)
        by_id = {line.id: line for line in found.lines.benefits}
        assert set(by_id["satisfaction"].realised) == {Decimal(0)}
        assert by_id["retention"].realised[1] == 372_000 * Decimal("0.8") * Decimal("0.45")
        assert by_id["cross-sell"].realised[1] == 445_800 * Decimal("0.9") * Decimal("0.85")
        assert found.returns.npv.value is not None

    def test_goals_stand_by_phase(self, read: ProgrammeFile) -> None:
        stand = by_phase(read.goals, read.programme.told_on)
        assert stand[Phase.PLANNING][Standing.REACHED] == 1
        assert stand[Phase.IMPLEMENTATION][Standing.OVERDUE] == 1

    def test_every_value_at_stake_is_told(self, read: ProgrammeFile) -> None:
        found = values_at_stake(read.stakes, Basis("CNY", read.programme.told_on))
        assert list(found) == list(Calculator)
        assert all(isinstance(each, Stake) for each in found.values())

    def test_a_cost_says_which_entries_of_the_ledger_it_is(self, read: ProgrammeFile) -> None:
        (line,) = read.ledger_lines
        assert line.where == {"category": ("infrastructure",), "department": ("IT", "service")}
        assert line.is_planned


PLANNED = "amounts = [10_000, 30_000, 30_000, 30_000]"


def test_a_cost_of_the_ledger_need_not_be_planned(edited: Edited) -> None:
    (line,) = read_programme(edited((PLANNED, ""))).ledger_lines
    assert not line.is_planned


def test_a_small_programme_takes_the_usual_terms(tmp_path: Path) -> None:
    file = tmp_path / "small.toml"
    file.write_text('programme = "p"\ncurrency = "CNY"\nstarts_on = 2026-01-01\n')
    read = read_programme(file)
    assert (read.programme.horizon, read.programme.rate) == (3, Decimal("0.10"))
    assert (read.programme.costs, read.goals, read.ledger_lines) == ((), (), ())


def test_a_part_of_a_figure_is_named_by_its_cut(edited: Edited) -> None:
    arm = 'figure = "effect_amount", cut = {arm = "coupon", metric = "margin_minor"}'
    read = read_programme(edited(('figure = "incremental_margin"', arm)))
    assert benefit(read, "cross-sell").amounts[1] == Decimal("19.44")


MISTAKES = {
    "an unknown key": (
        ("loaded_rate = 150", "loaded_rates = 150"),
        ("costs[5].loaded_rates", "perhaps costs[5].loaded_rate"),
    ),
    "an unknown table": (("[[risks]]", "[[risk]]"), ("risk", "perhaps risks")),
    "an unknown stake": (("stakes.self-service", "stakes.selfservice"), ("stakes.self-service",)),
    "a date as text": (("starts_on = 2026-01-01 ", 'starts_on = "soon" '), ("starts_on", "date")),
    "no currency": (('currency = "CNY"', 'currency = "yuan"'), ("currency", "CNY")),
    "a rate in per cent": (("rate = 0.10", "rate = 10"), ("rate is 10", "0.1 for 10")),
    "a horizon of nothing": (("horizon = 3", "horizon = 0"), ("horizon", "from 1 on")),
    "missing years": (
        ("[60_000, 180_000, 180_000, 180_000]", "[60_000, 180_000]"),
        ("costs[1].amounts", "4 numbers", "0 to 3"),
    ),
    "an unknown category": (
        ('category = "software"', 'category = "softwear"'),
        ("costs[1].category", "perhaps software"),
    ),
    "an opportunity as cost": (
        ('category = "software"', 'category = "opportunity"'),
        ("costs[1].category", "[[alternatives]]"),
    ),
    "what is missed": (
        ("delay_months = 6 ", "missed = [0, 1, 2, 3]\ndelay_months = 6 "),
        ("missed", "[[benefits]] already"),
    ),
    "a triangle out of order": (
        ("{low = 1.0, mode = 1.05, high = 1.3}", "{low = 1.2, mode = 1.05, high = 1.3}"),
        ("costs[1].risk", "not in order"),
    ),
    "hours and amounts": (
        ("hours = [180, 0, 0, 0]", "hours = [180, 0, 0, 0]\namounts = [1, 1, 1, 1]"),
        ("costs[5].hours", "left out"),
    ),
    "an unknown column of the ledger": (
        ("department = [", "departmant = ["),
        ("costs[6].ledger.departmant", "ledger.department"),
    ),
    "an unknown word of the ledger": (
        ('ledger = {category = "infrastructure"', 'ledger = {category = "infrastrukture"'),
        ("costs[6].ledger.category", "perhaps infrastructure"),
    ),
    "a kind nobody knows": (
        ('kind = "cost avoided"', 'kind = "savings"'),
        ("benefits[5].kind", "cost avoided"),
    ),
    "two overlap groups": (
        (
            'link = "retention"\noverlap_group = "loyalty"',
            'link = "retention"\noverlap_groups = ["loyalty", "care"]',
        ),
        ("benefits[2]", "loyalty", "care"),
    ),
    "an estimate that is confirmed": (
        ('grade = "E" ', 'status = "confirmed"\ngrade = "E" '),
        ("benefits[6]", "expert estimate"),
    ),
    "no attribution": (
        ("attribution = 1\n", ""),
        ("benefits[5]", "enter `attribution`"),
    ),
    "no margin rate": (
        ("margin_rate = 1                #", "#"),
        ("benefits[1]", "`margin_rate`"),
    ),
    "no transfer": (("transfer = 0.8  ", "# "), ("benefits[2]", "`transfer`")),
    "two silent overlaps": (("overlap = 0.15 ", "# "), ("benefits", "cross-sell", "retention")),
    "a name the formula does not know": (
        ('"kept × margin"', '"kept × margins"'),
        ("benefits[2].formula", "Did you mean margin"),
    ),
    "units that do not make money": (
        ('unit = "CNY/customer"', 'unit = "CNY/order"'),
        ("benefits[2].formula", "CNY", "order"),
    ),
    "a circular driver": (
        ("points = {value = 0.02,", 'points = {formula = "kept ÷ customers",'),
        ("benefits[2].drivers", "hang on itself", "points", "kept"),
    ),
    "an unused driver": (
        ("points = {value = 0.02,", "spare = 1\npoints = {value = 0.02,"),
        ("benefits[2].drivers.spare", "left out"),
    ),
    "a formula below 0": (
        ("points = {value = 0.02,", "points = {value = -0.02,"),
        ("benefits[2].formula", "year 1", "-372000"),
    ),
    "amounts beside drivers": (
        ('formula = "kept × margin"', 'formula = "kept × margin"\namounts = [0, 1, 1, 1]'),
        ("benefits[2].amounts", "one way"),
    ),
    "a driver that is a word": (
        ("{value = [0, 60_000, 61_000, 62_000],", '{value = "many",'),
        ("benefits[2].drivers.customers", "years 0 to 3"),
    ),
    "a share above 1": (
        ("realisation = [0, 0.6, 0.9, 1]", "realisation = [0, 0.6, 0.9, 1.2]"),
        ("benefits[4].realisation is [0, 0.6, 0.9, 1.2]", "0 to 1"),
    ),
    "a measured year outside": (
        ("realised = {1 = 0.45}", "realised = {7 = 0.45}"),
        ("benefits[2].realised.7", "0 to 3"),
    ),
    "a baseline that ends before it starts": (
        ('ends_on = 2026-01-01, method = "survey', 'ends_on = 2024-01-01, method = "survey'),
        ("benefits[1].baseline.ends_on", "after starts_on"),
    ),
    "no folder of figures": (
        ("spring/figures.json", "sprung/figures.json"),
        ("benefits[3].measured_in.file", "sprung"),
    ),
    "an unknown figure": (
        ('figure = "incremental_margin"', 'figure = "incremental_margins"'),
        ("benefits[3].measured_in.figure", "perhaps incremental_margin"),
    ),
    "a figure in several parts": (
        ('figure = "incremental_margin"', 'figure = "effect_amount"'),
        ("benefits[3].measured_in.cut", "coupon"),
    ),
    "a part that is not there": (
        ('figure = "incremental_margin"', 'figure = "effect_amount", cut = {arm = "post"}'),
        ("benefits[3].measured_in.cut", "plain"),
    ),
    "a figure that is no money": (
        ('figure = "incremental_margin"', 'figure = "spend_efficiency"'),
        ("benefits[3].measured_in.figure", "amount of money in CNY"),
    ),
    "a figure without a grade": (
        ('figure = "incremental_margin"', 'figure = "campaign_cost"'),
        ("benefits[3].measured_in.figure", "grade"),
    ),
    "another grade than measured": (
        ("transfer = 0.9", 'transfer = 0.9\ngrade = "B"'),
        ("benefits[3].grade", "A"),
    ),
    "causes without the programme": (
        ('programme = "CRM"', 'programme = "ERP"'),
        ("benefits[6].causes.programme",),
    ),
    "two entries of one id": (
        ('id = "team"', 'id = "licences"'),
        ("costs[3].id", "no other entry"),
    ),
    "two goals of one id": (
        ('id = "use-goal"', 'id = "review"'),
        ("goals[3].id", "no other entry"),
    ),
    "a phase nobody knows": (
        ('phase = "improvement"', 'phase = "seventh"'),
        ("goals[3].phase", "planning"),
    ),
    "a chance in per cent": (
        ("probability = 0.3", "probability = 30"),
        ("risks[1].probability", "0 to 1"),
    ),
    "a stake without a source": (
        ('source = "cost to serve 2025"\n', ""),
        ("stakes.self-service.source", "measured"),
    ),
    "a range that runs backwards": (
        ("deflected = [9_000, 15_000]", "deflected = [15_000, 9_000]"),
        ("stakes.self-service.deflected", "[low, high]"),
    ),
    "waiting without minutes": (
        ("minutes_over = 3.5\n", ""),
        ("waiting.minutes_over", "number"),
    ),
    "too few draws": (("draws = 100_000", "draws = 10"), ("simulation", "1,000")),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_said_with_file_place_and_remedy(edited: Edited, mistake: str) -> None:
    piece, words = MISTAKES[mistake]
    file = edited(piece)
    with pytest.raises(InputError) as refusal:
        read_programme(file)
    said = str(refusal.value)
    assert said.count(str(file)) == 1
    for word in words:
        assert word in said


ODD = ("", "x", -1, 0, True, Decimal("NaN"), Decimal("1e400"), [], [1], {}, {"a": 1}, [{}])


@settings(max_examples=25)
@given(st.data())
def test_whatever_stands_there_is_read_or_refused_with_the_file(data: st.DataObject) -> None:
    plain = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"), parse_float=Decimal)
    held: Any = plain
    key = data.draw(st.sampled_from(sorted(held)))
    while isinstance(held[key], dict | list) and held[key] and data.draw(st.booleans()):
        held = held[key]
        key = data.draw(st.sampled_from(list(held) if isinstance(held, dict) else range(len(held))))
    held[key] = data.draw(st.sampled_from(ODD))
    try:
        said = str(programme_from(plain, EXAMPLE).file)
    except InputError as refusal:
        said = str(refusal)
    assert said.count(str(EXAMPLE)) == 1


def test_drivers_may_have_chinese_names(edited: Edited) -> None:
    chinese = (
        ('"employees × hours × rate"', '"员工 × hours × rate"'),
        ("{employees = {value", '{"员工" = {value'),
    )
    assert benefit(read_programme(edited(*chinese)), "time").amounts[1] == 470_250


def test_a_file_that_is_not_there_or_no_programme(tmp_path: Path) -> None:
    with pytest.raises(SourceMissing, match="no programme"):
        read_programme(tmp_path / "none.toml")
    broken = tmp_path / "broken.toml"
    broken.write_text("costs = [", encoding="utf-8")
    with pytest.raises(SourceUnreadable, match="cannot be read"):
        read_programme(broken)


def test_figures_that_are_none(edited: Edited) -> None:
    file = edited()
    (file.parent / "spring" / "figures.json").write_text("{}", encoding="utf-8")
    with pytest.raises(SourceUnreadable, match="holds no figures"):
        read_programme(file)
