"""Settings of the tests: as installed, but in a folder of their own and with a quick hash.

With GOODWILL_TEST_DATABASE=postgresql the tests run on a server that is started here, once for
all processes of a run; without, on SQLite.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from contextlib import ExitStack

if "GOODWILL_HOME" not in os.environ:
    os.environ["GOODWILL_HOME"] = tempfile.mkdtemp(prefix="goodwill-test-")
    atexit.register(shutil.rmtree, os.environ["GOODWILL_HOME"], ignore_errors=True)
os.environ["GOODWILL_HOSTS"] = "*"

if os.environ.get("GOODWILL_TEST_DATABASE") == "postgresql" and "DATABASE_URL" not in os.environ:
    from postgresql_server import postgresql

    _server = ExitStack()
    os.environ["DATABASE_URL"] = _server.enter_context(postgresql())
    atexit.register(_server.close)

from goodwill.crm.site.settings import *

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A database in memory is one connection shared by the threads of the live server, which then
    # stand in the middle of each other's transactions. In a file everyone has their own.
    DATABASES["default"]["TEST"] = {"NAME": os.path.join(os.environ["GOODWILL_HOME"], "tests.db")}
    DATABASES["default"]["OPTIONS"]["init_command"] += "; PRAGMA synchronous=OFF"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# WhiteNoise warns of a folder that is not there; nothing is collected in the tests.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
