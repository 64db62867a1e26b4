"""Evaluation: questions with known answers to figures, tables and plots."""
