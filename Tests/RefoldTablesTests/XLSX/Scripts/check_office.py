"""Compares what LibreOffice made of workbooks with the JSON of the same tables.

Arguments: places; `place`.fods is the workbook as flat OpenDocument, from which types and numbers are taken, and `place`.csv its first sheet as
CSV, from which texts are taken: OpenDocument loses tabs and controls. Prints how many cells were compared.
"""
import csv
import json
import re
import sys
from datetime import datetime
from decimal import Decimal
from xml.etree import ElementTree

from table_lines import DAY, Table, moment

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
csv.field_size_limit(1 << 20)
seen = 0


def fail(what, got, expected):
    sys.exit("%s: got %.200r, expected %.200r" % (what, got, expected))


def shown(text):
    """The text as LibreOffice has it: all line breaks of a cell are LF."""
    return re.sub("\r\n|\n\r|\r", "\n", text)


def rows(table):
    for row in table.iter(TABLE + "table-row"):
        cells = []
        for cell in row:
            if cell.tag in (TABLE + "table-cell", TABLE + "covered-table-cell"):
                cells += [cell] * min(int(cell.get(TABLE + "number-columns-repeated", "1")), 20_000)
        for _ in range(min(int(row.get(TABLE + "number-rows-repeated", "1")), 100_000)):
            yield cells


def text_at(texts, line, index):
    """The text of a cell. What has no value at the end of a sheet or of its lines is not in CSV."""
    return texts[line][index] if line < len(texts) and index < len(texts[line]) else ""


def check_cell(what, kind, expected, cell, got):
    global seen
    seen += 1
    typ = cell.get(OFFICE + "value-type")
    # LibreOffice itself makes TRUE() of a boolean that is not one.
    if cell.get(TABLE + "formula") is not None and kind != "boolean":
        fail(what, cell.get(TABLE + "formula"), kind)
    if kind == "null" or (kind == "text" and expected == ""):
        if typ not in (None, "string") or got:
            fail(what, (typ, got), None)
    elif kind in ("text", "long", "json"):
        if typ != "string":
            fail(what, typ, "string")
        if kind == "json":
            if json.loads(got, parse_float=Decimal) != expected:
                fail(what, got, expected)
        elif shown(got) != shown(expected):
            fail(what, got, expected)
    elif kind == "boolean":
        if cell.get(TABLE + "formula") != "of:=%s()" % str(expected).upper() or got != str(expected).upper():
            fail(what, (ElementTree.tostring(cell), got), expected)
    elif kind == "number":
        # In OpenDocument, LibreOffice writes twenty decimals.
        number = Decimal(cell.get(OFFICE + "value", "NaN"))
        if typ not in ("float", "currency") or float(number) != float(expected[0]) and not abs(number - Decimal(expected[0])) <= Decimal("1e-20"):
            fail(what, (typ, cell.get(OFFICE + "value")), expected)
    elif kind == "date":
        if (typ, cell.get(OFFICE + "date-value")) != ("date", expected.isoformat()):
            fail(what, (typ, cell.get(OFFICE + "date-value")), expected)
    elif kind == "time":
        got = cell.get(OFFICE + "date-value") or ""
        main, _, fraction = got.partition(".")
        if typ != "date":
            fail(what, typ, "date")
        since = datetime.fromisoformat(main) - datetime(1899, 12, 30)
        micros = since.days * DAY + since.seconds * 1_000_000 + round(int((fraction + "0" * 9)[:9]) / 1000)
        # In OpenDocument, LibreOffice rounds seconds to hundredths, and those of far years to whole ones.
        if abs(micros - expected[0]) > (10_000 if expected[0] < 65_536 * DAY else 1_000_000):
            fail(what, got, moment(expected[0]))


def check(place):
    table = Table(place)
    root = ElementTree.parse(place + ".fods").getroot()
    found = rows(next(root.iter(TABLE + "table")))
    with open(place + ".csv", encoding="utf-8", newline="") as file:
        texts = list(csv.reader(file))
    header = next(found)
    for index, column in enumerate(table.columns):
        check_cell(place + ": header", "text", column.get("label", column["name"]), header[index], text_at(texts, 0, index))
    for number, (_, cells) in enumerate(table.lines()):
        line = next(found)
        for index, (kind, expected) in enumerate(cells):
            what = "%s: line %d, column %d, %s" % (place, number + 1, index + 1, kind)
            check_cell(what, kind, expected, line[index], text_at(texts, number + 1, index))


for place in sys.argv[1:]:
    check(place)
print(seen)
