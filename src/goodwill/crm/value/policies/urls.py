"""Addresses of policies and of where they were not kept."""

from django.urls import path

from goodwill.crm.value.policies import views

urlpatterns = [
    path("value/policies/", views.policies, name="policies"),
    path("value/policies/<slug:value_class>/", views.policy, name="policy"),
    path("value/policies/<slug:value_class>/<slug:word>/", views.breaches, name="breaches"),
]
