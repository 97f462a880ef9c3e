"""Who is addressed by an @."""

from evaluations.reviews.mentions import named_in

NAMES = {1: "陆婉宁", 2: "陆婉", 3: "梁思齐", 4: "陆婉"}


def test_names_behind_an_at() -> None:
    assert named_in("@陆婉宁 请看，@梁思齐也看", NAMES) == {1, 3}
    assert named_in("请@陆婉：二人同名", NAMES) == {2, 4}
    assert named_in("陆婉宁 a@b.example @不在名单", NAMES) == set()
