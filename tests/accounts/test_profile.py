"""A member's page."""


def test_it_shows_the_member_and_their_topics(visitor, ben, make_topic):
    make_topic("ideas", ben, "Oat milk please")
    page = visitor.get("/members/ben").text
    assert "<h1>Ben</h1>" in page
    assert "Oat milk please" in page


def test_d2_only_the_team_sees_the_address(visitor, sign_in, ben, gus, emil):
    assert "ben@example.org" not in visitor.get("/members/ben").text
    assert "ben@example.org" not in sign_in(gus).get("/members/ben").text
    assert "ben@example.org" in sign_in(emil).get("/members/ben").text


def test_d2_held_topics_are_not_listed(visitor, sign_in, cleo, make_topic):
    make_topic("ideas", cleo, "Still waiting for a look")
    assert "Still waiting" not in visitor.get("/members/cleo").text
    assert "Still waiting" in sign_in(cleo).get("/members/cleo").text


def test_nobody_is_nowhere(visitor):
    assert visitor.get("/members/nobody").status_code == 404


def test_ten_more_topics_cost_no_more_queries(sign_in, ben, make_topic, count_queries):
    browser = sign_in(ben)
    make_topic("ideas", ben)
    with count_queries() as few:
        browser.get("/members/ben")
    for _turn in range(10):
        make_topic("ideas", ben)
    with count_queries() as many:
        browser.get("/members/ben")
    assert len(many) == len(few) <= 7
