# What operators read: the words and numbers of the policy. In English only; readers never see it.

reason-chosen-operator = { $publication }: the cadence in force is { $cadence }.
reason-form-chosen-operator = { $publication }: the form in force is { $form }.
reason-season-operator = { $own ->
    [yes] The season { $key } holds; the reader's standing choice brings { $brings }.
   *[no] The season { $key } holds; who said nothing gets { $brings }.
}
reason-unconfirmed-operator = The address is not confirmed; only the confirmation may go.
reason-stopped-operator = { $scope ->
    [publication] Stopped: { $publication }; cause { $cause }.
    [mailings] Stopped: all mailings; cause { $cause }.
   *[everything] Stopped: everything; cause { $cause }.
}
reason-paused-operator = { $all ->
    [yes] Everything is paused until { $until }.
   *[no] { $publication } is paused until { $until }.
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
reason-leaves-room-operator = { $days ->
    [0] The gap is kept free for the { $class } of higher order that is due { $at }.
   *[other] Room in the cap over { $days } days is kept for the { $class } of higher order that is due { $at }.
}
reason-left-out-operator = The cap on { $class } is full: its items stay out, the message goes.
reason-minutes-operator = The reader's limit of { $limit } minutes in 7 days: { $used } used.
reason-earlier-promise-operator = The promise of policy { $version } is kept, which is stricter than the policy in force.
reason-lowered-by-operator = { $publication } promises fewer messages than the policy; its numbers hold.
reason-quiet-day-operator = { $holiday ->
    [yes] { $date } is a public holiday, a quiet day; quiet until { $until }.
   *[no] { $date } is a quiet day; quiet until { $until }.
}
reason-spread-operator = Spread after quiet time: this one goes at { $at }.
reason-below-minimum-operator = { $publication }: { $items } of at least { $least } items; what there is waits for the slot at { $at }.
reason-overflow-operator = { $publication }: { $shown } items shown, { $linked } more one link away.
reason-nothing-on-return-operator = { $publication }: back from a pause; the reader chose to get nothing of what came out meanwhile.
reason-occasion-operator = The reader wants to hear nothing of { $occasion }.
reason-announced-alone-operator = { $asked ->
    [yes] Announced alone: the reader asked to be told at once; the event starts { $at }.
   *[no] Announced alone: the next letter would leave less than 48 hours before the start, { $at }.
}
reason-reminder-operator = An asked-for reminder of an event that starts { $at }.
reason-event-changed-operator = The event was announced and has a new start since: { $at }.
reason-event-cancelled-operator = The event was announced and called off since.
reason-corrected-operator = A correction: an earlier letter brought what its issue said before.
reason-too-late-operator = It could not arrive before the event's start, { $at }.
reason-gap-operator = The gap of { $hours } hours since the last touch ({ $last }) is over at { $until }.
reason-quiet-operator = Quiet hours { $from }–{ $to } ({ $zone }) hold until { $until }.
reason-own-request-operator = Service in answer to a request of { $asked }: exempt from caps, gap and quiet hours.
reason-service-exempt-operator = Service: exempt from caps and gap.
reason-next-letter-operator = Folded into the next letter of this sender, due { $at }.
reason-own-letter-operator = No letter falls due in time: a letter of its own at { $at }, the first instant with room.
reason-no-window-operator = Waiting since { $since }: no instant with room within the maximum deferral of { $days } days.
reason-expired-operator = Of no use since { $at }.
reason-nothing-left-operator = Nothing is left in it that the choices in force ask for.
reason-withdrawn-operator = The issue was withdrawn.
reason-cancelled-operator = Cancelled by the operator.
reason-skipped-operator = Skipped by the operator with all that fell due before { $before }.
reason-import-undone-operator = The import that brought the subscriber was undone.
reason-no-address-operator = There is no address to send to.
reason-run-paused-operator = The sender's run is paused or stopped.
reason-try-later-operator = { $code ->
    [none] The server was not reached (attempt { $attempts }); next try { $until }.
   *[other] The server said { $code }, try later (attempt { $attempts }); next try { $until }.
}
reason-mail-limit-operator = The limit of the relay or of the recipient's domain is used up; next look { $until }.
reason-refused-operator = The server refused it for good with { $code }.
reason-tried-long-enough-operator = Given up after { $attempts } attempts.
reason-sender-refused-operator = { $code ->
    [none] The server refused the sender: the run is paused.
   *[other] The server refused the sender with { $code }: the run is paused.
}
reason-outcome-unknown-operator = Outcome unknown: the reply to the last byte is missing.
reason-noted-in-next-letter-operator = Held and noted: the next letter said that it may not have arrived.
reason-late-evidence-operator = Evidence came later that it arrived.
fate-no-line-operator = They are not subscribed to { $publication }.
fate-not-out-operator = `{ $title }` is a draft: it is not out yet.
fate-comes-out-operator = It becomes visible { $at }.
fate-before-start-operator = It came out before they subscribed to { $publication }.
fate-listed-before-operator = The same item came out earlier: one listing of it is theirs.
fate-only-events-then-operator = It came out while the cadence was events-only, and is no event.
fate-topic-not-chosen-operator = Its topic, { $topic }, is not among those chosen.
fate-no-event-operator = Only events are asked for, and it is none.
fate-told-elsewhere-operator = Another message told them of this event.
fate-sent-operator = In the letter of { $at }.
fate-linked-operator = One link away in the letter of { $at }.
fate-held-operator = In the held letter of { $at }; the next one says so.
fate-failed-operator = In the letter of { $at }, which failed.
fate-on-its-way-operator = In the letter that is due { $at }.
fate-waits-operator = It waits for their next letter.
fate-waits-until-operator = It waits for the letter of { $at }.
fate-passed-over-operator = { $passes ->
    [one] Passed over in 1 letter; it waits on.
   *[other] Passed over in { $passes } letters; it waits on.
}
fate-passed-operator = It ended with a letter that was not sent.
fate-issue-sent-operator = `{ $title }` is in the letters below.
fate-issue-on-its-way-operator = `{ $title }` is in the letter that is due { $at }.
fate-issue-waits-operator = `{ $title }` comes with their next letter.
fate-issue-waits-until-operator = `{ $title }` waits for their letter of { $at }.
fate-issue-nothing-operator = `{ $title }` held nothing that their choices ask for.
