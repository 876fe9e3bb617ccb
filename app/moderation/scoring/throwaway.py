"""Mail addresses that are made to be thrown away: the services that people meet most, known by hand.

There are thousands more and new ones every day. A short list that is right is a clue; a long one would only be late.
"""

DOMAINS = frozenset({
    "0815.ru", "10minutemail.com", "20minutemail.com", "anonbox.net", "byom.de", "discard.email",
    "discardmail.com", "discardmail.de", "dispostable.com", "einrot.com", "emailondeck.com", "fakeinbox.com",
    "fakemail.net", "fakemailgenerator.com", "getairmail.com", "getnada.com", "grr.la", "guerrillamail.biz",
    "guerrillamail.com", "guerrillamail.de", "guerrillamail.info", "guerrillamail.net", "guerrillamail.org",
    "harakirimail.com", "inboxkitten.com", "jetable.org", "kurzepost.de", "mail-temp.com", "mailcatch.com",
    "maildrop.cc", "mailinator.com", "mailinator.net", "mailnesia.com", "mailnull.com", "mailpoof.com",
    "mintemail.com", "moakt.com", "mohmal.com", "muellmail.com", "mytemp.email", "mytrashmail.com",
    "nowmymail.com", "objectmail.com", "proxymail.eu", "rcpt.at", "sharklasers.com", "sofort-mail.de",
    "spam4.me", "spambog.com", "spambog.de", "spambox.us", "temp-mail.io", "temp-mail.org", "tempail.com",
    "tempinbox.com", "tempmail.com", "tempmail.de", "tempmail.net", "tempmailo.com", "tempr.email",
    "throwawaymail.com", "tmpmail.org", "tmpmail.net", "trash-mail.at", "trash-mail.com", "trash-mail.de",
    "trashmail.at", "trashmail.com", "trashmail.de", "trashmail.me", "trashmail.net", "trashmail.ws",
    "wegwerf-email.de", "wegwerfadresse.de", "wegwerfemail.de", "wegwerfmail.de", "wegwerfmail.net",
    "wegwerfmail.org", "yopmail.com", "yopmail.fr", "yopmail.net", "zehnminutenmail.de",
})


def is_throwaway(mail):
    """Whether this address belongs to one of these services, also below one of their names."""
    labels = mail.rpartition("@")[2].lower().split(".")
    return any(".".join(labels[at:]) in DOMAINS for at in range(len(labels) - 1))
