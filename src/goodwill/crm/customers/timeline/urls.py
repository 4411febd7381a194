"""Addresses of the timeline."""

from __future__ import annotations

from django.urls import path

from goodwill.crm.customers.timeline import entries, views
from goodwill.crm.records import lists

urlpatterns = [
    path("customers/<uuid:public_id>/timeline/", views.timeline, name="timeline"),
    path("customers/<uuid:public_id>/people/", views.mentionable, name="mentionable"),
    path("customers/<uuid:public_id>/timer/", views.timer, name="timer"),
    path("log/", views.log, name="log"),
    path("log/customers/", views.log_customers, name="log_customers"),
    path("activities/", lists.page("activities"), name="activities"),
    path("activities/<uuid:public_id>/", entries.activity, name="activity"),
    path("activities/<uuid:public_id>/edit/", entries.edit_activity, name="edit_activity"),
    path("activities/<uuid:public_id>/done/", entries.finish_activity, name="finish_activity"),
    path("activities/<uuid:public_id>/reopen/", entries.reopen_activity, name="reopen_activity"),
    path(
        "activities/<uuid:public_id>/postpone/", entries.postpone_activity, name="postpone_activity"
    ),
    path("activities/<uuid:public_id>/assign/", entries.assign_activity, name="assign_activity"),
    path(
        "activities/<uuid:public_id>/follow-up/",
        entries.follow_up_activity,
        name="follow_up_activity",
    ),
    path("activities/<uuid:public_id>/delete/", entries.delete_activity, name="delete_activity"),
]
