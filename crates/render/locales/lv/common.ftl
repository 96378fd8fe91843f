# Vārdi, kas kopīgi vēstulēm, lapām un paskaidrojumiem.

text-direction = ltr

# Datumi un laiks. Vārda formu izvēlas funkcija CASE: «on» – kad, «until» – līdz kurai dienai, «of» – kuras dienas.

month-1 = janvāris
    .on = janvārī
    .until = janvārim
    .of = janvāra
month-2 = februāris
    .on = februārī
    .until = februārim
    .of = februāra
month-3 = marts
    .on = martā
    .until = martam
    .of = marta
month-4 = aprīlis
    .on = aprīlī
    .until = aprīlim
    .of = aprīļa
month-5 = maijs
    .on = maijā
    .until = maijam
    .of = maija
month-6 = jūnijs
    .on = jūnijā
    .until = jūnijam
    .of = jūnija
month-7 = jūlijs
    .on = jūlijā
    .until = jūlijam
    .of = jūlija
month-8 = augusts
    .on = augustā
    .until = augustam
    .of = augusta
month-9 = septembris
    .on = septembrī
    .until = septembrim
    .of = septembra
month-10 = oktobris
    .on = oktobrī
    .until = oktobrim
    .of = oktobra
month-11 = novembris
    .on = novembrī
    .until = novembrim
    .of = novembra
month-12 = decembris
    .on = decembrī
    .until = decembrim
    .of = decembra

weekday-1 = pirmdiena
    .on = pirmdien
    .until = pirmdienai
    .of = pirmdienas
weekday-2 = otrdiena
    .on = otrdien
    .until = otrdienai
    .of = otrdienas
weekday-3 = trešdiena
    .on = trešdien
    .until = trešdienai
    .of = trešdienas
weekday-4 = ceturtdiena
    .on = ceturtdien
    .until = ceturtdienai
    .of = ceturtdienas
weekday-5 = piektdiena
    .on = piektdien
    .until = piektdienai
    .of = piektdienas
weekday-6 = sestdiena
    .on = sestdien
    .until = sestdienai
    .of = sestdienas
weekday-7 = svētdiena
    .on = svētdien
    .until = svētdienai
    .of = svētdienas

date-full = { $year }. gada { $day }. { $month }
date-day = { $day }. { $month }
date-weekday = { $weekday }, { $day }. { $month }
date-range-month = { $from }.–{ $to }. { $month }
date-range = { $from } – { $to }
date-moment = { $date }, plkst. { $time }
event-time = { $there } ({ $city }) · { $here } pie jums

# Ko vēstule nes un cik bieži.

cadence-every-issue = katra vēstule, tiklīdz tā iznāk
cadence-weekly = viena vēstule nedēļā
cadence-fortnightly = viena vēstule ik pa divām nedēļām
cadence-monthly = viena vēstule mēnesī
cadence-events-only = tikai pasākumi

# Gadalaiki un svētki: atbild uz jautājumu «kad?».

season-holy-week = Klusajā nedēļā
season-midsummer = Līgo laikā
season-orthodox-easter = Lieldienās
season-orthodox-year-end = svētku laikā
season-summer = vasarā
season-thanksgiving = Pateicības dienā
season-year-end = svētku laikā
season-other = šajā sezonā

# Notikumi.

occasion-black-friday = Melnā piektdiena
occasion-childrens-day = Bērnu aizsardzības diena
occasion-christmas = Ziemassvētki
occasion-easter = Lieldienas
occasion-fathers-day = Tēva diena
occasion-halloween = Helovīns
occasion-midsummer = Līgo
occasion-mothers-day = Mātes diena
occasion-new-year = Jaunais gads
occasion-school-start = Mācību gada sākums
occasion-valentines-day = Valentīna diena
occasion-womens-day = Sieviešu diena
occasion-other = { $name }

this-newsletter = šis biļetens

count-minutes = { $minutes ->
    [zero] { $minutes } minūšu
    [one] { $minutes } minūte
   *[other] { $minutes } minūtes
}
count-letters = { $count ->
    [zero] { $count } vēstuļu
    [one] { $count } vēstule
   *[other] { $count } vēstules
}
count-events = { $count ->
    [zero] { $count } pasākumu
    [one] { $count } pasākums
   *[other] { $count } pasākumi
}
count-announcements = { $count ->
    [zero] { $count } paziņojumu
    [one] { $count } paziņojums
   *[other] { $count } paziņojumi
}
count-offers = { $count ->
    [zero] { $count } piedāvājumu
    [one] { $count } piedāvājums
   *[other] { $count } piedāvājumi
}
# Stāv aiz «iepriekšējās».
count-days = { $count ->
    [zero] { $count } dienās
    [one] { $count } dienā
   *[other] { $count } dienās
}
# Atbild uz jautājumu «cik ilgā laikā?».
window-days = { $days ->
    [1] dienā
    [7] nedēļā
    [14] divās nedēļās
    [28] četrās nedēļās
    [zero] { $days } dienās
    [one] { $days } dienā
   *[other] { $days } dienās
}
