"""Whom a request is counted for: the network address, shortened as privacy and IPv6 ask."""

from ipaddress import ip_address, ip_network

from flask import request


def limit_key():
    """The address limits are counted for: IPv4 whole, IPv6 by its /64, since one home has a whole /64."""
    return network_of(request.remote_addr, v4=32)


def network_of(address, *, v4=24, v6=64):
    """An address cut to its network ("203.0.113.0/24"), or "" when it is no address."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return ""
    if parsed.version == 6 and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    bits = v4 if parsed.version == 4 else v6
    return str(ip_network((parsed, bits), strict=False)).removesuffix("/32")
