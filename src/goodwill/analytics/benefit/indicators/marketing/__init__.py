"""Marketing: MK01 to MK12."""
