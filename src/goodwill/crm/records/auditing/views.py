"""The page of the audit: who did what, and whether history is whole."""

from __future__ import annotations

from dataclasses import asdict, fields
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from goodwill.crm.accounts.models import User
from goodwill.crm.records import sealing
from goodwill.crm.records.asking import me, must
from goodwill.crm.records.auditing import looking
from goodwill.crm.records.auditing.looking import Wanted
from goodwill.crm.records.kinds import kinds
from goodwill.crm.records.models import Change, Seal
from goodwill.language import Sentence

MOST_CHECKED_HERE = 50_000


@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    """Lines of history, the latest first."""
    must(request, "audit.view")
    wanted = Wanted(**{one.name: request.GET.get(one.name, "").strip() for one in fields(Wanted)})
    page = looking.page(me(request).reach, wanted)
    more = urlencode({**asdict(wanted), "after": page.after}) if page.after else ""
    shown = {"page": page, "more": more, "wanted": wanted, "verbs": VERBS_SAID}
    if request.headers.get("HX-Request") and wanted.after:
        return render(request, "records/_audit.html", shown)
    shown["kinds"] = [(kind.word, kind.many) for kind in kinds()] + list(KINDS_SAID.items())
    shown["people"] = User.objects.order_by("name")
    shown["seal"] = Seal.objects.order_by("-place").first()
    return render(request, "records/audit.html", shown)


@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Checks here and now that nobody has rewritten history."""
    must(request, "audit.view")
    if Change.objects.order_by()[: MOST_CHECKED_HERE + 1].count() > MOST_CHECKED_HERE:
        return render(request, "records/_check.html", {"words": TOO_MANY, "is_whole": True})
    sealing.seal()
    verdict = sealing.verify()
    shown = {"words": verdict.sentence, "is_whole": verdict.is_whole}
    return render(request, "records/_check.html", shown)


TOO_MANY = Sentence(
    "There are too many lines to check them while you wait. "
    "Run `goodwill audit` on the server; it names the first line that does not fit."
)

KINDS_SAID = {
    "people": Sentence("Users"),
    "teams": Sentence("Teams"),
    "roles": Sentence("Roles"),
    "tokens": Sentence("Keys of programs"),
    "webhooks": Sentence("Webhooks"),
    "connections": Sentence("Connections"),
    "assistants": Sentence("Assistants"),
}

VERBS_SAID = {
    "created": Sentence("created"),
    "changed": Sentence("changed"),
    "deleted": Sentence("deleted"),
    "restored": Sentence("restored"),
    "merged": Sentence("merged with others"),
    "merged_away": Sentence("made part of another"),
    "moved": Sentence("moved along in a merge"),
    "unmerged": Sentence("separated again"),
    "erased": Sentence("erased by law"),
    "shared": Sentence("shared"),
    "unshared": Sentence("shared no longer"),
    "seen": Sentence("looked at"),
    "exported": Sentence("exported"),
    "asked": Sentence("asked an assistant's tool"),
    "began": Sentence("set the installation up"),
    "invited": Sentence("invited"),
    "accepted": Sentence("took up the invitation"),
    "deactivated": Sentence("deactivated"),
    "activated": Sentence("activated"),
    "second_factor_reset": Sentence("forgot the second factor of"),
    "sessions_ended": Sentence("logged out everywhere"),
    "ended": Sentence("ended"),
    "login_refused": Sentence("could not log in as"),
}
