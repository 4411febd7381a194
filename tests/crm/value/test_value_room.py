"""The first page of Value shows each person the parts they may use; erasing reaches all of them."""

from __future__ import annotations

from crm.conftest import logged_in
from crm.value.valued import AT_RISK, customer, scored, valuation

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.erasing.erasing import erase
from goodwill.crm.records.changing import Actor
from goodwill.crm.value.key_customers import planning
from goodwill.crm.value.stages.models import Transition
from goodwill.crm.value.stages.recording import record
from goodwill.crm.value.suggesting import deciding, finding
from goodwill.crm.value.suggesting.models import Decision
from goodwill.crm.value.worklists import acting
from goodwill.crm.value.worklists.acting import Intent


def test_a_rep_finds_the_lists_and_not_what_is_of_the_whole_company(rep: User) -> None:
    page = logged_in(rep).get("/value/").content.decode()
    assert 'class="rail__room" href="/value/" aria-current="page"' in page
    assert 'id="worklists-card"' in page
    assert 'id="stages-card"' not in page
    rep.role.abilities = ["products.view"]
    rep.role.save()
    assert logged_in(rep).get("/value/").status_code == 403


def test_the_card_says_how_many_may_be_leaving_within_reach(rep: User, outsider: User) -> None:
    of = valuation()
    for name, owner in (("Mine", rep), ("Theirs", outsider)):
        scored(customer(name, owner), of, **AT_RISK)
    page = logged_in(rep).get("/value/").content.decode()
    assert "1 customer within your reach may be leaving." in page


def test_nothing_personal_stays_of_whoever_is_erased(rep: User, by: Actor) -> None:
    of = valuation()
    li = customer("李娜", rep, sort="person")
    scored(li, of, **AT_RISK)
    record(of)
    (risk, *_) = finding.suggested(li, rep.reach).suggestions
    deciding.dismiss(li, risk, "other", Actor(rep), note="She is on leave")
    action = acting.take(li, Intent("lost", what="Ask 李娜"), Actor(rep))
    plan = planning.begin({"customer": li, "name": "李娜 2026"}, Actor(rep))
    erase(li, by, "Asked for it by letter")
    action.refresh_from_db()
    plan.refresh_from_db()
    assert (action.what, action.because, plan.name) == ("", {}, "—")
    assert not Decision.objects.exists()
    assert not Transition.objects.exists()
