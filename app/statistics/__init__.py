"""Figures that count: intervals, medians, runoffs and tests, each from its published definition.

Plain functions of plain numbers: nothing here knows a table, a request or a language, so every room may ask.
Shares lie between 0 and 1; intervals cover 95 %; each module names where its formulas come from.
"""
