"""The addresses of segments."""

from __future__ import annotations

from django.urls import URLPattern, path

from goodwill.crm.value.segmenting import putting, views

urlpatterns: list[URLPattern] = [
    path("segments/", views.segments, name="segments"),
    path("segments/new/", views.segment_new, name="segment_new"),
    path("segments/count/", views.segment_count, name="segment_count"),
    path("segments/line/", views.segment_line, name="segment_line"),
    path("segments/group/", views.segment_group, name="segment_group"),
    path("segments/overlap/", views.segments_overlap, name="segments_overlap"),
    path("segments/put/", putting.segment_put, name="segment_put"),
    path("segments/put/done/", putting.segment_put_done, name="segment_put_done"),
    path("segments/refresh/", views.segments_refresh, name="segments_refresh"),
    path("segments/<uuid:public_id>/", views.segment, name="segment"),
    path("segments/<uuid:public_id>/course/", views.segment_course, name="segment_course"),
    path(
        "segments/<uuid:public_id>/conditions/",
        views.segment_conditions,
        name="segment_conditions",
    ),
    path(
        "customers/<uuid:public_id>/segments/",
        views.segments_of_customer,
        name="segments_of_customer",
    ),
    path("segments/<uuid:public_id>/copy/", views.segment_copy, name="segment_copy"),
]
