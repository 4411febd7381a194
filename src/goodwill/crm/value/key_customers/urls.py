"""Addresses of key customers and their plans."""

from django.urls import path

from goodwill.crm.records import lists
from goodwill.crm.value.key_customers import views

PLAN = "account-plans/<uuid:public_id>/"

urlpatterns = [
    path("value/key-customers/", views.key_customers, name="key_customers"),
    path("account-plans/", lists.page("account_plans"), name="account_plans"),
    path(PLAN, views.account_plan, name="account_plan"),
    path(f"{PLAN}goals/", views.add_goal, name="add_goal"),
    path(f"{PLAN}goals/<int:goal>/", views.settle_goal, name="settle_goal"),
    path(f"{PLAN}stakeholders/", views.add_stakeholder, name="add_plan_stakeholder"),
    path(
        f"{PLAN}stakeholders/<int:stakeholder>/drop/",
        views.drop_stakeholder,
        name="drop_plan_stakeholder",
    ),
    path(f"{PLAN}steps/", views.add_step, name="add_step"),
    path(f"{PLAN}review/", views.review_plan, name="review_plan"),
    path("customers/<uuid:public_id>/account-plan/", views.account_plan_of, name="account_plan_of"),
]
