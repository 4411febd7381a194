"""Computes. Tables in, tables and figures out; no web, no engine, no files."""
