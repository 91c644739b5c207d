#!/usr/bin/env python3
"""Compares `floorboard plan` with two independent oracles over generated schedules.

Writes one site per zone, asks the binary what will fire, and compares every instant with
  (a) dateutil.rrule for the dates and Python's zoneinfo for the clock, and
  (b) `systemd-analyze calendar`, for the schedules it can say.
See README.md for what is needed, and for the differences that are known and why.
"""

import argparse
import collections
import concurrent.futures
import datetime as dt
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import zoneinfo

from dateutil import rrule

UTC = dt.timezone.utc
DAY = dt.timedelta(days=1)
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
RULE_DAYS = [rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA, rrule.SU]

# Zones with gaps, folds, half-hour and two-hour shifts, changes at midnight, skipped days, changes of mind.
ZONES = """Africa/Cairo Africa/Casablanca Africa/El_Aaiun America/Asuncion America/Caracas America/Edmonton
America/Godthab America/Havana America/Mexico_City America/New_York America/Santiago America/Sao_Paulo America/Scoresbysund
America/St_Johns America/Vancouver America/Winnipeg America/Yellowknife Antarctica/Casey Antarctica/Troll Antarctica/Vostok
Asia/Almaty Asia/Amman Asia/Beirut Asia/Damascus Asia/Gaza Asia/Kathmandu Asia/Kolkata Asia/Manila Asia/Pyongyang Asia/Tehran
Atlantic/Azores Australia/Adelaide Australia/Eucla Australia/Lord_Howe Australia/Sydney Europe/Chisinau Europe/Dublin
Europe/Istanbul Europe/London Europe/Lisbon Europe/Moscow Europe/Volgograd Pacific/Apia Pacific/Auckland Pacific/Bougainville
Pacific/Chatham Pacific/Easter Pacific/Enderbury Pacific/Fakaofo Pacific/Fiji Pacific/Kiritimati Pacific/Kwajalein Pacific/Norfolk
Pacific/Tongatapu UTC""".split()

# Years with something in them.
PERIODS = {
    "Pacific/Apia": ("2011-06-01", "2013-06-01"),
    "Pacific/Fakaofo": ("2011-06-01", "2013-06-01"),
    "Pacific/Kiritimati": ("1994-06-01", "1996-06-01"),
    "Pacific/Enderbury": ("1994-06-01", "1996-06-01"),
    "Pacific/Kwajalein": ("1993-06-01", "1995-06-01"),
    "Asia/Pyongyang": ("2015-01-01", "2019-01-01"),
    "America/Caracas": ("2007-06-01", "2017-06-01"),
    "Antarctica/Casey": ("2018-01-01", "2024-01-01"),
    "Europe/Volgograd": ("2017-01-01", "2021-06-01"),
    "Australia/Lord_Howe": ("2025-01-01", "2029-01-01"),
}
DEFAULT_PERIODS = [("2024-01-01", "2028-01-01"), ("2026-01-01", "2030-01-01"), ("2012-01-01", "2016-01-01")]


class Schedule:
    """One trigger: as TOML, as dates by rrule, and, where it can be said, for systemd."""

    def __init__(self, name, toml, local_times, systemd=None, elapsed=None, calendar_dates=False):
        self.name, self.toml, self.local_times = name, toml, local_times
        self.systemd, self.elapsed, self.calendar_dates = systemd, elapsed, calendar_dates
        self.closed_days = "skip"


def clock(minutes):
    return f"{minutes // 60:02}:{minutes % 60:02}"


def some_times(rng):
    """One to three wall times, mostly in the small hours, where clocks change."""
    pick = lambda: rng.choice([0, 15, 30, 59, 60, 90, 105, 119, 120, 135, 150, 165, 179, 180, 195, 240, 300, 479, 540, 870, 1200, 1410, 1439])
    return sorted({pick() for _ in range(rng.choice([1, 1, 2, 3]))})


def times_toml(times):
    return f'"{clock(times[0])}"' if len(times) == 1 else "[" + ", ".join(f'"{clock(time)}"' for time in times) + "]"


def times_systemd(times):
    """systemd takes a product of hours and minutes: only lists that are one."""
    hours, minutes = sorted({time // 60 for time in times}), sorted({time % 60 for time in times})
    if len(hours) * len(minutes) != len(times):
        return None
    return ",".join(f"{hour:02}" for hour in hours) + ":" + ",".join(f"{minute:02}" for minute in minutes) + ":00"


def rule_dates(**rule):
    """A rule's dates between two dates, whatever the clock does."""
    anchored = rule.pop("anchored", None)

    def dates(start, end):
        begin = dt.datetime.combine(anchored or dt.date(start.year - 1, 1, 1), dt.time())
        found = rrule.rrule(dtstart=begin, until=dt.datetime.combine(end, dt.time()), **rule)
        return [day.date() for day in found if day.date() >= start]

    return dates


def generate(rng, number, day_starts):
    kind = rng.choice(
        ["day", "day", "weekday", "weekdays", "week", "weeks", "days", "month-day", "month-day", "last-day", "nth", "last-weekday",
         "quarter", "year", "range", "range", "cron", "cron", "elapsed", "elapsed-anchored"]
    )
    name = f"{kind}-{number:04}"
    times = some_times(rng)
    at, at_systemd = times_toml(times), times_systemd(times)
    calendar = lambda toml, dates, systemd: Schedule(
        name, f"{toml}, at = {at}", (dates, times), f"{systemd} {at_systemd}" if systemd and at_systemd else None
    )
    if kind == "day":
        return calendar('every = "day"', rule_dates(freq=rrule.DAILY), "*-*-*")
    if kind == "weekday":
        return calendar('every = "weekday"', rule_dates(freq=rrule.WEEKLY, byweekday=RULE_DAYS[:5]), "Mon..Fri *-*-*")
    if kind == "weekdays":
        days = sorted(rng.sample(range(7), rng.choice([1, 2, 3])))
        names = "[" + ", ".join(f'"{WEEKDAYS[day]}"' for day in days) + "]"
        systemd = ",".join(WEEKDAYS[day].capitalize() for day in days) + " *-*-*"
        return calendar(f"every = {names}", rule_dates(freq=rrule.WEEKLY, byweekday=[RULE_DAYS[day] for day in days]), systemd)
    if kind == "week":
        day = rng.randrange(7)
        return calendar(f'every = "week", on = "{WEEKDAYS[day]}"', rule_dates(freq=rrule.WEEKLY, byweekday=RULE_DAYS[day]),
                        f"{WEEKDAYS[day].capitalize()} *-*-*")
    if kind == "weeks":
        count, day, starts = rng.choice([2, 3, 4]), rng.randrange(7), dt.date(1990, 1, 1) + DAY * rng.randrange(400)
        monday = starts - DAY * starts.weekday()
        dates = rule_dates(freq=rrule.WEEKLY, interval=count, byweekday=RULE_DAYS[day], wkst=rrule.MO, anchored=monday)
        return calendar(f'every = "{count} weeks", starts = "{starts}", on = "{WEEKDAYS[day]}"', dates, None)
    if kind == "days":
        count, starts = rng.choice([2, 3, 10]), dt.date(1990, 1, 1) + DAY * rng.randrange(400)
        return calendar(f'every = "{count} days", starts = "{starts}"', rule_dates(freq=rrule.DAILY, interval=count, anchored=starts), None)
    if kind == "month-day":
        day = rng.choice([1, 15, 28, 29, 30, 31])
        return calendar(f'every = "month", on = {day}', rule_dates(freq=rrule.MONTHLY, bymonthday=day), f"*-*-{day:02}")
    if kind == "last-day":
        return calendar('every = "month", on = "last day"', rule_dates(freq=rrule.MONTHLY, bymonthday=-1), "*-*~01")
    if kind == "nth":
        nth, day = rng.choice([1, 2, 3, 4]), rng.randrange(7)
        ordinal = ["first", "second", "third", "fourth"][nth - 1]
        long = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"][day]
        return calendar(f'every = "month", on = "{ordinal} {long}"', rule_dates(freq=rrule.MONTHLY, byweekday=RULE_DAYS[day](nth)),
                        f"{WEEKDAYS[day].capitalize()} *-*-{nth * 7 - 6:02}..{nth * 7:02}")
    if kind == "last-weekday":
        day = rng.randrange(7)
        long = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"][day]
        return calendar(f'every = "month", on = "last {long}"', rule_dates(freq=rrule.MONTHLY, byweekday=RULE_DAYS[day](-1)),
                        f"{WEEKDAYS[day].capitalize()} *-*~01,02,03,04,05,06,07")
    if kind == "quarter":
        day = rng.choice([1, 15, 31])
        return calendar(f'every = "quarter", on = {day}', rule_dates(freq=rrule.MONTHLY, bymonth=[1, 4, 7, 10], bymonthday=day),
                        f"*-01,04,07,10-{day:02}")
    if kind == "year":
        month, day = rng.choice([(3, 31), (2, 28), (12, 30), (12, 31), (10, 25), (2, 29), (11, 1)])
        return calendar(f'every = "year", on = "{month:02}-{day:02}"', rule_dates(freq=rrule.YEARLY, bymonth=month, bymonthday=day),
                        f"*-{month:02}-{day:02}")
    if kind == "range":
        step, first = rng.choice([15, 30, 60, 120]), rng.choice([0, 30, 60, 300, 360])
        first = max(first, day_starts)  # a range over the start of the business day has its end before its beginning
        times = list(range(first, first + step * rng.choice([3, 6, 9]) + 1, step))
        times = [time for time in times if time < 1440]
        last = times[-1] + rng.choice([0, step // 2]) if times[-1] + step // 2 < 1440 else times[-1]
        toml = f'every = "day", at = {{ every = "{step}m", from = "{clock(first)}", to = "{clock(last)}" }}'
        at_systemd = times_systemd(times)
        return Schedule(name, toml, (rule_dates(freq=rrule.DAILY), times), f"*-*-* {at_systemd}" if at_systemd else None)
    if kind == "cron":
        hours, minutes = sorted(rng.sample(range(24), 2) + rng.sample(range(4), 1)), rng.choice([[0], [0, 30], [15], [59]])
        hours = sorted(set(hours))
        days = rng.choice([None, [0], [5, 6], [1, 3, 5]])
        field = "*" if days is None else ",".join(WEEKDAYS[day].upper() for day in days)
        cron = f"{','.join(map(str, minutes))} {','.join(map(str, hours))} * * {field}"
        times = [hour * 60 + minute for hour in hours for minute in minutes]
        rule = {"freq": rrule.DAILY} if days is None else {"freq": rrule.WEEKLY, "byweekday": [RULE_DAYS[day] for day in days]}
        prefix = "" if days is None else ",".join(WEEKDAYS[day].capitalize() for day in days) + " "
        return Schedule(name, f'cron = "{cron}"', (rule_dates(**rule), times), f"{prefix}*-*-* {times_systemd(times)}", calendar_dates=True)
    if kind == "elapsed":
        minutes = rng.choice([60, 90, 120, 240, 720])
        return Schedule(name, f'every = "{minutes}m"', None, systemd_grid(minutes), (minutes, None))
    minutes, starts = rng.choice([60 * 7, 60 * 36, 1000]), dt.date(1990, 1, 1) + DAY * rng.randrange(400)
    return Schedule(name, f'every = "{minutes}m", starts = "{starts}"', None, None, (minutes, starts))


def systemd_grid(minutes):
    times = list(range(0, 1440, minutes))
    at = times_systemd(times)
    return f"*-*-* {at} UTC" if at else None


class Zone:
    """zoneinfo with the rules for gaps, folds and dates that do not exist."""

    def __init__(self, name):
        self.zone = zoneinfo.ZoneInfo(name)

    def local(self, instant):
        return instant.astimezone(self.zone).replace(tzinfo=None)

    def instant(self, local):
        """The instant of a local time, whether it is real, and whether its date exists."""
        first = local.replace(tzinfo=self.zone, fold=0).astimezone(UTC)
        if self.local(first) == local:
            return first, "real"
        low, high = local.replace(tzinfo=self.zone, fold=1).astimezone(UTC), first
        while high - low > dt.timedelta(seconds=1):
            middle = low + (high - low) // 2
            middle = middle.replace(microsecond=0)
            if self.local(middle) < local:
                low = middle
            else:
                high = middle
        whole = self.local(low).date() < local.date() < self.local(high).date() or (
            self.local(low).date() < local.date() and self.local(high) == dt.datetime.combine(local.date() + DAY, dt.time())
        )
        return high, "no date" if whole else "skipped"


class SiteModel:
    def __init__(self, zone, rng):
        self.name, self.zone = zone, Zone(zone)
        self.day_starts = rng.choice([0, 0, 0, 180, 300])
        self.has_hours = rng.random() < 0.4
        self.open_days = sorted(rng.sample(range(7), rng.choice([5, 6, 7]))) if self.has_hours else list(range(7))
        start, end = PERIODS.get(zone) or rng.choice(DEFAULT_PERIODS)
        self.start, self.end = dt.date.fromisoformat(start), dt.date.fromisoformat(end)
        span = (self.end - self.start).days
        self.closed = {self.start + DAY * rng.randrange(span) for _ in range(40)} if self.has_hours else set()

    def is_closed(self, day):
        return day.weekday() not in self.open_days or day in self.closed

    def target(self, day, closed_days):
        """The date on which a date's work is done; none where it is not."""
        if not self.is_closed(day) or closed_days == "run":
            return day
        if closed_days == "skip":
            return None
        step = DAY if closed_days == "after" else -DAY
        while self.is_closed(day):
            day += step
        return day

    def toml(self):
        lines = ["[site]", f'name = "Oracle {self.name}"', f'zone = "{self.name}"', f'day-starts = "{clock(self.day_starts)}"']
        if self.has_hours:
            lines += ["", "[hours]"] + [f'{WEEKDAYS[day]} = "{clock(self.day_starts)}-{clock(self.day_starts)}"' for day in self.open_days]
            lines += ["closed = [" + ", ".join(f'"{day}"' for day in sorted(self.closed)) + "]"]
        lines += ["", "[[person]]", 'id = "sam"', 'name = "Sam"', 'initials = "SO"', 'roles = ["staff"]']
        return "\n".join(lines) + "\n"

    def last_day(self, day):
        """`last day` is the last that exists."""
        while self.zone.instant(dt.datetime.combine(day, dt.time()))[1] == "no date":
            day -= DAY
        return day

    def expected(self, schedule, start, end):
        """Every instant it fires at in [start, end), by (a)."""
        if schedule.elapsed:
            minutes, starts = schedule.elapsed
            anchor = dt.datetime(1970, 1, 1, tzinfo=UTC)
            if starts:
                anchor = self.zone.instant(dt.datetime.combine(starts, dt.time()) + dt.timedelta(minutes=self.day_starts))[0]
            step = dt.timedelta(minutes=minutes)
            at = anchor + step * -((anchor - start) // step)
            found = set()
            while at < end:
                if at >= start:
                    found.add(at)
                at += step
            return found
        dates, times = schedule.local_times
        found = set()
        for day in dates(self.start - DAY * 30, self.end + DAY * 30):
            if schedule.name.startswith("last-day"):
                day = self.last_day(day)
            for time in times:
                business = day
                if schedule.calendar_dates and time < self.day_starts:
                    business = day - DAY
                target = self.target(business, schedule.closed_days)
                if target is None:
                    continue
                local = dt.datetime.combine(day + (target - business), dt.time()) + dt.timedelta(minutes=time)
                if not schedule.calendar_dates and time < self.day_starts:
                    local += DAY
                at, kind = self.zone.instant(local)
                if kind != "no date" and start <= at < end:
                    found.add(at)
        return found

    def for_systemd(self, schedule):
        """Whether systemd means the same: no closed days, and no times on the calendar day after."""
        if schedule.systemd is None or (self.has_hours and not schedule.elapsed):
            return False
        return schedule.elapsed or schedule.calendar_dates or all(time >= self.day_starts for time in schedule.local_times[1])


def ask_systemd(systemd, zone, schedule, start, end, zoneinfo_dir):
    environment = {"PATH": os.environ["PATH"], "TZ": zone, "TZDIR": str(zoneinfo_dir), "LC_ALL": "C"}
    local = lambda at: at.astimezone(zoneinfo.ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S")
    days = (end - start).days
    per_day = 96 if schedule.elapsed else len(schedule.local_times[1])
    command = [systemd, "calendar", f"--base-time={local(start - DAY)}", f"--iterations={days * per_day + 50}", schedule.systemd]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"systemd-analyze: {schedule.systemd}: {done.stderr}")
    # Each elapse has a line in local time, and one in UTC unless the two are the same just then.
    elapses = []
    for line in done.stdout.splitlines():
        stamp = re.search(r"(\(in UTC\)|Next elapse|Iter\. #\d+): \w+ (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) \S+", line)
        if stamp:
            at = dt.datetime.fromisoformat(stamp[2]).replace(tzinfo=UTC)
            elapses[-1:] = [at] if stamp[1] == "(in UTC)" else [*elapses[-1:], at]
    return {at for at in elapses if start <= at < end}


def explain_systemd(zone, schedule, at, side):
    """Why systemd and Floorboard differ on an instant; none: unexplained."""
    local = zone.local(at)
    midnight = dt.datetime.combine(local.date(), dt.time())
    if side == "ours" and schedule.local_times:
        nominal = [day + dt.timedelta(minutes=time) for day in (midnight - DAY, midnight) for time in schedule.local_times[1]]
        if any(zone.instant(time) == (at, "skipped") for time in nominal):
            return "gap: systemd drops a time that the clock skips, we fire at the first instant after (T3)"
    if side == "ours":
        first = zone.instant(midnight)[0]
        if local - midnight > at - first:
            return "gap: on the date of a gap systemd also loses real times after it"
    if side == "ours" and schedule.name.startswith("last-day"):
        if zone.instant(dt.datetime.combine(local.date() + DAY, dt.time()))[1] == "no date":
            return "no such date: the last day of the month does not exist, ours is the last that does (T5)"
    second = local.replace(tzinfo=zone.zone, fold=1).astimezone(UTC)
    if zone.instant(local)[0] != at or second != at:
        return "fold: systemd takes the second of two, we the first (T4)"
    return None


def check_site(arguments):
    zone, count, seed, options = arguments
    rng = random.Random(f"{seed} {zone}")
    site = SiteModel(zone, rng)
    root = pathlib.Path(options.directory) / zone.replace("/", "_")
    shutil.rmtree(root, ignore_errors=True)
    (root / "config").mkdir(parents=True)
    (root / "sops").mkdir()
    (root / "config/floorboard.toml").write_text(site.toml())
    start = dt.datetime.combine(site.start, dt.time(), UTC)
    end = dt.datetime.combine(site.end, dt.time(), UTC)
    schedules = {}
    for number in range(count):
        schedule = generate(rng, number, site.day_starts)
        if site.has_hours and not schedule.elapsed:
            schedule.closed_days = rng.choice(["skip", "skip", "run", "before", "after"])
            if schedule.closed_days == "skip" and not site.expected(schedule, start, end):
                schedule.closed_days = "run"  # only ever on closed days: the check refuses what never fires
        closed = f', closed-days = "{schedule.closed_days}"' if schedule.closed_days != "skip" else ""
        text = f'id = "{schedule.name}"\ntitle = "{schedule.name}"\ntrigger = {{ {schedule.toml}{closed} }}\nsteps = ["Do it"]\n'
        (root / "sops" / f"{schedule.name}.toml").write_text(text)
        schedules[schedule.name] = schedule
    stamp = lambda at: at.strftime("%Y-%m-%dT%H:%M:%SZ")
    command = [options.binary, "--site", str(root), "plan", "--from", stamp(start), "--to", stamp(end), "--json"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0 or "cannot be used" in done.stderr:
        raise SystemExit(f"{' '.join(command)}: {done.stderr}\n{done.stdout[:2000]}")
    ours, keys, doubles, silent = collections.defaultdict(set), set(), [], collections.Counter()
    for line in map(json.loads, done.stdout.splitlines()):
        if line["occurrence"] in keys:
            doubles.append(line["occurrence"])
        keys.add(line["occurrence"])
        if line["scheduled"]:
            at = dt.datetime.fromisoformat(line["scheduled"].replace("Z", "+00:00"))
            if at in ours[line["sop"]]:
                doubles.append(line["occurrence"])
            ours[line["sop"]].add(at)
        else:
            silent[line["note"].split(" as ")[0]] += 1
    result = {
        "zone": zone, "schedules": count, "occurrences": sum(map(len, ours.values())), "silent": silent, "doubles": doubles,
        "rrule": [], "systemd": collections.Counter(), "systemd_unexplained": [], "systemd_schedules": 0, "systemd_instants": 0,
    }
    for name, schedule in schedules.items():
        expected = site.expected(schedule, start, end)
        for at in sorted(expected ^ ours[name]):
            side = "ours" if at in ours[name] else "theirs"
            result["rrule"].append(f"{zone} {schedule.toml} closed-days={schedule.closed_days} {side} {stamp(at)} local {site.zone.local(at)}")
        if options.systemd and site.for_systemd(schedule):
            theirs = ask_systemd(options.systemd, zone, schedule, start, end, options.zoneinfo)
            result["systemd_schedules"] += 1
            result["systemd_instants"] += len(theirs)
            for at in sorted(theirs ^ ours[name]):
                side = "ours" if at in ours[name] else "theirs"
                why = explain_systemd(site.zone, schedule, at, side)
                if why:
                    result["systemd"][why] += 1
                else:
                    text = f"{zone} {schedule.systemd} | {schedule.toml} {side} {stamp(at)} local {site.zone.local(at)}"
                    result["systemd_unexplained"].append(text)
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", default="target/release/floorboard")
    parser.add_argument("--directory", default="target/oracle", help="where the sites are written")
    parser.add_argument("--per-zone", type=int, default=44)
    parser.add_argument("--seed", default="2026")
    parser.add_argument("--zone", action="append", help="only these")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    import tzdata

    options.zoneinfo = pathlib.Path(tzdata.__file__).parent / "zoneinfo"
    zoneinfo.reset_tzpath([])
    options.systemd = shutil.which("systemd-analyze")
    print(f"zoneinfo {tzdata.IANA_VERSION}; systemd-analyze {'with the same data' if options.systemd else 'not found: left out'}; seed {options.seed}")
    zones = options.zone or ZONES
    with concurrent.futures.ProcessPoolExecutor(options.jobs) as pool:
        results = list(pool.map(check_site, [(zone, options.per_zone, options.seed, options) for zone in zones]))
    total = lambda key: sum(result[key] for result in results)
    silent, reasons = collections.Counter(), collections.Counter()
    for result in results:
        silent.update(result["silent"])
        reasons.update(result["systemd"])
    print(f"{len(results)} zones, {total('schedules')} schedules, {total('occurrences')} firings")
    print("not firing: " + (", ".join(f"{count} {note}" for note, count in silent.most_common(12)) or "none"))
    differences = [line for result in results for line in result["rrule"]]
    print(f"(a) zoneinfo and rrule: {len(differences)} differences")
    unexplained = [line for result in results for line in result["systemd_unexplained"]]
    print(f"(b) systemd: {total('systemd_schedules')} schedules, {total('systemd_instants')} instants; {sum(reasons.values())} explained differences, {len(unexplained)} unexplained")
    for why, count in reasons.most_common():
        print(f"    {count} {why}")
    doubles = [key for result in results for key in result["doubles"]]
    print(f"doubled keys or instants: {len(doubles)}")
    for line in (differences + unexplained + doubles)[:60]:
        print("  ", line)
    sys.exit(1 if differences or unexplained or doubles else 0)


if __name__ == "__main__":
    main()
