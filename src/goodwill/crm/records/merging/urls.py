"""Addresses at which records become one, and separate again."""

from django.urls import path

from goodwill.crm.records.merging import views

urlpatterns = [
    path("merge/<slug:kind>/<uuid:public_id>/", views.merge_with, name="merge_with"),
    path("merge/<slug:kind>/<uuid:public_id>/<path:others>", views.side_by_side, name="merge"),
    path("lists/<slug:word>/merge/", views.list_merge, name="list_merge"),
    path("merges/<uuid:public_id>/", views.merge_told, name="merge_told"),
    path("merges/<uuid:public_id>/undo/", views.unmerge, name="unmerge"),
]
