# Words that mails, pages and reasons share.

text-direction = ltr

# Dates and times.

month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday

date-full = { $day } { $month } { $year }
date-day = { $day } { $month }
date-weekday = { $weekday } { $day } { $month }
date-range-month = { $from }–{ $to } { $month }
date-range = { $from } – { $to }
date-moment = { $date }, { $time }
event-time = { $there } in { $city } · { $here } where you are

# What a letter brings, and how often. Each fits into "You get …".

cadence-every-issue = each letter when it comes out
cadence-weekly = one letter a week
cadence-fortnightly = one letter every second week
cadence-monthly = one letter a month
cadence-events-only = only events

# Seasons as they stand after "over".

season-holy-week = Holy Week
season-midsummer = Midsummer
season-orthodox-easter = Easter
season-orthodox-year-end = the holidays
season-summer = the summer
season-thanksgiving = Thanksgiving
season-year-end = the holidays
season-other = this season

# Occasions as they stand after "about".

occasion-black-friday = Black Friday
occasion-childrens-day = Children’s Day
occasion-christmas = Christmas
occasion-easter = Easter
occasion-fathers-day = Father’s Day
occasion-halloween = Halloween
occasion-midsummer = Midsummer
occasion-mothers-day = Mother’s Day
occasion-new-year = New Year
occasion-school-start = the start of school
occasion-valentines-day = Valentine’s Day
occasion-womens-day = Women’s Day
occasion-other = { $name }

this-newsletter = this newsletter

count-minutes = { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
}
count-letters = { $count ->
    [one] 1 letter
   *[other] { $count } letters
}
count-events = { $count ->
    [one] 1 event
   *[other] { $count } events
}
count-announcements = { $count ->
    [one] 1 event announcement
   *[other] { $count } event announcements
}
count-offers = { $count ->
    [one] 1 offer
   *[other] { $count } offers
}
count-days = { $count ->
    [one] 1 day
   *[other] { $count } days
}
window-days = { $days ->
    [1] a day
    [7] a week
    [14] two weeks
    [28] four weeks
   *[other] { $days } days
}
