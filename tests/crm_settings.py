"""Settings of the tests: as installed, but in a folder of their own and with a quick hash."""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("GOODWILL_HOME", tempfile.mkdtemp(prefix="goodwill-test-"))
os.environ["GOODWILL_HOSTS"] = "*"

from goodwill.crm.site.settings import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# WhiteNoise warns of a folder that is not there; nothing is collected in the tests.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
