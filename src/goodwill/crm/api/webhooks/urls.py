"""Addresses of webhooks."""

from __future__ import annotations

from django.urls import path

from goodwill.crm.api.webhooks import views

_ONE = "data/webhooks/<uuid:public_id>/"

urlpatterns = [
    path("data/webhooks/", views.webhooks, name="webhooks"),
    path("data/webhooks/new/", views.new_webhook, name="new_webhook"),
    path(_ONE, views.webhook, name="webhook"),
    path(f"{_ONE}edit/", views.edit_webhook, name="edit_webhook"),
    path(f"{_ONE}test/", views.test_webhook, name="test_webhook"),
    path(f"{_ONE}secret/", views.renew_secret, name="renew_secret"),
    path(f"{_ONE}stop/", views.stop_webhook, name="stop_webhook"),
    path(f"{_ONE}start/", views.start_webhook, name="start_webhook"),
    path(f"{_ONE}remove/", views.remove_webhook, name="remove_webhook"),
    path(f"{_ONE}again/", views.send_all_again, name="send_all_again"),
    path(f"{_ONE}<uuid:delivery_id>/", views.delivery, name="delivery"),
    path(f"{_ONE}<uuid:delivery_id>/again/", views.send_again, name="send_again"),
]
