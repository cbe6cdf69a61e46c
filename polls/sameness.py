"""Whether two questions are the same but for how they are typed."""

import unicodedata


def key(question: str) -> str:
    """What is left of a question without case, punctuation and spacing; equal for the same question."""
    folded = unicodedata.normalize("NFKC", question).casefold()
    # Letters, their marks, and figures.
    kept = (sign if unicodedata.category(sign)[0] in "LMN" else " " for sign in folded)
    return " ".join("".join(kept).split())
