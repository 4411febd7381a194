"""One address says how mail leaves; passwords never in clear over a network."""

from __future__ import annotations

import pytest

from goodwill.crm.site.configuration import ConfigurationError
from goodwill.crm.site.mail import mail_settings


def test_a_server_elsewhere_is_spoken_to_by_tls() -> None:
    told = mail_settings("smtp://fang%40example.com:p%40ss@mail.example")
    assert (told["EMAIL_HOST"], told["EMAIL_PORT"]) == ("mail.example", 587)
    assert (told["EMAIL_HOST_USER"], told["EMAIL_HOST_PASSWORD"]) == ("fang@example.com", "p@ss")
    assert (told["EMAIL_USE_TLS"], told["EMAIL_USE_SSL"]) == (True, False)
    assert mail_settings("smtps://mail.example")["EMAIL_USE_SSL"]


def test_a_server_on_this_machine_needs_none() -> None:
    told = mail_settings("smtp://localhost")
    assert (told["EMAIL_PORT"], told["EMAIL_USE_TLS"]) == (25, False)


@pytest.mark.parametrize("url", ["", "mail.example", "smtp://", "ftp://mail.example"])
def test_any_other_address_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError, match="mail_url"):
        mail_settings(url)
