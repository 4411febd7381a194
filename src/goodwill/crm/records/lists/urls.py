"""Addresses of what every list can do; the lists themselves stand in the rooms' addresses."""

from django.urls import path

from goodwill.crm.records.lists import doing, editors, views

urlpatterns = [
    path("lists/<slug:word>/count/", views.count, name="list_count"),
    path("lists/<slug:word>/groups/", views.groups, name="list_groups"),
    path("lists/<slug:word>/more/", views.more, name="list_more"),
    path("lists/<slug:word>/filter/", editors.conditions, name="list_filter"),
    path("lists/<slug:word>/filter/line/", editors.line, name="list_line"),
    path("lists/<slug:word>/filter/apply/", editors.apply, name="list_apply"),
    path("lists/<slug:word>/columns/", editors.columns, name="list_columns"),
    path("lists/<slug:word>/arrange/", editors.arrange, name="list_arrange"),
    path("lists/<slug:word>/view/", editors.keeping, name="list_keeping"),
    path("lists/<slug:word>/keep/", editors.keep, name="list_keep"),
    path("lists/<slug:word>/view/<uuid:public_id>/forget/", editors.forget, name="list_forget"),
    path("lists/<slug:word>/edit/", doing.edit, name="list_edit"),
    path("lists/<slug:word>/preview/", doing.preview, name="list_preview"),
    path("lists/<slug:word>/change/", doing.change, name="list_change"),
    path("lists/<slug:word>/delete/", doing.delete, name="list_delete"),
    path("lists/<slug:word>/move/<uuid:public_id>/", doing.move, name="list_move"),
    path("lists/<slug:word>/export/", doing.export, name="list_export"),
]
