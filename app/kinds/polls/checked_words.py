"""Words that make a question lead, ask twice, or leave a way out: German and English, for `checker`.

Both languages are looked for in every text: a short question does not say which one it is in, and no pattern
here means something else in the other language.
"""

import re


def _any(*patterns):
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


LEADING = _any(
    # English: the answer is in the question.
    r"\b(?:do|wo|would|is|are|was|were|should|ca|does|did|have|has)n['’]t (?:you|we|it|they|that|this|he|she|every\w+)\b",
    r"\b(?:do|would) (?:you|you all) (?:also |not |really |fully )*agree\b(?!.*\bdisagree)",
    r"\b(?:should|would|could) (?:we|you|it) not\b",
    r"\b(?:surely|obviously|undoubtedly|of course|no doubt|needless to say|finally)\b",
    r"\b(?:as (?:you|we all|everybody|everyone) know|every(?:one|body) knows|most (?:people|members|customers|guests|of us)|experts (?:say|agree))\b",
    r"\bhow much (?:do|did) (?:you|they) (?:love|enjoy|like|hate|dislike)\b(?! or)",
    r"\bhow (?:good|great|nice|amazing|happy|delicious|helpful|friendly|bad|annoying|terrible|awful) (?:is|are|was|were|do|did|does)\b",
    r"\b(?:amazing|fantastic|wonderful|excellent|outstanding|delicious|award-winning|beloved|brilliant|outrageous|ridiculous|overpriced|horrible|terrible|awful)\b",
    r"\bour (?:great|friendly|popular|fair|lovely|famous)\b",
    # German.
    r"\b(?:finde|meine|glaube|denke)(?:n sie|st du) (?:nicht|auch|doch)\b",
    r"\b(?:findet|meint|glaubt|denkt) ihr (?:nicht|auch|doch)\b",
    r"\b(?:finds|mein|glaub|denk)t du (?:nicht|auch|doch)\b|\bmeinst du (?:nicht|auch|doch)\b",
    r"\b(?:sind sie|bist du|seid ihr) (?:nicht |auch )+(?:der|unserer) meinung\b",
    r"\b(?:stimmen sie|stimmst du|stimmt ihr)\b(?!.*\b(?:oder nicht|nicht zu))(?:[^?.]*)\bzu\b",
    r"\b(?:sollen|sollten|wollen|können|könnten) wir (?:das |es )?nicht\b|\b(?:wäre|ist) (?:es|das) nicht\b",
    r"\b(?:möchten|wollen|haben) sie nicht\b|\b(?:möchtest|willst|hast) du nicht\b",
    r"\b(?:ist|sind|war|waren) doch\b|\bdoch (?:sicher|auch|besser|schön|klar)\b",
    r",\s*(?:oder|gell|nicht wahr|stimmt['’]s|richtig)\s*\?",
    r"\b(?:sicherlich|gewiss|natürlich|selbstverständlich|offensichtlich|zweifellos|ohne frage|bekanntlich|endlich|längst überfällig)\b",
    r"\bwie (?:wir alle|alle|sie|jeder) wissen\b|\bwie (?:du weißt|jeder weiß|ihr wisst)\b",
    r"\bdie meisten (?:mitglieder|menschen|leute|kund\w+|gäste|von uns)\b|\b(?:fachleute|experten) (?:sagen|raten)\b",
    r"\bwie (?:toll|super|lecker|großartig|schön|nett|schlimm|nervig|schrecklich|furchtbar|freundlich) (?!oder)",
    r"\bwie gut (?:ist|war|sind|waren|finde\w*|schmeck\w*|gef\w+)\b(?!.*\boder schlecht)",
    r"\bwie sehr (?:lieb\w+|genieß\w+|freu\w+|gefällt|gefallen|stör\w+|ärger\w+|nerv\w+)\b",
    r"\b(?:großartig|fantastisch|wunderbar|hervorragend|ausgezeichnet|köstlich|beliebt|unverschämt|überteuert|furchtbar|schrecklich|katastrophal|lächerlich)(?:e[nrms]?)?\b",
    r"\bunsere?[nrms]? (?:tolle|leckere|freundliche|faire|schöne|gute)[nrms]?\b",
)

# Pairs that are one thing, and spans: taken out before it is asked whether a question holds two.
ONE_THING = _any(
    r"\b(?:between|zwischen)\b[^?.,]{1,40}?\b(?:and|und)\b",
    r"\d+(?:[.:]\d+)?(?: uhr| ?[ap]m| %| euro)? (?:and|und) \d+",
    r"\byou and your\b|\b(?:sie und ihre?[nmrs]?|du und deine?[nmrs]?|ihr und eure?[nmrs]?)\b",
    r"\b(?:terms and conditions|food and drinks?|bed and breakfast|fish and chips|black and white|pros and cons|more and more|again and again|now and then|once and for all|and so on|questions? and answers?)\b",
    r"\b(?:ab und zu|nach und nach|und so weiter|essen und trinken|speis und trank|speisen und getränke|kaffee und kuchen|fragen und antworten|hin und wieder|rund um|nach wie vor|mehr und mehr)\b",
    r"\w+- (?:and|und) \w+",
    r"^\W*(?:and|und)\b",
)
TWO_THINGS = _any(r"\b(?:and/or|and|as well as|und/oder|und|sowie|sowohl|bzw|beziehungsweise)\b")

WAY_OUT = _any(
    r"don['’]?t know|do not know|no opinion|not sure|unsure|no answer|prefer not|not applicable|\bn/a\b",
    r"none of (?:these|them|the)|\bneither\b|\bnone\b|doesn['’]?t matter|does not matter|\babstain|can['’]?t (?:say|tell)|no preference",
    r"weiß (?:ich |es )?nicht|weiss (?:ich |es )?nicht|keine (?:meinung|angabe|antwort|ahnung|vorliebe)|\bk\. ?a\.",
    r"nicht (?:sagen|beurteilen|sicher)|trifft nicht zu|nichts davon|\bkeine?[nrs]? (?:davon|von beiden|der)\b|unentschieden|\begal\b|enthaltung",
)
