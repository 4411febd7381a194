"""The address of the tools."""

from __future__ import annotations

from django.urls import path

from goodwill.crm.api.assistants.door import door

urlpatterns = [path("mcp", door, name="mcp")]
