"""Every change reaches whoever is told, signed, once it can; nobody learns more than they may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from crm.api.webhooks.receiver import Receiver
from django.utils import timezone
from standardwebhooks import WebhookVerificationError

from goodwill.crm.accounts.models import User
from goodwill.crm.api.webhooks import delivering, gathering, keeping, sending
from goodwill.crm.api.webhooks.delivering import deliver
from goodwill.crm.api.webhooks.errors import TooManyWebhooks
from goodwill.crm.api.webhooks.keeping import Made, Wanted
from goodwill.crm.api.webhooks.models import Delivery, Try, Webhook
from goodwill.crm.customers.models import Activity, ContactPoint, Customer
from goodwill.crm.customers.notices import wording
from goodwill.crm.customers.notices.models import Notice
from goodwill.crm.records import changing, merging, sealing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.models import Change
from goodwill.crm.records.outside import NotToBeCalled

Told = Callable[..., Made]


def later(webhook: Webhook, **span: float) -> None:
    """Time goes by: what rests or waits is due."""
    past = timedelta(**span)
    for model, names in ((Webhook, ("rests_until", "failing_since")), (Delivery, ("next_at",))):
        for one in model.objects.all():
            for name in names:
                if getattr(one, name):
                    setattr(one, name, getattr(one, name) - past)
            one.save()
    webhook.refresh_from_db()


def all_due() -> None:
    """Whatever rests or waits has done so long enough."""
    past = timezone.now() - timedelta(seconds=1)
    Webhook.objects.update(rests_until=past)
    Delivery.objects.waiting().update(next_at=past)


def states(webhook: Webhook) -> list[str]:
    return list(webhook.deliveries.order_by("pk").values_list("state", flat=True))


def test_every_change_is_told_in_its_order_and_signed(
    told: Told, receiver: Receiver, administrator: User, by: Actor
) -> None:
    changing.create(Customer(name="Before"), by)
    made = told(administrator)
    customer = changing.create(Customer(name="上海恒泰精密", city="上海"), by)
    changing.change(customer, {"city": "苏州"}, by)
    changing.delete(customer, by)
    assert deliver() == 3
    messages = receiver.checked(made.secret)
    assert [one["type"] for one in messages] == [
        "customers.created",
        "customers.changed",
        "customers.deleted",
    ]
    changed = messages[1]["data"]
    assert changed["fields"] == {"city": {"before": "上海", "after": "苏州"}}
    assert changed["id"] == str(customer.public_id)
    assert changed["by"] == {"id": str(administrator.public_id), "name": "王芳"}
    assert changed["address"].endswith(f"/api/v1/customers/{customer.public_id}")
    assert [one["data"]["position"] for one in messages] == [3, 4, 5]
    assert deliver() == 0
    with pytest.raises(WebhookVerificationError):
        receiver.checked("whsec_" + 40 * "A")


def test_a_merge_is_told_of_each_record_it_touched(
    told: Told, receiver: Receiver, administrator: User, by: Actor
) -> None:
    one = changing.create(Customer(name="恒泰"), by)
    other = changing.create(Customer(name="上海恒泰"), by)
    told(administrator)
    merging.merge(one, [other], {}, by)
    deliver()
    told_of = {(event["type"], event["data"]["id"]) for event in receiver.taken}
    assert ("customers.merged", str(one.public_id)) in told_of
    assert str(other.public_id) in {record for _, record in told_of}


def test_what_a_transaction_wrote_that_ended_late_is_told_too(
    told: Told, receiver: Receiver, administrator: User, by: Actor
) -> None:
    """Its lines have smaller keys than those that were told meanwhile."""
    told(administrator)
    late = changing.create(Customer(name="Late"), by)
    line = Change.objects.get(record_id=late.pk, kind="customers")
    Change.objects.filter(pk=line.pk).delete()
    changing.create(Customer(name="Early"), by)
    assert deliver() == 1
    line.save(force_insert=True)
    assert deliver() == 1
    assert [one["data"]["fields"]["name"]["after"] for one in receiver.taken] == ["Early", "Late"]
    assert sealing.verify().is_whole


def test_only_what_was_asked_for_and_what_its_owner_may_see_is_told(
    told: Told, receiver: Receiver, rep: User, outsider: User, by: Actor
) -> None:
    rep.role.abilities.append("api.use")
    rep.role.hidden_fields.append("customers.city")
    rep.role.save()
    told(rep, kinds=["customers", "activities"], verbs=["created"])
    mine = changing.create(Customer(name="Mine", city="上海", born_on="1980-05-01", owner=rep), by)
    changing.create(Customer(name="Not mine", owner=outsider), by)
    changing.change(mine, {"name": "Renamed"}, by)
    point = ContactPoint(customer=mine, sort="email", given="a@example.com", value="a@example.com")
    changing.create(point, by)
    changing.create(Activity(customer=mine, sort="note", subject="Ok"), by)
    changing.create(Activity(customer=mine, sort="note", subject="Secret", is_private=True), by)
    deliver()
    assert receiver.events() == ["customers.created", "activities.created"]
    data = receiver.taken[0]["data"]
    assert "city" not in data["fields"]
    assert "born_on" not in data["fields"]
    assert data["sensitive"] == ["born_on"]
    assert data["fields"]["owner"]["after"] == str(rep.public_id)
    assert receiver.taken[1]["data"]["fields"]["customer"]["after"] == str(mine.public_id)


def test_whoever_may_no_longer_see_is_told_no_more(
    told: Told, receiver: Receiver, rep: User, outsider: User, by: Actor
) -> None:
    rep.role.abilities.append("api.use")
    rep.role.save()
    made = told(rep)
    mine = changing.create(Customer(name="Mine", owner=rep), by)
    gathering.seal()
    assert gathering.gather(made.webhook) == 1
    changing.change(mine, {"owner": outsider}, by)
    assert deliver() == 0
    assert states(made.webhook) == ["given_up"]
    rep.is_active = False
    rep.save()
    deliver()
    made.webhook.refresh_from_db()
    assert not made.webhook.is_on
    assert receiver.came == []


def test_a_receiver_that_fails_is_tried_again_and_gets_all_of_it_once(
    told: Told, receiver: Receiver, administrator: User, by: Actor
) -> None:
    made = told(administrator)
    receiver.status = 503
    for n in range(3):
        changing.create(Customer(name=f"C{n}"), by)
    assert deliver() == 0
    assert Try.objects.count() == 1, "one try for an address that is down, not one for each event"
    made.webhook.refresh_from_db()
    assert made.webhook.failing_since
    assert deliver() == 0
    assert Try.objects.count() == 1, "it rests"
    later(made.webhook, minutes=10)
    deliver()
    assert Try.objects.count() == 2
    receiver.status = 200
    later(made.webhook, minutes=10)
    assert deliver() == 3
    made.webhook.refresh_from_db()
    assert made.webhook.failing_since is None
    assert len(set(receiver.ids())) == 3
    first = Delivery.objects.earliest("pk")
    tries = first.all_tries.order_by("pk")
    assert [one.status for one in tries][-1] == 200
    assert tries[0].answer == "not now"
    assert "503" in str(wording.revived(tries[0].trouble))


def test_a_message_that_is_never_taken_holds_up_no_other_and_can_be_sent_again(
    told: Told, receiver: Receiver, administrator: User, by: Actor, monkeypatch: Any
) -> None:
    made = told(administrator)
    good = receiver_of_all_but("Poison", monkeypatch)
    changing.create(Customer(name="Poison"), by)
    changing.create(Customer(name="Fine"), by)
    for _ in range(len(delivering.WAITS) + 3):
        deliver()
        all_due()
    assert states(made.webhook) == ["given_up", "delivered"]
    poison, fine = made.webhook.deliveries.order_by("pk")
    assert poison.tries == len(delivering.WAITS) + 1
    good.append("Poison")
    assert keeping.send_again(made.webhook) == 1
    assert deliver() == 1
    poison.refresh_from_db()
    assert poison.state == "delivered"
    assert receiver.ids() == [fine.message_id, poison.message_id]
    assert keeping.send_again(made.webhook, fine.public_id) == 1
    deliver()
    assert receiver.ids()[-1] == fine.message_id, "the receiver knows it again by its id"


def receiver_of_all_but(name: str, monkeypatch: Any) -> list[str]:
    """The other side refuses one customer until it is told that it is good."""
    good: list[str] = []
    send = sending._sent

    def judged(connection: Any, place: Any, secrets: Any, message: Any) -> sending.Answer:
        if message.body["data"]["fields"]["name"]["after"] == name and name not in good:
            return sending.Answer(422, trouble=sending.Sentence("No."))
        return send(connection, place, secrets, message)

    monkeypatch.setattr(sending, "_sent", judged)
    return good


@pytest.mark.parametrize("drips", [False, True])
def test_a_receiver_that_is_too_slow_does_not_hold_us(
    told: Told, receiver: Receiver, administrator: User, by: Actor, monkeypatch: Any, drips: bool
) -> None:
    monkeypatch.setattr(sending, "PATIENCE_SECONDS", 0.3)
    told(administrator)
    receiver.seconds, receiver.drips = 1.0, drips
    changing.create(Customer(name="C"), by)
    began = timezone.now()
    assert deliver() == 0
    assert (timezone.now() - began).total_seconds() < 0.95
    tried = Try.objects.get()
    assert "did not answer" in str(wording.revived(tried.trouble))


def test_a_receiver_that_is_away_or_points_elsewhere_is_told_as_what_it_is(
    told: Told, receiver: Receiver, administrator: User
) -> None:
    made = told(administrator)
    receiver.status, receiver.headers = 302, {"location": "http://127.0.0.1:1/"}
    delivering.try_out(made.webhook)
    made.webhook.address = "http://127.0.0.1:1/"
    delivering.try_out(made.webhook)
    made.webhook.address = "http://192.0.2.1/"
    delivering.try_out(made.webhook)
    said = [str(wording.revived(one.trouble)) for one in Try.objects.order_by("pk")]
    assert "points elsewhere" in said[0]
    assert "Nobody listens" in said[1]
    assert "lies inside" in said[2]


def test_a_receiver_that_asks_for_time_gets_it(
    told: Told, receiver: Receiver, administrator: User, by: Actor
) -> None:
    made = told(administrator)
    receiver.status, receiver.headers = 429, {"retry-after": "7200"}
    changing.create(Customer(name="C"), by)
    deliver()
    made.webhook.refresh_from_db()
    in_an_hour = timezone.now() + timedelta(hours=1)
    assert made.webhook.rests_until > in_an_hour
    assert Delivery.objects.get().next_at > in_an_hour


def test_after_days_of_failing_it_stops_and_its_owner_knows_and_nothing_is_lost(
    told: Told, receiver: Receiver, administrator: User, by: Actor
) -> None:
    made = told(administrator)
    receiver.status = 500
    changing.create(Customer(name="First"), by)
    deliver()
    later(made.webhook, hours=7)
    deliver()
    assert "goes on trying" in str(wording.revived(Notice.objects.get().told))
    later(made.webhook, days=5)
    deliver()
    made.webhook.refresh_from_db()
    assert not made.webhook.is_on
    stopped = Notice.objects.latest("pk")
    assert stopped.person == administrator
    assert "was stopped" in str(wording.revived(stopped.told))
    changing.create(Customer(name="While stopped"), by)
    assert deliver() == 0
    receiver.status = 200
    keeping.start(made.webhook, administrator, with_missed=True)
    deliver()
    names = [one["data"]["fields"]["name"]["after"] for one in receiver.taken]
    assert names == ["First", "While stopped"]
    keeping.stop(made.webhook, by=administrator)
    changing.create(Customer(name="Not wanted"), by)
    keeping.start(made.webhook, administrator, with_missed=False)
    assert deliver() == 0


def test_a_receiver_that_is_gone_for_good_is_left_alone(
    told: Told, receiver: Receiver, administrator: User, by: Actor
) -> None:
    made = told(administrator)
    receiver.status = 410
    changing.create(Customer(name="C"), by)
    deliver()
    made.webhook.refresh_from_db()
    assert not made.webhook.is_on
    lines = Change.objects.filter(kind="webhooks").order_by("pk").values_list("verb", flat=True)
    assert list(lines) == ["created", "deactivated"]


def test_a_new_secret_signs_beside_the_old_one_for_a_day(
    told: Told, receiver: Receiver, administrator: User, by: Actor
) -> None:
    made = told(administrator)
    renewed = keeping.renew_secret(made.webhook, administrator)
    changing.create(Customer(name="C"), by)
    deliver()
    assert receiver.checked(made.secret) == receiver.checked(renewed.secret)
    Webhook.objects.update(secret_before_until=timezone.now() - timedelta(minutes=1))
    changing.create(Customer(name="D"), by)
    receiver.came.clear()
    deliver()
    assert len(receiver.checked(renewed.secret)) == 1
    with pytest.raises(WebhookVerificationError):
        receiver.checked(made.secret)
    assert made.secret not in str(Webhook.objects.values())


def test_whoever_dies_between_sending_and_noting_sends_again_under_the_same_id(
    told: Told, receiver: Receiver, administrator: User, by: Actor, monkeypatch: Any
) -> None:
    told(administrator)
    changing.create(Customer(name="C"), by)
    with monkeypatch.context() as patch:
        patch.setattr(delivering, "_settle", lambda *_: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            deliver()
    assert deliver() == 1
    assert len(receiver.came) == 2
    assert len(set(receiver.ids())) == 1


def test_a_long_queue_waits_in_history(
    told: Told, receiver: Receiver, administrator: User, by: Actor, monkeypatch: Any
) -> None:
    monkeypatch.setattr(gathering, "AT_ONCE", 2)
    monkeypatch.setattr(gathering, "MOST_WAITING", 4)
    made = told(administrator)
    receiver.status = 500
    for n in range(9):
        changing.create(Customer(name=f"C{n}"), by)
    for _ in range(3):
        deliver()
    assert made.webhook.deliveries.count() < 6
    receiver.status = 200
    for _ in range(4):
        all_due()
        deliver()
    names = sorted(one["data"]["fields"]["name"]["after"] for one in receiver.taken)
    assert names == [f"C{n}" for n in range(9)]


def test_old_deliveries_are_forgotten(
    told: Told, receiver: Receiver, administrator: User, by: Actor
) -> None:
    made = told(administrator)
    changing.create(Customer(name="C"), by)
    deliver()
    assert delivering.forget_old() == 0
    Delivery.objects.update(created_at=timezone.now() - timedelta(days=31))
    assert delivering.forget_old() == 1
    assert deliver() == 0
    assert made.webhook.deliveries.count() == 0


def test_what_cannot_be_is_refused(administrator: User, receiver: Receiver, told: Told) -> None:
    with pytest.raises(NotToBeCalled):
        keeping.make(Wanted("X", "http://10.0.0.1/"), administrator)
    made = told(administrator)
    with pytest.raises(NotToBeCalled):
        keeping.change(made.webhook, Wanted("X", "http://10.0.0.1/"), administrator)
    for _ in range(keeping.MOST - 1):
        told(administrator)
    with pytest.raises(TooManyWebhooks):
        told(administrator)
