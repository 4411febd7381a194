"""Addresses of visits and of the round of a day."""

from django.urls import path

from goodwill.crm.records import lists
from goodwill.crm.sales.visits import views

VISIT = "visits/<uuid:public_id>/"

urlpatterns = [
    path("visits/", lists.page("visits"), name="visits"),
    path("visits/round/", views.round_of_day, name="round"),
    path("visits/round/arrange/", views.arrange_round, name="arrange_round"),
    path("visits/plan/", views.plan_visit, name="plan_visit"),
    path(VISIT, views.visit, name="visit"),
    path(f"{VISIT}log/", views.log_visit, name="log_visit"),
    path(f"{VISIT}move/", views.move_visit, name="move_visit"),
    path(f"{VISIT}drop/", views.drop_visit, name="drop_visit"),
    path(f"{VISIT}earlier/", views.earlier_visit, name="earlier_visit"),
]
