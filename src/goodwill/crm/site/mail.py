"""How mail leaves: from one address of the configuration to what Django wants to know."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from goodwill.crm.site.configuration import ConfigurationError

BACKENDS = "django.core.mail.backends"
PORTS = {"smtp": 587, "smtps": 465}


def mail_settings(url: str) -> dict[str, Any]:
    """Django's settings for `console:`, `smtp://user:password@host:587` or `smtps://…`.

    `smtp` speaks in clear until both agree on TLS, which is demanded; `smtps` speaks TLS at once.
    A server on this machine needs no TLS.

    Raises
    ------
    ConfigurationError
        For any other address.
    """
    parts = urlsplit(url)
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": f"{BACKENDS}.console.EmailBackend"}
    if parts.scheme not in PORTS or not parts.hostname:
        raise ConfigurationError(f"mail_url must be console: or smtp://…, not {url!r}.")
    is_here = parts.hostname in ("localhost", "127.0.0.1", "::1")
    return {
        "EMAIL_BACKEND": f"{BACKENDS}.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (25 if is_here else PORTS[parts.scheme]),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and not is_here,
        "EMAIL_TIMEOUT": 20,
    }
