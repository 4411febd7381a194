"""Addresses of relations."""

from django.urls import path

from goodwill.crm.customers.relating import views

urlpatterns = [
    path("customers/<uuid:public_id>/relations/", views.relations_card, name="customer_relations"),
    path("customers/<uuid:public_id>/relations/add/", views.relate, name="relate"),
    path("customers/<uuid:public_id>/relations/known/", views.relatable, name="relatable"),
    path("relations/<uuid:public_id>/prefer/", views.prefer_relation, name="prefer_relation"),
    path("relations/<uuid:public_id>/end/", views.end_relation, name="end_relation"),
    path("relations/<uuid:public_id>/remove/", views.remove_relation, name="remove_relation"),
]
