"""Addresses of the shell itself."""

from django.urls import path

from goodwill.crm.ui import views

urlpatterns = [
    path("look/", views.look, name="look"),
    path("speak/", views.speak, name="speak"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("mark.svg", views.mark_svg, name="mark_svg"),
    path("mark-<int:side>.png", views.mark_png, name="mark"),
    path("sw.js", views.worker, name="worker"),
    path("no-connection/", views.no_connection, name="no_connection"),
]
