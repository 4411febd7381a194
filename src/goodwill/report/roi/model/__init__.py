"""The programme as a workbook: inputs to change, and everything else as live formulas."""
