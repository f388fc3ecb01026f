"""Text as people type it: cleaned, made comparable, split into words to search by."""

import re
import unicodedata
from functools import lru_cache

# Control and bidirectional override characters that no name needs; tab and newline stay for notes.
UNWANTED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af\U00020000-\U0003ffff]")
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
WORD = re.compile(r"[^\W_]+")


def clean(text: str) -> str:
    """One line without control characters, spaces collapsed, in Unicode normal form C."""
    return " ".join(unicodedata.normalize("NFC", UNWANTED.sub("", text)).split())


def clean_lines(text: str) -> str:
    """The same for notes of several lines."""
    lines = UNWANTED.sub("", unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def folded(text: str) -> str:
    """Lower case without accents and width variants, for comparing."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def has_han(text: str) -> bool:
    return HAN.search(text) is not None


@lru_cache(maxsize=4096)
def pinyin(text: str) -> tuple[str, ...]:
    """The pinyin syllables of the Chinese characters in a text, without tones."""
    from pypinyin import lazy_pinyin  # 20 MB of tables, needed only where there is Chinese

    return tuple(folded(syllable) for syllable in lazy_pinyin("".join(HAN.findall(text))))


def sort_key(name: str) -> str:
    """What a name sorts by: folded Latin, pinyin for Chinese, so that one alphabet orders both."""
    if not has_han(name):
        return folded(clean(name))[:200]
    pieces = (" ".join(pinyin(letter)) + " " if HAN.match(letter) else letter for letter in clean(name))
    return " ".join(folded("".join(pieces)).split())[:200]


def words(text: str) -> list[str]:
    """The words of a text to search by: folded, with each Chinese, Japanese or Korean character a word of its own."""
    return WORD.findall(CJK.sub(lambda found: f" {found.group()} ", folded(text)))


def index_words(*texts: str) -> str:
    """Everything a subject can be found by, space separated: its words, and for Chinese also pinyin, joined and as initials."""
    found: dict[str, None] = {}
    for text in texts:
        found.update(dict.fromkeys(words(text)))
        if has_han(text):
            for run in re.findall(HAN.pattern + "+", text):
                syllables = pinyin(run)
                found.update(dict.fromkeys(syllables))
                # From each character on, joined and as initials: 北京饭店 is found by beijingfandian, fandian, bjfd and fd.
                for start in range(min(len(syllables), 12)):
                    found["".join(syllables[start:])] = None
                    found["".join(syllable[0] for syllable in syllables[start:] if syllable)] = None
    found.pop("", None)
    return " ".join(found)[:4000]
