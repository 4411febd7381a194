"""Single sign-on by SAML: only what the provider's key has signed lets somebody in, and once."""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as Xml

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.test import Client
from django.urls import reverse
from onelogin.saml2.utils import OneLogin_Saml2_Utils as Utils

from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.signing_on import providers

ENTITY, HOST = "https://idp.example.com", "crm.example.com"
EMAIL = "urn:oid:0.9.2342.19200300.100.1.3"
SUBJECT = "urn:oasis:names:tc:SAML:attribute:subject-id"
SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
DIGEST = "http://www.w3.org/2001/04/xmlenc#sha256"
ASSERTION = """<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_a1"
 Version="2.0" IssueInstant="{now}"><saml:Issuer>{entity}</saml:Issuer><saml:Subject>
<saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">{subject}</saml:NameID>
<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">
<saml:SubjectConfirmationData NotOnOrAfter="{until}" Recipient="{acs}" InResponseTo="{asked}"/>
</saml:SubjectConfirmation></saml:Subject>
<saml:Conditions NotBefore="{since}" NotOnOrAfter="{until}"><saml:AudienceRestriction>
<saml:Audience>{us}</saml:Audience></saml:AudienceRestriction></saml:Conditions>
<saml:AuthnStatement AuthnInstant="{now}" SessionIndex="_s1"><saml:AuthnContext>
<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef>
</saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement>
<saml:Attribute Name="{uid_name}"><saml:AttributeValue>{subject}</saml:AttributeValue>
</saml:Attribute><saml:Attribute Name="{email_name}">
<saml:AttributeValue>{email}</saml:AttributeValue>
</saml:Attribute></saml:AttributeStatement></saml:Assertion>"""
RESPONSE = """<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"
 xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r1" Version="2.0" IssueInstant="{now}"
 Destination="{acs}" InResponseTo="{asked}"><saml:Issuer>{entity}</saml:Issuer><samlp:Status>
<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>
{assertion}</samlp:Response>"""


@dataclass(frozen=True)
class Idp:
    """A provider's key and the certificate that we were given of it."""

    key: str
    certificate: str


def made_up() -> Idp:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp.example.com")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    told = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    return Idp(told.decode(), certificate.public_bytes(pem).decode())


@pytest.fixture(scope="module")
def idp() -> Idp:
    return made_up()


@pytest.fixture
def academy(settings: Any, idp: Idp) -> None:
    bare = "".join(idp.certificate.splitlines()[1:-1])
    settings.SOCIALACCOUNT_PROVIDERS = providers(
        f'[academy]\nsort = "saml"\nname = "Academy"\nentity = "{ENTITY}"\n'
        f'server = "{ENTITY}/sso"\ncertificate = "{bare}"\nverified_domains = ["example.com"]\n'
    )


def answered(
    browser: Client, by: Idp, email: str, *, minutes: int = 5, asked: str = ""
) -> dict[str, str]:
    """What the provider sends along when somebody comes back from it."""
    gone = browser.get("/account/saml/academy/login/", headers={"Host": HOST})
    told = parse_qs(urlsplit(gone["Location"]).query)
    request = Xml.fromstring(zlib.decompress(base64.b64decode(told["SAMLRequest"][0]), -15))
    now = datetime.now(UTC)
    facts = {
        "now": _at(now),
        "since": _at(now - timedelta(minutes=9)),
        "until": _at(now + timedelta(minutes=minutes)),
        "entity": ENTITY,
        "acs": request.attrib["AssertionConsumerServiceURL"],
        "us": request.findtext("{urn:oasis:names:tc:SAML:2.0:assertion}Issuer"),
        "asked": asked or request.attrib["ID"],
        "subject": "li.na",
        "uid_name": SUBJECT,
        "email_name": EMAIL,
        "email": email,
    }
    signed = Utils.add_sign(
        ASSERTION.format(**facts), by.key, by.certificate, False, SHA256, DIGEST
    )
    text = signed.decode() if isinstance(signed, bytes) else signed
    whole = RESPONSE.format(assertion=text[text.index("<saml:Assertion") :], **facts)
    state = {"RelayState": told["RelayState"][0]} if "RelayState" in told else {}
    return {"SAMLResponse": whole, **state}


def come_back(browser: Client, told: dict[str, str]) -> bool:
    """Whether somebody is logged in with the provider's answer."""
    sent = {**told, "SAMLResponse": base64.b64encode(told["SAMLResponse"].encode()).decode()}
    browser.post("/account/saml/academy/acs/", sent, follow=True, headers={"Host": HOST})
    return browser.get(reverse("me"), headers={"Host": HOST}).status_code == 200


def _at(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_who_is_known_comes_in_by_a_signed_answer(academy: None, idp: Idp, rep: User) -> None:
    browser = Client()
    assert come_back(browser, answered(browser, idp, rep.email))


def test_an_answer_serves_once(academy: None, idp: Idp, rep: User) -> None:
    browser = Client()
    told = answered(browser, idp, rep.email)
    assert come_back(browser, told)
    browser.logout()
    assert not come_back(browser, told)


def test_a_signed_answer_that_was_changed_opens_nothing(
    academy: None, idp: Idp, rep: User, administrator: User
) -> None:
    browser = Client()
    told = answered(browser, idp, rep.email)
    told["SAMLResponse"] = told["SAMLResponse"].replace(rep.email, administrator.email)
    assert not come_back(browser, told)


def test_another_key_opens_nothing(academy: None, idp: Idp, rep: User) -> None:
    browser = Client()
    assert not come_back(browser, answered(browser, made_up(), rep.email))


@pytest.mark.parametrize("more", [{"minutes": -8}, {"asked": "_of_another"}], ids=["late", "other"])
def test_an_answer_too_late_or_to_another_question_opens_nothing(
    academy: None, idp: Idp, rep: User, more: dict[str, Any]
) -> None:
    browser = Client()
    assert not come_back(browser, answered(browser, idp, rep.email, **more))


def test_a_stranger_whom_the_provider_knows_stays_outside(
    academy: None, idp: Idp, rep: User
) -> None:
    browser = Client()
    assert not come_back(browser, answered(browser, idp, "stranger@example.com"))
    assert not User.objects.filter(email="stranger@example.com").exists()
