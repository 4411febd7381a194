"""Deals out of tables, with the days on which they came to their stages."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

import duckdb
import pytest
from crm.conftest import PASSWORD, logged_in
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from goodwill.crm.accounts import tokens
from goodwill.crm.accounts.models import Team, User
from goodwill.crm.commerce.models import Product
from goodwill.crm.customers.models import Customer
from goodwill.crm.exchange.importing import preparing, running, trying, uploading
from goodwill.crm.exchange.importing.models import Import
from goodwill.crm.exchange.importing.uploading import Upload
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.sales.opportunities import looking_back, setting_up
from goodwill.crm.sales.opportunities.models import Opportunity, Pipeline, StageChange
from goodwill.crm.sales.opportunities.setting_up import NewStage

MAVEN = Path(__file__).parents[5] / "shared" / "data" / "maven_crm"
STAGES = ("Prospecting", "Engaging", "Won", "Lost")
HEADINGS = (
    "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value"
)
SMALL = f"""{HEADINGS}
A1,陈梅,GTXPro,Acme,Won,2017-01-02,2017-01-12,5000
A2,陈梅,MG Special,Acme,Lost,2017-01-05,2017-01-08,0
A3,王芳,GTX Pro,,Engaging,2017-02-01,,
A4,王芳,GTX Pro,Isdom,Prospecting,,,
"""


@pytest.fixture
def maven(by: Actor) -> Pipeline:
    """The stages of the file, in their order."""
    sorts = ("open", "open", "won", "lost")
    stages = [NewStage(name, sort, 50) for name, sort in zip(STAGES, sorts, strict=True)]
    return setting_up.make("Hardware", stages, by)


def things(names: Iterable[str], accounts: Iterable[str], by: Actor) -> None:
    for name in names:
        changing.create(Product(number=name, name=name), by)
    for name in accounts:
        changing.create(Customer(name=name), by)


def brought_in(user: User, text: str, entered: str) -> Import:
    """Through the steps of the wizard; `entered` is the stage that `engage_date` tells of."""
    upload = uploading.take(SimpleUploadedFile("sales_pipeline.csv", text.encode()), user)
    preparing.prepare(upload, user.reach)
    assert upload.shape == "opportunities"
    columns = {**upload.plan["columns"], "engage_date": entered}
    preparing.put_columns(upload, user.reach, columns)
    changes = {"instead": {"product": {"GTXPro": "GTX Pro"}}, "makes": [], "source": "maven"}
    uploading.change_plan(upload, **changes)
    return _run(upload)


def _run(upload: Upload) -> Import:
    import_ = trying.trial_of(upload)
    running.begin(import_)
    running.run(import_.pk)
    import_.refresh_from_db()
    assert import_.state == Import.State.DONE, import_.trouble
    return import_


def entered(pipeline: Pipeline, name: str) -> str:
    return f"opportunities.entered_{pipeline.stages.get(name=name).pk}"


def test_a_table_of_deals_comes_in_with_its_steps(
    administrator: User, manager: User, maven: Pipeline, by: Actor
) -> None:
    things(("GTX Pro", "MG Special"), ("Acme", "Isdom"), by)
    done = brought_in(administrator, SMALL, entered(maven, "Engaging"))
    assert (done.counts["created"], done.counts["rejected"]) == (4, 0), [
        str(one.why) for one in done.refused.all()
    ]
    won = Opportunity.objects.get(status="won")
    assert (won.name, won.owner, won.amount_minor) == ("GTX Pro · Acme", manager, 500_000)
    assert (won.opened_on.isoformat(), won.closed_on.isoformat()) == ("2017-01-02", "2017-01-12")
    steps = list(won.steps.order_by("entered_at"))
    assert [one.to_stage.name for one in steps] == ["Engaging", "Won"]
    assert steps[0].days() == pytest.approx(10, abs=0.01)
    assert steps[1].left_at is None
    nameless = Opportunity.objects.get(stage__name="Engaging")
    assert (nameless.customer, nameless.name) == (None, "GTX Pro")
    again = brought_in(administrator, SMALL, entered(maven, "Engaging"))
    assert (again.counts["created"], again.counts["unchanged"]) == (0, 4)
    assert StageChange.objects.count() == 6


def test_a_stage_that_is_not_there_is_said_to_be_missing(
    administrator: User, maven: Pipeline, by: Actor
) -> None:
    things(("GTX Pro", "MG Special"), ("Acme", "Isdom"), by)
    text = f"{HEADINGS}\nA9,王芳,GTX Pro,Acme,Haggling,2017-01-02,,\n"
    done = brought_in(administrator, text, entered(maven, "Engaging"))
    assert done.counts["rejected"] == 1
    assert "has no stage Haggling" in str(done.refused.get().why)


@pytest.mark.proof
@pytest.mark.skipif(not MAVEN.exists(), reason="the files are not there")
def test_maven_deals_say_on_the_page_and_by_the_api_what_the_files_say(
    administrator: User, teams: dict[str, Team], maven: Pipeline, by: Actor
) -> None:
    """Won 10,005,534; 4,238 of 6,711 decided; time in stage, agents, products as by DuckDB."""
    with (MAVEN / "sales_teams.csv").open(encoding="utf-8") as file:
        agents = {row["sales_agent"]: row["regional_office"] for row in csv.DictReader(file)}
    for place, agent in enumerate(agents):
        User.objects.create_user(
            f"a{place}@example.com", PASSWORD, name=agent, role=administrator.role,
            team=teams["east"],
        )  # fmt: skip
    with (MAVEN / "products.csv").open(encoding="utf-8") as file:
        products = [row["product"] for row in csv.DictReader(file)]
    with (MAVEN / "accounts.csv").open(encoding="utf-8") as file:
        accounts = [row["account"] for row in csv.DictReader(file)]
    things(products, accounts, by)
    text = (MAVEN / "sales_pipeline.csv").read_text(encoding="utf-8")
    done = brought_in(administrator, text, entered(maven, "Engaging"))
    assert (done.counts["created"], done.counts["rejected"]) == (8800, 0)
    assert Opportunity.objects.filter(customer=None).count() == 1425

    db = duckdb.connect()
    db.execute(f"CREATE TABLE deals AS FROM read_csv('{MAVEN}/sales_pipeline.csv')")
    decided = "FROM deals WHERE deal_stage IN ('Won', 'Lost')"
    asked = looking_back.Asked(administrator.reach, timezone.localdate(), "all", maven)
    past = looking_back.Past(asked)
    assert past.figures["won_value"].value == 10_005_534
    rate = past.figures["win_rate"]
    assert (rate.numerator, rate.denominator) == (4238, 6711)
    assert rate.value == pytest.approx(0.6315, abs=5e-5)

    by_agent = f"""SELECT sales_agent, count(*) FILTER (deal_stage = 'Won'), count(*),
        sum(close_value) FILTER (deal_stage = 'Won') {decided} GROUP BY 1"""
    assert _table(past) == {row[0]: row[1:] for row in db.execute(by_agent).fetchall()}
    of_products = looking_back.Past(
        looking_back.Asked(administrator.reach, timezone.localdate(), "all", maven, "product")
    )
    by_product = by_agent.replace("sales_agent", "replace(product, 'GTXPro', 'GTX Pro')")
    assert _table(of_products) == {row[0]: row[1:] for row in db.execute(by_product).fetchall()}

    told = {one.stage.name: one for one in looking_back.stages_told(asked, maven)}
    days = f"SELECT median(close_date - engage_date), count(*) {decided}"
    median, left = db.execute(days).fetchone() or (None, None)
    assert (told["Engaging"].stay.value, told["Engaging"].stay.n) == (
        pytest.approx(median, abs=0.01),
        left,
    )

    browser = logged_in(administrator)
    page = browser.get("/opportunities/won-and-lost/?period=all").content.decode()
    assert "10,005,534.00" in page
    assert "63.1" in page
    assert _won_by_the_api(administrator) == 1_000_553_400


def _table(past: looking_back.Past) -> dict[str, tuple[int, int, object]]:
    return {one.name: (one.won, one.all, one.value.value) for one in past.groups}


def _won_by_the_api(user: User) -> int:
    """The sum of all pages, in minor units."""
    key = tokens.make(user, "sums", ["*.view"], None).key
    browser, after, total = Client(headers={"Authorization": f"Bearer {key}"}), "", 0
    where = '{"all":[{"field":"status","is":"won"}]}'
    while True:
        asked = {"where": where, "limit": 200, "fields": "amount_minor", "after": after}
        answer = browser.get("/api/v1/opportunities", asked).json()
        total += sum(one["amount_minor"] or 0 for one in answer["items"])
        after = answer["next"] or ""
        if not after:
            return total
