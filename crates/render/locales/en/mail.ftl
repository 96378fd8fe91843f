# Words of the frame around a letter's content.

mail-greeting = Hello { $name },

mail-doubt = Our letter of { $date } may not have reached you:
mail-doubt-link = read it here

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
mail-choice-named = New since your last letter: { $choice }
mail-choice-undo = Undo or change it

mail-subject-more = { $titles } and { $count } more
mail-subject-letters = { $publication }: { $letters }, { $range }
mail-subject-letters-undated = { $publication }: { $letters }
mail-subject-events = { $publication }: { $events }
mail-digest-title = { $letters }, { $range }

mail-test-subject = Test: { $subject }
mail-test-note = This is a test. It came to you alone; nobody else got it.
