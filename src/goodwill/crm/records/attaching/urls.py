"""Addresses of attachments."""

from django.urls import path

from goodwill.crm.records.attaching import views

urlpatterns = [
    path("attachments/<slug:kind>/<uuid:public_id>/", views.attachments, name="attachments"),
    path("attachments/<slug:kind>/<uuid:public_id>/add/", views.attach, name="attach"),
    path("attachment/<uuid:public_id>/", views.attachment, name="attachment"),
    path(
        "attachment/<uuid:public_id>/picture/", views.attachment_picture, name="attachment_picture"
    ),
    path("attachment/<uuid:public_id>/remove/", views.remove_attachment, name="remove_attachment"),
    path(
        "attachment/<uuid:public_id>/restore/", views.restore_attachment, name="restore_attachment"
    ),
]
