# Why something was sent, waits or was left out, in plain sentences for its reader. What its operator
# reads instead stands in `operator.ftl`.

reason-chosen-reader = { $cadence ->
    [every-issue] You asked for each letter of { $publication } when it comes out.
    [weekly] You asked for { $publication } once a week.
    [fortnightly] You asked for { $publication } every second week.
    [monthly] You asked for { $publication } once a month.
   *[events-only] You asked for the events of { $publication } and nothing else.
}

reason-form-chosen-reader = { $form ->
    [full] You asked for { $publication } in full.
    [short] You asked for { $publication } in short.
   *[events] You asked for the events of { $publication } only.
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

reason-unconfirmed-reader = You have not confirmed your address yet.

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

reason-paused-reader = { $all ->
    [yes] You paused all letters until { $until }.
   *[no] You paused { $publication } until { $until }.
}

reason-cap-reader = { $by ->
    [own] You have had { $used } of at most { $most } in { $window }, the limit that you chose.
    [ceiling] You have had { $used } of at most { $most } in { $window }; nobody gets more from us.
    [level] You have had { $used } of at most { $most } in { $window }, as the level that you picked allows.
   *[default] You have had { $used } of at most { $most } in { $window }.
}

reason-leaves-room-reader = It leaves room for something that comes on { $day } and goes first.

reason-left-out-reader = { $class ->
    [offer] Offers were left out: you have had as many as we promised at most.
    [event] Events were left out: you have had as many as we promised at most.
   *[other] Articles were left out: you have had as many as we promised at most.
}

reason-minutes-reader = You asked for at most { $most } of reading a week, and have had { $had }.

reason-earlier-promise-reader = We keep to what we promised you when you joined.
reason-lowered-by-reader = { $publication } promises fewer letters, and we keep to that for everything that we send you.

reason-quiet-day-reader = { $holiday ->
    [yes] It waits until { $until }, because { $date } is a public holiday where you are.
   *[no] It waits until { $until }, because { $date } is a quiet day.
}

reason-spread-reader = It comes on { $at }, a little after the quiet time.

reason-below-minimum-reader = There was too little for a letter of { $publication }; it waits for { $day }.

reason-overflow-reader = { $linked ->
    [one] { $publication } had more than fits into one letter: 1 more is one link away.
   *[other] { $publication } had more than fits into one letter: { $linked } more are one link away.
}

reason-nothing-on-return-reader = You chose to get nothing of what came out while { $publication } was paused.

reason-occasion-reader = You asked us not to write about { $name }.

reason-announced-alone-reader = { $asked ->
    [yes] You asked to be told of new events at once.
   *[no] It starts on { $day }, and your next letter would have told you too late.
}

reason-reminder-reader = You asked to be reminded of it.

reason-event-changed-reader = We told you of this event, and its time has changed: it starts on { $at }.

reason-event-cancelled-reader = We told you of this event, and it does not take place.
reason-corrected-reader = An earlier letter of ours was wrong, and this one puts it right.

reason-too-late-reader = It would have reached you only after the start, so it was not sent.

reason-gap-reader = Your last letter came less than { $hours } hours before; the next may come from { $until } on.

reason-quiet-reader = { $night ->
    [yes] It waits until { $to }, because nights are quiet where you are.
   *[no] It waits until { $to }, because it is quiet time where you are.
}

reason-own-request-reader = You asked for it on { $asked }.

reason-service-exempt-reader = It concerns something that you asked for; it does not count among your letters.

reason-next-letter-reader = It moved into your next letter, on { $day }.

reason-own-letter-reader = It comes in a letter of its own on { $day }.

reason-no-window-reader = For { $days } days there was no room for it without sending you more than we promised, so it was left out.

reason-expired-reader = It was of no use any more after { $day }, so it was left out.

reason-nothing-left-reader = Nothing in it was about what you chose.

reason-withdrawn-reader = We withdrew this letter before it was sent to you.

reason-cancelled-reader = We cancelled this letter before it was sent to you.

reason-skipped-reader = We left this letter out: its time had passed.
reason-import-undone-reader = Your address was entered by mistake and has been removed.

reason-no-address-reader = We have no address to send it to.

reason-run-paused-reader = We are not sending letters at the moment; yours waits.

reason-try-later-reader = Your mailbox could not be reached just now; we try again on { $until }.
reason-mail-limit-reader = Mail services take only so many letters at a time; yours goes on { $until }.

reason-refused-reader = Your mail provider did not accept it.

reason-tried-long-enough-reader = Your mailbox could not be reached for a long time, so it was not sent.

reason-sender-refused-reader = A mail server did not accept mail from us; we are looking into it, and your letter waits.

reason-outcome-unknown-reader = It may not have reached you: the connection broke at the last moment.

reason-noted-in-next-letter-reader = Your next letter said that this one may not have reached you.

reason-late-evidence-reader = We learned later that it reached you.

# What became of an item, or of a whole issue.

fate-no-line-reader = { $publication } is not among your newsletters.
fate-not-out-reader = It has not come out yet.
fate-comes-out-reader = It comes out on { $at }.
fate-before-start-reader = It came out before you joined { $publication }.
fate-listed-before-reader = It came out earlier already, so it does not come twice.
fate-only-events-then-reader = It came out while you wanted only events.
fate-topic-not-chosen-reader = You did not choose its topic, { $topic }.
fate-no-event-reader = You asked for events only.
fate-told-elsewhere-reader = Another letter told you of it.
fate-sent-reader = It came in your letter of { $at }.
fate-linked-reader = It was one link away in your letter of { $at }.
fate-held-reader = It was in a letter of { $at } that may not have reached you.
fate-failed-reader = It was in a letter of { $at } that your mail provider did not accept.
fate-on-its-way-reader = It is in your letter of { $at }.
fate-waits-reader = It waits for your next letter.
fate-waits-until-reader = It waits for your letter of { $at }.
fate-passed-over-reader = There was no room for it yet; it waits for a later letter.
fate-passed-reader = It was in a letter that was not sent to you.
fate-issue-sent-reader = It came on { $at }.
fate-issue-on-its-way-reader = It is on its way: your letter of { $at } brings it.
fate-issue-waits-reader = It comes with your next letter.
fate-issue-waits-until-reader = It waits for your letter of { $at }.
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
