"""Whether two questions, or two answers, are the same but for how they are typed. Pure."""

import unicodedata


def key(question: str) -> str:
    """What is left of a question without case, punctuation and spacing; equal for the same question."""
    folded = unicodedata.normalize("NFKC", question).casefold()
    # Letters, their marks, and figures.
    kept = (sign if unicodedata.category(sign)[0] in "LMN" else " " for sign in folded)
    return " ".join("".join(kept).split())


def answer_key(text: str) -> str:
    """An answer without case and spacing; equal for what readers would take for one."""
    return " ".join(text.split()).casefold()
