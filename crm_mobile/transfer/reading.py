"""Reading a table of text from a file as people have them: zipped or not, in any usual encoding, with any usual delimiter."""

import codecs
import csv
import gzip
import io
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple

from charset_normalizer import from_bytes

from crm_mobile.core.errors import Invalid
from crm_mobile.core.language import _

# What a file without a byte order mark that is no UTF-8 may be; more candidates would be mistaken for each other.
ENCODINGS = ["gb18030", "big5", "cp1252"]
# The longer marks first: the one of UTF-16 begins the one of UTF-32.
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
)
DELIMITERS = ",;\t|"
SAMPLE = 256 << 10
# A quote that is never closed would otherwise swallow the rest of the file as one value.
LONGEST_VALUE = 100_000


class Line(NamedTuple):
    """One record: the line of the file on which it ends, and its values."""

    number: int
    values: list[str]


@dataclass(frozen=True)
class TextTable:
    """A file that is known to be readable: how, and about how many rows follow its header."""

    path: Path
    encoding: str
    delimiter: str
    header: list[str]
    lines: int

    def rows(self) -> Iterator[Line]:
        """The records after the header; blank lines are left out. Raises Invalid where the file turns out to be broken."""
        records = _records(self.path, self.encoding, self.delimiter)
        next(records, None)
        yield from records


def open_table(path: Path, encoding: str = "") -> TextTable:
    """Find out how a file is to be read. Raises Invalid with a sentence when it cannot be."""
    sample, lines, is_utf8 = _look_through(path)
    if not sample.removeprefix(codecs.BOM_UTF8).strip(b"\0\r\n\t ,;\xff\xfe"):
        raise Invalid(_("%(file)s is empty.", file=path.name))
    encoding = encoding or next((name for mark, name in MARKS if sample.startswith(mark)), "")
    encoding = encoding or _unmarked_utf16(sample) or ("utf-8" if is_utf8 else _guessed(sample))
    delimiter = _delimiter(_decoded_start(sample, encoding))
    header = next(_records(path, encoding, delimiter), Line(0, []))
    return TextTable(path, encoding, delimiter, header.values, max(0, lines - 1))


def opened(path: Path) -> IO[bytes]:
    """The bytes of a file, unzipped when it is a gzip file whatever its name says."""
    try:
        with path.open("rb") as source:
            zipped = source.read(2) == b"\x1f\x8b"
        return gzip.open(path, "rb") if zipped else path.open("rb")  # type: ignore[return-value]
    except OSError as fault:
        raise Invalid(
            _("%(file)s cannot be read: %(reason)s.", file=path, reason=fault.strerror or str(fault))
        ) from fault


def _look_through(path: Path) -> tuple[bytes, int, bool]:
    """Read a file once: the bytes to guess by (its beginning and lines that are not plain ASCII), its lines, whether UTF-8."""
    decoder, is_utf8, lines, sample, telling, last = codecs.getincrementaldecoder("utf-8")(), True, 0, b"", b"", b""
    try:
        with opened(path) as source:
            while chunk := source.read(1 << 20):
                lines += chunk.count(b"\n")
                sample, last = sample or chunk[:SAMPLE], chunk
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    is_utf8 = False
                if not is_utf8 and len(telling) < SAMPLE:
                    telling += b"\n".join(line for line in chunk.split(b"\n")[1:-1] if not line.isascii())[:SAMPLE]
    except (EOFError, zlib.error, gzip.BadGzipFile) as fault:
        raise Invalid(_("%(file)s is damaged: the zipped data ends or breaks early.", file=path.name)) from fault
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        is_utf8 = False
    if not is_utf8 and not sample.startswith(tuple(mark for mark, _name in MARKS)) and b"\0" not in sample[:1000]:
        sample = sample + b"\n" + telling
    return sample, lines + (not last.endswith(b"\n")), is_utf8


def _unmarked_utf16(sample: bytes) -> str:
    """UTF-16 without a mark: the delimiters and line ends of a table make every other byte a zero."""
    pairs = min(len(sample) // 2, 2000)
    even, odd = (sample[start : 2 * pairs : 2].count(0) for start in (0, 1))
    if max(even, odd) <= pairs // 5:
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _guessed(sample: bytes) -> str:
    # Only what is not plain ASCII tells the encodings apart; a file is mostly ASCII.
    telling = b"\n".join(line for line in sample.split(b"\n") if not line.isascii())[:SAMPLE] or sample
    best = from_bytes(telling, cp_isolation=ENCODINGS, preemptive_behaviour=False).best()
    return best.encoding if best else "cp1252"


def _decoded_start(sample: bytes, encoding: str) -> str:
    try:
        return codecs.getincrementaldecoder(encoding)(errors="replace").decode(sample)
    except LookupError as unknown:
        raise Invalid(_("The encoding %(name)s is not known.", name=encoding)) from unknown


def _delimiter(start: str) -> str:
    """The delimiter with which most of the first records have the same number of values, more than one."""

    def agreement(delimiter: str) -> tuple[float, int]:
        rows = list(_some(csv.reader(io.StringIO(start, newline=""), delimiter=delimiter)))
        # The last record may be cut off by the end of the sample.
        widths = Counter(len(row) for row in (rows[:-1] if len(rows) > 2 else rows) if row)
        width, times = max(widths.items(), key=lambda each: (each[1] * (each[0] > 1), each[0]), default=(1, 0))
        return (times / sum(widths.values()) if width > 1 else 0.0, width)

    return max(DELIMITERS, key=agreement)


def _some(reader: Iterator[list[str]], most: int = 50) -> Iterator[list[str]]:
    try:
        for _number, row in zip(range(most), reader, strict=False):
            yield row
    except csv.Error:
        return


def _records(path: Path, encoding: str, delimiter: str) -> Iterator[Line]:
    csv.field_size_limit(LONGEST_VALUE)
    with opened(path) as source, io.TextIOWrapper(source, encoding=encoding, newline="") as text:
        reader = csv.reader(text, delimiter=delimiter)
        try:
            for values in reader:
                if values:
                    yield Line(reader.line_num, values)
        except UnicodeError as fault:
            raise Invalid(
                _(
                    "Line %(line)d is not written in %(encoding)s. Name the right one with --encoding.",
                    line=reader.line_num + 1,
                    encoding=encoding,
                )
            ) from fault
        except csv.Error as fault:
            raise Invalid(
                _("Line %(line)d: a quotation mark is opened and never closed.", line=reader.line_num + 1)
            ) from fault
