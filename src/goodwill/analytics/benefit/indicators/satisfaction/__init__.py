"""Satisfaction: SA01 to SA08."""
