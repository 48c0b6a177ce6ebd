"""What is held and why: services, purposes, terms, forms, cookies, the request log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kept.policy.categories import Category
from kept.policy.difference.change import Change, Kind, change, sides, turned, worded
from kept.policy.difference.terms import terms
from kept.policy.register.whole import Register
from kept.policy.terms import Cookie, Form, Purpose, RequestLogField, Service
from kept.policy.text import Text


def compared(old: Register, new: Register) -> Iterator[Change]:
    yield from _services(old.services, new.services)
    yield from _purposes(old.purposes, new.purposes)
    yield from _forms(old.forms, new.forms)
    yield from _cookies(old.cookies, new.cookies)
    yield from _request_log(old.request_log, new.request_log)


def categories(promise: str, where: Text, old: Iterable[Category], new: Iterable[Category]) -> Iterator[Change]:
    """Kinds of data that came or went."""
    gone, come, _ = sides(old, new, lambda category: category)
    for category in come:
        en, cs = "{where}: {what} is added.", "{where}: přibývá {what}."
        yield change(promise, Kind.NEW_CATEGORY, en, cs, where=where, what=category.text)
    for category in gone:
        en, cs = "{where}: {what} is dropped.", "{where}: ubývá {what}."
        yield change(promise, Kind.FEWER_CATEGORIES, en, cs, where=where, what=category.text)


def uses(promise: str, where: Text, old: Iterable[str], new: Iterable[str]) -> Iterator[Change]:
    """Uses that came or went, by the ids of services or purposes."""
    gone, come, _ = sides(old, new, lambda use: use)
    for use in come:
        yield change(promise, Kind.WIDENS_USE, "{where}: also {use}.", "{where}: nově i {use}.", where=where, use=use)
    for use in gone:
        en, cs = "{where}: no longer {use}.", "{where}: už ne {use}."
        yield change(promise, Kind.NARROWS_USE, en, cs, where=where, use=use)


def _services(old: tuple[Service, ...], new: tuple[Service, ...]) -> Iterator[Change]:
    gone, come, both = sides(old, new, lambda service: service.id)
    for service in come:
        en, cs = "A new service: {it}.", "Nová služba: {it}."
        yield change(service.promise, Kind.WIDENS_USE, en, cs, it=service.title)
    for service in gone:
        en, cs = "A service has ended: {it}.", "Služba skončila: {it}."
        yield change(service.promise, Kind.NARROWS_USE, en, cs, it=service.title)
    for was, is_ in both:
        yield from categories(is_.promise, is_.title, was.categories, is_.categories)
        yield from worded(is_.promise, is_.id, was.title, is_.title)
        yield from _by_promise(was, is_)
        if was.promise != is_.promise:
            yield _detail(is_.promise, is_.title)


def _by_promise(was: Service, is_: Service) -> Iterator[Change]:
    gone, come, _ = sides(was.by_promise, is_.by_promise, lambda pair: pair)
    for category, promise in come:
        yield from categories(promise, is_.title, (), (category,))
    for category, promise in gone:
        yield from categories(promise, is_.title, (category,), ())


def _purposes(old: tuple[Purpose, ...], new: tuple[Purpose, ...]) -> Iterator[Change]:
    gone, come, both = sides(old, new, lambda purpose: purpose.id)
    for purpose in come:
        yield change(purpose.id, Kind.WIDENS_USE, "A new purpose: {it}.", "Nový účel: {it}.", it=purpose.title)
    for purpose in gone:
        yield change(
            purpose.id, Kind.NARROWS_USE, "A purpose is given up: {it}.", "Účel odpadá: {it}.", it=purpose.title
        )
    for was, is_ in both:
        yield from _purpose(was, is_)
        yield from uses(is_.id, is_.title, was.services, is_.services)


def _purpose(was: Purpose, is_: Purpose) -> Iterator[Change]:
    where = is_.title
    yield from categories(is_.id, where, was.categories, is_.categories)
    yield from terms(is_.id, where, was.retentions, is_.retentions)
    if was.basis is not is_.basis:
        en, cs = "{where}: the basis is {new}, until now {old}.", "{where}: základem je {new}, dosud {old}."
        yield change(is_.id, Kind.CHANGES, en, cs, where=where, new=is_.basis.text, old=was.basis.text)
    rights = (Kind.WIDENS_RIGHT, Kind.NARROWS_RIGHT)
    yield from turned(is_.id, rights, was.may_object, is_.may_object, _said(where, _OBJECTION))
    yield from turned(is_.id, rights, was.law is None, is_.law is None, _said(where, _ERASURE))
    if was.law and is_.law:
        yield from worded(is_.id, where, was.law, is_.law)
    forced = (Kind.NARROWS_RIGHT, Kind.WIDENS_RIGHT)
    yield from turned(is_.id, forced, was.interrupts_service, is_.interrupts_service, _said(where, _FORCED))
    yield from worded(is_.id, is_.id, was.title, is_.title)
    yield from worded(is_.id, where, was.without_it, is_.without_it)


def _said(where: Text, sentences: tuple[Text, Text]) -> tuple[Text, Text]:
    return sentences[0].format(where=where), sentences[1].format(where=where)


_OBJECTION = (
    Text("{where}: you may object now.", cs="{where}: nově můžete vznést námitku."),
    Text("{where}: you may no longer object.", cs="{where}: už nemůžete vznést námitku."),
)
_ERASURE = (
    Text("{where}: no law keeps it from erasure any more.", cs="{where}: výmazu už žádný zákon nebrání."),
    Text("{where}: a law now keeps it from erasure.", cs="{where}: výmazu nově brání zákon."),
)
_FORCED = (
    Text("{where}: without it the service stops.", cs="{where}: bez toho se služba přeruší."),
    Text("{where}: the service goes on without it.", cs="{where}: služba běží i bez toho."),
)


def _forms(old: tuple[Form, ...], new: tuple[Form, ...]) -> Iterator[Change]:
    gone, come, both = sides(old, new, lambda form: form.id)
    for form in come:
        yield change(form.promise, Kind.WIDENS_USE, "A new form: {it}.", "Nový formulář: {it}.", it=form.title)
    for form in gone:
        yield change(form.promise, Kind.NARROWS_USE, "A form is gone: {it}.", "Formulář zmizel: {it}.", it=form.title)
    for was, is_ in both:
        yield from categories(is_.promise, is_.title, was.asks, is_.asks)
        yield from worded(is_.promise, is_.id, was.title, is_.title)
        if was.promise != is_.promise or (set(was.asks) == set(is_.asks) and was.asks != is_.asks):
            yield _detail(is_.promise, is_.title)


def _cookies(old: tuple[Cookie, ...], new: tuple[Cookie, ...]) -> Iterator[Change]:
    gone, come, both = sides(old, new, lambda cookie: cookie.name)
    for cookie in come:
        kind = Kind.DETAIL if cookie.essential else Kind.WIDENS_USE
        yield change(
            "C5", kind, "A new cookie: {it}, {why}.", "Nová cookie: {it}, {why}.", it=cookie.name, why=cookie.purpose
        )
    for cookie in gone:
        kind = Kind.DETAIL if cookie.essential else Kind.NARROWS_USE
        yield change("C5", kind, "A cookie is gone: {it}.", "Cookie zmizela: {it}.", it=cookie.name)
    for was, is_ in both:
        yield from _cookie(was, is_)


def _cookie(was: Cookie, is_: Cookie) -> Iterator[Change]:
    name = Text(is_.name, cs=is_.name)
    yield from turned("C5", (Kind.WIDENS_USE, Kind.NARROWS_USE), was.essential, is_.essential, _said(name, _ESSENTIAL))
    if was.life != is_.life:
        # A cookie without a life goes with the browser: it is the shortest.
        longer = (is_.life is not None) and (was.life is None or is_.life > was.life)
        kind = Kind.LONGER if longer else Kind.SHORTER
        en = "The cookie {name} lives longer." if longer else "The cookie {name} lives shorter."
        cs = "Cookie {name} žije déle." if longer else "Cookie {name} žije kratší dobu."
        yield change("C5", kind, en, cs, name=name)
    yield from worded("C5", name, was.purpose, is_.purpose)
    yield from worded("C5", name, was.set_when, is_.set_when)
    if was.development_name != is_.development_name:
        yield _detail("C5", name)


_ESSENTIAL = (
    Text("The cookie {where} no longer waits for consent.", cs="Cookie {where} už nečeká na souhlas."),
    Text("The cookie {where} waits for consent now.", cs="Cookie {where} nově čeká na souhlas."),
)


def _request_log(old: tuple[RequestLogField, ...], new: tuple[RequestLogField, ...]) -> Iterator[Change]:
    gone, come, both = sides(old, new, lambda field: field.name)
    for field in come:
        kind = Kind.WIDENS_USE if field.category else Kind.DETAIL
        yield change("C7", kind, "The request log also holds: {it}.", "Protokol nově obsahuje: {it}.", it=field.title)
    for field in gone:
        kind = Kind.NARROWS_USE if field.category else Kind.DETAIL
        yield change("C7", kind, "The request log drops: {it}.", "Protokol už neobsahuje: {it}.", it=field.title)
    for was, is_ in both:
        yield from categories("C7", is_.title, _present(was.category), _present(is_.category))
        yield from worded("C7", is_.name, was.title, is_.title)


def _present(category: Category | None) -> tuple[Category, ...]:
    return (category,) if category else ()


def _detail(promise: str, where: Text) -> Change:
    return change(
        promise, Kind.DETAIL, "{where}: a detail has changed.", "{where}: změnila se podrobnost.", where=where
    )
