"""Posters: a touchpoint's question on paper, with a code that leads to it. As PDF and SVG, from one drawing."""
