"""What each verb of `bin/kept keys` does, and what it tells the person at the terminal."""

from __future__ import annotations

import argparse
import os

from kept.backup import keys_line
from kept.outside import configuration, keys_chain, keys_found, keys_instances, keys_roots, keys_rotating
from kept.outside.keys_figures import spoken
from kept.outside.keys_wrapped import KINDS
from kept.policy.doors import allow
from kept.server.preparing import ready
from kept.server.trouble import Trouble
from kept.tenancy.models import Instance
from kept.tenancy.opening import system

COPY = "Copy it now to a place that does not burn with this machine, then: bin/kept keys confirm"


@allow("operator")
def show(arguments: argparse.Namespace) -> int:
    """Where it is and what hangs on it. 1 while nobody has confirmed a copy."""
    ready()
    root, chain = keys_found.current(), keys_chain.load()
    lies = (
        "a key store, by " + " ".join(configuration.key_settings()["command"])
        if keys_found.in_a_store()
        else str(keys_found.key_file())
    )
    print(f"The operator's key {spoken(root.name)} lies in {lies}")
    if not keys_found.given_elsewhere():
        print("It lies in the data folder, beside what it opens. Better: bin/kept keys move /etc/kept/root.key")
    for kind in KINDS.values():
        print(f"  {sum(kind.by_root().values()):>5}  {kind.title}")
    if keys_rotating.running():
        print("A rotation was begun and is not finished. Go on with it: bin/kept keys rotate")
    for name, bridge in sorted(chain.bridges.items()):
        until = f"until {bridge['until']}" if bridge["until"] else "until the copy of the new one is confirmed"
        print(f"  {spoken(name)} is opened by {spoken(bridge['by'])} {until}")
    at = keys_rotating.confirmed(chain, root.name)
    print(f"A copy of it was confirmed on {at[:10]}." if at else f"Nobody has confirmed that there is a copy. {COPY}")
    return 0 if at else 1


@allow("operator")
def make(arguments: argparse.Namespace) -> int:
    """The first key, where it is named to lie. Never a second one: what hangs on a lost key hangs on that key alone."""
    if keys_found.in_a_store():
        raise Trouble("The key lies in a key store, which makes it.")
    if keys_found.key_file().exists():
        raise Trouble(f"There is a key in {keys_found.key_file()} already.")
    print(f"The operator's key {spoken(keys_found.make_first().name)} lies in {keys_found.key_file()} now. {COPY}")
    return 0


@allow("operator")
def confirm(arguments: argparse.Namespace) -> int:
    """Compare what was typed, or the copy itself."""
    root = keys_found.current()
    if arguments.copy is not None:
        word = keys_roots.from_text(_read(arguments.copy), arguments.copy)
        right = word.name == root.name and keys_rotating.confirm(word.word)
    else:
        question = f"The last eight characters of your copy of {spoken(root.name)}: "
        right = keys_rotating.confirm("" if keys_found.in_a_store() else keys_line.typed(question))
    print("Confirmed: there is a copy." if right else "That is not the copy of this key. Nothing was confirmed.")
    return 0 if right else 1


@allow("operator")
def move(arguments: argparse.Namespace) -> int:
    """Put the file elsewhere. Only where no variable or setting names another place already."""
    source, to = keys_found.key_file(), arguments.to.absolute()
    if keys_found.in_a_store() or keys_found.coming_file().exists():
        raise Trouble("There is no file to move now: the key is in a key store, or a rotation runs.")
    root = keys_roots.from_text(_read(source), source)
    try:
        keys_roots.write(to, root)
    except FileExistsError as there:
        raise Trouble(f"{to} is there already.") from there
    print(f"The key lies in {to} now as well. Tell Kept, then remove {source}:\n"
          f'  [keys]\n  file = "{to}"         in kept.toml, or KEPT_ROOT_KEY_FILE={to}')  # fmt: skip
    return 0


@allow("operator")
def rotate(arguments: argparse.Namespace) -> int:
    """A new root, or a new key of one instance."""
    ready()
    if arguments.instance:
        return _instance(arguments.instance)
    done = keys_rotating.rotate()
    for name, number in done.wrapped.items():
        print(f"  {number:>5}  {KINDS[name].title}, wrapped anew")
    if done.old == done.new:
        print(f"Everything hangs on {spoken(done.new)} already.")
        return 0
    print(f"{spoken(done.new)} has taken the place of {spoken(done.old)}, which opens nothing by itself any more.")
    if not keys_found.in_a_store():
        print(f"It lies in {keys_found.key_file()}. {COPY}\n"
              "Until you have, the copy of the old one opens the new one; keep it.")  # fmt: skip
    return 0


def _instance(slug: str) -> int:
    with system("keys"):
        found = Instance.objects.filter(slug=slug, emptied_at=None).first()
    if found is None:
        raise Trouble(f"There is no instance called {slug}.")
    number = keys_instances.rotate(found.pk)
    done = keys_instances.reseal(found.pk)
    print(f"{slug} has its key number {number}: {done.anew} files sealed anew, {done.right} were right.")
    if done.damaged:
        print(f"{done.damaged} files open with no key of the instance. The old keys stay. Look at them.")
        return 1
    print("The old key opens what is written meanwhile, and goes within two hours, by itself.")
    return 0


def _read(path: os.PathLike[str]) -> str:
    try:
        with open(path, encoding="utf-8") as file:  # noqa: PTH123
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise Trouble(f"{path} cannot be read: {error}") from error
