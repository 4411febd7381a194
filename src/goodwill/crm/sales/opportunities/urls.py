"""Addresses of opportunities, their pipelines, and of what was won and lost."""

from __future__ import annotations

from django.urls import path, re_path
from django.urls.converters import UUIDConverter

from goodwill.crm.records import lists
from goodwill.crm.sales.opportunities.views import belongings, pages, past, setting_up

ONE = "opportunities/<uuid:public_id>/"
PIPELINE = "pipelines/<uuid:public_id>/"
STAGE = "stages/<uuid:public_id>/"

urlpatterns = [
    path("opportunities/", lists.page("opportunities"), name="opportunities"),
    path("opportunities/won-and-lost/", past.won_and_lost, name="won_and_lost"),
    path(
        "opportunities/won-and-lost/<slug:word>/",
        past.won_and_lost_receipt,
        name="won_and_lost_receipt",
    ),
    path(ONE, pages.opportunity, name="opportunity"),
    path(f"{ONE}chance/", pages.chance, name="opportunity_chance"),
    path(f"{ONE}enter/<uuid:stage>/", pages.enter, name="move_opportunity"),
    path(f"{ONE}needs/<uuid:stage>/", pages.enter_stage, name="enter_stage"),
    path(f"{ONE}win/", pages.win, name="win_opportunity"),
    path(f"{ONE}lose/", pages.lose, name="lose_opportunity"),
    path(f"{ONE}reopen/", pages.reopen, name="reopen_opportunity"),
    path(f"{ONE}products/", belongings.add_product, name="add_product"),
    path(f"{ONE}products/<int:position>/", belongings.product_line, name="product_line"),
    path(f"{ONE}products/<int:position>/remove/", belongings.remove_product, name="remove_product"),
    path(f"{ONE}stakeholders/", belongings.put_stakeholder, name="put_stakeholder"),
    path(
        f"{ONE}stakeholders/<int:number>/remove/",
        belongings.remove_stakeholder,
        name="remove_stakeholder",
    ),
    path(
        "customers/<uuid:public_id>/opportunities/", pages.opportunities_of, name="opportunities_of"
    ),
    path("pipelines/", setting_up.pipelines, name="pipelines"),
    path(PIPELINE, setting_up.pipeline, name="pipeline"),
    path(f"{PIPELINE}usual/", setting_up.usual_pipeline, name="usual_pipeline"),
    path(f"{PIPELINE}remove/", setting_up.remove_pipeline, name="remove_pipeline"),
    path(f"{PIPELINE}stages/", setting_up.add_stage, name="add_sales_stage"),
    path(STAGE, setting_up.stage, name="sales_stage"),
    re_path(
        rf"^stages/(?P<public_id>{UUIDConverter.regex})/(?P<where>up|down)/$",
        setting_up.move_stage,
        name="move_sales_stage",
    ),
    path(f"{STAGE}remove/", setting_up.remove_stage, name="remove_sales_stage"),
]
