"""When something last gave a sign of life: workers, and work that is done again and again."""

from __future__ import annotations

from django.db import models


class Beat(models.Model):
    """The latest sign of life of one worker (`worker:<id>`) or one repeated job (`job:<word>`)."""

    name = models.CharField(max_length=100, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
