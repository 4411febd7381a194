"""Pages about the API: put together here from its description, with nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from goodwill.crm.api.rest.describing import described
from goodwill.crm.records.asking import must
from goodwill.crm.records.errors import OutOfReach

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Part:
    """A parameter, or a field of what is sent."""

    name: str
    sort: str
    says: str
    is_required: bool


@dataclass(frozen=True)
class Answer:
    """A status, what it means, and the name of the shape of what comes."""

    status: str
    says: str
    shape: str


@dataclass(frozen=True)
class Operation:
    """One operation as the page shows it."""

    name: str
    method: str
    path: str
    summary: str
    says: str
    parameters: tuple[Part, ...]
    body: tuple[Part, ...]
    answers: tuple[Answer, ...]


@require_safe
def rest_docs(request: HttpRequest) -> HttpResponse:
    """How programs get in, and all that they can do, by what it is done with."""
    must(request, "api.use")
    counted = {word: len(some) for word, some in operations().items()}
    shown = {"counted": counted, "root": settings.CONFIGURATION.address.rstrip("/")}
    return render(request, "api/docs.html", shown)


@require_safe
def rest_docs_of(request: HttpRequest, word: str) -> HttpResponse:
    """What programs can do with one kind of record."""
    must(request, "api.use")
    if word not in operations():
        raise OutOfReach
    shown = {"word": word, "operations": operations()[word], "words": list(operations())}
    return render(request, "api/docs_of.html", shown)


@cache
def operations() -> Mapping[str, list[Operation]]:
    """All operations by the word they are listed under."""
    found: dict[str, list[Operation]] = {}
    for path, methods in described()["paths"].items():
        for method in METHODS:
            if told := methods.get(method):
                found.setdefault(told["tags"][0], []).append(_operation(path, method, told))
    return found


def _operation(path: str, method: str, told: dict[str, Any]) -> Operation:
    return Operation(
        name=told["operationId"],
        method=method.upper(),
        path=path,
        summary=told["summary"],
        says=told.get("description", ""),
        parameters=tuple(_parameter(one) for one in told.get("parameters", ())),
        body=tuple(_body(told)),
        answers=tuple(_answer(status, one) for status, one in told["responses"].items()),
    )


def _parameter(told: dict[str, Any]) -> Part:
    return Part(told["name"], _sort(told["schema"]), told.get("description", ""), told["required"])


def _body(told: dict[str, Any]) -> Iterator[Part]:
    for content in told.get("requestBody", {}).get("content", {}).values():
        shape = _resolved(content["schema"])
        needed = shape.get("required", ())
        for name, field in shape.get("properties", {}).items():
            says = _resolved(field).get("description", "")
            yield Part(name, _sort(field), field.get("description", says), name in needed)


def _answer(status: str, told: dict[str, Any]) -> Answer:
    whole = _resolved(told)
    schemas = [one.get("schema", {}) for one in whole.get("content", {}).values()]
    shape = _name(schemas[0]) if schemas else ""
    return Answer(status, whole.get("description", ""), shape)


def _sort(schema: dict[str, Any]) -> str:
    """What a field holds, in a few words."""
    if "$ref" in schema:
        return _name(schema)
    if any_of := schema.get("anyOf"):
        return " | ".join(_sort(one) for one in any_of)
    if choices := schema.get("enum"):
        return " | ".join(f"“{one}”" for one in choices)
    if schema.get("type") == "array":
        return f"[{_sort(schema.get('items', {}))}]"
    return str(schema.get("format") or schema.get("type") or "")


def _name(schema: dict[str, Any]) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]


def _resolved(told: dict[str, Any]) -> dict[str, Any]:
    reference = told.get("$ref")
    if not reference:
        return told
    found: Any = described()
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return dict(found)
