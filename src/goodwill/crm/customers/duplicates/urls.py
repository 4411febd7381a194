"""Addresses of the queue of duplicates."""

from django.urls import path

from goodwill.crm.customers.duplicates import views

urlpatterns = [
    path("duplicates/", views.duplicates, name="duplicates"),
    path("duplicates/later/", views.duplicates, {"list_": "later"}, name="duplicates_later"),
    path("duplicates/all/", views.merge_duplicates, name="merge_duplicates"),
    path("duplicates/similar/", views.similar_customers, name="similar_customers"),
    path("duplicates/back/<uuid:batch>/", views.duplicates_back, name="duplicates_back"),
    path("duplicates/of/<uuid:public_id>/", views.duplicates_of, name="duplicates_of"),
    path(
        "duplicates/<uuid:public_id>/<slug:word>/", views.decide_duplicate, name="decide_duplicate"
    ),
]
