"""Why something was not done: each says so to the person in a sentence, and nothing was stored."""


class Refused(Exception):
    """`str()` is the sentence for the person."""


class Invalid(Refused):
    """What was sent cannot be kept; `errors` are the sentences by field."""

    def __init__(self, errors: dict[str, str]):
        super().__init__(" ".join(errors.values()))
        self.errors = errors


class Closed(Refused):
    """The discussion takes no comments any more."""


class PostedAlready(Refused):
    """The same words stand in the same place by the same browser, with something else beside them."""


class NoSuchParent(Refused):
    """The comment that was replied to cannot be replied to."""


class NoCookie(Refused):
    """The browser does not keep the cookie by which a comment is its author's."""


class NotAsked(Refused):
    """The editor's question that was answered is put to others."""


class TooMany(Refused):
    """More than the limit; `wait` is the number of seconds to wait."""

    def __init__(self, sentence: str, wait: int):
        super().__init__(sentence)
        self.wait = wait


class NotYours(Refused):
    """Another browser wrote the comment."""


class TooLate(Refused):
    """The time in which the author may change the comment is over, or it is no longer there."""


class AlreadyReported(Refused):
    """This reader reported the comment before."""


class Conflict(Refused):
    """The comment is no longer in the state that the moderator saw; `status` is its present one."""

    def __init__(self, sentence: str, status: str):
        super().__init__(sentence)
        self.status = status
