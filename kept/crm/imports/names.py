"""A person's whole name, taken apart: titles, first names, surname."""

from __future__ import annotations

BEFORE = frozenset(
    "ing mgr mudr judr phdr rndr mvdr paeddr thdr bc prof doc dr mr mrs ms miss sir dipl arch akad dipl-ing rsdr pharmdr"
    " pan paní herr frau".split()
)
AFTER = frozenset("phd csc drsc mba llm dis jr sr ii iii iv esq ma bsc msc mpa cpa md".split())
PARTICLES = frozenset("van von der den de la le di da du del dos das ten ter zu af av bin al".split())


def name_parts(text: str) -> dict[str, str]:
    """Titles, first and last name. "Dvořáková, Tereza" and "Ing. Tereza Dvořáková, Ph.D." are both understood."""
    head, comma, tail = (part.strip() for part in text.partition(","))
    after = ""
    if comma:
        if all(_plain(word) in AFTER for word in tail.replace(",", " ").split()):
            after = tail
        else:  # surname first
            head = f"{tail} {head}" if " " not in head or _begins_with_particle(head) else f"{head} {tail}"
    words = head.split()
    before: list[str] = []
    while len(words) > 1 and _is_title(words[0]):
        before.append(words.pop(0))
    last_titles: list[str] = []
    while len(words) > 1 and _plain(words[-1]) in AFTER:
        last_titles.insert(0, words.pop())
    cut = _surname_at(words)
    return {
        "title_before": " ".join(before),
        "first_name": " ".join(words[:cut]),
        "last_name": " ".join(words[cut:]),
        "title_after": after or " ".join(last_titles),
    }


def _plain(word: str) -> str:
    return word.replace(".", "").strip(",").casefold()


def _is_title(word: str) -> bool:
    return _plain(word) in BEFORE and (word.endswith(".") or (word[:1].isupper() and _plain(word) not in {"doc", "ms"}))


def _begins_with_particle(head: str) -> bool:
    return head.split(" ", 1)[0].casefold() in PARTICLES


def _surname_at(words: list[str]) -> int:
    """Where the surname begins: at the last word, or at the particle before it."""
    cut = max(len(words) - 1, 0)
    while cut > 1 and words[cut - 1].casefold() in PARTICLES:
        cut -= 1
    return cut
