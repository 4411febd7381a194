"""The address of loyalty stages."""

from django.urls import path

from goodwill.crm.value.stages import views

urlpatterns = [path("value/stages/", views.stages, name="stages")]
