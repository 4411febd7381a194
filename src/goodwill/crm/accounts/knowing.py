"""Who is in front of a page: allauth checks passwords, sessions say whose a request is."""

from __future__ import annotations

from functools import cache

from allauth.account.auth_backends import AuthenticationBackend

from goodwill.crm.accounts.models import Role, User
from goodwill.crm.accounts.reading import columns_of, there


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """allauth's, with the role read along: no page goes without it."""

    def get_user(self, user_id: int) -> User | None:
        own, of_role = _names()
        asked = (*own, *(f"role__{name}" for name in of_role))
        for values in columns_of(User, asked, [user_id]):
            user = there(User, zip(own, values, strict=False))
            user.role = there(Role, zip(of_role, values[len(own) :], strict=True))
            return user if self.user_can_authenticate(user) else None
        return None


@cache
def _names() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is read of a person, and of their role: all of it."""
    own, of_role = ([one.attname for one in model._meta.concrete_fields] for model in (User, Role))
    return tuple(own), tuple(of_role)
