"""Other rooms write into the timeline, in words that every reader understands."""

from __future__ import annotations

from django.urls import reverse

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Customer
from goodwill.crm.customers.timeline import reading, telling
from goodwill.crm.records.changing import Actor
from goodwill.crm.ui import speaking
from goodwill.language import Sentence

from ...conftest import logged_in


def test_what_is_told_stands_in_the_timeline(hengtai: Customer, by: Actor, rep: User) -> None:
    telling.tell(hengtai, "system", Sentence("Today"), actor=by, about=hengtai)
    page = logged_in(rep).get(
        reverse("timeline", args=[hengtai.public_id]), headers={"HX-Request": "true"}
    )
    assert page.status_code == 200
    assert "Today" in page.text


def test_each_reader_reads_it_in_their_own_language(hengtai: Customer, by: Actor) -> None:
    subject = Sentence("{n} day", "{n} days", n=1_200)
    entry = telling.tell(hengtai, "system", subject, actor=by)
    entry.refresh_from_db()
    assert entry.subject == "1,200 days"
    with speaking.to("zh-Hans"):
        assert speaking.show(reading.said(entry)) == "1,200 天"


def test_it_links_to_what_it_tells_of_only_where_the_reader_may_look(
    hengtai: Customer, by: Actor, rep: User
) -> None:
    entry = telling.tell(hengtai, "system", "Hello", actor=by, about=hengtai)
    rep.role.abilities = ["activities.view"]
    assert reading.Line(entry, rep).about == ""
