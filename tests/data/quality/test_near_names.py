"""Names that are probably one, against a look at every pair."""

import random
import re
from itertools import combinations, product

from data.quality.near_names import near_pairs

#: No form of a company but GmbH can be spelled with them.
LETTERS = "bdfghj 12"


def slips(name, chance):
    """The name, with a letter lost, added or changed, in capitals, or of a company."""
    at, letter = chance.randrange(len(name)), chance.choice("bdxy 19é")
    lost, added = name[:at] + name[at + 1 :], name[:at] + letter + name[at:]
    changed = name[:at] + letter + name[at + 1 :]
    return (lost, added, changed, name.upper(), f"{name} GmbH")


def plain(name):
    words = re.findall(r"\w+", name.casefold())
    telling = [word for word in words if word != "gmbh"]
    return " ".join(sorted(telling or words))


def left_out(text):
    return {text, *(text[:at] + text[at + 1 :] for at in range(len(text)))}


def compared_one_by_one(names):
    """What the docstrings of near_names say, slowly."""
    spelled = {}
    for name in set(names):
        spelled.setdefault(plain(name), set()).add(name)
    few = [sorted(same) for same in spelled.values() if len(same) <= 4]
    pairs = {pair for same in few for pair in combinations(same, 2)}
    long = [text for text in spelled if len(text) >= 8 and text.isascii()]
    for one, other in combinations(long, 2):
        shared = left_out(one) & left_out(other)
        counts = [sum(each in left_out(text) for text in long) for each in shared]
        figures = {re.sub(r"\D", "", text) for text in (one, other)}
        if any(count <= 4 for count in counts) and len(figures) == 1:
            pairs |= {tuple(sorted(pair)) for pair in product(spelled[one], spelled[other])}
    return pairs


def test_near_names_are_those_of_a_look_at_every_pair():
    chance = random.Random(7)
    found = 0
    for _ in range(12):
        names = ["".join(chance.choices(LETTERS, k=chance.randint(6, 12))) for _ in range(25)]
        names += [chance.choice(slips(name, chance)) for name in names * 2]
        pairs = near_pairs(names)
        assert pairs == compared_one_by_one(names)
        found += len(pairs)
    assert found > 100


def test_a_figure_that_moves_makes_no_other_name_but_another_figure_does():
    assert near_pairs(["Filiale 1 Nord", "Filiale 2 Nord"]) == set()
    assert near_pairs(["Filiale1 Nord", "Filial1e Nord"]) == {("Filial1e Nord", "Filiale1 Nord")}
