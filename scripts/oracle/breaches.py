#!/usr/bin/env python3
"""What a file of signals comes to, computed a second time: compares it with `floorboard simulate --json`, line by line.

Reads the opening hours and the three SOPs of a site like `tests/simulation/helpdesk` from their TOML, and works out by
zoneinfo and dateutil which obligations are breached, when, and which repetitions fire. See README.md.
"""

import argparse
import bisect
import collections
import datetime as dt
import json
import pathlib
import random
import re
import subprocess
import sys
import tomllib
import zoneinfo

from dateutil import parser as dates
from dateutil import tz
from dateutil.relativedelta import relativedelta

UTC = dt.timezone.utc
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
MICRO = dt.timedelta(microseconds=1)


class Site:
    """Zone, opening hours and SOPs."""

    def __init__(self, root):
        config = tomllib.loads((root / "config/floorboard.toml").read_text())
        self.zone = zoneinfo.ZoneInfo(config["site"]["zone"])
        hours = config.get("hours", {})
        self.closed = set(hours.get("closed", []))
        self.week = []
        for day in DAYS:
            spans = hours.get(day, [])
            spans = [spans] if isinstance(spans, str) else spans
            self.week.append([tuple(dt.time.fromisoformat(part) for part in span.split("-")) for span in spans])
        sops = sorted((root / "sops").glob("*.toml"))
        self.sops = [tomllib.loads(path.read_text()) for path in sops]

    def instant(self, local):
        """A local time; one that the clock skips is the first after, one that comes twice the first."""
        aware = local.replace(tzinfo=self.zone, fold=0)
        if not tz.datetime_exists(aware):
            aware = tz.resolve_imaginary(aware)
        return aware.astimezone(UTC)

    def after(self, start, within):
        """`start` and `within` later."""
        local = start.astimezone(self.zone).replace(tzinfo=None)
        count, unit = re.fullmatch(r"(\d+) ?([a-z ]+)", within).groups()
        count = int(count)
        if unit in ("h", "m", "s"):
            return start + dt.timedelta(**{{"h": "hours", "m": "minutes", "s": "seconds"}[unit]: count})
        if unit in ("day", "days"):
            return self.instant(local + relativedelta(days=count))
        if unit in ("open hour", "open hours"):
            return self.open_hours(start, dt.timedelta(hours=count))
        raise SystemExit(f"`within = \"{within}\"` is not known here")

    def open_hours(self, start, left):
        date = start.astimezone(self.zone).date() - dt.timedelta(days=1)
        while True:
            spans = [] if date.isoformat() in self.closed else self.week[date.weekday()]
            for opens, closes in spans:
                opens = max(self.instant(dt.datetime.combine(date, opens)), start)
                closes = self.instant(dt.datetime.combine(date, closes))
                if closes <= opens:
                    continue
                if opens + left <= closes:
                    return opens + left
                left -= closes - opens
            date += dt.timedelta(days=1)


def read(path):
    """Signals in their order: own time, then id as bytes."""
    rows = [json.loads(line) for line in open(path, encoding="utf-8") if line.strip()]
    for row in rows:
        row["at"] = dates.isoparse(row["at"]).astimezone(UTC)
        row["place"] = (row["at"], row["id"].encode())
    return sorted(rows, key=lambda row: row["place"])


def absences(site, sop, trigger, rows):
    """(instant, signal that was not answered)."""
    answers = collections.defaultdict(list)
    for row in rows:
        if row["name"] in trigger["unless"]:
            answers[row["case"]].append(row["place"])
    for row in rows:
        if row["name"] != trigger["after"]:
            continue
        due = site.after(row["at"], trigger["within"])
        later = answers[row["case"]]
        first = bisect.bisect_right(later, row["place"])
        if first == len(later) or later[first][0] > due:
            yield due, row


def repetitions(site, sop, trigger, rows):
    """(instant, completing signal): so many unused ones within the time, which are then used up."""
    name = trigger["repeats"].removeprefix("signal ")
    waiting = collections.defaultdict(list)
    for row in rows:
        if row["name"] != name:
            continue
        unused = waiting[row["case"]]
        unused.append(row)
        while unused and site.after(unused[0]["at"], trigger["within"]) <= row["at"]:
            unused.pop(0)
        if len(unused) == trigger["times"]:
            unused.clear()
            yield row["at"], row


def expected(site, rows, end):
    """The lines of a simulation in which nobody does anything."""
    fired = []
    for sop in site.sops:
        trigger = sop["trigger"]
        breaches = absences if "after" in trigger else repetitions
        fired += [(at, sop["id"], row) for at, row in breaches(site, sop, trigger, rows) if at < end]
    # At one instant in the order in which their signals came.
    fired.sort(key=lambda it: (it[0], it[2]["place"], it[1]))
    counts = collections.Counter()
    for at, sop, row in fired:
        counts[sop, row["case"]] += 1
        count = counts[sop, row["case"]]
        kind = "exception.raised" if count == 1 else "exception.recurred"
        yield {"at": shown(at), "kind": kind, "sop": sop, "case": row["case"], "due": shown(at), "signal": row["id"], "count": count}


def shown(at):
    text = at.astimezone(UTC).isoformat().replace("+00:00", "")
    return text.rstrip("0").rstrip(".") + "Z" if "." in text else text + "Z"


def order(line):
    return (line["at"], line["sop"], line["signal"])


def compare(ours, theirs):
    ours, theirs = sorted(ours, key=order), sorted(theirs, key=order)
    missing = [line for line in theirs if line not in ours]
    surplus = [line for line in ours if line not in theirs]
    return missing, surplus


def make(tickets, seed):
    """Synthetic signals in the shape of a help desk's: tickets that are seen, taken, put off, resolved, closed."""
    luck = random.Random(seed)
    start = dt.datetime(2012, 1, 2, 7, tzinfo=UTC)
    lines, number = [], 0
    for ticket in range(1, tickets + 1):
        at = start + dt.timedelta(seconds=luck.randrange(200 * 86_400))
        steps = ["assign_seriousness"]
        for _ in range(luck.choice([0, 1, 1, 1, 1, 2, 3, 3, 4])):
            steps += ["take_in_charge_ticket"] + luck.choice([[], ["wait"], ["resolve_ticket"]])
        steps += luck.choice([[], ["resolve_ticket"], ["resolve_ticket", "closed"], ["closed"]])
        for step in steps:
            number += 1
            lines.append({
                "id": f"s-{number}",
                "at": at.isoformat(),
                "name": f"ticket.{step}",
                "case": f"ticket:T-{ticket}",
                "data": {"desk": luck.choice(["A", "B", "C"])},
            })
            far = luck.choice([0, 1_800, 8 * 3_600, 86_400, 10 * 86_400, 10 * 86_400 + 3_600])
            at += dt.timedelta(seconds=luck.randrange(far + 1)) if far else dt.timedelta(0)
    luck.shuffle(lines)
    return lines


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("signals", type=pathlib.Path, help="JSON Lines")
    args.add_argument("--site", type=pathlib.Path, default=root / "tests/simulation/helpdesk")
    args.add_argument("--binary", default=root / "target/release/floorboard")
    args.add_argument("--live", action="store_true", help="of the journal of the site's own store, into which they were imported")
    args.add_argument("--make", type=int, metavar="TICKETS", help="write synthetic signals there first, and what they come to beside them")
    args.add_argument("--seed", type=int, default=2026)
    args = args.parse_args()
    site = Site(args.site)
    if args.make:
        with open(args.signals, "w", encoding="utf-8") as out:
            out.writelines(json.dumps(line) + "\n" for line in make(args.make, args.seed))
    rows = read(args.signals)
    if args.make:
        last = rows[-1]["at"].astimezone(site.zone).date() + dt.timedelta(days=1)
        end = site.instant(dt.datetime.combine(last, dt.time()))
        beside = args.signals.with_name("expected.jsonl")
        with open(beside, "w", encoding="utf-8") as out:
            out.writelines(json.dumps(line) + "\n" for line in expected(site, rows, end))
        return 0
    floorboard = [args.binary, "--site", args.site]
    if args.live:
        ours, end = live(floorboard)
    else:
        told = subprocess.run([*floorboard, "simulate", "--signals", args.signals, "--json"], check=True, stdout=subprocess.PIPE)
        *ours, summary = [json.loads(line) for line in told.stdout.splitlines()]
        end = dates.isoparse(summary["to"])
    theirs = list(expected(site, rows, end))
    ours = [{key: line[key] for key in theirs[0]} for line in ours if line["kind"] in ("exception.raised", "exception.recurred")]
    missing, surplus = compare(ours, theirs)
    by = collections.Counter((line["sop"], line["kind"]) for line in theirs)
    for (sop, kind), count in sorted(by.items()):
        print(f"{sop:20} {kind:22} {count:6}")
    print(f"{len(rows)} signals; {len(theirs)} lines computed, {len(ours)} told; {len(missing)} missing, {len(surplus)} too many")
    for name, lines in (("missing", missing), ("too many", surplus)):
        for line in lines[:10]:
            print(name, json.dumps(line))
    return 1 if missing or surplus else 0


def live(floorboard):
    """The same lines from a journal."""
    told = subprocess.run([*floorboard, "journal", "--json"], check=True, stdout=subprocess.PIPE)
    cards, lines, end = {}, [], dt.datetime.max.replace(tzinfo=UTC)
    for line in map(json.loads, told.stdout.splitlines()):
        data = line["data"]
        if line["kind"] not in ("exception.raised", "exception.recurred") or data["cause"]["cause"] != "raised":
            continue
        card = cards.setdefault(data["exception"], {"case": data.get("case") or line["case"], "count": 0})
        card["count"] += 1
        cause = data["cause"]
        lines.append({
            "at": cause["due"], "kind": line["kind"], "sop": cause["sop"], "case": card["case"],
            "due": cause["due"], "signal": cause["signal"], "count": card["count"],
        })
    return lines, end


if __name__ == "__main__":
    sys.exit(main())
