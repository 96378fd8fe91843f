"""Writes the public holidays of a country as Lagom's files in `config/holidays` have them.

    write_holidays.py COUNTRY FIRST_YEAR LAST_YEAR

The text goes to standard output; the days are those of the package `holidays` from PyPI. It writes no file.
"""

import json
import sys
from datetime import date

import holidays

HEAD = """\
# Public holidays of {name}: the national ones only, none of a region, a denomination or a school; days off that
# the state moved or added included. Outside `years` no day is a holiday. Made by `tests/it/calendar_agrees/write_holidays.py`.
country = "{country}"
years = [{first}, {last}]
source = "PyPI holidays {version}"

[days]
"""

NAMES = {
    "LV": "Latvia",
    "RU": "Russia",
    "ES": "Spain",
    "US": "the United States",
    "GB": "the United Kingdom",
    "DE": "Germany",
    "FR": "France",
}


def main(country: str, first: int, last: int) -> None:
    days = holidays.country_holidays(
        country, years=range(first, last + 1), language="en_US"
    )
    head = HEAD.format(
        name=NAMES[country],
        country=country,
        first=first,
        last=last,
        version=holidays.__version__,
    )
    sys.stdout.write(head)
    for day in sorted(days):
        assert isinstance(day, date) and first <= day.year <= last
        sys.stdout.write(f"{day} = {json.dumps(days[day], ensure_ascii=False)}\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
