"""Addresses of imports: the file on its way in, then the import itself."""

from __future__ import annotations

from django.urls import path

from goodwill.crm.exchange.importing.views import files, preparing, running, trying

urlpatterns = [
    path("data/imports/", files.imports, name="imports"),
    path("data/imports/upload/", files.upload, name="upload"),
    path(
        "data/imports/template/<slug:shape>.<slug:form>",
        files.import_template,
        name="import_template",
    ),
    path("data/imports/new/<uuid:public_id>/", preparing.import_look, name="import_look"),
    path(
        "data/imports/new/<uuid:public_id>/columns/",
        preparing.import_columns,
        name="import_columns",
    ),
    path(
        "data/imports/new/<uuid:public_id>/matching/",
        preparing.import_matching,
        name="import_matching",
    ),
    path("data/imports/new/<uuid:public_id>/check/", trying.import_check, name="import_check"),
    path("data/imports/new/<uuid:public_id>/as/", trying.import_take_as, name="import_take_as"),
    path("data/imports/new/<uuid:public_id>/run/", trying.import_run, name="import_run"),
    path("data/imports/new/<uuid:public_id>/discard/", files.discard_upload, name="discard_upload"),
    path("data/imports/<uuid:public_id>/", running.import_page, name="import"),
    path("data/imports/<uuid:public_id>/pause/", running.import_pause, name="import_pause"),
    path("data/imports/<uuid:public_id>/resume/", running.import_resume, name="import_resume"),
    path("data/imports/<uuid:public_id>/undo/", running.import_undo, name="import_undo"),
    path(
        "data/imports/<uuid:public_id>/records/<slug:verb>/",
        running.import_records,
        name="import_records",
    ),
    path(
        "data/imports/<uuid:public_id>/rejects.<slug:form>",
        running.import_rejects,
        name="import_rejects",
    ),
]
