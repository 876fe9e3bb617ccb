"""What members write becomes safe HTML, plain words, or a sentence on what to change."""

import threading

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask_babel import Babel
from hypothesis import given, settings
from hypothesis import strategies as st

from app.web.text import TextTooLong, check_text, excerpt, normalise, plain_text, render_markdown

REL = 'rel="nofollow ugc noopener"'


def html(source):
    return render_markdown(source).html.strip()


def codes(source, **limits):
    return [problem.code for problem in check_text(source, **limits)]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("Hello", "<p>Hello</p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("**bold** *soft* ~~gone~~", "<p><strong>bold</strong> <em>soft</em> <s>gone</s></p>"),
        ("# One\n## Two\n##### Five", "<h3>One</h3>\n<h4>Two</h4>\n<h6>Five</h6>"),
        ("3. three", '<ol start="3">\n<li>three</li>\n</ol>'),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
        ("```python\na < b\n```", "<pre><code>a &lt; b\n</code></pre>"),
        ("<b>loud</b>", "<p>&lt;b&gt;loud&lt;/b&gt;</p>"),
        ("„Grüße“, sagte sie – 'so' it's \"fine\"...", "<p>„Grüße“, sagte sie – 'so' it's \"fine\"...</p>"),
        ("(c) 1/2 -- :-)", "<p>(c) 1/2 -- :-)</p>"),
        ("- [ ] buy\n- [x] sell", '<ul>\n<li class="task">☐ buy</li>\n<li class="task">☑ sell</li>\n</ul>'),
        ("- [link](/a)", f'<ul>\n<li><a href="/a" {REL}>link</a></li>\n</ul>'),
    ],
)
def test_it_shows_what_was_meant(source, shown):
    assert html(source) == shown


def test_it_shows_tables():
    table = BeautifulSoup(html("| a | b |\n|:--|--:|\n| 1 | 2 |"), "html.parser").table
    assert [cell["align"] for cell in table.find_all(["th", "td"])] == ["left", "right"] * 2
    assert table.tbody.get_text(strip=True) == "12"


@pytest.mark.parametrize(
    ("source", "address", "label"),
    [
        ("[shop](https://shop.example/a)", "https://shop.example/a", "shop"),
        ("see https://shop.example/a.", "https://shop.example/a", "https://shop.example/a"),
        ("see www.shop.example, please", "https://www.shop.example", "www.shop.example"),
        ("[shop](www.shop.example)", "https://www.shop.example", "shop"),
        ("me@example.org", "mailto:me@example.org", "me@example.org"),
        ("<https://shop.example>", "https://shop.example", "https://shop.example"),
        ("[idea](/ideas/3)", "/ideas/3", "idea"),
    ],
)
def test_e4_it_links_and_says_that_a_member_did(source, address, label):
    assert f'<a href="{address}" {REL}>{label}</a>' in html(source)


@pytest.mark.parametrize(
    "source",
    ["[x](javascript:alert(1))", "[x](JaVaScRiPt&colon;alert(1))", "[x](data:text/html,a)", "[x](vbscript:a)", "[x](file:///etc)",
     "[x](//evil.example)", "[x](ftp://a.example)", "<javascript:alert(1)>", "[x](tel:1)",
     "[x]( java\nscript:alert(1))", "[x](elsewhere)", "[x](?a=1)", "![x](data:image/png;base64,aaaa)"],
)  # fmt: skip
def test_e4_it_links_to_no_other_scheme(source):
    assert "href" not in html(source)


@pytest.mark.parametrize(
    "source", ["Das ist gut.so machen wir es", "Version 1.2.3.4", "Datei brief.de.txt", "z.B.so"]
)
def test_it_makes_no_links_of_missing_spaces(source):
    assert "<a" not in html(source)


def test_it_loads_no_picture_from_elsewhere():
    assert (
        html("![a cat](https://evil.example/c.png)")
        == f'<p><a href="https://evil.example/c.png" {REL}>a cat</a></p>'
    )
    assert ">https://evil.example/c.png</a>" in html("![](https://evil.example/c.png)")
    assert (
        html("[![a cat](https://evil.example/c.png)](/ideas)") == f'<p><a href="/ideas" {REL}>a cat</a></p>'
    )
    assert "<img" not in html("![x](/uploads/../sign-out) ![x](//uploads/a) ![x](/other/a.png)")


def test_it_shows_pictures_that_are_kept_here():
    assert (
        html("![a *cat* @anna](/uploads/ab12.webp)")
        == '<p><img src="/uploads/ab12.webp" alt="a cat @anna" loading="lazy"></p>'
    )


@pytest.mark.parametrize(
    ("source", "named", "address"),
    [
        ("Hi @anna!", "anna", "anna"),
        ("@Max.Müller: thanks", "max.müller", "max-mueller"),
        ("(@bernd-2)", "bernd-2", "bernd-2"),
        ("_@anna_ **x**", "anna", "anna"),
        ("ask @anna_b.", "anna_b", "anna-b"),
        ("Привет @Анна", "анна", "anna"),
        ("@" + "a" * 40, "a" * 40, "a" * 40),
        ("- [ ] @anna", "anna", "anna"),
    ],
)
def test_it_knows_who_is_meant(source, named, address):
    rendered = render_markdown(source)
    assert rendered.mentions == (named,)
    assert f'<a class="mention" href="/members/{address}" {REL}>@' in rendered.html


@pytest.mark.parametrize(
    "source",
    ["`@anna`", "```\n@anna\n```", "    @anna", "[@anna](/x)", "max@shop.example", "https://social.example/@anna", "@ anna", "@",
     "\\@anna", "@---", "@" + "a" * 41, "www.social.example/@anna", "a@b@c", "![@anna](/uploads/a.webp)", "@李小龙"],
)  # fmt: skip
def test_it_leaves_other_signs_alone(source):
    rendered = render_markdown(source)
    assert rendered.mentions == ()
    assert "mention" not in rendered.html


def test_it_names_each_person_once_and_links_too():
    rendered = render_markdown(
        "@anna @Anna https://a.example https://a.example [b](http://b.example) me@c.example [d](/d)"
    )
    assert rendered.mentions == ("anna",)
    assert rendered.links == ("https://a.example", "http://b.example")


def test_it_names_at_most_twenty():
    assert len(render_markdown(" ".join(f"@anna{n}" for n in range(30))).mentions) == 20


def test_it_gives_the_plain_words():
    source = "# Title\n\nSome **bold** `code` and https://a.example\n\n> quoted\n\n```\nblock\n```\n\n[label](https://b.example) @anna"
    assert plain_text(source) == "Title\nSome bold code and https://a.example\nquoted\nblock\nlabel @anna"
    assert plain_text(source, own_words=True) == "Title\nSome bold  and\nlabel @anna"


def test_it_gives_the_first_words():
    assert excerpt("**Short** one\n\n- and *more*") == "Short one and more"
    long = excerpt("Größe, " * 100, 50)
    assert len(long) <= 51 and long.endswith("Größe…")
    assert excerpt("x" * 500, 50) == "x" * 49 + "…"
    assert excerpt("word " * 500_000, 50).startswith("word")


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("e\u0301", "é"),
        ("a\x00b\x07c\x1bd\x7f\x9f", "abcd"),
        ("a\u2028b", "a\nb"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("\ufeffstart \ud800", "start"),
        ("\u202eabc", "abc"),
        ("family 👩‍👩‍👧 stays", "family 👩‍👩‍👧 stays"),
        ("    code first\n", "    code first"),
        ("\n\n  \n", ""),
    ],
)
def test_e8_it_cleans_on_the_way_in(source, kept):
    assert normalise(source) == kept
    assert normalise(kept) == kept


@pytest.mark.parametrize(
    "source",
    [
        "",
        "  \n",
        "\u200b\u200d",
        "\u3164\u115f",
        "\u2800",
        "&nbsp; &#8203;",
        "\u00ad\ufe0f",
        "[a]: https://a.example",
        "***",
        "> ",
        "```\n```",
    ],
)
def test_e8_it_refuses_what_nobody_can_see(source):
    assert "no_words" in codes(source)


@pytest.mark.parametrize("source", ["a", "👍", "+1", "?", "好", "![](/uploads/a.webp)", "`x`", "    x"])
def test_it_accepts_the_shortest_answers(source):
    assert codes(source) == []


def test_e3_it_holds_the_length():
    assert codes("a" * 20_000) == []
    assert codes("a" * 20_001) == ["too_long"]
    assert codes("Title " * 30, limit=150) == ["too_long"]
    with pytest.raises(TextTooLong):
        render_markdown("a" * 20_001)


@pytest.mark.parametrize(
    "link",
    [
        "https://a.example/%d ",
        "[a](/b%d) ",
        "www.a%d.example ",
        "a%d@example.org ",
        "![a](http://b/%d) ",
        "[r] ",
    ],
)
def test_e3_it_holds_the_number_of_links(link):
    text = "".join(link % n if "%d" in link else link for n in range(51)) + "\n\n[r]: /x"
    assert codes(text) == ["too_many_links"]
    assert codes(text.replace(link % 0 if "%d" in link else link, "x ", 1)) == []


def test_e3_it_holds_the_number_of_mentions():
    assert codes(" ".join(f"@anna{n}" for n in range(20))) == []
    assert codes(" ".join(f"@anna{n}" for n in range(21))) == ["too_many_mentions"]


@pytest.mark.parametrize("level", ["> ", "- ", "1. ", "> - "])
def test_e3_it_holds_the_nesting(level):
    steps = 20 // len(level.split())
    assert codes(level * steps + "a") == []
    assert codes(level * (steps + 1) + "a") == ["too_tangled"]
    assert "a" in html(level * 300 + "a")


def test_e3_a_refusal_is_a_sentence():
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        messages = [
            str(problem.message)
            for problem in check_text("@a " * 2) + check_text("x" * 20_001) + check_text("")
        ]
    assert messages == ["Please shorten your text to 20000 characters.", "Please write something."]


def test_it_renders_in_many_threads_at_once():
    sources = [f"**{n}** @anna{n} [a](https://a.example/{n})" for n in range(40)]
    expected = [render_markdown(source) for source in sources]
    seen = []
    crowd = [
        threading.Thread(target=lambda: seen.append([render_markdown(source) for source in sources]))
        for _ in range(8)
    ]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    assert seen == [expected] * 8


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from("a@[](){}<>!*_~`#>-+1.:/\\|&;\"' \n\tä\u0301\u200b"), max_size=80))
def test_it_takes_any_signs_without_failing(source):
    rendered = render_markdown(source)
    check_text(source)
    assert isinstance(plain_text(source, own_words=True), str)
    assert "<script" not in rendered.html
