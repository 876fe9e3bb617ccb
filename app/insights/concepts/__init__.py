"""Concept tests: members rate two or three of up to eight concepts, each alone, and then choose between them."""
