# Words of the pages that letters link to.

# What somebody gets now.

page-your-letters = Your letters
page-for = For { $address }

page-amount = { $most ->
    [yes] at most { $letters } a month
   *[no] about { $letters } a month
}
page-amount-minutes = { $most ->
    [yes] at most { $letters }, { $minutes } a month
   *[no] about { $letters }, { $minutes } a month
}
page-minutes = about { $minutes } a month
page-get-one = { $often ->
    [every-issue] You get every letter of { $newsletter }, { $amount }.
    [weekly] You get { $newsletter } once a week, { $amount }.
    [fortnightly] You get { $newsletter } every second week, { $amount }.
    [monthly] You get { $newsletter } once a month, { $amount }.
   *[events-only] You get only the events of { $newsletter }, { $amount }.
}
page-get-two = You get { $first } and { $second }, { $amount }.
page-get-many = You get { $count } newsletters, { $amount }.
page-get-paused = Your letters are paused until { $date }.
page-get-nothing = You get no letters from us.
page-get-stopped = { $scope ->
    [everything] You get nothing from us: you stopped everything.
   *[mailings] You get no newsletters from us: you stopped them all.
}
page-get-complaint = You get no letters from us: a letter of ours was reported as unwanted.
page-get-bounced = You get no letters from us: your mailbox could not be reached.
page-next = Your next letter: { $date }.
page-next-with-issue = Your next letter comes when there is something new.
page-season-now = { $brings ->
    [full] Until { $date } your letters come in full.
    [short] Until { $date } your letters are shorter.
    [events] Until { $date } you get only events.
   *[nothing] Until { $date } no letters come; one summary comes afterwards.
}

# The four big buttons.

page-fewer = Fewer
page-fewer-brings = { $letters ->
    [one] about 1 a month
   *[other] about { $letters } a month
}
page-fewer-brings-minutes = { $letters ->
    [one] about 1 a month, { $minutes }
   *[other] about { $letters } a month, { $minutes }
}
page-fewer-least = You already get the least
page-only-events = Only events
page-only-events-brings = nothing else
page-only-events-some = of { $newsletters }; the rest stays
page-only-events-now = that is what you get now
page-only-events-none = there are none here
page-pause = Pause
page-pause-brings = for some weeks
page-stop = Stop
page-stop-brings = some or all
page-resume = Start again
page-resume-brings = end the pause now

# Pause and stop, unfolded.

page-pause-question = How long?
page-pause-weeks = { $weeks ->
    [one] 1 week
   *[other] { $weeks } weeks
}
page-pause-until = until { $date }
page-pause-date = Or until
page-pause-save = Pause until then
page-pause-then = Afterwards
page-pause-then-summary = one letter that sums up
page-pause-then-nothing = no summary
page-pause-brought = Afterwards one letter sums up what came out.

page-stop-question = What shall stop?
page-stop-one-still = Your other newsletters still come.
page-stop-one-only = Nothing else comes from us.
page-stop-all = All newsletters
page-stop-all-still = We only answer what you ask us yourself.
page-stop-everything = Everything
page-stop-everything-still = Nothing comes at all, unless you ask to come back.
page-stop-farewell = It holds at once. We send no farewell letter.

# What has stopped.

page-stopped-one = { $newsletter } is stopped.
page-stopped-all = All newsletters are stopped.
page-stopped-everything = Everything is stopped.
page-stopped-elsewhere = It cannot be started again on this page.
page-restore = Start again
page-restore-one = Start { $newsletter } again

# More choices.

page-more = More choices
page-group-often = How often
page-group-what = What
page-group-when = When
page-group-when-never = never { $hours }
page-group-much = How much in all
page-how-often = How often
page-paused-line = Paused until { $date }.
page-choice-every-issue = Every letter
page-choice-weekly = Once a week
page-choice-fortnightly = Every second week
page-choice-monthly = Once a month
page-choice-events-only = Only events
page-choice-raises = About { $letters } letters in four weeks in all; raises your limit from { $from } to { $to } in { $window }.
page-save = Save
page-when = When
page-when-week = { $weekday }, { $time }
page-when-month = day { $day }, { $time }
page-when-weekday = Day
page-when-day = Day of the month
page-when-time = Time
page-when-short-month = A month that is shorter has it on its last day.
page-form = How long
page-form-full = The whole letter
page-form-short = The short letter
page-topics = What about
page-topics-save = Save topics
page-first = What first
page-first-none = as we order it
page-first-why = Comes first, and in full when a letter has to be kept short.
page-events = New events
page-events-no = In the next letter that comes in time
page-events-yes = At once, in a letter of their own

# For all letters.

page-all-letters = All your letters
page-quiet-hours = Quiet hours
page-quiet-span = { $from }–{ $to }
page-quiet-none = none
page-quiet-from = From
page-quiet-to = to
page-quiet-why = Letters wait until the quiet hours are over, by your own clock.
page-as-usual = As usual: { $usual }
page-quiet-days = Quiet days
page-quiet-holidays = Public holidays
page-days-as-usual = As usual
page-reading = Reading time
page-reading-none = No limit
page-reading-most = At most { $most } a week
page-reading-why = What you marked to come first comes in full, the rest in short or as a link.
page-most = Letters in all
page-most-usual = As we promise: at most { $most } in { $window }
page-most-own = At most { $most } in { $window }
page-pause-return = Pause and return
page-level = Level
page-level-none = None of these
page-level-brings = at most { $most } in { $window }
page-occasions = Occasions
page-occasions-why = Without a tick we do not write to you about it.
page-occasions-all = all of them
page-occasions-without = without { $occasions }
page-place = Place
page-place-now = Times are those of { $place }.
page-place-change = I am elsewhere
page-place-title = Where are you?
page-place-why = So that quiet hours and times of letters are yours.
page-place-africa = Africa
page-place-america = America
page-place-antarctica = Antarctica
page-place-arctic = Arctic
page-place-asia = Asia
page-place-atlantic = Atlantic
page-place-australia = Australia
page-place-europe = Europe
page-place-indian = Indian Ocean
page-place-pacific = Pacific
page-seasons = Over { $season }
page-season-dates = { $range } ({ $season })
page-season-default-mixed = As we do it
page-season-default = { $form ->
    [full] As we do it: letters in full
    [short] As we do it: shorter letters
    [events] As we do it: only events
   *[nothing] As we do it: no letters
}
page-season-full = Letters in full
page-season-short = Shorter letters
page-season-events = Only events
page-season-nothing = No letters, and one summary afterwards
page-language = Language
page-remark = What would suit you better?
page-remark-note = One line, if you like. We read it; it changes nothing by itself.
page-remark-kept = We have your line. Another one takes its place.
page-remark-send = Send
page-remark-withdraw = Take it back

# What we promise.

page-promise = Our promise
page-promise-limit = { $own ->
    [yes] At most { $most } in { $window }, as you chose.
   *[no] At most { $most } in { $window }.
}
page-newer-more = { $newsletter } may now send up to { $most } in { $window }.
page-newer-no-limit = { $newsletter } has no limit over { $window } any more.
page-newer-ceiling = With { $newsletter } you may now choose up to { $most } in { $window }.
page-newer-sooner = { $newsletter } may now come again after { $hours ->
    [one] 1 hour
   *[other] { $hours } hours
}.
page-newer-less-quiet = { $newsletter } now keeps quiet from { $from } to { $to } only.
page-newer-no-quiet = { $newsletter } has no quiet hours any more.
page-newer-quiet-days = { $newsletter } has fewer quiet days now.
page-newer-keep = For you our earlier promise holds, unless you agree to this.
page-newer-agree = Agree
page-promise-quiet = Never between { $from } and { $to }, your time.
page-promise-more = Only a choice of yours makes it more, and never more than { $ceiling } in { $window }.

# After a change.

page-done-fewer = Done. You get fewer letters from now on.
page-done-only-events = Done. From now on you get only events.
page-done-pause = Done. Your letters pause.
page-done-resume = Done. Your letters come again.
page-done-stop = Done. It is stopped, as you asked.
page-done-restore = Done. It comes again.
page-done-how-often = Done. Your next letter follows it.
page-done-topics = Done. Your next letter follows it.
page-done-when = Done. Your next letter follows it.
page-done-form = Done. Your next letter follows it.
page-done-first = Done. Your next letter follows it.
page-done-at-once = Done. It holds from the next event on.
page-done-zone = Done. Times are yours now.
page-done-quiet-hours = Done. It holds at once.
page-done-quiet-days = Done. It holds at once.
page-done-minutes = Done. It holds from the next letter on.
page-done-occasions = Done. We will remember it every year.
page-done-level = Done. It holds at once.
page-done-accept = Done. Thank you.
page-done-remark = Thank you. It is with us.
page-done-remark-withdrawn = Done. We no longer have it.
page-done-season = Done. We will remember it every year.
page-done-language = Done. Your next letter follows it.
page-done-undo = Undone. All is as it was before.
page-done-not-undone = Nothing was taken back: it is undone already, or you have chosen anew since.
page-done-least = You already get the least that there is. Only events, or a pause, may suit you better.
page-done-already = It was so already; nothing has changed.
page-done-most = Done. It holds at once.
page-done-instead = Done. It comes once a month.
page-undo = Undo

# Leaving from a letter.

page-leave-title = Stop letters
page-leave-one = Stop { $newsletter }?
page-leave-some = Which letters shall stop?
page-leave-left-one = You get no more of { $newsletter }.
page-both = { $first } and { $second }
page-leave-left-all = You get no more newsletters from us.
page-leave-left-everything = You get nothing more from us.
page-leave-stop = Stop { $newsletter }
page-leave-all = Stop all newsletters
page-leave-everything = Stop everything
page-leave-or = Or would fewer do?
page-leave-change = Fewer, only events, or a pause
page-one-click-done = Done. These letters have stopped.
page-one-click-wording = Stopped by one click in the mail program.

page-instead = Would { $newsletter } once a month suit you better?
page-instead-button = Once a month instead

# How a letter is.

page-feedback-title = How are our letters for you?
page-feedback-too-much = Too much
page-feedback-right = Just right
page-feedback-too-little = Too little
page-feedback-note = Your answer changes nothing by itself.
page-feedback-thanks = Thank you
page-feedback-question = Would this suit you better?
page-feedback-stays = Then all stays as it is.
page-feedback-most = You already get every letter that there is.
page-feedback-choose = All choices

# Why a letter came.

page-why = Why this letter?
page-why-sent = This letter came on { $date }
page-why-open = This letter is on its way
page-why-doubt = This letter may not have reached you
page-why-ended = This letter did not come
page-why-because = Because:
page-why-brings = With { $newsletters }.
page-why-none = You get { $newsletters }, as you asked.
page-why-not = And what about the others?
page-why-not-lead = The last letters that came out, and what became of them for you.
page-why-lately = What came out lately, and what you got of it
page-why-lately-none = Nothing else has come out lately.

# Public pages.

page-archive = Letters
page-archive-all = All letters
page-archive-none = Nothing has come out yet.
page-archive-feed = As a feed
page-home-title = Newsletters
page-issue-form-full = The whole letter, { $minutes }
page-issue-form-short = In short, { $minutes }
page-issue-left-out = { $count ->
    [one] 1 more stands in the whole letter.
   *[other] { $count } more stand in the whole letter.
}

# When something does not work.

page-bad-link-title = This link does not work
page-bad-link = Perhaps it was cut short on its way. Open it from the letter once more; a newer letter has a newer link.
page-old-link-title = This link has grown too old
page-old-link = For safety, links do not work for ever. Open the one in a newer letter.
page-withdrawn-title = This letter was taken back
page-withdrawn = Its sender withdrew it, so it can no longer be read here.
page-not-found-title = There is nothing here
page-not-found = Perhaps the address was cut short. The links in your letters work.
page-bad-form-title = We did not understand that
page-bad-form = Nothing was changed. Go back, choose once more, and press one of the buttons.
page-bad-newsletter = That newsletter is not among yours. Nothing was changed; go back and choose once more.
page-bad-choice = That cannot be chosen any more. Nothing was changed; go back and choose from the list.
page-bad-topics = With no topic left there would be nothing to send. To get nothing of a newsletter, stop it.
page-bad-pause = A pause ends on a day after today, and within a year. Nothing was changed; choose another day.
page-bad-quiet = Quiet from { $from } to { $to } would leave { $left } a day for letters. Nothing was changed; leave at least an hour.
page-bad-quiet-days = With every day quiet there would be no day for a letter. Nothing was changed; leave one day open, or pause.
page-bad-minutes = A limit lies between 1 and { $most } minutes. Nothing was changed; choose from the list.
page-bad-most = A limit lies between 1 and { $most } letters. Nothing was changed; choose from the list.
page-bad-accept = Our promise has changed once more. Nothing was changed; go back and read it again.
page-bad-restore = That was not stopped by you, so it cannot be started again here. Nothing was changed.
page-too-large = That was more than this page takes. Nothing was changed.
page-busy-title = One moment
page-busy = We could not do that just now, and nothing was changed. Please try again in a minute.
page-back = Back to your letters

# An event and its reminders.

page-remind-day = Remind me a day before
page-remind-hour = Remind me an hour before
page-remind-forget = Take the reminder back
page-remind-comes = We remind you on { $at }.
page-remind-calendar = Add to calendar
page-remind-cancelled = This was called off.
page-remind-begun = This has begun already.
page-remind-left = You no longer get this newsletter, so we do not write to you about it.
page-remind-none = It begins too soon for a reminder.
page-done-remind = Done. We will remind you.
page-done-forget = Done. We will not remind you.
