"""The campaign report's chapters, one a file, each from what was measured."""
