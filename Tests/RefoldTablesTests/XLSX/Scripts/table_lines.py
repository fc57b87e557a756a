"""The lines of a table as JSON has them, in the order in which sheets show them, and what each cell has to hold."""
import json
import re
from datetime import date, datetime, timedelta
from decimal import Decimal

MARKS = {"line": (False, False, False), "others": (True, False, False), "subtotal": (False, True, False), "total": (False, True, True)}
EPOCH = datetime(1970, 1, 1)
DAY = 86_400_000_000


class Table:
    def __init__(self, place):
        """`place`.json is the table, `place`.side.json the zone and what JSON does not say of columns."""
        with open(place + ".json", encoding="utf-8") as file:
            self.table = json.load(file, parse_float=Decimal)
        with open(place + ".side.json", encoding="utf-8") as file:
            self.side = json.load(file)
        self.columns = self.table["columns"]

    def lines(self):
        """Pairs of a mark and the cells: pairs of a kind and what is expected."""
        after, subtotals = self.table.get("subtotals_after", []), self.table.get("subtotals", [])
        others, rows = set(self.table.get("others", [])), self.table["rows"]
        place = 0
        for number in range(len(rows) + 1):
            while place < len(after) and after[place] <= number:
                label = next((c["name"] for c in self.columns if c["name"] not in subtotals[place]), None)
                yield self.line("subtotal", subtotals[place], label, "subtotal")
                place += 1
            if number < len(rows):
                yield self.line("others" if number + 1 in others else "line", rows[number], None, None)
        # A total that no label tells from a line is left out.
        if "totals" in self.table and self.side["row_columns"][:1] == [True]:
            yield self.line("total", self.table["totals"], self.columns[0]["name"], "total")

    def line(self, mark, values, label, text):
        return mark, [("text", text) if c["name"] == label else self.cell(c, values.get(c["name"])) for c in self.columns]

    def cell(self, column, value):
        kind = column["type"]
        if value is None:
            return "null", None
        if kind == "json":
            return "json", value
        if kind == "boolean":
            return "boolean", value
        if kind in ("integer", "decimal", "money"):
            text = str(value)
            if not re.fullmatch(r"-?\d+(\.\d+)?", text):
                return "text", text
            digits = text.lstrip("-")
            digits = (digits.rstrip("0") if "." in digits else digits).replace(".", "").lstrip("0")
            decimals = len(text.split(".")[1]) if "." in text else 0
            least = len(text.rstrip("0").split(".")[1]) if "." in text else 0
            if len(digits) > 15 or least > 30:
                return "long", text
            whole = "0" if self.side["row_columns"][self.columns.index(column)] else "#,##0"
            code = whole + ("." + "0" * min(decimals, 30) if decimals else "")
            return "number", (text, code + ('\\ "%s"' % column["currency"] if "currency" in column else ""))
        if kind == "date" and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            day = date.fromisoformat(value)
            return ("date", day) if day >= date(1900, 3, 1) else ("text", value)
        if kind == "timestamp" and re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", value):
            return self.time(value)
        return "text", value

    def time(self, value):
        main, _, fraction = value[:-1].partition(".")
        micros = (datetime.fromisoformat(main) - EPOCH) // timedelta(microseconds=1) + int((fraction + "000000")[:6])
        offset = self.side["first_offset"]
        for at, later in self.side["changes"]:
            if micros >= at:
                offset = later
        # Cut to milliseconds, as spreadsheets show them.
        micros -= micros % 1000
        local = micros + offset * 1_000_000
        # Days since 1899-12-30, in microseconds.
        serial = local + 25_569 * DAY
        if not 61 * DAY <= serial <= 2_958_466 * DAY - 1_000:
            return "text", value
        return "time", (serial, micros % 1_000_000 != 0)


def moment(serial):
    return datetime(1899, 12, 30) + timedelta(microseconds=serial)


def unescaped(text):
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text or "")
