"""A company's own fields: typed, checked, and everywhere a built-in field is."""

from goodwill.crm.records.own_fields.keeping import kept
from goodwill.crm.records.own_fields.knowing import fields_of

__all__ = ["fields_of", "kept"]
