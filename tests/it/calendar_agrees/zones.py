"""What Python's zoneinfo says of clock changes, slots and quiet time, as questions with their answers.

    PYTHONTZPATH=FOLDER zones.py FIRST_YEAR LAST_YEAR < NAMES

FOLDER holds compiled zone data, NAMES a zone on each line. For each zone every change of clocks in these years is sought
and asked about; the answers are worked out in the most naive way there is: by looking at clocks and calendars. All
numbers are whole seconds, those of a wall clock counted as if it stood in Greenwich.

    zone NAME
    local INSTANT WALL
    instant WALL INSTANT
    slot CADENCE WEEKDAY DAY MINUTES AFTER INSTANT
    closed FROM TO WEEKDAYS HOLIDAY NOW (INSTANT | open)
"""

import importlib.util
import os
import sys
import zoneinfo
from datetime import date, datetime, timedelta, timezone

EPOCH = datetime(1970, 1, 1)
FIRST_DAY = EPOCH.toordinal()
MINUTE, HOUR, DAY = 60, 3600, 86400


class Zone:
    def __init__(self, name):
        self.tz = zoneinfo.ZoneInfo(name)
        self.known = {}

    def offset(self, at):
        there = datetime.fromtimestamp(at, self.tz).utcoffset()
        return there.days * DAY + there.seconds

    def wall(self, at):
        return at + self.offset(at)

    def day(self, at):
        return self.wall(at) // DAY

    def showing(self, wall, fold):
        """The instant that zoneinfo takes for a wall time."""
        there = (EPOCH + timedelta(seconds=wall)).replace(tzinfo=self.tz, fold=fold)
        there = there.utcoffset()
        return wall - there.days * DAY - there.seconds

    def instant(self, wall):
        """The first instant that shows a wall time, else the change of clocks that skips it."""
        at = self.known.get(wall)
        if at is None:
            at = self.showing(wall, 0)
            if self.wall(at) != wall:
                at = self.change(self.showing(wall, 1), at)
            self.known[wall] = at
        return at

    def start(self, day):
        return self.instant(day * DAY)

    def change(self, before, after):
        """The instant between two of different offsets at which it changes."""
        old = self.offset(before)
        while after - before > 1:
            middle = (before + after) // 2
            if self.offset(middle) == old:
                before = middle
            else:
                after = middle
        return after

    def changes(self, first, last):
        at, step = first, 12 * HOUR
        while at < last:
            if self.offset(at) != self.offset(at + step):
                yield self.change(at, at + step)
            at += step


def weekday(day):
    return (day + 3) % 7  # 1970-01-01 was a Thursday


def in_month(day, wanted):
    """Whether a day is the wanted one of its month, or the last of a month that is shorter."""
    there = date.fromordinal(FIRST_DAY + day)
    if there.day == wanted:
        return True
    return there.day < wanted and date.fromordinal(FIRST_DAY + day + 1).day == 1


def slot(zone, cadence, on_weekday, on_day, minutes, after):
    for day in range(zone.day(after) - 2, zone.day(after) + 40):
        even = (day - 4) // 7 % 2 == 0  # Monday 1970-01-05 began an even week
        if cadence == "monthly":
            falls = in_month(day, on_day)
        elif cadence == "weekly":
            falls = weekday(day) == on_weekday
        else:
            falls = weekday(day) == on_weekday and even
        if falls:
            at = zone.instant(day * DAY + minutes * MINUTE)
            if at > after:
                return at
    raise AssertionError("no slot in forty days")


class Quiet:
    """Quiet hours and days around an instant, as spans of instants."""

    def __init__(self, zone, start, end, weekdays, holiday, around):
        self.zone, self.start, self.end = zone, start, end
        self.spans = []
        ends = []
        for day in range(zone.day(around) - 3, zone.day(around) + 11):
            if start != end:
                over = day + (1 if start > end else 0)
                to = over * DAY + end * MINUTE
                self.spans.append((zone.instant(day * DAY + start * MINUTE), zone.instant(to)))
                ends += [zone.instant(to), zone.showing(to, 1)]
            if weekday(day) in weekdays or day == holiday:
                self.spans.append((zone.start(day), zone.start(day + 1)))
                ends.append(zone.start(day + 1))
        self.ends = sorted(set(ends))

    def shows(self, at):
        """Whether the clock shows a quiet time."""
        now = self.zone.wall(at) % DAY // MINUTE
        if self.start <= self.end:
            return self.start <= now < self.end
        return now >= self.start or now < self.end

    def closed(self, at):
        return self.shows(at) or any(first <= at < end for first, end in self.spans)

    def until(self, at, changes):
        """The first open instant: the end of some span, or a change of clocks."""
        if not self.closed(at):
            return None
        for end in sorted(self.ends + changes):
            if end > at and not self.closed(end):
                return end
        raise AssertionError("never open")


SAID = []


def say(*words):
    SAID.append(" ".join(map(str, words)))


def ask_about(zone, change):
    before, after = zone.wall(change - 1) + 1, zone.wall(change)
    low, high = min(before, after), max(before, after)
    for off in (-DAY, -HOUR, -1, 0, 1, 30 * MINUTE, HOUR, DAY):
        say("local", change + off, zone.wall(change + off))
    walls = set(range(low - 90 * MINUTE, high + 91 * MINUTE, 15 * MINUTE))
    for wall in sorted(walls | {low - 1, low, low + 1, high - 1, high}):
        say("instant", wall, zone.instant(wall))

    day = low // DAY
    clock = low % DAY // MINUTE
    on_day = date.fromordinal(FIRST_DAY + day).day
    for minutes in sorted({0, clock, (clock + 20) % 1440, 9 * 60, 23 * 60 + 50}):
        for cadence, weekdays, days in (
            ("weekly", (weekday(day), weekday(day + 1)), (1,)),
            ("fortnightly", (weekday(day),), (1,)),
            ("monthly", (0,), (on_day, 31)),
        ):
            for on_weekday in weekdays:
                for on in days:
                    for at in (change - 8 * DAY, change - 1, change + 40 * MINUTE):
                        answer = slot(zone, cadence, on_weekday, on, minutes, at)
                        say("slot", cadence, on_weekday, on, minutes, at, answer)

    quarter = lambda minutes: (clock + minutes) % 1440
    hours = (
        (21 * 60, 8 * 60),
        (21 * 60, quarter(30)),
        (quarter(30), 8 * 60),
        (quarter(45), quarter(15)),
        (quarter(-30), quarter(15)),
        (0, 0),
    )
    days = (((), None), ((5, 6), day + 1), ((weekday(day),), None), ((), day))
    for nth, (start, end) in enumerate(hours):
        for weekdays, holiday in (days[nth % 4], days[(nth + 1) % 4]):
            quiet = Quiet(zone, start, end, weekdays, holiday, change)
            bits = sum(1 << one for one in weekdays)
            for off in (-26 * HOUR, -61 * MINUTE, -1, 0, 29 * MINUTE, 61 * MINUTE, 3 * HOUR, 26 * HOUR):
                at = change + off
                until = quiet.until(at, [change])
                say("closed", start, end, bits, "-" if holiday is None else holiday, at, "open" if until is None else until)


def main(first, last):
    folder = os.environ["PYTHONTZPATH"]
    assert zoneinfo.TZPATH == (folder,), zoneinfo.TZPATH
    assert importlib.util.find_spec("tzdata") is None, "the package `tzdata` would be asked as well"
    begin = int(datetime(first, 1, 1, tzinfo=timezone.utc).timestamp())
    end = int(datetime(last + 1, 1, 1, tzinfo=timezone.utc).timestamp())
    for name in sys.stdin.read().split():
        zone = Zone(name)
        say("zone", name)
        changes = list(zone.changes(begin, end))
        # Where clocks never change, one instant is asked about all the same.
        for change in changes or [(begin + end) // 2 // HOUR * HOUR]:
            ask_about(zone, change)
        print("\n".join(SAID))
        SAID.clear()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
