"""Pages of roles, of what a person sees, and of sharing one record."""

from __future__ import annotations

import uuid

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from goodwill.crm.accounts import granting
from goodwill.crm.accounts.abilities import VERBS
from goodwill.crm.accounts.asking import then
from goodwill.crm.accounts.errors import BadRole
from goodwill.crm.accounts.models import Role, Team, User
from goodwill.crm.accounts.presets import PRESETS
from goodwill.crm.records import sharing
from goodwill.crm.records.asking import found, me, must
from goodwill.crm.records.errors import Refused
from goodwill.crm.records.kinds import kind_of
from goodwill.crm.records.models import Record
from goodwill.crm.records.permitting import seeing, ticking
from goodwill.crm.ui.speaking import say
from goodwill.language import Sentence


@require_http_methods(["GET", "POST"])
def roles(request: HttpRequest) -> HttpResponse:
    """All roles; a new one begins as another was."""
    must(request, "roles.manage")
    trouble = ""
    if request.method == "POST":
        like = get_object_or_404(Role, word=request.POST.get("like", ""))
        try:
            made = granting.copy(like, request.POST.get("name", "").strip(), me(request))
        except BadRole as refusal:
            trouble = say(refusal.sentence)
        else:
            return then(request, Sentence("{name} is added.", name=made.name), "role", made.word)
    counted = Role.objects.annotate(n=Count("people", filter=Q(people__is_active=True)))
    shown = {
        "roles": counted.order_by("name"),
        "purposes": {word: preset.purpose for word, preset in PRESETS.items()},
        "scopes": dict(ticking.SCOPES),
        "trouble": trouble,
        "name": request.POST.get("name", ""),
    }
    return render(request, "records/roles.html", shown, status=422 if trouble else 200)


@require_http_methods(["GET", "POST"])
def role(request: HttpRequest, word: str) -> HttpResponse:
    """What one role sees and may do, as boxes to tick."""
    must(request, "roles.manage")
    one = get_object_or_404(Role, word=word)
    trouble = ""
    if request.method == "POST":
        try:
            granting.change(one, ticking.granted(one, request.POST), me(request))
        except Refused as refusal:
            trouble = say(refusal.sentence)
        else:
            return then(request, Sentence("{name} is saved.", name=one.name), "role", word)
    shown = {
        "role": one,
        "rows": ticking.rows(one),
        "verbs": [(verb, ticking.VERBS_SAID[verb]) for verb in VERBS],
        "specials": ticking.specials(one),
        "scopes": ticking.SCOPES,
        "people": one.people.filter(is_active=True).order_by("name")[:50],
        "trouble": trouble,
    }
    return render(request, "records/role.html", shown, status=422 if trouble else 200)


@require_POST
def remove_role(request: HttpRequest, word: str) -> HttpResponse:
    """Removes a role that nobody has."""
    must(request, "roles.manage")
    one = get_object_or_404(Role, word=word)
    granting.remove(one, me(request))
    return then(request, Sentence("{name} is removed.", name=one.name), "roles")


@require_GET
def sees(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What somebody sees and may do, without any record being shown."""
    must(request, "people.manage")
    person = get_object_or_404(User.objects.select_related("role", "team"), public_id=public_id)
    shown = {
        "whom": person,
        "sights": seeing.sights(person.reach),
        "most": seeing.COUNTED,
        "verbs": ticking.VERBS_SAID,
        "scope": dict(ticking.SCOPES)[person.reach.scope],
        "teams": Team.objects.filter(pk__in=person.reach.team_ids).order_by("name"),
    }
    return render(request, "records/sees.html", shown)


@require_http_methods(["GET", "POST"])
def share(request: HttpRequest, kind: str, public_id: uuid.UUID) -> HttpResponse:
    """With whom a record is shared; sharing it with one more person or team."""
    record = _found(request, kind, public_id)
    if request.method == "POST":
        whom = _whom(request)
        sharing.share(record, whom, me(request), may_change="may_change" in request.POST)
    return render(request, "records/_share.html", _shown(record))


@require_POST
def unshare(request: HttpRequest, kind: str, public_id: uuid.UUID) -> HttpResponse:
    """Shows the record no longer to one person or team."""
    record = _found(request, kind, public_id)
    whom = _whom(request)
    column = {"user": whom} if isinstance(whom, User) else {"team": whom}
    one = sharing.shares(record).filter(**column).first()
    if one is None:
        raise Http404
    sharing.unshare(one, record, me(request))
    return render(request, "records/_share.html", _shown(record))


def _found(request: HttpRequest, kind: str, public_id: uuid.UUID) -> Record:
    try:
        model = kind_of(kind).model
    except KeyError as trouble:
        raise Http404 from trouble
    return found(request, model, public_id, "share")


def _whom(request: HttpRequest) -> User | Team:
    sort, _, public_id = request.POST.get("whom", "").partition(":")
    try:
        wanted = uuid.UUID(public_id)
    except ValueError as trouble:
        raise Refused(Sentence("Please choose a person or a team.")) from trouble
    if sort == "team":
        return get_object_or_404(Team, public_id=wanted)
    return get_object_or_404(User.objects.active(), public_id=wanted)


def _shown(record: Record) -> dict[str, object]:
    return {
        "record": record,
        "shares": sharing.shares(record),
        "people": User.objects.active().order_by("name"),
        "teams": Team.objects.order_by("name"),
    }
