"""The protocol's own client, over HTTP, finds its way with the handshake and without."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import anyio
import httpx2
import pytest
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client

from goodwill.crm.accounts import tokens
from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Activity, Customer
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor


@pytest.mark.parametrize("mode", ["auto", "legacy", "2026-07-28"])
def test_a_real_client_reads_and_logs(
    live_server: Any, settings: Any, administrator: User, by: Actor, mode: str
) -> None:
    settings.CONFIGURATION = replace(settings.CONFIGURATION, assistants=True)
    customer = changing.create(Customer(name="上海恒泰精密"), by)
    key = tokens.make(administrator, "assistant", ["*.*"], None).key

    async def talk() -> list[Any]:
        headers = {"Authorization": f"Bearer {key}"}
        async with httpx2.AsyncClient(headers=headers, trust_env=False) as http:
            transport = streamable_http_client(f"{live_server.url}/mcp", http_client=http)
            async with Client(transport, mode=mode) as client:
                listed = await client.list_tools()
                found = await client.call_tool("search", {"text": "hengtai"})
                logged = await client.call_tool(
                    "log_activity",
                    {"customer": str(customer.public_id), "sort": "call", "text": "您好"},
                )
                return [listed, found, logged]

    # The browser of other tests leaves a loop in this thread, beside which no other may run.
    with ThreadPoolExecutor(1) as thread:
        listed, found, logged = thread.submit(anyio.run, talk).result()
    assert "draft_message" in {tool.name for tool in listed.tools}
    assert json.loads(found.content[0].text)["found"][0]["id"] == str(customer.public_id)
    assert not logged.is_error
    assert Activity.objects.get().subject == "您好"
