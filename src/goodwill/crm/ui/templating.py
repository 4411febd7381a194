"""How pages are written: Jinja2 templates that speak the reader's language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils import timezone
from django_htmx.jinja import django_htmx_script, htmx_script
from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemBytecodeCache,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
)

from goodwill import __version__
from goodwill.analytics.figure import Figure
from goodwill.crm.ui import assets, keeping, showing, speaking, whose, within
from goodwill.crm.ui.addresses import address_if_any, reverse_to
from goodwill.crm.ui.icons import icon
from goodwill.crm.ui.keys import sheet
from goodwill.crm.ui.lending import Lent
from goodwill.language import LANGUAGES
from goodwill.report.ledger import Ledger
from goodwill.report.receipts import Receipt


def environment(**options: Any) -> Environment:
    """The templates of every room, with the words and pictures they share."""
    loaders = [PackageLoader(room) for room in _rooms_with_pages()]
    report = PrefixLoader({"report": PackageLoader("goodwill.report")})
    ours = {
        "loader": ChoiceLoader([*loaders, report]),
        "undefined": StrictUndefined,
        "bytecode_cache": _compiled(),
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
    made = Environment(**{**options, **ours})  # noqa: S701 (Django asks for autoescape)
    made.globals.update(
        say=speaking.say,
        show=speaking.show,
        language=speaking.current,
        url=reverse_to,
        address=address_if_any,
        static=static,
        icon=icon,
        draw=icon,
        receipt_of=receipt_of,
        messages_of=get_messages,
        htmx_script=htmx_script,
        django_htmx_script=django_htmx_script,
        version=__version__,
        company=settings.CONFIGURATION.company,
        languages=LANGUAGES,
        assets=assets,
        shortcuts=sheet,
        now=timezone.now,
        draw_once=keeping.draw_once,
        put_in=within.put_in,
        look_of=keeping.look_of,
        room_of=keeping.room_of,
    )
    made.filters.update({**showing.FILTERS, "tuple": tuple})
    return made


def _compiled() -> FileSystemBytecodeCache:
    """Templates stay compiled from one start to the next."""
    folder = settings.CONFIGURATION.home / "compiled"
    folder.mkdir(parents=True, exist_ok=True)
    return FileSystemBytecodeCache(str(folder))


def receipt_of(figure: Figure) -> Receipt:
    """The figure's receipt in the reader's language."""
    return Receipt(Ledger([]).enter(figure), figure, speaking.current())


def words(request: HttpRequest) -> dict[str, object]:
    """What pages that are not ours (login, second factor) need to look like ours."""
    return {"lent": Lent(request), "company": whose.name()}


def _rooms_with_pages() -> list[str]:
    apps_here = (app for app in apps.get_app_configs() if app.name.startswith("goodwill.crm."))
    return [app.name for app in apps_here if (Path(app.path) / "templates").is_dir()]
