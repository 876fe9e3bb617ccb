"""What this kind's panel on the topic page shows."""


def panel(topic, reader):
    return {}
