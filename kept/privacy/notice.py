"""The notice: the register of this operator, written out for people and for machines. A1, A2."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from kept.policy.controller import controller
from kept.policy.doors import PUBLIC, allow
from kept.policy.keeps import keeps
from kept.policy.register import Register
from kept.privacy.notice_clauses import chapters, is_kept
from kept.privacy.notice_data import as_data
from kept.privacy.notice_words import WORDS, day_text, words_in
from kept.privacy.notices.current import announced, register_in_force
from kept.web.pages import page


@keeps("A2")
@allow(PUBLIC)
def page_of_notice(request: HttpRequest) -> HttpResponse:
    """The whole notice in the reader's language, or in the one that `?lang=` names: the version that applies today."""
    return answer_with(request, register_in_force())


def answer_with(request: HttpRequest, register: Register, *, of_version: int | None = None) -> HttpResponse:
    """The notice of a register. `of_version`: it is shown from the archive."""
    operator, language = controller(), chosen_language(request)
    kept = sum(is_kept(promise) for promise in register.ids)
    context = {
        "chapters": chapters(register, operator, language),
        "words": words_in(language),
        "controller": operator,
        "lead": WORDS["lead_all" if kept == len(register.ids) else "lead"]
        .format(number=len(register.ids), kept=kept)
        .in_(language),
        "answers": WORDS["answers"].format(name=operator.name, office=operator.office).in_(language),
        "archived": of_version is not None,
        "announced": None if of_version else announced(),
        "version": WORDS["version"].format(number=register.version, day=day_text(register.since)).in_(language),
    }
    with translation.override(language):
        response = page(request, "privacy/notice.html", context)
    response["Content-Language"] = language
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response


@allow(PUBLIC)
def data_of_notice(request: HttpRequest) -> HttpResponse:
    """The same register as data: all texts in all languages, terms as ISO 8601 durations."""
    return JsonResponse(
        as_data(register_in_force(), controller()), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )


def chosen_language(request: HttpRequest) -> str:
    """The language that the address asks for, else the one that the middleware found."""
    asked = request.GET.get("lang", "")
    if asked in dict(settings.LANGUAGES):
        return asked
    return (translation.get_language() or settings.LANGUAGE_CODE).partition("-")[0]
