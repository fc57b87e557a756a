"""Answers questions about the real fines from their log alone, with exact decimals: python3 fines.py LOG FOLDER."""
import gzip, json, sys, os
from collections import defaultdict
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal as D, ROUND_HALF_EVEN, getcontext
from zoneinfo import ZoneInfo

getcontext().prec = 80
rome = ZoneInfo("Europe/Rome")
def local(text): return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(rome)
def q(number, scale): return None if number is None else number.quantize(D(1).scaleb(-scale), rounding=ROUND_HALF_EVEN)
def text(value): return "" if value is None else f"{value:f}" if isinstance(value, D) else str(value)
def write(name, header, lines):
    with open(os.path.join(sys.argv[2], name + ".csv"), "w", newline="") as out:
        out.write(header + "\n")
        for line in lines: out.write(",".join(text(value) for value in line) + "\n")

fines = {}
for line in gzip.open(sys.argv[1]):
    event = json.loads(line)
    fine, data, kind = fines.setdefault(event["stream"], {"paid": D(0), "expenses": D(0)}), event["data"], event["type"]
    if kind == "CreateFine":
        fine.update(amount=D(data["amount"]), dismissal=data.get("dismissal"), vehicle=data.get("vehicleClass"), article=data.get("article"), points=data.get("points"))
        fine["at"] = event["occurred_at"]
    elif kind == "SendFine": fine["expenses"] += D(data["expense"])
    elif kind == "AddPenalty": fine["amount"] = D(data["amount"])
    elif kind == "Payment":
        fine["paid"] += D(data["paymentAmount"])
        fine.setdefault("first_paid", event["occurred_at"])
    elif kind == "SendForCreditCollection": fine["collection"] = True
    elif kind in ("SendAppealToPrefecture", "AppealToJudge"): fine["dismissal"] = data.get("dismissal")
rows = []
for fine in fines.values():
    due, paid, day = fine["amount"] + fine["expenses"], fine["paid"], local(fine["at"]).date()
    state = "credit_collection" if fine.get("collection") else "dismissed" if fine["dismissal"] not in (None, "NIL") else \
        "paid" if paid >= due else "part_paid" if paid > 0 else "open"
    days = (local(fine["first_paid"]).date() - day).days if "first_paid" in fine else None
    rows.append(dict(fine, due=due, balance=due - paid, day=day, state=state, days=days))

def group(rows, *keys):
    found = defaultdict(list)
    for row in rows: found[tuple(key(row) for key in keys)].append(row)
    return found
def total(rows, name="due"): return sum((row[name] for row in rows), D(0)) if rows else None

years = {key[0]: part for key, part in group(rows, lambda row: row["day"].year).items()}
lines, so_far, all_due = [], D(0), total(rows)
for year in sorted(years):
    due, before = total(years[year]), total(years.get(year - 1, []))
    so_far += due
    last = [total(years.get(year - step, [])) for step in range(3)]
    lines.append([
        year, len(years[year]), due, before, due - before if before is not None else None, q((due - before) / before, 4) if before else None, so_far,
        q(sum(last) / 3, 4) if None not in last else None, q(due / all_due, 4), 1 + sum(total(other) > due for other in years.values())])
write("years", "year,fines,due,last_year,change,growth,so_far,smooth,share,place", lines)

articles = {key[0]: part for key, part in group(rows, lambda row: row["article"]).items()}
order = sorted(articles, key=lambda article: (-total(articles[article]), article is not None, article))
lines = [[article, len(articles[article]), total(articles[article]), q(total(articles[article]) / all_due, 4)] for article in order[:10]]
rest = [row for article in order[10:] for row in articles[article]]
lines.append(["(others)", len(rest), total(rest), q(total(rest) / all_due, 4)])
lines.append(["total", len(rows), all_due, q(D(1), 4)])
write("articles", "article,fines,due,share", lines)

lines = [[article, len(articles[article])] for article in sorted(articles, key=lambda article: (article is not None, article)) if len(articles[article]) > 1000 and article is not None]
write("common", "article,fines", lines)

states = ["paid", "open", "dismissed"]
cells = group(rows, lambda row: row["day"].year, lambda row: row["state"])
write("states", "year," + ",".join(f"{state}_fines,{state}_due" for state in states), [
    [year] + [value for state in states for value in (len(cells.get((year, state), [])), total(cells.get((year, state), [])))] for year in sorted(years)])

lines = []
for state in sorted({row["state"] for row in rows if row["day"] < date(2011, 1, 1)}):
    before = [row for row in rows if row["state"] == state and row["day"] < date(2010, 1, 1)]
    own = [row for row in rows if row["state"] == state and row["day"].year == 2010]
    lines.append([state, q(total(before, "balance") or D(0), 2), q(total(own, "balance") or D(0), 2), q(total(before + own, "balance"), 2), len(before), len(own)])
write("stock", "final_state,opening,movement,closing,before,new", lines)

def band(value, bounds): return sum(value >= bound for bound in bounds)
def label(index, bounds): return f"below {bounds[0]}" if index == 0 else f"{bounds[-1]} and above" if index == len(bounds) else f"{bounds[index - 1]} to below {bounds[index]}"
today = date(2013, 3, 31)
for name, bounds, value in (("ages", [90, 365, 1825], lambda row: (today - row["day"]).days), ("bands", [50, 100, 200], lambda row: row["due"])):
    found = group(rows, lambda row: band(value(row), bounds))
    write(name, ("age" if name == "ages" else "size") + ",fines,balance", [[label(key[0], bounds), len(part), total(part, "balance")] for key, part in sorted(found.items())])

own = [row for row in rows if row["day"].isocalendar()[0] == 2005]
weeks = group(own, lambda row: "%d-W%02d" % row["day"].isocalendar()[:2])
write("weeks", "week,fines", [[key[0], len(part)] for key, part in sorted(weeks.items())])
weekdays = group(rows, lambda row: row["day"].isoweekday())
write("weekdays", "weekday,fines,due", [[key[0], len(part), total(part)] for key, part in sorted(weekdays.items())])
def fiscal(row):
    month = row["day"].year * 12 + row["day"].month - 4
    return "%d/%02d-Q%d" % (month // 12, (month // 12 + 1) % 100, month % 12 // 3 + 1)
quarters = group(rows, fiscal)
write("quarters", "quarter,fines,due", [[key[0], len(part), total(part)] for key, part in sorted(quarters.items())])

lines = []
for key, part in sorted(group(rows, lambda row: row["state"]).items()):
    days = sorted(row["days"] for row in part if row["days"] is not None)
    dues, n = [row["due"] for row in part], len(part)
    mean = sum(dues) / n
    deviation = (sum((due - mean) ** 2 for due in dues) / (n - 1)).sqrt() if n > 1 else None
    early, late = min(row["at"] for row in part), max(row["at"] for row in part)
    firsts, lasts = [row["due"] for row in part if row["at"] == early], [row["due"] for row in part if row["at"] == late]
    points = [row for row in part if row["points"] is not None]
    weight = sum(row["points"] for row in points)
    lines.append([
        key[0], days[(len(days) + 1) // 2 - 1] if days else None, q(deviation, 4), min(firsts), max(lasts),
        q(sum(row["due"] * row["points"] for row in points) / weight, 4) if weight else None,
        len({(row["article"], row["vehicle"]) for row in part if row["article"] is not None and row["vehicle"] is not None})])
write("statistics", "final_state,middle,spread,oldest,newest,by_points,kinds", lines)
