"""Compares the table of a page with the same table as JSON: cells.py PAGE JSON. Prints how many cells are equal; fails at the first that is not."""
import json
import sys
from html.parser import HTMLParser


class Page(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.columns, self.lines, self.part, self.cell, self.line = [], [], None, None, None

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag in ("thead", "tbody", "tfoot"):
            self.part = tag
        elif tag == "tr" and self.part:
            self.line = {"kind": attributes.get("class", ""), "part": self.part, "cells": []}
        elif tag == "th":
            self.columns.append(attributes["data-column"])
        elif tag == "td":
            self.cell = ""
        elif tag == "time" and self.cell is not None:
            self.cell = attributes["datetime"]
            self.is_time = True

    def handle_endtag(self, tag):
        if tag == "td":
            self.line["cells"].append(self.cell)
            self.cell = None
        elif tag == "tr" and self.line and self.part != "thead":
            self.lines.append(self.line)
        elif tag == "time":
            self.is_time = False

    is_time = False

    def handle_data(self, data):
        if self.cell is not None and not self.is_time:
            self.cell += data


def text(value):
    if value is None:
        return ""
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def compare(what, columns, cells, values, labels=()):
    assert len(cells) == len(columns), f"{what}: {len(cells)} cells"
    for column, cell in zip(columns, cells):
        if column in written and cell:
            assert json.loads(cell, parse_int=str, parse_float=str) == values[column], f"{what}, {column}: {cell!r}"
            continue
        wanted = text(values.get(column))
        if wanted == "" and cell in labels:
            continue
        assert cell == wanted, f"{what}, {column}: the page has {cell!r}, JSON {wanted!r}"
    return len(cells)


page = Page()
page.feed(open(sys.argv[1], encoding="utf-8").read())
table = json.load(open(sys.argv[2], encoding="utf-8"), parse_int=str, parse_float=str)
written = {column["name"] for column in table["columns"] if column["type"] == "json"}
assert page.columns == [column["name"] for column in table["columns"]], page.columns
plain = [line for line in page.lines if line["kind"] in ("", "others")]
others = [str(number + 1) for number, line in enumerate(plain) if line["kind"] == "others"]
assert others == [number for number in table.get("others", []) if int(number) <= len(plain)], others
assert len(plain) == min(len(table["rows"]), 10_000), len(plain)
count = sum(compare(f"line {n + 1}", page.columns, line["cells"], row) for n, (line, row) in enumerate(zip(plain, table["rows"])))
before, subtotals = 0, []
for line in page.lines:
    if line["kind"] == "subtotal":
        subtotals.append((str(before), line["cells"]))
    else:
        before += 1
wanted = list(zip(table.get("subtotals_after", []), table.get("subtotals", [])))
wanted = [(after, values) for after, values in wanted if int(after) <= 10_000]
assert [after for after, _ in subtotals] == [after for after, _ in wanted], "subtotals"
for (after, cells), (_, values) in zip(subtotals, wanted):
    count += compare(f"subtotal after {after}", page.columns, cells, values, labels=("subtotal",))
totals = [line for line in page.lines if line["kind"] == "total"]
assert len(totals) == (1 if "totals" in table else 0), "totals"
for line in totals:
    assert line["part"] == "tfoot" and line is page.lines[-1], "the total is not the last"
    count += compare("total", page.columns, line["cells"], table["totals"], labels=("total",))
print(count)
