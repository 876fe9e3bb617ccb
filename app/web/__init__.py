"""How a response is made: rendering, text, filters, headers, errors."""
