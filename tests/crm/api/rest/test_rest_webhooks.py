"""Programs say who is told of what, and send again what did not arrive."""

from __future__ import annotations

from crm.api.rest.conftest import Program, program
from crm.api.webhooks import conftest as webhooks
from crm.api.webhooks.receiver import Receiver

from goodwill.crm.accounts.models import User
from goodwill.crm.api.rest.models import Answer
from goodwill.crm.api.webhooks.delivering import deliver
from goodwill.crm.api.webhooks.models import Webhook
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor

receiver = webhooks.receiver
may_be_called = webhooks._this_machine_may_be_called


def test_one_is_made_tells_and_tells_again(ask: Program, receiver: Receiver, by: Actor) -> None:
    new = {"name": "仓库", "address": receiver.address, "kinds": ["customers"]}
    made = ask("POST", "webhooks", new, Idempotency_Key="x").json()
    secret, where = made["secret"], f"webhooks/{made['webhook']['id']}"
    again = ask("POST", "webhooks", new, Idempotency_Key="x").json()
    assert again == {**made, "secret": None}
    assert secret not in Answer.objects.get().content
    assert Webhook.objects.count() == 1
    tried = ask("POST", f"{where}/test").json()
    assert (tried["state"], tried["all_tries"][0]["status"]) == ("delivered", 200)
    assert receiver.checked(secret)[0]["type"] == "goodwill.test"
    changing.create(Customer(name="恒泰"), by)
    deliver()
    sent = ask("GET", f"{where}/deliveries?state=delivered").json()["items"]
    assert [one["event"] for one in sent] == ["customers.created", "goodwill.test"]
    assert sent[0]["title"] == "恒泰"
    one = ask("GET", f"{where}/deliveries/{sent[0]['id']}").json()
    assert one["body"]["data"]["fields"]["name"]["after"] == "恒泰"
    assert ask("POST", f"{where}/deliveries/{sent[0]['id']}/again").json() == {"messages": 1}
    assert ask("GET", where).json()["waiting"] == 1
    assert ask("POST", f"{where}/again").json() == {"messages": 0}
    told = [ask("GET", path).content.decode() for path in (where, "webhooks")]
    assert not any(secret in text for text in told)
    renewed = ask("POST", f"{where}/secret").json()["secret"]
    assert renewed not in (secret, None)


def test_it_is_changed_stopped_started_and_forgotten(ask: Program, receiver: Receiver) -> None:
    made = ask("POST", "webhooks", {"name": "x", "address": receiver.address}).json()
    where = f"webhooks/{made['webhook']['id']}"
    changed = ask("PATCH", where, {"verbs": ["deleted", "deleted"]}).json()
    assert (changed["name"], changed["verbs"], changed["state"]) == ("x", ["deleted"], "unused")
    for wrong in ({"kinds": ["nothing"]}, {"verbs": ["sung"]}, {"address": "http://10.1.1.1/"}):
        assert ask("PATCH", where, wrong).status_code == 422
    assert ask("POST", f"{where}/stop").json()["state"] == "stopped"
    assert ask("POST", f"{where}/start", {"with_missed": True}).json()["state"] == "unused"
    assert ask("DELETE", where).status_code == 204
    assert ask("GET", where).status_code == 404


def test_a_key_tells_no_more_than_it_may_see(
    ask: Program, receiver: Receiver, administrator: User, manager: User
) -> None:
    made = ask("POST", "webhooks", {"name": "x", "address": receiver.address}).json()
    where = f"webhooks/{made['webhook']['id']}"
    manager.role.abilities = [*manager.role.abilities, "api.use"]
    manager.role.save()
    assert program(manager)("GET", where).status_code == 404
    assert program(administrator, "*.view")("GET", where).status_code == 403
    narrow = program(administrator, "api.use", "customers.view")
    new = {"name": "y", "address": receiver.address}
    assert narrow("POST", "webhooks", new).status_code == 422
    assert narrow("POST", "webhooks", {**new, "kinds": ["orders"]}).status_code == 422
    assert narrow("POST", "webhooks", {**new, "kinds": ["customers"]}).status_code == 201
    assert narrow("PATCH", where, {"address": receiver.address}).status_code == 422
