"""Forms say in our words what to write; nothing of the framework's own voice is left."""

from __future__ import annotations

import pytest
from django import forms
from django.utils.translation import override

THEIRS = ("required", "valid", "Ensure", "Select a")


class Everything(forms.Form):
    """A field of each kind."""

    text = forms.CharField(max_length=3)
    email = forms.EmailField()
    url = forms.URLField(assume_scheme="https")
    number = forms.IntegerField(max_value=5)
    price = forms.DecimalField()
    day = forms.DateField()
    time = forms.TimeField()
    moment = forms.DateTimeField()
    one = forms.ChoiceField(choices=[("a", "A")])
    many = forms.MultipleChoiceField(choices=[("a", "A")])
    yes = forms.BooleanField()
    file = forms.FileField()


WRONG = {
    "text": "long text", "email": "nobody", "url": "no address", "number": "7", "price": "much", "day": "soon",
    "time": "late", "moment": "then", "one": "b", "many": ["b"],
}  # fmt: skip


@pytest.mark.parametrize("data", [{}, WRONG])
def test_every_kind_of_field_speaks_our_words(data: dict[str, object]) -> None:
    with override("en"):
        form = Everything(data, {})
        said = {name: " ".join(map(str, errors)) for name, errors in form.errors.items()}
    assert set(said) == set(form.fields)
    assert [name for name, text in said.items() if any(word in text for word in THEIRS)] == []
    assert all(text.endswith(".") for text in said.values())


def test_they_say_what_to_write() -> None:
    with override("en"):
        errors = Everything(WRONG, {}).errors
    assert errors["email"] == ["Write a whole e-mail address, such as name@example.com."]
    assert errors["text"] == ["At most 3 characters; this has 9."]
    assert errors["day"] == ["Write a day, such as 2026-11-26."]


def test_a_sentence_of_one_field_wins() -> None:
    class Own(forms.Form):
        name = forms.CharField(error_messages={"required": "Say who you are."})

    assert Own({}).errors["name"] == ["Say who you are."]
