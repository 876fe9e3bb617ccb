"""Colours of the house as machines outside our style sheet want them: red, green, blue. Knows no request."""

import math

# As in static/css/tokens.css: --accent and --paper by day.
ACCENT, PAPER = (0.46, 0.1), (0.972, 0.006, 85)


def accent(hue):
    """The accent of this hue as "#rrggbb". The style sheet has a hue for every 20 degrees."""
    return oklch(*ACCENT, round(hue / 20) * 20 % 360)


def paper():
    """The ground of a page as "#rrggbb"."""
    return oklch(*PAPER)


def oklch(lightness, chroma, hue):
    """A colour of OKLCH as "#rrggbb", cut to what a screen can show."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    return "#" + "".join(f"{_shown(light):02x}" for light in linear)


def _shown(light):
    light = min(1.0, max(0.0, light))
    curved = 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
    return round(255 * curved)
