"""Addresses of leads."""

from django.urls import include, path

from goodwill.crm.records import lists
from goodwill.crm.sales.leads.views import chances, pages, pools, rules

LEAD = "leads/<uuid:public_id>/"
POOL = "leads/pools/<uuid:public_id>/"
RULE = "leads/distribution/<uuid:public_id>/"

urlpatterns = [
    path("leads/", lists.page("leads"), name="leads"),
    path(LEAD, pages.lead, name="lead"),
    path(f"{LEAD}accept/", pages.accept_lead, name="accept_lead"),
    path(f"{LEAD}give-back/", pages.give_back_lead, name="give_back_lead"),
    path(f"{LEAD}note/", pages.note_lead, name="note_lead"),
    path(f"{LEAD}give-up/", pages.give_up_lead, name="give_up_lead"),
    path(f"{LEAD}take-up/", pages.take_up_lead, name="take_up_lead"),
    path(f"{LEAD}hand/", pages.hand_lead, name="hand_lead"),
    path(f"{LEAD}convert/", pages.convert_lead, name="convert_lead"),
    path(f"{LEAD}take-back/", pages.take_back_lead, name="take_back_lead"),
    path(f"{LEAD}claim/", pools.claim_lead, name="claim_lead"),
    path("leads/card/", pages.lead_card, name="lead_card"),
    path("leads/figures/", chances.lead_figures, name="lead_figures"),
    path("leads/pools/", pools.lead_pools, name="lead_pools"),
    path("leads/pools/new/", pools.new_lead_pool, name="new_lead_pool"),
    path(POOL, pools.lead_pool, name="lead_pool"),
    path(f"{POOL}edit/", pools.edit_lead_pool, name="edit_lead_pool"),
    path("leads/distribution/", rules.lead_rules, name="lead_rules"),
    path("leads/distribution/new/", rules.new_lead_rule, name="new_lead_rule"),
    path(RULE, rules.edit_lead_rule, name="edit_lead_rule"),
    path(f"{RULE}move/", rules.move_lead_rule, name="move_lead_rule"),
    path(f"{RULE}remove/", rules.remove_lead_rule, name="remove_lead_rule"),
    path("leads/takers/<uuid:public_id>/", rules.lead_taker, name="lead_taker"),
    path("leads/scoring/", chances.lead_scoring, name="lead_scoring"),
    path("leads/scoring/begin/", chances.begin_lead_scoring, name="begin_lead_scoring"),
    path("leads/scoring/learn/", chances.learn_leads, name="learn_leads"),
    path(
        "leads/scoring/<uuid:public_id>/remove/",
        chances.remove_score_rule,
        name="remove_score_rule",
    ),
    path("", include("goodwill.crm.sales.leads.web.urls")),
]
