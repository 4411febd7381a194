"""Addresses of tables of figures."""

from django.urls import path

from goodwill.crm.value.pivot import views

urlpatterns = [
    path("value/pivot/", views.pivot, name="pivot"),
    path("value/pivot/receipt/", views.pivot_receipt, name="pivot_receipt"),
    path("value/pivot/records/", views.pivot_records, name="pivot_records"),
    path("value/pivot/records/file/", views.pivot_records_file, name="pivot_records_file"),
    path("value/pivot/chart/", views.pivot_chart, name="pivot_chart"),
    path("value/pivot/values/<str:word>/", views.pivot_values, name="pivot_values"),
    path("value/pivot/file/", views.pivot_file, name="pivot_file"),
    path("value/pivot/keeping/", views.pivot_keeping, name="pivot_keeping"),
    path("value/pivot/keep/", views.keep_pivot, name="keep_pivot"),
    path("value/pivot/<uuid:public_id>/", views.saved_pivot, name="saved_pivot"),
    path("value/pivot/<uuid:public_id>/forget/", views.forget_pivot, name="forget_pivot"),
    path("value/pivot/<uuid:public_id>/mailing/", views.pivot_mailing, name="pivot_mailing"),
    path("value/pivot/<uuid:public_id>/mail/", views.mail_pivot, name="mail_pivot"),
    path("value/measures/", views.measures, name="measures"),
    path("value/measures/make/", views.make_measure, name="make_measure"),
    path("value/measures/<slug:word>/take-out/", views.take_out_measure, name="take_out_measure"),
]
