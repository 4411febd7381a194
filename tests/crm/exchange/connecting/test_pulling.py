"""Pulls: whatever a feed does, each record ends as the newest news of it says, once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from crm.exchange.connecting.feeding import Feed, row
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Customer
from goodwill.crm.exchange.connecting import pulling
from goodwill.crm.exchange.connecting.binning import problem_of
from goodwill.crm.exchange.connecting.errors import AtItAlready
from goodwill.crm.exchange.connecting.models import Connection, Run
from goodwill.crm.exchange.connecting.pulling import Wish, pull
from goodwill.crm.records import changing, known_as
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.merging import merge
from goodwill.crm.records.models import Change

Pull = Callable[..., Run]
BY_HAND = Wish(is_by_hand=True)


@pytest.fixture
def erp(connected: Callable[..., Connection]) -> Connection:
    columns = {"id": "external_id", "name": "customers.name"}
    return connected("sql", {}, columns=columns, mark_column="at", overlap=0)


@pytest.fixture
def pulled(erp: Connection, monkeypatch: pytest.MonkeyPatch) -> Pull:
    """Pulls once from a feed."""

    def once(feed: Feed, wish: Wish = BY_HAND) -> Run:
        with monkeypatch.context() as patched:
            patched.setattr(pulling, "opened", lambda _: feed)
            erp.refresh_from_db()
            return pull(erp, wish)

    return once


def names() -> dict[str, str]:
    """What is here, by what the other system calls it."""
    found = {}
    for customer in Customer.objects.present():
        (known,) = known_as.ids_of(customer)
        found[known.value] = customer.name
    return found


def test_rows_come_in_once_and_change_when_they_change(pulled: Pull) -> None:
    run = pulled(Feed([row(1, "A"), row(2, "B"), row(3, "C")]))
    assert (run.state, run.rows, run.created, run.refused) == ("done", 3, 3, 0)
    run = pulled(Feed([row(1, "A"), row(2, "B2"), row(3, "C")]))
    assert (run.rows, run.created, run.updated, run.unchanged) == (3, 0, 1, 2)
    assert names() == {"1": "A", "2": "B2", "3": "C"}


def test_history_says_that_a_connection_wrote_it(pulled: Pull, administrator: User) -> None:
    run = pulled(Feed([row(1, "A")]))
    line = Change.objects.get(kind="customers")
    assert (line.by, line.source, line.batch) == (administrator, "connection", run.batch)


def test_what_people_changed_here_stands_until_the_source_changes_it(
    pulled: Pull, by: Actor
) -> None:
    pulled(Feed([row(1, "A")]))
    changing.change(Customer.objects.get(), {"name": "Ours"}, by)
    pulled(Feed([row(1, "A")]))
    assert names() == {"1": "Ours"}
    pulled(Feed([row(1, "A2")]))
    assert names() == {"1": "A2"}


def test_what_people_deleted_here_stays_deleted_until_the_source_changes_it(
    pulled: Pull, by: Actor
) -> None:
    pulled(Feed([row(1, "A")]))
    changing.delete(Customer.objects.get(), by)
    pulled(Feed([row(1, "A")]))
    assert names() == {}
    pulled(Feed([row(1, "A2")]))
    assert names() == {"1": "A2"}


def test_the_next_pull_asks_for_what_came_later_and_a_little_more(
    erp: Connection, pulled: Pull
) -> None:
    Connection.objects.update(overlap=10)
    pulled(Feed([row(1, at="2026-03-01T10:00:00"), row(2, at="2026-03-01T12:00:00")]))
    feed = Feed([row(2, at="2026-03-01T12:00:00")])
    run = pulled(feed)
    assert feed.asked[0].since.plain == "2026-03-01T11:50:00"
    assert run.unchanged == 1
    assert run.newest_at is not None
    everything = Feed([row(1, at="2026-03-01T10:00:00"), row(2, at="2026-03-01T12:00:00")])
    pulled(everything, Wish(is_everything=True))
    assert everything.asked[0].is_whole


def test_older_news_that_arrives_late_changes_nothing(pulled: Pull) -> None:
    pulled(Feed([row(1, "New", "2026-03-02")]))
    pulled(Feed([row(1, "Old", "2026-03-01")]))
    assert names() == {"1": "New"}
    pulled(Feed([row(1, "Newest", "2026-03-04"), row(1, "Newer", "2026-03-03")], size=9))
    assert names() == {"1": "Newest"}


def test_rows_without_an_id_are_refused_and_kept_to_be_seen(pulled: Pull) -> None:
    run = pulled(Feed([row("", "Nameless"), row(2, "B")]))
    assert (run.state, run.refused, run.created) == ("done", 1, 1)
    assert run.refusals.get().cells["name"] == "Nameless"


def test_a_refused_row_is_tried_again_with_the_next_pull(erp: Connection, pulled: Pull) -> None:
    columns = {"id": "external_id", "name": "customers.name", "of": "customers.parent"}
    Connection.objects.update(plan={**erp.plan, "columns": columns})
    run = pulled(Feed([row(2, "Part", "2026-03-01", of="Whole AG")]))
    assert (run.refused, run.created) == (1, 0)
    assert names() == {}
    run = pulled(Feed([row(1, "Whole AG", "2026-03-02", of="")]))
    assert (run.rows, run.refused) == (1, 0)
    run = pulled(Feed([]))
    assert names() == {"1": "Whole AG", "2": "Part"}
    assert not run.refusals.exists()


def test_what_is_gone_at_the_source_goes_to_the_bin_and_comes_back(
    erp: Connection, pulled: Pull
) -> None:
    Connection.objects.update(deletions="bin")
    pulled(Feed([row(n) for n in range(4)]))
    run = pulled(Feed([row(n) for n in range(3)]), Wish(is_everything=True))
    assert run.binned == 1
    assert set(names()) == {"0", "1", "2"}
    pulled(Feed([row(n) for n in range(4)]), Wish(is_everything=True))
    assert set(names()) == {"0", "1", "2", "3"}
    assert Customer.objects.count() == 4


def test_ids_tell_what_is_gone_where_only_changes_are_read(erp: Connection, pulled: Pull) -> None:
    Connection.objects.update(deletions="bin")
    pulled(Feed([row(n, at="2026-03-01") for n in range(4)]))
    run = pulled(Feed([], all_ids=["0", "1", "3"]))
    erp.refresh_from_db()
    assert (run.binned, erp.at_source, erp.known_here) == (1, 3, 3)
    assert set(names()) == {"0", "1", "3"}


@pytest.mark.usefixtures("erp")
def test_what_became_one_here_stays_until_none_of_it_is_left_there(pulled: Pull, by: Actor) -> None:
    Connection.objects.update(deletions="bin")
    pulled(Feed([row(n) for n in range(4)]))
    kept, away = (known_as.find(Customer, "ERP", value) for value in ("0", "3"))
    merge(kept, [away], {}, by)
    run = pulled(Feed([row(n) for n in range(3)]), Wish(is_everything=True))
    assert run.binned == 0
    assert kept in Customer.objects.present()
    run = pulled(Feed([row(n) for n in range(1, 3)]), Wish(is_everything=True))
    assert run.binned == 1
    assert kept not in Customer.objects.present()


@pytest.mark.parametrize("left", [[], [0, 1, 2]])
def test_much_gone_at_once_is_taken_for_a_mistake_until_confirmed(
    erp: Connection, pulled: Pull, left: list[int]
) -> None:
    Connection.objects.update(deletions="bin")
    pulled(Feed([row(n) for n in range(16)], size=50))
    feed = Feed([row(n) for n in left])
    run = pulled(feed, Wish(is_everything=True))
    assert run.state == "failed"
    assert "mistake" in str(problem_of(run))
    assert len(names()) == 16
    pulled(feed, Wish(is_everything=True, may_bin_many=True))
    assert len(names()) == len(left)


def test_a_column_may_say_that_a_row_is_gone(erp: Connection, pulled: Pull) -> None:
    Connection.objects.update(gone_column="deleted")
    pulled(Feed([row(1, "A", "2026-03-01", deleted="0"), row(2, deleted="f")]))
    run = pulled(Feed([row(1, "A", "2026-03-03", deleted="1")]))
    assert run.binned == 1
    pulled(Feed([row(1, "A old", "2026-03-02", deleted="0")]))
    assert set(names()) == {"2"}
    pulled(Feed([row(1, "A", "2026-03-04", deleted="0")]))
    assert set(names()) == {"1", "2"}


def test_a_feed_that_breaks_goes_on_where_it_was(erp: Connection, pulled: Pull) -> None:
    rows = [row(n, at=f"2026-03-0{n}") for n in range(1, 7)]
    run = pulled(Feed(rows, breaks=2))
    assert run.state == "failed"
    assert str(problem_of(run)) == "The line went dead."
    assert (run.rows, len(names())) == (3, 3)
    erp.refresh_from_db()
    assert erp.mark["value"] == "2026-03-02T00:00:00"
    run = pulled(Feed(rows[1:]))
    assert (run.state, run.created, run.unchanged) == ("done", 3, 2)
    assert len(names()) == 6


def test_a_mistake_of_ours_is_not_hidden(pulled: Pull) -> None:
    with pytest.raises(ZeroDivisionError):
        pulled(Feed([row(1), row(2), row(3)], breaks=1, trouble=ZeroDivisionError))
    assert Run.objects.get().state == "failed"


def test_of_two_pulls_at_once_one_is_told_to_wait(erp: Connection, pulled: Pull) -> None:
    running = Run.objects.create(connection=erp)
    with pytest.raises(AtItAlready):
        pulled(Feed([row(1)]))
    long_ago = timezone.now() - timedelta(minutes=10)
    Run.objects.filter(pk=running.pk).update(touched_at=long_ago)
    assert pulled(Feed([row(1)])).state == "done"
    running.refresh_from_db()
    assert running.state == "broken_off"


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"is_active": False}, "may no longer do so"),
        ({}, "which column holds the id"),
    ],
)
def test_it_says_what_must_be_set_up(
    erp: Connection, pulled: Pull, facts: dict[str, Any], says: str
) -> None:
    if facts:
        User.objects.update(**facts)
    else:
        Connection.objects.update(plan={})
    run = pulled(Feed([row(1)]))
    assert run.state == "failed"
    assert says in str(problem_of(run))


def test_signs_that_no_database_keeps_are_left_out(pulled: Pull) -> None:
    run = pulled(Feed([row("1\x00", "A\x00B\ud800", "2026-03-01"), row("", "\x00Nameless")]))
    assert (run.state, run.created, run.refused) == ("done", 1, 1)
    assert names() == {"1": "AB?"}


NEWS = st.lists(st.tuples(st.integers(0, 4), st.integers(1, 6)), min_size=1, max_size=12)


@settings(
    max_examples=6,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=(Phase.explicit, Phase.generate),  # each step writes to a database: too slow to shrink
)
@given(news=NEWS, cuts=st.lists(st.integers(0, 12), max_size=3), data=st.data())
def test_a_feed_that_breaks_repeats_and_reorders_ends_in_the_newest_state(
    erp: Connection, pulled: Pull, news: list[tuple[int, int]], cuts: list[int], data: Any
) -> None:
    """Each record ends as the newest version that was told, whatever the order and the breaks."""
    for customer in Customer.objects.all():
        known_as.forget(customer)
    Customer.objects.all().delete()
    erp.known.all().delete()
    Connection.objects.update(mark={})
    told = [row(n, f"v{at}", f"2026-03-0{at}") for n, at in news]
    for cut in cuts:
        some = data.draw(st.permutations(told))
        pulled(Feed(some, size=3, breaks=cut // 3))
    pulled(Feed(data.draw(st.permutations(told)), size=3))
    newest = {str(n): f"v{max(at for m, at in news if m == n)}" for n, _ in news}
    assert names() == newest
    assert Customer.objects.count() == len(newest)


class Killed(BaseException):
    """What nobody catches, as a process that is killed runs nothing any more."""


@pytest.mark.parametrize("breaks", [0, 1, 2])
def test_a_pull_that_was_killed_is_gone_on_with_by_the_next(
    erp: Connection, pulled: Pull, breaks: int
) -> None:
    rows = [row(n, f"v{n}", f"2026-03-0{n}") for n in range(1, 7)]
    with pytest.raises(Killed):
        pulled(Feed(rows, breaks=breaks, trouble=Killed))
    killed = Run.objects.get()
    assert killed.state == "running"
    Run.objects.update(touched_at=timezone.now() - timedelta(minutes=10))
    run = pulled(Feed(rows))
    killed.refresh_from_db()
    assert (killed.state, run.state) == ("broken_off", "done")
    assert killed.created + run.created == 6
    assert names() == {str(n): f"v{n}" for n in range(1, 7)}
