"""Addresses of the lists of whom to keep, and of what is done about it."""

from django.urls import path

from goodwill.crm.records import lists
from goodwill.crm.value.worklists import views

urlpatterns = [
    path("value/worklists/", views.worklists, name="worklists"),
    path("value/worklists/<slug:word>/", views.worklist, name="worklist"),
    path("customers/<uuid:public_id>/take-on/<slug:word>/", views.take_on, name="take_on"),
    path("care-actions/", lists.page("care_actions"), name="care_actions"),
    path("care-actions/<uuid:public_id>/", views.care_action, name="care_action"),
    path("care-actions/<uuid:public_id>/close/", views.close_care_action, name="close_care_action"),
]
