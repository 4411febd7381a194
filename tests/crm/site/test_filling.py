"""An empty CRM filled with the simulated company: whole, fitting every role, repeatable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from goodwill.crm.accounts.models import Team, User
from goodwill.crm.accounts.reach import widest
from goodwill.crm.commerce.models import Contract, Order, OrderLine, Product
from goodwill.crm.customers.duplicates import looking
from goodwill.crm.customers.duplicates.models import Suspicion
from goodwill.crm.customers.models import Activity, Consent, ContactPoint, Customer
from goodwill.crm.records import finding, kinds
from goodwill.crm.records.finding import entering
from goodwill.crm.records.kinds import Kind, kind_of
from goodwill.crm.records.lists import paging, saved, wanting
from goodwill.crm.records.models import Entry
from goodwill.crm.sales.opportunities.models import Opportunity, StageChange
from goodwill.crm.site.errors import CannotRun, NotEmpty
from goodwill.crm.site.filling import WRITTEN, fill, who_may_log_in
from goodwill.crm.site.filling.rows import PublicIds
from goodwill.crm.value.key_customers import planning
from goodwill.crm.value.key_customers.models import AccountPlan
from goodwill.crm.value.policies.models import Policy
from goodwill.crm.value.segmenting import conditions
from goodwill.crm.value.segmenting.models import Segment
from goodwill.crm.value.suggesting import trying
from goodwill.crm.value.suggesting.models import Decision, Drawn
from goodwill.demo import simulate

TODAY = date(2027, 3, 10)
KINDS = [kind for kind in kinds.kinds() if kind.words_from]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return simulate(tmp_path_factory.mktemp("company"), customers=250, years=2).folder


@pytest.fixture(scope="module")
def filled(folder: Path, django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    """Filled once for the module, and emptied again."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        from django.db import transaction

        transaction.set_autocommit(False)
        try:
            fill(folder, today=TODAY)
            yield
        finally:
            transaction.rollback()
            transaction.set_autocommit(True)
            connection.close()


@pytest.fixture
def company(filled: None, django_db_blocker: object) -> Iterator[None]:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield


def test_customers_are_all_there_with_ways_to_reach_them(company: None) -> None:
    assert Customer.objects.buying().exclude(number="").count() == 250
    assert (
        not Customer.objects.filter(contact_points=None, is_customer=True)
        .filter(sort="person")
        .exists()
    )
    told = ContactPoint.objects.filter(sort="phone").exclude(customer__number="")
    assert told.count() == 250
    assert Consent.objects.count() == 500
    assert all(one.name_key for one in Customer.objects.all())


def test_some_are_there_twice_and_wait_in_the_queue(company: None) -> None:
    doubles = Customer.objects.buying().filter(number="")
    assert doubles.count() == 3
    looking.look()
    waiting = Suspicion.objects.waiting()
    found = {pk for pair in waiting.values_list("one_id", "other_id") for pk in pair}
    assert found & set(doubles.values_list("pk", flat=True))


def test_orders_add_up_to_their_lines_and_to_the_tables(company: None, folder: Path) -> None:
    for order in Order.objects.annotate(sum=Sum("lines__amount_minor")):
        assert order.amount_minor == order.sum
    lines = pq.read_table(folder / "order_lines.parquet")
    assert 0.9 * len(lines) < OrderLine.objects.count() < len(lines)  # the dirt is left out
    assert Order.objects.filter(sort="return").exclude(return_of=None).exists()
    taken_back = OrderLine.objects.exclude(returns=None)
    assert taken_back
    for line in taken_back:
        assert line.returns.product_id == line.product_id
        assert line.returns.order_id == line.order.return_of_id


def test_the_demo_happens_up_to_now_on_the_same_weekdays(company: None, folder: Path) -> None:
    last = Activity.objects.exclude(sort="task").latest("happened_at")
    assert timedelta(0) < TODAY - last.happened_at.date() < timedelta(days=14)
    first = pq.read_table(folder / "customers.parquet", columns=["customer_id", "known_on"])
    number, known = first["customer_id"][0].as_py(), first["known_on"][0].as_py()
    assert Customer.objects.get(number=number).known_on.weekday() == known.weekday()


def test_few_tasks_are_overdue_and_some_are_for_today(company: None) -> None:
    tasks = Activity.objects.open()
    due = [timezone.localdate(task.due_at) for task in tasks]
    assert len(due) > 10
    assert sum(day < TODAY for day in due) < len(due) / 4
    assert TODAY in due


def test_somebody_stands_in_every_role_and_sees_a_fitting_part(company: None) -> None:
    people = {user.role.word: user for user in User.objects.filter(
        email__in=[login.email for login in who_may_log_in()])}  # fmt: skip
    assert len(people) == 11
    seen = {word: Customer.objects.present().within(user.reach).count()
            for word, user in people.items()}  # fmt: skip
    everyone = Customer.objects.count()
    assert seen["executive"] == seen["administrator"] == everyone
    reps = list(User.objects.filter(role__word="sales_rep"))
    assert sum(Customer.objects.within(rep.reach).count() for rep in reps) > everyone * 0.9
    assert 0 < seen["sales_manager"] < everyone
    assert Team.objects.filter(is_region=True).count() == 5


def test_people_can_log_in_with_the_password_that_is_told(company: None) -> None:
    login = who_may_log_in()[0]
    assert User.objects.get(email=login.email).check_password(login.password)


def test_records_may_be_added_afterwards(company: None) -> None:
    product = Product.objects.create(number="NEW", name="新品")
    assert product.pk > Product.objects.exclude(number="NEW").latest("pk").pk - 1
    product.delete()


def test_search_finds_the_company(company: None) -> None:
    name = Customer.objects.filter(sort="organisation", is_customer=True).first().name
    administrator = User.objects.get(role__word="administrator")
    assert name in {found.title for found in finding.find(name, administrator.reach)}


@pytest.mark.parametrize("kind", KINDS, ids=[kind.word for kind in KINDS])
def test_what_is_entered_together_is_what_each_says_alone(company: None, kind: Kind) -> None:
    records = kind.model.objects.present()
    if kind.word == "activities":
        records = records.filter(sort__in=WRITTEN)
    entries = Entry.objects.filter(kind=kind.word).order_by("record_id")
    told = ("record_id", "page_id", "title", "subtitle", "sound", "words")
    entries.delete()
    with CaptureQueriesContext(connection) as asked:
        assert entering.enter_whole(records) > 5
    assert len(asked) < 12, "no question for each record"
    together = list(entries.values_list(*told)[:5])
    for record in records.order_by("pk")[:5]:
        finding.enter(record)
    assert list(entries.values_list(*told)[:5]) == together


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL does so by itself")
def test_the_database_knows_how_full_its_tables_are(company: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = 'customers_customer'")
        assert cursor.fetchone()


def test_contracts_end_around_now(company: None) -> None:
    assert Contract.objects.filter(ends_on__gt=TODAY - timedelta(days=60)).exists()


def test_only_an_empty_crm_is_filled(company: None, folder: Path) -> None:
    with pytest.raises(NotEmpty):
        fill(folder, today=TODAY)


@pytest.mark.django_db
def test_a_folder_without_a_company_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotRun):
        fill(tmp_path)


def test_public_ids_are_uuids_in_order_and_follow_the_seed() -> None:
    """RFC 9562, section 5.7: version 7, variant 10."""
    from uuid import UUID

    drawn = [UUID(text) for text in PublicIds(7, TODAY).take(50)]
    assert drawn == sorted(drawn)
    assert {one.version for one in drawn} == {7}
    assert [one.hex for one in drawn] == PublicIds(7, TODAY).take(50)


def test_opportunities_made_every_step_that_the_tables_tell(company: None, folder: Path) -> None:
    told = pq.read_table(folder / "opportunities.parquet").to_pylist()
    by_status = Counter(one["status"] for one in told)
    assert by_status == Counter(Opportunity.objects.values_list("status", flat=True))
    assert Opportunity.objects.won().aggregate(sum=Sum("amount_minor"))["sum"] == sum(
        int(one["amount"] * 100) for one in told if one["status"] == "won"
    )
    assert StageChange.objects.count() == len(pq.read_table(folder / "stage_changes.parquet"))
    standing = StageChange.objects.filter(left_at=None).select_related("opportunity")
    assert standing.count() == len(told)
    for step in standing:
        assert step.to_stage_id == step.opportunity.stage_id
        assert step.entered_at == step.opportunity.stage_since


def test_everybody_finds_buyers_and_those_who_only_work_for_one_apart(company: None) -> None:
    rep = User.objects.filter(role__word="sales_rep").earliest("pk")
    kind = kind_of("customers")
    shown = {view.name: view for view in saved.views(kind, rep)}
    assert list(shown) == ["Buyers", "Contact persons"]
    for name, is_customer in (("Buyers", True), ("Contact persons", False)):
        wanted = wanting.wanted(kind, widest(0), {}, shown[name])
        page = paging.rows(kind, widest(0), wanted)
        assert {one.is_customer for one in page.records} == {is_customer}


def test_the_value_room_is_furnished(company: None) -> None:
    assert Policy.objects.count() == 4
    plan = AccountPlan.objects.select_related("customer", "owner").earliest("pk")
    assert (plan.goals.count(), planning.steps_of(plan).count()) == (2, 2)
    assert plan.owner == plan.customer.owner
    trial = trying.running()
    assert trial is not None
    drawn = dict(Drawn.objects.filter(trial=trial).values_list("customer__public_id", "arm"))
    assert set(drawn.values()) == {"holdout", "treated"}
    ids = [str(one) for one in drawn]
    assert trying.arms_of(trial, ids) == list(drawn.values())
    assert set(Decision.objects.values_list("state", flat=True)) == {"accepted", "dismissed"}
    for one in Segment.objects.all():
        group = conditions.read(widest(0), one.conditions)
        assert one.asks == f" {' '.join(group.names())} "
