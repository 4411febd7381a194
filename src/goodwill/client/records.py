"""Records of one kind: what can be done with any of them, whatever their fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from goodwill.client.talking import Call, Talk, place

Given = TypeVar("Given", bound=Mapping[str, object])
New = TypeVar("New", bound=Mapping[str, object])
Change = TypeVar("Change", bound=Mapping[str, object])

UPSERTED_AT_ONCE = 200
Json = dict[str, Any]

OPERATIONS = {
    "get /": "page, all",
    "post /": "create",
    "get /{id}": "read",
    "patch /{id}": "change",
    "delete /{id}": "delete",
    "post /{id}/restore": "restore",
    "get /bin": "bin",
    "get /{id}/history": "history",
    "post /{id}/history/{version}/undo": "undo",
    "get /{id}/external-ids": "external_ids",
    "put /{id}/external-ids/{source}/{value}": "name",
    "delete /{id}/external-ids/{source}/{value}": "unname",
    "get /by-external-id/{source}/{value}": "read_by",
    "put /by-external-id/{source}/{value}": "upsert",
    "put /by-external-id/{source}": "upsert_many",
    "post /change-many": "change_many",
    "post /delete-many": "delete_many",
    "get /export": "export",
    "get /{id}/attachments": "attachments",
    "post /{id}/attachments": "attach",
    "get /views": "views",
    "post /views": "create_view",
    "delete /views/{id}": "delete_view",
}
"""What every kind has in the API, and the method here that asks for it."""


@dataclass(frozen=True)
class Page(Generic[Given]):
    """Some records, and where the next and the previous page begin."""

    items: list[Given]
    next: str | None
    previous: str | None
    count: Json | None = None


class Records(Generic[Given, New, Change]):
    """All records of a kind that the key may see."""

    def __init__(self, talk: Talk, kind: str) -> None:
        self._talk, self._kind = talk, kind

    def page(
        self,
        *,
        where: Mapping[str, Any] | None = None,
        q: str | None = None,
        sort: str | None = None,
        view: str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        after: str | None = None,
        before: str | None = None,
        count: bool | None = None,
    ) -> Page[Given]:
        """One page; `where` holds conditions as saved views keep them."""
        told = self._ask("GET", "", query=_asked(locals()))
        return Page(told["items"], told["next"], told["previous"], told.get("count"))

    def all(
        self,
        *,
        where: Mapping[str, Any] | None = None,
        q: str | None = None,
        sort: str | None = None,
        view: str | None = None,
        fields: Sequence[str] | None = None,
    ) -> Iterator[Given]:
        """Every record, page by page, however many there are."""
        after: str | None = None
        while True:
            one = self.page(
                where=where, q=q, sort=sort, view=view, fields=fields, limit=500, after=after
            )
            yield from one.items
            after = one.next
            if not after:
                return

    def read(self, id: str, *, fields: Sequence[str] | None = None) -> Given:
        """One record; sensitive fields only if `fields` names them."""
        return cast(Given, self._ask("GET", place("/{id}", id=id), query={"fields": fields}))

    def create(self, values: New) -> Given:
        """Make a record."""
        return cast(Given, self._ask("POST", "", body=values))

    def change(
        self, id: str, values: Change, *, seen: int | None = None, only_at: int | None = None
    ) -> Given:
        """Change some fields.

        `seen` is the version you looked at: changes of others to other fields stand beside
        yours, to the same ones raise `Clashing`. With `only_at` it is `Outdated` unless the
        record has this version.
        """
        told = self._ask(
            "PATCH", place("/{id}", id=id), query={"seen": seen}, body=values, only_at=only_at
        )
        return cast(Given, told)

    def delete(self, id: str, *, only_at: int | None = None) -> None:
        """Put a record into the bin, from which it comes back for 30 days."""
        self._ask("DELETE", place("/{id}", id=id), only_at=only_at)

    def restore(self, id: str) -> Given:
        """Take a record out of the bin."""
        return cast(Given, self._ask("POST", place("/{id}/restore", id=id)))

    def bin(self, *, fields: Sequence[str] | None = None) -> list[Given]:
        """What lies in the bin."""
        return cast(list[Given], self._ask("GET", "/bin", query={"fields": fields})["items"])

    def history(self, id: str, *, field: str | None = None, before: int | None = None) -> Json:
        """Who changed what, the latest first."""
        query = {"field": field, "before": before}
        return cast(Json, self._ask("GET", place("/{id}/history", id=id), query=query))

    def undo(self, id: str, version: int) -> Given:
        """Take back what brought the record to this version."""
        path = place("/{id}/history/{version}/undo", id=id, version=version)
        return cast(Given, self._ask("POST", path))

    def external_ids(self, id: str) -> Json:
        """What other systems call a record."""
        return cast(Json, self._ask("GET", place("/{id}/external-ids", id=id)))

    def name(self, id: str, source: str, value: str) -> Json:
        """Remember what another system calls a record."""
        return cast(Json, self._ask("PUT", _external(id, source, value)))

    def unname(self, id: str, source: str, value: str) -> None:
        """Forget what another system calls a record."""
        self._ask("DELETE", _external(id, source, value))

    def read_by(self, source: str, value: str) -> Given:
        """The record that another system calls so."""
        path = place("/by-external-id/{source}/{value}", source=source, value=value)
        return cast(Given, self._ask("GET", path))

    def upsert(self, source: str, value: str, values: Change) -> Given:
        """Make the record that another system calls so, or change it."""
        path = place("/by-external-id/{source}/{value}", source=source, value=value)
        return cast(Given, self._ask("PUT", path, body=values))

    def upsert_many(self, source: str, values: Mapping[str, Change]) -> Iterator[Json]:
        """Make or change many by what another system calls them; what came of each piece."""
        items = [{"external_id": name, "values": told} for name, told in values.items()]
        path = place("/by-external-id/{source}", source=source)
        for start in range(0, len(items), UPSERTED_AT_ONCE):
            some = {"items": items[start : start + UPSERTED_AT_ONCE]}
            yield self._ask("PUT", path, body=some)

    def change_many(
        self,
        values: Change,
        *,
        ids: Iterable[str] = (),
        where: Mapping[str, Any] | None = None,
    ) -> Json:
        """Change these records alike, or all that the conditions find."""
        body = {**_chosen(ids, where), "values": values}
        return cast(Json, self._ask("POST", "/change-many", body=body))

    def delete_many(
        self, *, ids: Iterable[str] = (), where: Mapping[str, Any] | None = None
    ) -> Json:
        """Put these records into the bin, or all that the conditions find."""
        return cast(Json, self._ask("POST", "/delete-many", body=_chosen(ids, where)))

    def export(
        self,
        form: str = "csv",
        *,
        where: Mapping[str, Any] | None = None,
        q: str | None = None,
        view: str | None = None,
        fields: Sequence[str] | None = None,
    ) -> bytes:
        """A list as a file; who took it is kept."""
        query = {"form": form, "where": where, "q": q, "view": view, "fields": fields}
        return self._talk.fetch(Call("GET", f"/{self._kind}/export", query=query))

    def attachments(self, id: str) -> Json:
        """The files of a record."""
        return cast(Json, self._ask("GET", place("/{id}/attachments", id=id)))

    def attach(self, id: str, name: str, content: bytes) -> Json:
        """Attach a file."""
        path = f"/{self._kind}" + place("/{id}/attachments", id=id)
        return cast(Json, self._talk.ask(Call("POST", path, file=(name, content))))

    def views(self) -> Json:
        """Saved views that the key's owner sees."""
        return cast(Json, self._ask("GET", "/views"))

    def create_view(self, view: Mapping[str, Any]) -> Json:
        """Save a view."""
        return cast(Json, self._ask("POST", "/views", body=view))

    def delete_view(self, id: str) -> None:
        """Forget a view of one's own."""
        self._ask("DELETE", place("/views/{id}", id=id))

    def _ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: object = None,
        only_at: int | None = None,
    ) -> Any:
        headers = {"If-Match": f'"{only_at}"'} if only_at is not None else {}
        return self._talk.ask(Call(method, f"/{self._kind}{path}", query, body, headers))


def _external(id: str, source: str, value: str) -> str:
    return place("/{id}/external-ids/{source}/{value}", id=id, source=source, value=value)


def _chosen(ids: Iterable[str], where: Mapping[str, Any] | None) -> Json:
    if where is None:
        return {"ids": list(ids)}
    return {"where": dict(where), "all": True}


def _asked(given: Mapping[str, Any]) -> Json:
    return {name: value for name, value in given.items() if name != "self"}
