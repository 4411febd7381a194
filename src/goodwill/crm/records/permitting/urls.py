"""Addresses of roles, of what people see, and of sharing."""

from django.urls import path

from goodwill.crm.records.permitting import views

urlpatterns = [
    path("people/roles/", views.roles, name="roles"),
    path("people/roles/<slug:word>/", views.role, name="role"),
    path("people/roles/<slug:word>/remove/", views.remove_role, name="remove_role"),
    path("people/<uuid:public_id>/sees/", views.sees, name="sees"),
    path("share/<slug:kind>/<uuid:public_id>/", views.share, name="share"),
    path("share/<slug:kind>/<uuid:public_id>/end/", views.unshare, name="unshare"),
]
