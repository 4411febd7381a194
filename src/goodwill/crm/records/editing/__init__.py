"""Making and changing records of any kind: forms from what the kind says of its fields.

`inputs` are form fields that read what people write, `forms` puts them together, `saving`
keeps what was asked for, `clashing` lays open what two people changed at once.
"""
