"""Addresses of quotes, of the page behind a link, and of how orders go through."""

from django.urls import path

from goodwill.crm.records import lists
from goodwill.crm.sales.quotes import going_through, offering, views

QUOTE = "quotes/<uuid:public_id>/"
OFFER = "offer/<str:token>/"

urlpatterns = [
    path("quotes/", lists.page("quotes"), name="quotes"),
    path("quotes/policy/", going_through.quote_policy, name="quote_policy"),
    path("quotes/orders/", going_through.order_handling, name="order_handling"),
    path(QUOTE, views.quote, name="quote"),
    path(f"{QUOTE}pdf/", views.quote_pdf, name="quote_pdf"),
    path(f"{QUOTE}lines/", views.add_quote_line, name="add_quote_line"),
    path(f"{QUOTE}lines/<int:position>/", views.quote_line, name="quote_line"),
    path(f"{QUOTE}lines/<int:position>/remove/", views.remove_quote_line, name="remove_quote_line"),
    path(f"{QUOTE}lines/back/<str:token>/", views.quote_line_back, name="quote_line_back"),
    path(f"{QUOTE}discount/", views.quote_discount, name="quote_discount"),
    path(f"{QUOTE}send/", views.send_quote, name="send_quote"),
    path(f"{QUOTE}link/", views.renew_quote_link, name="renew_quote_link"),
    path(f"{QUOTE}ask/", views.ask_approval, name="ask_approval"),
    path(f"{QUOTE}decide/", views.decide_approval, name="decide_approval"),
    path(f"{QUOTE}accepted/", views.quote_accepted, name="quote_accepted"),
    path(f"{QUOTE}declined/", views.quote_declined, name="quote_declined"),
    path(f"{QUOTE}revise/", views.revise_quote, name="revise_quote"),
    path(f"{QUOTE}withdraw/", views.withdraw_quote, name="withdraw_quote"),
    path("customers/<uuid:public_id>/quotes/", views.quotes_of, name="quotes_of"),
    path("opportunities/<uuid:public_id>/quotes/", views.quotes_for, name="quotes_for"),
    path("orders/<uuid:public_id>/judge/", going_through.judge_order, name="judge_order"),
    path(OFFER, offering.offered, name="offered"),
    path(f"{OFFER}pdf/", offering.offered_pdf, name="offered_pdf"),
    path(f"{OFFER}accept/", offering.accept_offer, name="accept_offer"),
    path(f"{OFFER}decline/", offering.decline_offer, name="decline_offer"),
    path(f"{OFFER}ask/", offering.ask_about_offer, name="ask_about_offer"),
]
