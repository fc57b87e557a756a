"""Compares workbooks with the JSON of the same tables, cell by cell: the bytes of their XML, and what openpyxl reads.

Arguments: places; `place`.xlsx is the workbook. Prints how many cells were compared.
"""
import json
import sys
import warnings
import zipfile
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from xml.etree import ElementTree

import openpyxl

from table_lines import DAY, MARKS, Table, moment, unescaped

warnings.simplefilter("error")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ORDER = ("sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges scenarios autoFilter sortState "
         "dataConsolidate customSheetViews mergeCells phoneticPr conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup "
         "headerFooter rowBreaks colBreaks customProperties cellWatches ignoredErrors smartTags drawing").split()
STYLE_ORDER = "numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors extLst".split()
BOOK_ORDER = "fileVersion workbookPr workbookProtection bookViews sheets functionGroups externalReferences definedNames calcPr".split()
seen = 0


def same(got, expected, what):
    global seen
    seen += 1
    if got != expected or type(got) is not type(expected):
        sys.exit("%s: got %.200r, expected %.200r" % (what, got, expected))


def ordered(root, order, what):
    places = [order.index(child.tag.replace(MAIN, "")) for child in root]
    same(places, sorted(places), what + ": order of elements")


def raw(cell):
    """The type, style and text of a cell as they are written."""
    same([c.tag for c in cell if c.tag == MAIN + "f"], [], "formulas")
    inline = cell.find(MAIN + "is/" + MAIN + "t")
    value = cell.find(MAIN + "v")
    return cell.get("t", "n"), unescaped(inline.text) if inline is not None else None, value.text if value is not None else None


def check_cell(what, kind, expected, written, cell):
    typ, text, value = written
    if kind == "null":
        same((text, value, cell.value), (None, None, None), what)
    elif kind in ("text", "long", "json"):
        same(typ, "inlineStr", what)
        if kind == "json":
            same(json.loads(text, parse_float=Decimal), expected, what)
        else:
            same(text, expected, what)
            same(unescaped(cell.value), expected, what)
        same(cell.number_format, "@", what)
        same(cell.alignment.horizontal, "right" if kind == "long" else "left", what)
    elif kind == "boolean":
        same((typ, value), ("b", "1" if expected else "0"), what)
        same(cell.value, expected, what)
    elif kind == "number":
        same((typ, value), ("n", expected[0]), what)
        same(cell.data_type, "n", what)
        same(Decimal(repr(cell.value)), Decimal(expected[0]), what)
        same(cell.number_format, expected[1], what)
    elif kind == "date":
        same(typ, "n", what)
        same(cell.value.date(), expected, what)
        same(cell.number_format, "yyyy-mm-dd", what)
    elif kind == "time":
        serial, is_precise = expected
        same(typ, "n", what)
        same(abs(Fraction(value) - Fraction(serial, DAY)) <= Fraction(1, 2 * 10**12), True, what + ": decimals")
        same(round(Fraction(value) * DAY), serial, what + ": microseconds")
        if serial < 65_536 * DAY:
            same(round(Fraction(float(value)) * DAY), serial, what + ": microseconds of a binary number")
        same(abs(cell.value - moment(serial)) <= timedelta(milliseconds=1), True, what)
        same(cell.number_format, "yyyy-mm-dd hh:mm:ss" + (".000" if is_precise else ""), what)


def check(place):
    table = Table(place)
    with zipfile.ZipFile(place + ".xlsx") as file:
        same(file.testzip(), None, "zip")
        same(file.namelist()[0], "[Content_Types].xml", "first part")
        same({info.date_time for info in file.infolist()}, {(1980, 1, 1, 0, 0, 0)}, "times of parts")
        roots = {name: ElementTree.fromstring(file.read(name)) for name in file.namelist()}
    for number in (1, 2):
        ordered(roots["xl/worksheets/sheet%d.xml" % number], ORDER, place)
    ordered(roots["xl/styles.xml"], STYLE_ORDER, place)
    ordered(roots["xl/workbook.xml"], BOOK_ORDER, place)
    rows = roots["xl/worksheets/sheet1.xml"].find(MAIN + "sheetData").findall(MAIN + "row")
    book = openpyxl.load_workbook(place + ".xlsx")
    sheet, about = book.worksheets
    same(about.title, "About", place)
    same(sheet.freeze_panes, "A2", place)
    same(sheet.print_title_rows, "$1:$1", place)
    same(book.properties.creator, "refold", place)
    headings = [c.get("label", c["name"]) for c in table.columns]
    same([unescaped(c.value) for c in sheet[1]], headings, place)
    same([c.font.b for c in sheet[1]], [True] * len(headings), place)
    for column in table.columns:
        letters = sheet.cell(1, table.columns.index(column) + 1).column_letter
        same(6 <= sheet.column_dimensions[letters].width <= 60, True, place)
    number = 1
    for mark, cells in table.lines():
        written = list(rows[number])
        number += 1
        same(len(written), len(cells), place)
        for index, (kind, expected) in enumerate(cells):
            cell = sheet.cell(number, index + 1)
            what = "%s: %s%d, %s" % (place, cell.column_letter, number, kind)
            check_cell(what, kind, expected, raw(written[index]), cell)
            if kind != "null" or mark == "total":
                same((cell.font.i, cell.font.b, cell.border.top is not None and cell.border.top.style == "thin"), MARKS[mark], what + ": mark")
    same(len(rows), number, place)
    shown = {}
    for name, text in about.iter_rows(values_only=True):
        if name:
            last = unescaped(name)
        shown.setdefault(last, []).append(unescaped(text))
    for name, text in table.side["about"]:
        same(text in "".join(shown.get(name, [])), True, place + ": about " + name)


for place in sys.argv[1:]:
    check(place)
print(seen)
