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

reason-cap-operator = { $own ->
    [yes] Cap on { $class }: { $used } of { $limit } used in { $days } days; the limit is the reader's own.
   *[no] Cap on { $class }: { $used } of { $limit } used in { $days } days.
}
reason-cap-reader = { $own ->
    [yes] You have had { $used } of at most { $most } in { $window }, the limit that you chose.
   *[no] You have had { $used } of at most { $most } in { $window }.
}

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
