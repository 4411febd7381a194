"""Service: SV01 to SV08."""
