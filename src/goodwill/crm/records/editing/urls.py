"""Addresses at which records of any kind are made and changed."""

from django.urls import path

from goodwill.crm.records.editing import views

urlpatterns = [
    path("new/<slug:kind>/", views.new, name="new"),
    path("edit/<slug:kind>/<uuid:public_id>/", views.edit, name="edit"),
    path("edit/<slug:kind>/<uuid:public_id>/<str:field>/", views.edit_field, name="edit_field"),
    path("fact/<slug:kind>/<uuid:public_id>/<str:field>/", views.fact, name="fact"),
    path("reveal/<slug:kind>/<uuid:public_id>/<str:field>/", views.reveal, name="reveal"),
    path("pick/<slug:kind>/<str:field>/", views.pick, name="pick"),
]
