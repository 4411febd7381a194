"""The tools: what each is called, what it takes, who may use it, and what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import mcp_types as mcp
from pydantic import BaseModel, ConfigDict, ValidationError

from goodwill.crm.accounts.errors import Refused
from goodwill.crm.accounts.models import User
from goodwill.crm.ui.speaking import say

Json = dict[str, Any]


class Arguments(BaseModel):
    """What a tool takes; a name that is not known is refused rather than lost."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


@dataclass(frozen=True)
class Came:
    """What came of a call: what is told, or what stood in the way in words."""

    told: Json | None = None
    trouble: str = ""


@dataclass(frozen=True)
class Tool:
    """One thing an assistant can do; `needs` are the abilities it takes, all of them."""

    name: str
    title: str
    describes: str
    takes: type[Arguments]
    does: Callable[[Any, User], Json]
    needs: tuple[str, ...] = ()
    is_reading: bool = True
    is_same_twice: bool = True

    def described(self) -> mcp.Tool:
        """The tool as the protocol describes it."""
        return mcp.Tool(
            name=self.name,
            title=self.title,
            description=self.describes,
            input_schema=self.takes.model_json_schema(),
            annotations=mcp.ToolAnnotations(
                read_only_hint=self.is_reading,
                destructive_hint=False,
                idempotent_hint=self.is_same_twice,
                open_world_hint=False,
            ),
        )

    def call(self, arguments: Json, me: User) -> Came:
        """What the tool tells; a refusal is told in words, so that the assistant can do better."""
        try:
            return Came(self.does(self.takes.model_validate(arguments), me))
        except ValidationError as wrong:
            return Came(trouble=_said(wrong))
        except Refused as refusal:
            return Came(trouble=say(refusal.sentence))


def for_person(me: User) -> list[Tool]:
    """The tools that a person's role, and their key, let an assistant use."""
    from goodwill.crm.api.assistants import figures, reading, writing

    every = (*reading.TOOLS, *writing.TOOLS, *figures.TOOLS)
    return [tool for tool in every if all(me.may(ability) for ability in tool.needs)]


def _said(wrong: ValidationError) -> str:
    troubles = wrong.errors(include_url=False, include_input=False, include_context=False)
    parts = (
        f"{'.'.join(str(one) for one in trouble['loc'])}: {trouble['msg']}" for trouble in troubles
    )
    return " · ".join(parts)
