"""Addresses of contact points."""

from django.urls import path

from goodwill.crm.customers.reaching import views

urlpatterns = [
    path("customers/<uuid:public_id>/reaching/", views.reaching, name="reaching"),
    path("customers/<uuid:public_id>/reaching/<slug:sort>/", views.add_point, name="add_point"),
    path("contact_points/<uuid:public_id>/correct/", views.correct_point, name="correct_point"),
    path("contact_points/<uuid:public_id>/prefer/", views.prefer_point, name="prefer_point"),
    path("contact_points/<uuid:public_id>/verify/", views.verify_point, name="verify_point"),
    path(
        "contact_points/<uuid:public_id>/invalidate/",
        views.invalidate_point,
        name="invalidate_point",
    ),
    path("contact_points/<uuid:public_id>/remove/", views.remove_point, name="remove_point"),
]
