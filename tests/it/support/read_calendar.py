"""Reads the calendar file that is attached to a mail, with an independent library, and says what it holds."""

import email
import email.policy
import json
import sys

import icalendar

with open(sys.argv[1], "rb") as file:
    message = email.message_from_binary_file(file, policy=email.policy.default)
files = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
if not files:
    print("null")
    sys.exit()
(part,) = files
calendar = icalendar.Calendar.from_ical(part.get_payload(decode=True))
method = str(calendar["METHOD"])
assert part.get_param("method") == method, "the type and the file name different methods"
assert not calendar.errors, calendar.errors
events = []
for event in calendar.walk("VEVENT"):
    assert not event.errors, event.errors
    for needed in ["UID", "DTSTAMP", "SEQUENCE", "ORGANIZER"]:
        assert needed in event, needed
    events.append(
        {
            "uid": str(event["UID"]),
            "start": event.decoded("DTSTART").isoformat(),
            "end": event.decoded("DTEND").isoformat() if "DTEND" in event else None,
            "summary": str(event["SUMMARY"]),
            "status": str(event["STATUS"]),
            "sequence": int(event["SEQUENCE"]),
        }
    )
print(json.dumps({"method": method, "events": events}))
