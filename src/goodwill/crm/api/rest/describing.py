"""The API's own description (OpenAPI 3.1): operations, shapes, and every answer that can come."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from goodwill.crm.api.rest import problems, repeating
from goodwill.crm.ui.opening import open_to_all
from goodwill.language import english

ROOT = "/api/v1/"
UNSAFE = ("post", "put", "patch", "delete")
HEADERS = {
    "RateLimit": 'How many requests may still be sent now: `"default";r=599`',
    "RateLimit-Policy": "How many at once, and in how many seconds they come back",
}


@open_to_all
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The description as JSON."""
    return HttpResponse(
        text(), content_type="application/json", headers={"Cache-Control": "public, max-age=300"}
    )


@cache
def text() -> str:
    return json.dumps(described(), ensure_ascii=False, default=str)


@cache
def described() -> dict[str, Any]:
    """The whole description, made once."""
    from goodwill.crm.api.rest.api import api

    told = json.loads(json.dumps(api.get_openapi_schema(path_prefix=ROOT.lstrip("/")), default=str))
    components = told["components"]
    components["schemas"] |= {"Problem": _PROBLEM}
    components["responses"] = _responses()
    components["headers"] = {
        name: {"description": words, "schema": {"type": "string"}}
        for name, words in HEADERS.items()
    }
    _drop_titles(told["paths"])
    for schema in components["schemas"].values():
        _drop_titles(schema.get("properties", {}))
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            _complete(path, method, operation)
    return dict(told)


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    """Headers, and the problems that an operation can answer with."""
    answers = operation["responses"]
    for status, answer in list(answers.items()):
        answer["description"] = _DONE.get(int(status), "Done")
        answer.setdefault("headers", {}).update(_headers(int(status), method, path))
    for status in _refusals(path, method, operation):
        answers.setdefault(str(status), {"$ref": f"#/components/responses/{_name(status)}"})
    if method in UNSAFE:
        operation.setdefault("parameters", []).append(_IDEMPOTENCY)
    operation["responses"] = dict(sorted(answers.items()))


def _drop_titles(of: Any) -> None:
    """Without the titles that only repeat names; a property may be called `title`, though."""
    if isinstance(of, dict):
        if isinstance(of.get("title"), str):
            del of["title"]
        for inner in of.values():
            _drop_titles(inner)
    elif isinstance(of, list):
        for inner in of:
            _drop_titles(inner)


def _refusals(path: str, method: str, operation: dict[str, Any]) -> list[int]:
    found = [400, 401, 403, 422, 429, 500]
    if "{" in path or any(one["name"] == "view" for one in operation.get("parameters", ())):
        found.append(404)
    if method in UNSAFE:
        found += [404, 409, 413]
    if any(one["name"] == "If-Match" for one in operation.get("parameters", ())):
        found.append(412)
    return found


def _headers(status: int, method: str, path: str) -> dict[str, Any]:
    found: dict[str, Any] = {name: {"$ref": f"#/components/headers/{name}"} for name in HEADERS}
    if status == 201:
        found["Location"] = {
            "description": "Where it is read",
            "schema": {"type": "string", "format": "uri-reference"},
        }
    return found


def _responses() -> dict[str, Any]:
    return {
        _name(status): {
            "description": " ".join(english().say(one.title) for one in _of(status)),
            "content": {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            **({"headers": _MORE[status]} if status in _MORE else {}),
        }
        for status in sorted({one.status for one in problems.ALL})
    }


def _of(status: int) -> list[problems.Problem]:
    return [one for one in problems.ALL if one.status == status]


def _name(status: int) -> str:
    return "Problem" + str(status)


_DONE = {200: "Done", 201: "Made", 204: "Done; there is nothing to tell", 304: "As you know it"}
_MORE = {
    401: {"WWW-Authenticate": {"description": "Bearer", "schema": {"type": "string"}}},
    429: {
        "Retry-After": {"description": "Seconds to wait", "schema": {"type": "integer"}},
    },
}
_IDEMPOTENCY = {
    "in": "header",
    "name": repeating.HEADER,
    "required": False,
    "schema": {"type": "string", "maxLength": repeating.LONGEST, "pattern": "^[!-~]*$"},
    "description": "Of your making, for a day: what is sent twice with it happens once",
}
_PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "description": "What went wrong (RFC 9457), in the language that was asked for",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {
            "type": "string",
            "format": "uri",
            "enum": [f"{problems.SPACE}{one.word}" for one in problems.ALL],
        },
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "description": "The fields that do not fit, and why",
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "detail"],
                "properties": {"field": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
        "now": {
            "description": "What the record is part of since it was merged",
            "type": "object",
            "required": ["kind", "id"],
            "properties": {
                "kind": {"type": "string"},
                "id": {"type": "string", "format": "uuid"},
            },
        },
        "version": {"description": "The record's version now", "type": "integer"},
        "clashes": {
            "description": "Fields that others changed too: what it was, is, and was to be",
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "was", "now", "wanted"],
                "properties": {"field": {"type": "string"}, "was": {}, "now": {}, "wanted": {}},
            },
        },
    },
}
