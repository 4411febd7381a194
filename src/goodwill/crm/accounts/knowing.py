"""Who is in front of a page: allauth checks passwords, sessions say whose a request is."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend

from goodwill.crm.accounts.models import User


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """allauth's, with the role read along: no page goes without it."""

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.select_related("role").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
