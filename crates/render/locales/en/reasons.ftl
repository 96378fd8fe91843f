# Why something was sent, waits or was left out: twice for each rule. Operators read the words and
# numbers of the policy; readers read plain sentences.

reason-chosen-operator = { $publication }: the cadence in force is { $cadence }.
reason-chosen-reader = { $cadence ->
    [every-issue] You asked for each letter of { $publication } when it comes out.
    [weekly] You asked for { $publication } once a week.
    [fortnightly] You asked for { $publication } every second week.
    [monthly] You asked for { $publication } once a month.
   *[events-only] You asked for the events of { $publication } and nothing else.
}

reason-form-chosen-operator = { $publication }: the form in force is { $form }.
reason-form-chosen-reader = { $form ->
    [full] You asked for { $publication } in full.
    [short] You asked for { $publication } in short.
   *[events] You asked for the events of { $publication } only.
}

reason-season-operator = { $own ->
    [yes] The season { $key } holds; the reader's standing choice brings { $brings }.
   *[no] The season { $key } holds; who said nothing gets { $brings }.
}
reason-season-reader = { $own ->
    [yes] { $brings ->
        [full] Over { $season } your letters come in full, as you chose.
        [short] Over { $season } your letters are shorter, as you chose.
        [events] Over { $season } you get only events, as you chose.
       *[nothing] Over { $season } you get no letters, as you chose; one summary comes afterwards.
    }
   *[no] { $brings ->
        [full] Over { $season } letters come in full.
        [short] Over { $season } letters are shorter.
        [events] Over { $season } letters bring only events.
       *[nothing] Over { $season } there are no letters; one summary comes afterwards.
    }
}

reason-unconfirmed-operator = The address is not confirmed; only the confirmation may go.
reason-unconfirmed-reader = You have not confirmed your address yet.

reason-stopped-operator = { $scope ->
    [publication] Stopped: { $publication }; cause { $cause }.
    [mailings] Stopped: all mailings; cause { $cause }.
   *[everything] Stopped: everything; cause { $cause }.
}
reason-stopped-reader = { $cause ->
    [own] { $scope ->
        [publication] You stopped { $publication }.
        [mailings] You stopped all letters from us.
       *[everything] You stopped all mail from us.
    }
    [complaint] Your mail program reported a letter of ours as unwanted, so we stopped.
    [hard-bounce] Your mailbox could not be reached, so we stopped.
   *[erasure] Your data was erased, so we stopped.
}

reason-paused-operator = { $all ->
    [yes] Everything is paused until { $until }.
   *[no] { $publication } is paused until { $until }.
}
reason-paused-reader = { $all ->
    [yes] You paused all letters until { $until }.
   *[no] You paused { $publication } until { $until }.
}

reason-cap-operator = { $by ->
    [own] Cap on { $class }: { $used } of { $limit } used in { $days } days; the limit is the reader's own (ceiling { $ceiling }).
    [ceiling] Cap on { $class }: { $used } of { $limit } used in { $days } days; the reader asked for { $asked }, the ceiling is { $ceiling }.
    [level] Cap on { $class }: { $used } of { $limit } used in { $days } days; the reader's level sets the limit{ $wished ->
        [yes] , they asked for { $asked }.
       *[no] .
    }
   *[default] Cap on { $class }: { $used } of { $limit } used in { $days } days; the policy's default (ceiling { $ceiling }).
}
reason-cap-reader = { $by ->
    [own] You have had { $used } of at most { $most } in { $window }, the limit that you chose.
    [ceiling] You have had { $used } of at most { $most } in { $window }; nobody gets more from us.
    [level] You have had { $used } of at most { $most } in { $window }, as the level that you picked allows.
   *[default] You have had { $used } of at most { $most } in { $window }.
}

reason-leaves-room-operator = { $days ->
    [0] The gap is kept free for the { $class } of higher order that is due { $at }.
   *[other] Room in the cap over { $days } days is kept for the { $class } of higher order that is due { $at }.
}
reason-leaves-room-reader = It leaves room for something that comes on { $day } and goes first.

reason-left-out-operator = The cap on { $class } is full: its items stay out, the message goes.
reason-left-out-reader = { $class ->
    [offer] Offers were left out: you have had as many as we promised at most.
    [event] Events were left out: you have had as many as we promised at most.
   *[other] Articles were left out: you have had as many as we promised at most.
}

reason-minutes-operator = The reader's limit of { $limit } minutes in 7 days: { $used } used.
reason-minutes-reader = You asked for at most { $most } of reading a week, and have had { $had }.

reason-earlier-promise-operator = The promise of policy { $version } is kept, which is stricter than the policy in force.
reason-earlier-promise-reader = We keep to what we promised you when you joined.

reason-quiet-day-operator = { $holiday ->
    [yes] { $date } is a public holiday, a quiet day; quiet until { $until }.
   *[no] { $date } is a quiet day; quiet until { $until }.
}
reason-quiet-day-reader = { $holiday ->
    [yes] It waits until { $until }, because { $date } is a public holiday where you are.
   *[no] It waits until { $until }, because { $date } is a quiet day.
}

reason-spread-operator = Spread after quiet time: this one goes at { $at }.
reason-spread-reader = It comes on { $at }, a little after the quiet time.

reason-below-minimum-operator = { $publication }: { $items } of at least { $least } items; what there is waits for the slot at { $at }.
reason-below-minimum-reader = There was too little for a letter of { $publication }; it waits for { $day }.

reason-overflow-operator = { $publication }: { $shown } items shown, { $linked } more one link away.
reason-overflow-reader = { $linked ->
    [one] { $publication } had more than fits into one letter: 1 more is one link away.
   *[other] { $publication } had more than fits into one letter: { $linked } more are one link away.
}

reason-nothing-on-return-operator = { $publication }: back from a pause; the reader chose to get nothing of what came out meanwhile.
reason-nothing-on-return-reader = You chose to get nothing of what came out while { $publication } was paused.

reason-occasion-operator = The reader wants to hear nothing of { $occasion }.
reason-occasion-reader = You asked us not to write about { $name }.

reason-announced-alone-operator = { $asked ->
    [yes] Announced alone: the reader asked to be told at once; the event starts { $at }.
   *[no] Announced alone: the next letter would leave less than 48 hours before the start, { $at }.
}
reason-announced-alone-reader = { $asked ->
    [yes] You asked to be told of new events at once.
   *[no] It starts on { $day }, and your next letter would have told you too late.
}

reason-reminder-operator = An asked-for reminder of an event that starts { $at }.
reason-reminder-reader = You asked to be reminded of it.

reason-event-changed-operator = The event was announced and has a new start since: { $at }.
reason-event-changed-reader = We told you of this event, and its time has changed: it starts on { $at }.

reason-event-cancelled-operator = The event was announced and called off since.
reason-event-cancelled-reader = We told you of this event, and it does not take place.

reason-too-late-operator = It could not arrive before the event's start, { $at }.
reason-too-late-reader = It would have reached you only after the start, so it was not sent.

reason-gap-operator = The gap of { $hours } hours since the last touch ({ $last }) is over at { $until }.
reason-gap-reader = Your last letter came less than { $hours } hours before; the next may come from { $until } on.

reason-quiet-operator = Quiet hours { $from }–{ $to } ({ $zone }) hold until { $until }.
reason-quiet-reader = { $night ->
    [yes] It waits until { $to }, because nights are quiet where you are.
   *[no] It waits until { $to }, because it is quiet time where you are.
}

reason-own-request-operator = Service in answer to a request of { $asked }: exempt from caps, gap and quiet hours.
reason-own-request-reader = You asked for it on { $asked }.

reason-service-exempt-operator = Service: exempt from caps and gap.
reason-service-exempt-reader = It concerns something that you asked for; it does not count among your letters.

reason-next-letter-operator = Folded into the next letter of this sender, due { $at }.
reason-next-letter-reader = It moved into your next letter, on { $day }.

reason-own-letter-operator = No letter falls due in time: a letter of its own at { $at }, the first instant with room.
reason-own-letter-reader = It comes in a letter of its own on { $day }.

reason-no-window-operator = Waiting since { $since }: no instant with room within the maximum deferral of { $days } days.
reason-no-window-reader = For { $days } days there was no room for it without sending you more than we promised, so it was left out.

reason-expired-operator = Of no use since { $at }.
reason-expired-reader = It was of no use any more after { $day }, so it was left out.

reason-nothing-left-operator = Nothing is left in it that the choices in force ask for.
reason-nothing-left-reader = Nothing in it was about what you chose.

reason-withdrawn-operator = The issue was withdrawn.
reason-withdrawn-reader = We withdrew this letter before it was sent to you.

reason-cancelled-operator = Cancelled by the operator.
reason-cancelled-reader = We cancelled this letter before it was sent to you.

reason-import-undone-operator = The import that brought the subscriber was undone.
reason-import-undone-reader = Your address was entered by mistake and has been removed.

reason-no-address-operator = There is no address to send to.
reason-no-address-reader = We have no address to send it to.

reason-run-paused-operator = The sender's run is paused or stopped.
reason-run-paused-reader = We are not sending letters at the moment; yours waits.

reason-try-later-operator = { $code ->
    [none] The server was not reached (attempt { $attempts }); next try { $until }.
   *[other] The server said { $code }, try later (attempt { $attempts }); next try { $until }.
}
reason-try-later-reader = Your mailbox could not be reached just now; we try again on { $until }.

reason-refused-operator = The server refused it for good with { $code }.
reason-refused-reader = Your mail provider did not accept it.

reason-tried-long-enough-operator = Given up after { $attempts } attempts.
reason-tried-long-enough-reader = Your mailbox could not be reached for a long time, so it was not sent.

reason-sender-refused-operator = { $code ->
    [none] The server refused the sender: the run is paused.
   *[other] The server refused the sender with { $code }: the run is paused.
}
reason-sender-refused-reader = A mail server did not accept mail from us; we are looking into it, and your letter waits.

reason-outcome-unknown-operator = Outcome unknown: the reply to the last byte is missing.
reason-outcome-unknown-reader = It may not have reached you: the connection broke at the last moment.

reason-noted-in-next-letter-operator = Held and noted: the next letter said that it may not have arrived.
reason-noted-in-next-letter-reader = Your next letter said that this one may not have reached you.

reason-late-evidence-operator = Evidence came later that it arrived.
reason-late-evidence-reader = We learned later that it reached you.

# What became of an item, or of a whole issue.

fate-no-line-operator = They are not subscribed to { $publication }.
fate-no-line-reader = { $publication } is not among your newsletters.
fate-not-out-operator = `{ $title }` is a draft: it is not out yet.
fate-not-out-reader = It has not come out yet.
fate-comes-out-operator = It becomes visible { $at }.
fate-comes-out-reader = It comes out on { $at }.
fate-before-start-operator = It came out before they subscribed to { $publication }.
fate-before-start-reader = It came out before you joined { $publication }.
fate-listed-before-operator = The same item came out earlier: one listing of it is theirs.
fate-listed-before-reader = It came out earlier already, so it does not come twice.
fate-only-events-then-operator = It came out while the cadence was events-only, and is no event.
fate-only-events-then-reader = It came out while you wanted only events.
fate-topic-not-chosen-operator = Its topic, { $topic }, is not among those chosen.
fate-topic-not-chosen-reader = You did not choose its topic, { $topic }.
fate-no-event-operator = Only events are asked for, and it is none.
fate-no-event-reader = You asked for events only.
fate-told-elsewhere-operator = Another message told them of this event.
fate-told-elsewhere-reader = Another letter told you of it.
fate-sent-operator = In the letter of { $at }.
fate-sent-reader = It came in your letter of { $at }.
fate-linked-operator = One link away in the letter of { $at }.
fate-linked-reader = It was one link away in your letter of { $at }.
fate-held-operator = In the held letter of { $at }; the next one says so.
fate-held-reader = It was in a letter of { $at } that may not have reached you.
fate-failed-operator = In the letter of { $at }, which failed.
fate-failed-reader = It was in a letter of { $at } that your mail provider did not accept.
fate-on-its-way-operator = In the letter that is due { $at }.
fate-on-its-way-reader = It is in your letter of { $at }.
fate-waits-operator = It waits for their next letter.
fate-waits-reader = It waits for your next letter.
fate-waits-until-operator = It waits for the letter of { $at }.
fate-waits-until-reader = It waits for your letter of { $at }.
fate-passed-over-operator = { $passes ->
    [one] Passed over in 1 letter; it waits on.
   *[other] Passed over in { $passes } letters; it waits on.
}
fate-passed-over-reader = There was no room for it yet; it waits for a later letter.
fate-passed-operator = It ended with a letter that was not sent.
fate-passed-reader = It was in a letter that was not sent to you.
fate-issue-sent-operator = `{ $title }` is in the letters below.
fate-issue-sent-reader = It came on { $at }.
fate-issue-on-its-way-operator = `{ $title }` is in the letter that is due { $at }.
fate-issue-on-its-way-reader = It is on its way: your letter of { $at } brings it.
fate-issue-waits-operator = `{ $title }` comes with their next letter.
fate-issue-waits-reader = It comes with your next letter.
fate-issue-waits-until-operator = `{ $title }` waits for their letter of { $at }.
fate-issue-waits-until-reader = It waits for your letter of { $at }.
fate-issue-nothing-operator = `{ $title }` held nothing that their choices ask for.
fate-issue-nothing-reader = Nothing in it was about what you chose.

# What waits.

waits-nothing = Nothing waits for your next letter of { $publication }.
waits-nothing-yet = Nothing waits yet for your letter of { $publication } on { $at }.
waits-for-letter = { $count ->
    [one] 1 item waits for your next letter of { $publication }.
   *[other] { $count } items wait for your next letter of { $publication }.
}
waits-for-moment = { $count ->
    [one] 1 item waits for your letter of { $publication } on { $at }.
   *[other] { $count } items wait for your letter of { $publication } on { $at }.
}
