# Words of the frame around a letter's content.

mail-greeting = Hello { $name },

mail-doubt = Our letter of { $date } may not have reached you:
mail-doubt-link = read it here
mail-silence = Our last letter to you came on { $date }. This one comes because you get { $newsletters }, and there is something new.
mail-silence-paused = Our last letter to you came on { $date }. Letters come again because your pause ended on { $until }.

mail-earlier = Earlier
mail-from-letter = From { $title }
mail-linked = { $count ->
    [one] And 1 more, { $minutes }
   *[other] And { $count } more, { $minutes }
}
mail-linked-untimed = And { $count } more
mail-stop-part = Stop { $publication } only

mail-change = Change or stop
mail-why = Why this letter?
mail-browser = In the browser
mail-promise = Letter { $number } of at most { $most } in { $window }.
mail-feedback = Our letters are:
mail-feedback-too-much = too much
mail-feedback-right = just right
mail-feedback-too-little = too little
mail-choice-named = New since your last letter: { $choice }
mail-choice-undo = Undo or change it

mail-subject-more = { $titles } and { $count } more
mail-subject-letters = { $publication }: { $letters }, { $range }
mail-subject-letters-undated = { $publication }: { $letters }
mail-subject-events = { $publication }: { $events }
mail-digest-title = { $letters }, { $range }

mail-test-subject = Test: { $subject }
mail-test-note = This is a test. It came to you alone; nobody else got it.

# Messages about events.

mail-event-subject-announced = { $titles }
mail-event-subject-changed = New time: { $titles }
mail-event-subject-cancelled = Called off: { $titles }
mail-event-subject-day-before = Reminder: { $titles }
mail-event-subject-hour-before = Soon: { $titles }
mail-event-subject-corrected = Correction: { $titles }

mail-event-said-announced = A new event
mail-event-said-changed = The time has changed since we told you of it.
mail-event-said-cancelled = We told you of this. It will not take place.
mail-event-said-day-before = You asked us to remind you.
mail-event-said-hour-before = You asked us to remind you.
mail-event-said-corrected = We told you this wrongly. This is how it is.

mail-event-cancelled = Called off
mail-event-moved = New time
mail-event-remind = Remind me
mail-event-calendar = Add to calendar
