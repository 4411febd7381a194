"""Addresses of history, undo and the bin."""

from django.urls import path

from goodwill.crm.records.history import views

urlpatterns = [
    path("history/<slug:kind>/<uuid:public_id>/", views.history, name="history"),
    path("history/<slug:kind>/<uuid:public_id>/compare/", views.compare, name="compare"),
    path(
        "history/<slug:kind>/<uuid:public_id>/<int:version>/undo/",
        views.undo_line,
        name="undo_line",
    ),
    path("undo/<uuid:batch>/", views.undo, name="undo"),
    path("delete/<slug:kind>/<uuid:public_id>/", views.delete, name="delete"),
    path("bin/", views.bin_, name="bin"),
    path("bin/<slug:kind>/", views.bin_, name="bin_of"),
    path("bin/<slug:kind>/<uuid:public_id>/restore/", views.restore, name="restore"),
]
