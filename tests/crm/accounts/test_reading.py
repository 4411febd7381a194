"""Queries whose text is kept: they answer what the same query answers when it is made anew."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db.models import Count, F

from goodwill.crm.accounts.models import Role, Team, User
from goodwill.crm.accounts.reading import columns_of, kept

pytestmark = pytest.mark.django_db


@kept
def of_team(team, *, order):
    return User.objects.filter(team=team).select_related("role").order_by(order)


def test_rows_come_with_what_is_read_along(rep, manager, outsider, django_assert_num_queries):
    of_team(outsider.team_id, order="name")
    with django_assert_num_queries(1):
        found = of_team(rep.team_id, order="name")
        assert [(one.name, one.role.word) for one in found] == [
            ("Jonas Lindqvist", "sales_rep"),
            ("陈梅", "sales_manager"),
        ]
    assert [one.name for one in of_team(rep.team_id, order="-name")] == ["陈梅", "Jonas Lindqvist"]


def test_values_of_every_sort_are_put_in_anew(rep, manager):
    @kept
    def asked(public, after, words, some):
        found = User.objects.filter(joined_at__gt=after, email__in=words, pk__in=some)
        return found.exclude(name=public).values_list("name", flat=True)

    first = datetime(2020, 1, 1, tzinfo=UTC)
    emails = [rep.email, manager.email]
    assert asked("x", first, emails, [rep.pk]) == [rep.name]
    assert asked("x", first, emails, [manager.pk]) == [manager.name]
    assert sorted(asked("x", first, emails, [rep.pk, manager.pk])) == [rep.name, manager.name]
    assert asked(rep.name, first, emails, [rep.pk]) == []
    assert asked("x", datetime(2100, 1, 1, tzinfo=UTC), emails, [rep.pk]) == []


def test_what_is_read_beside_comes_too(rep, manager, outsider, django_assert_num_queries):
    @kept
    def roles(words):
        return Role.objects.filter(word__in=words).prefetch_related("people").order_by("word")

    roles(["a", "b"])
    with django_assert_num_queries(2):
        found = roles([rep.role.word, manager.role.word])
        assert [len(one.people.all()) for one in found] == [1, 2]


def test_reaches_are_of_the_person_who_asks(rep, outsider):
    @kept
    def own(reach):
        return User.objects.filter(pk=reach.user_id)

    assert own(rep.reach) == [rep]
    assert own(outsider.reach) == [outsider]


def test_sums_are_read_too(rep, manager):
    @kept
    def sizes(*, least):
        return (
            Team.objects.annotate(n=Count("people")).filter(n__gte=least).values_list("name", "n")
        )

    assert sizes(least=2) == [("Shanghai", 2)]


def test_a_value_that_the_query_does_not_ask_for_is_refused(rep):
    @kept
    def whoever(team):
        return User.objects.filter(team=F("team") if team else None)

    with pytest.raises(AssertionError, match="every value is asked for"):
        whoever(rep.team_id)


def test_columns_of_rows(rep, manager):
    told = columns_of(User, ("id", "role__word"), [rep.pk, manager.pk])
    assert sorted(told) == sorted([(rep.pk, "sales_rep"), (manager.pk, "sales_manager")])
    assert columns_of(User, ("id",), []) == []


def test_one_of_many_values_is_found_as_with_a_place_for_each(rep, manager, outsider):
    asked = User.objects.order_by("pk")
    for name, values in {
        "pk": [rep.pk, outsider.pk, rep.pk],
        "email": [rep.email, "nobody@example.com"],
        "team": [rep.team_id],
        "team_id": [rep.team_id, None],
        "joined_at": [outsider.joined_at],
    }.items():
        found = list(asked.filter(**{f"{name}__among": values}))
        assert found
        assert found == list(asked.filter(**{f"{name}__in": values}))
    assert not asked.filter(pk__among=[]).exists()
