"""Names as people show them: what is kept of one, and whether it could be taken for another.

Pure: it knows no ORM. Every script is welcome, with its marks and joiners, and so are emoji; what no
eye sees, and what turns the text around it, is taken out.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

# Hebrew with vowels and accents, Vietnamese and Arabic need up to four on a letter; zalgo begins above.
MOST_MARKS = 4

ZWNJ, ZWJ = "\u200c", "\u200d"
# The flags of England, Scotland and Wales are a black flag and letters that are not drawn.
_TAGGED_FLAG = re.compile("(\U0001f3f4[\U000e0061-\U000e007a]{2,6}\U000e007f)")
# Letters and signs by their category that leave nothing on the page.
_BLANK = set("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\u180b\u180c\u180d\u180f")
_VARIATION = set(map(chr, range(0xFE00, 0xFE10)))

# What people sign with who speak for the publication.
_ROLES = {
    *("admin", "administration", "administrator", "admins", "editor", "editorial", "editors"),
    *("mod", "moderation", "moderator", "moderators", "mods", "official", "staff", "support"),
    *("sysadmin", "team", "webmaster"),
}
# What stands beside a role, and is a word like any other by itself.
_BESIDE_ROLES = {
    *("associate", "chief", "deputy", "desk", "executive", "in", "managing", "newsletter", "of"),
    *("senior", "site"),
}

# Letters that look like others, mostly of other scripts as Latin, after case folding. From Unicode's
# confusables (UTS 39), as far as they are letters that people type or that makers of fancy text offer.
_LOOKALIKES = str.maketrans(
    {
        # Cyrillic, Greek, Armenian.
        **dict(zip("аеорсухіјѕԁһӏкмтвнгпьԛԝѵғ", "aeopcyxijsdhlkmtbhrnbqwvf", strict=True)),
        **dict(zip("αοορντυκιηβεχγζμς", "aoopvtukinbexyzuc", strict=True)),
        **dict(zip("աոռսօզցհյքլտ", "wnnuoqghjpls", strict=True)),
        # Latin: strokes, hooks and small capitals.
        **dict(zip("ıɩłøđðħŧɑɡɭƒǀɓƈɗɠƙɱŋɲƥʂƭʋƴʐ", "iiloddhtaglflbcdgkmnnpstvyz", strict=True)),
        **dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢƨ", "abcdefghijklmnoprstuvwyzs", strict=True)),
        # Cherokee and Lisu have but capitals here.
        **dict(zip("ᎪᏴᏟᎠᎬᏀᎻᎥᎫᏦᏞᎷᏢᎡᏚᎢᏙᎳᏃ", "abcdeghijklmprstvwz", strict=True)),
        **dict(zip("ꓮꓐꓚꓓꓰꓝꓖꓧꓲꓙꓗꓡꓟꓠꓳꓑꓣꓢꓔꓴꓦꓪꓫꓬꓜ", "abcdefghijklmnoprstuvwxyz", strict=True)),
        # Arabic, as it is typed in one country and in another.
        **dict(zip("ىیکہھە", "ييكههه", strict=True)),
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "0": "o",
        "1": "l",
        "|": "l",
        "i": "l",
        "j": "j",
    }
)


def clean(name: str) -> str:
    """The name as it is kept and shown: NFC, on one line, without what cannot be seen.

    Returns "" for a name that is blank to the eye. How long it may be is for the caller to say.
    """
    parts = _TAGGED_FLAG.split(unicodedata.normalize("NFC", name))
    # Every second part is a flag, whose unseen letters stay.
    kept = "".join(
        part if place % 2 else "".join(_without_unseen(part)) for place, part in enumerate(parts)
    )
    kept = " ".join(_joiners_in_place(kept).split())
    return unicodedata.normalize("NFC", kept) if is_seen(kept) else ""


def is_seen(text: str) -> bool:
    """Whether the eye sees anything of it."""
    return any(unicodedata.category(letter)[0] in "LNPS" for letter in _without_unseen(text))


@lru_cache(maxsize=4096)
def skeleton(name: str) -> str:
    """What the eye takes a name for: equal for names that look alike, whatever they are made of."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    bare = "".join(
        letter
        for letter in unicodedata.normalize("NFD", folded)
        if unicodedata.category(letter) not in {"Mn", "Me", "Cf"} and letter not in _BLANK
    )
    plain = bare.translate(_LOOKALIKES).translate(_LOOKALIKES)
    letters = "".join(letter for letter in plain if letter.isalnum())
    return letters.replace("rn", "m").replace("vv", "w")


def imitates(name: str, reserved: Collection[str]) -> bool:
    """Whether a name looks like one of `reserved`, in any order and with a role beside it, or is only a role."""
    # Without the article, which alone is a name in Vietnam.
    personal = [word for word in _words(name) if skeleton(word) != "the"]
    if any(skeleton(word) in _ROLE_SKELETONS for word in personal):
        personal = [word for word in personal if not _goes_with_roles(word)]
        if not personal:
            return True
    looks = {skeleton(name), skeleton("".join(personal)), _in_order(personal)}
    return any(looks & _taken(each) for each in reserved)


# The same names for each comment.
@lru_cache(maxsize=4096)
def _taken(name: str) -> set[str]:
    """How nobody else may look who is not the one of this name."""
    return {skeleton(name), _in_order(_words(name))} - {""}


def _words(name: str) -> list[str]:
    return [word for word in re.split(r"[\W_]+", unicodedata.normalize("NFKC", name)) if word]


def _goes_with_roles(word: str) -> bool:
    return word.isdecimal() or skeleton(word) in _ROLE_SKELETONS | _BESIDE_ROLE_SKELETONS


def _in_order(words: Iterable[str]) -> str:
    """The same for the same words in whatever order: first name last is the same name."""
    return "".join(sorted(map(skeleton, words)))


def _without_unseen(text: str) -> Iterator[str]:
    marks = 0
    for letter in text:
        category = unicodedata.category(letter)
        if category in {"Mn", "Me"} and letter not in _VARIATION:
            marks += 1
            if marks > MOST_MARKS or letter in _BLANK:
                continue
        else:
            marks = 0
        if letter in _BLANK or category in {"Cs", "Co", "Cn"}:
            continue
        if category in {"Cc", "Zl", "Zp", "Zs"}:
            yield " "
        elif category != "Cf" or letter in {ZWNJ, ZWJ}:
            yield letter


def _joiners_in_place(text: str) -> str:
    """Joiners between two signs of a script that joins, or of an emoji, and nowhere else."""
    kept: list[str] = []
    for place, letter in enumerate(text):
        if letter in {ZWNJ, ZWJ}:
            following = text[place + 1 : place + 2]
            if not (kept and _joins(kept[-1]) and following and _joins(following)):
                continue
        kept.append(letter)
    return "".join(kept)


def _joins(letter: str) -> bool:
    if letter in {ZWNJ, ZWJ}:
        return False
    # Below Hebrew stand Latin, Greek, Cyrillic and Armenian, which do not join.
    return ord(letter) >= 0x0590 and not letter.isspace()


_ROLE_SKELETONS = set(map(skeleton, _ROLES))
_BESIDE_ROLE_SKELETONS = set(map(skeleton, _BESIDE_ROLES))
