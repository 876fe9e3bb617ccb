"""Answers on paper: counted by the team and shown beside the curve, never mixed into it."""
