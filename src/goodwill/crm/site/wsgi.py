"""The door for web servers.

All rooms are there before the first visitor is: nobody waits for them to be imported.
"""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goodwill.crm.site.settings")

application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 (asking is what imports them)

if connection.vendor == "postgresql":
    # Pages ask the same again and again: planned once, a customer's page comes a fifth sooner.
    # Jobs plan anew: a plan from when a table was empty takes ten times as long once it is not.
    connection.settings_dict["OPTIONS"]["prepare_threshold"] = 5

# What is there now stays: nobody's page waits while all of it is looked through for garbage.
gc.collect()
gc.freeze()
