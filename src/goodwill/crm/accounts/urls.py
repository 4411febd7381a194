"""Addresses of people, teams and one's own settings."""

from django.urls import path

from goodwill.crm.accounts.views import mine, people, settings, teams, welcome

urlpatterns = [
    path("welcome/", welcome.welcome, name="welcome"),
    path("invitation/<str:token>/", welcome.invitation, name="invitation"),
    path("settings/", settings.settings, name="settings"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/teams/", teams.teams, name="teams"),
    path("people/teams/<uuid:public_id>/", teams.team, name="team"),
    path("people/teams/<uuid:public_id>/remove/", teams.remove_team, name="remove_team"),
    path("people/<uuid:public_id>/", people.person, name="person"),
    path("people/<uuid:public_id>/link/", people.new_link, name="new_link"),
    path("people/<uuid:public_id>/deactivate/", people.deactivate, name="deactivate"),
    path("people/<uuid:public_id>/activate/", people.activate, name="activate"),
    path(
        "people/<uuid:public_id>/second-factor/",
        people.reset_second_factor,
        name="reset_second_factor",
    ),
    path("people/<uuid:public_id>/sessions/", people.end_sessions, name="end_sessions"),
    path("me/", mine.my_settings, name="me"),
    path("me/tokens/", mine.new_token, name="new_token"),
    path("me/tokens/<uuid:public_id>/end/", mine.end_token, name="end_token"),
    # Addresses are the administrator's word, so nobody adds or changes their own.
    path("account/email/", mine.closed, name="account_email"),
    path("account/3rdparty/", mine.closed, name="socialaccount_connections"),
    path("account/3rdparty/signup/", mine.closed, name="socialaccount_signup"),
    path("account/signup/", mine.closed, name="account_signup"),
    path("account/sessions/", mine.Devices.as_view(), name="usersessions_list"),
]
