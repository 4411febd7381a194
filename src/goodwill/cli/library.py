"""What the command-line library itself says, in the reader's language.

Click takes its words from the system's message catalogues, of which it ships none. Here
it is given ours: the messages that a user of these commands can meet.
"""

from __future__ import annotations

from collections.abc import Callable

from click import core, decorators, exceptions, formatting, parser, types

from goodwill.language import Language, Sentence

SAID = (
    Sentence("Usage:"),
    Sentence("Options"),
    Sentence("Commands"),
    Sentence("Show this message and exit."),
    Sentence("default: {default}"),
    Sentence("Error: {message}"),
    Sentence("Try '{command} {option}' for help."),
    Sentence("Missing argument"),
    Sentence("Missing option"),
    Sentence("Missing command."),
    Sentence("Invalid value: {message}"),
    Sentence("Invalid value for {param_hint}: {message}"),
    Sentence("No such command {name!r}."),
    Sentence("No such option {name!r}."),
    Sentence("Option {name!r} does not take a value."),
    Sentence("Option {name!r} requires an argument."),
    Sentence("{value!r} is not one of {choices}."),
    Sentence("{value!r} is not {choice}."),
    Sentence("Did you mean {possibility}?"),
    Sentence("(Did you mean one of: {possibilities}?)"),
    Sentence("required"),
    Sentence("{value!r} is not a valid {number_type}."),
    Sentence("{value} is not in the range {range}."),
    Sentence("{name} {filename!r} is a directory."),
    Sentence("{name} {filename!r} is a file."),
    Sentence("Choose from:\n\t{choices}"),
)
MODULES = (core, decorators, exceptions, formatting, parser, types)


def speak_too(language: Language) -> None:
    """Let Click say what it says in `language`; what is not in the catalogue stays English."""
    for module in MODULES:
        if hasattr(module, "_"):
            vars(module)["_"] = language.template
        if hasattr(module, "ngettext"):
            vars(module)["ngettext"] = _plural(language)


def _plural(language: Language) -> Callable[[str, str, int], str]:
    return lambda one, several, n: language.template(one if n == 1 else several)
