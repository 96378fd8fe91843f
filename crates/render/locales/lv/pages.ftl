# Vārdi lapās, uz kurām ved vēstules.

# Ko cilvēks saņem tagad.

page-your-letters = Jūsu vēstules
page-for = Adresei { $address }

page-amount = { $most ->
    [yes] ne vairāk kā { $letters } mēnesī
   *[no] apmēram { $letters } mēnesī
}
page-amount-minutes = { $most ->
    [yes] ne vairāk kā { $letters } mēnesī, lasāmā laiks: { $minutes }
   *[no] apmēram { $letters } mēnesī, lasāmā laiks: { $minutes }
}
page-minutes = lasāmā laiks: { $minutes } mēnesī
page-get-one = { $often ->
    [every-issue] Jūs saņemat katru “{ $newsletter }” vēstuli: { $amount }.
    [weekly] Jūs saņemat “{ $newsletter }” reizi nedēļā: { $amount }.
    [fortnightly] Jūs saņemat “{ $newsletter }” reizi divās nedēļās: { $amount }.
    [monthly] Jūs saņemat “{ $newsletter }” reizi mēnesī: { $amount }.
   *[events-only] No “{ $newsletter }” jūs saņemat tikai pasākumus: { $amount }.
}
page-get-two = Jūs saņemat “{ $first }” un “{ $second }”: { $amount }.
page-get-many = { $count ->
    [zero] Jūs saņemat { $count } biļetenu: { $amount }.
    [one] Jūs saņemat { $count } biļetenu: { $amount }.
   *[other] Jūs saņemat { $count } biļetenus: { $amount }.
}
page-get-paused = Jūsu vēstules ir apturētas līdz { CASE($date, "until") }.
page-get-nothing = Mēs jums neko nesūtām.
page-get-stopped = { $scope ->
    [everything] Mēs jums neko nesūtām: jūs tā lūdzāt.
   *[mailings] Biļeteni jums nenāk: jūs atteicāties no visiem.
}
page-get-complaint = Mēs jums nerakstām: kāda mūsu vēstule tika atzīmēta kā nevēlama.
page-get-bounced = Mēs jums nerakstām: jūsu pastkaste nebija sasniedzama.
page-next = Nākamā vēstule – { CASE($date, "on") }.
page-next-with-issue = Nākamā vēstule nāks, kad būs kas jauns.
page-season-now = { $brings ->
    [full] Līdz { CASE($date, "until") } vēstules nāk pilnībā.
    [short] Līdz { CASE($date, "until") } vēstules ir īsākas.
    [events] Līdz { CASE($date, "until") } nāk tikai pasākumi.
   *[nothing] Līdz { CASE($date, "until") } vēstules nenāk; pēc tam būs viens apskats.
}

# Četras lielās pogas.

page-fewer = Retāk
page-fewer-brings = { $letters ->
    [zero] apmēram { $letters } vēstuļu mēnesī
    [one] apmēram { $letters } vēstule mēnesī
   *[other] apmēram { $letters } vēstules mēnesī
}
page-fewer-brings-minutes = { $letters ->
    [zero] apmēram { $letters } vēstuļu mēnesī, { $minutes }
    [one] apmēram { $letters } vēstule mēnesī, { $minutes }
   *[other] apmēram { $letters } vēstules mēnesī, { $minutes }
}
page-fewer-least = Retāk vairs nevar
page-only-events = Tikai pasākumi
page-only-events-brings = un nekas cits
page-only-events-some = { $newsletters }; pārējais paliek
page-only-events-now = tā ir jau tagad
page-only-events-none = šeit to nav
page-pause = Pauze
page-pause-brings = uz dažām nedēļām
page-stop = Atteikties
page-stop-brings = no kaut kā vai no visa
page-resume = Atsākt
page-resume-brings = beigt pauzi tūlīt

# Pauze un atteikšanās sīkāk.

page-pause-question = Cik ilgi?
page-pause-weeks = { $weeks ->
    [zero] { $weeks } nedēļu
    [one] { $weeks } nedēļa
   *[other] { $weeks } nedēļas
}
page-pause-until = līdz { CASE($date, "until") }
page-pause-date = Līdz kurai dienai
page-pause-save = Apturēt līdz tai
page-pause-then = Pēc tam
page-pause-then-summary = viena apskata vēstule
page-pause-then-nothing = bez apskata
page-pause-brought = Pēc tam nāks viena vēstule ar iznākušā apskatu.

page-stop-question = No kā atteikties?
page-stop-one-still = Pārējie biļeteni nāks arī turpmāk.
page-stop-one-only = Nekas cits no mums vairs nenāks.
page-stop-all = No visiem biļeteniem
page-stop-all-still = Atbildēsim tikai uz jūsu pašu lūgumiem.
page-stop-everything = No visa
page-stop-everything-still = Nenāks nekas, kamēr nevēlēsieties atgriezties.
page-stop-farewell = Stājas spēkā uzreiz. Atvadu vēstuli nesūtām.

# Kas ir apturēts.

page-stopped-one = “{ $newsletter }” jums vairs nenāk.
page-stopped-all = Biļeteni jums vairs nenāk.
page-stopped-everything = No mums jums vairs nekas nenāk.
page-stopped-elsewhere = Šajā lapā to atjaunot nevar.
page-restore = Atjaunot
page-restore-one = Atjaunot “{ $newsletter }”

# Citas izvēles.

page-more = Vairāk izvēļu
page-group-often = Cik bieži
page-group-what = Kas
page-group-when = Kad
page-group-when-never = izņemot { $hours }
page-group-much = Cik kopā
page-how-often = Cik bieži
page-paused-line = Apturēts līdz { CASE($date, "until") }.
page-choice-every-issue = Katra vēstule
page-choice-weekly = Reizi nedēļā
page-choice-fortnightly = Reizi divās nedēļās
page-choice-monthly = Reizi mēnesī
page-choice-events-only = Tikai pasākumi
page-choice-raises = Vēstuļu kopā četrās nedēļās: apmēram { $letters }; jūsu robeža { $window } pieaugs no { $from } uz { $to }.
page-save = Saglabāt
page-when = Kad
page-when-week = { $weekday }, { $time }
page-when-month = { $day }. datumā, { $time }
page-when-weekday = Diena
page-when-day = Mēneša diena
page-when-time = Laiks
page-when-short-month = Īsākā mēnesī – tā pēdējā dienā.
page-form = Cik gara
page-form-full = Visa vēstule
page-form-short = Īsā vēstule
page-topics = Par ko
page-topics-save = Saglabāt tematus
page-first = Kas vispirms
page-first-none = kā sakārtojam mēs
page-first-why = Būs pirmais un paliks pilnībā arī tad, ja vēstule jāsaīsina.
page-events = Jauni pasākumi
page-events-no = Nākamajā vēstulē, kas pagūs laikus
page-events-yes = Uzreiz, atsevišķā vēstulē

# Visām vēstulēm.

page-all-letters = Visas jūsu vēstules
page-quiet-hours = Klusās stundas
page-quiet-span = { $from }–{ $to }
page-quiet-none = nav
page-quiet-from = No
page-quiet-to = līdz
page-quiet-why = Vēstules pagaidīs, līdz klusās stundas pēc jūsu laika būs beigušās.
page-as-usual = Kā parasti: { $usual }
page-quiet-days = Klusās dienas
page-quiet-holidays = Svētku dienas
page-days-as-usual = Kā parasti
page-reading = Lasīšanas laiks
page-reading-none = Bez ierobežojuma
page-reading-most = Nedēļā ne vairāk kā { $most }
page-reading-why = Tas, ko likāt pirmajā vietā, nāks pilnībā, pārējais – īsumā vai kā saite.
page-most = Vēstules kopā
page-most-usual = Kā solījām: ne vairāk kā { $most } { $window }
page-most-own = Ne vairāk kā { $most } { $window }
page-pause-return = Pauze un atgriešanās
page-level = Līmenis
page-level-none = Neviens no šiem
page-level-brings = ne vairāk kā { $most } { $window }
page-occasions = Notikumi
page-occasions-why = Ja atzīmes nav, mēs par to jums nerakstām.
page-occasions-all = visi
page-occasions-without = bez: { $occasions }
page-place = Vieta
page-place-now = Vietējais laiks: { $place }.
page-place-change = Esmu citur
page-place-title = Kur jūs esat?
page-place-why = Lai klusās stundas un vēstuļu laiki būtu jūsu.
page-place-africa = Āfrika
page-place-america = Amerika
page-place-antarctica = Antarktīda
page-place-arctic = Arktika
page-place-asia = Āzija
page-place-atlantic = Atlantijas okeāns
page-place-australia = Austrālija
page-place-europe = Eiropa
page-place-indian = Indijas okeāns
page-place-pacific = Klusais okeāns
page-seasons = Vēstules { $season }
page-season-dates = { $range } ({ $season })
page-season-default-mixed = Kā darām mēs
page-season-default = { $form ->
    [full] Kā darām mēs: vēstules pilnībā
    [short] Kā darām mēs: īsākas vēstules
    [events] Kā darām mēs: tikai pasākumi
   *[nothing] Kā darām mēs: bez vēstulēm
}
page-season-full = Vēstules pilnībā
page-season-short = Īsākas vēstules
page-season-events = Tikai pasākumi
page-season-nothing = Bez vēstulēm, un pēc tam viens apskats
page-language = Valoda
page-remark = Kas jums derētu labāk?
page-remark-note = Viena rinda, ja vēlaties. Mēs to izlasīsim; pati par sevi tā neko nemaina.
page-remark-kept = Jūsu rinda ir pie mums. Jauna stāsies tās vietā.
page-remark-send = Nosūtīt
page-remark-withdraw = Paņemt atpakaļ

# Ko mēs solām.

page-promise = Mūsu solījums
page-promise-limit = { $own ->
    [yes] Ne vairāk kā { $most } { $window }, kā izvēlējāties.
   *[no] Ne vairāk kā { $most } { $window }.
}
page-newer-more = “{ $newsletter }” tagad drīkst sūtīt līdz { $most } { $window }.
page-newer-no-limit = “{ $newsletter }” vairs nav robežas { $window }.
page-newer-ceiling = Ar “{ $newsletter }” tagad varat izvēlēties līdz { $most } { $window }.
page-newer-sooner = “{ $newsletter }” tagad drīkst nākt atkal jau pēc { $hours ->
    [zero] { $hours } stundām
    [one] { $hours } stundas
   *[other] { $hours } stundām
}.
page-newer-less-quiet = “{ $newsletter }” tagad klusē tikai no { $from } līdz { $to }.
page-newer-no-quiet = “{ $newsletter }” vairs nav kluso stundu.
page-newer-quiet-days = “{ $newsletter }” tagad ir mazāk kluso dienu.
page-newer-keep = Jums paliek spēkā iepriekšējais solījums, ja vien šim nepiekrītat.
page-newer-agree = Piekrist
page-promise-quiet = Nekad no { $from } līdz { $to } pēc jūsu laika.
page-promise-more = Vairāk – tikai pēc jūsu izvēles, un nekad vairāk kā { $ceiling } { $window }.

# Pēc izmaiņām.

page-done-fewer = Gatavs. Turpmāk vēstuļu būs mazāk.
page-done-only-events = Gatavs. Turpmāk nāks tikai pasākumi.
page-done-pause = Gatavs. Vēstulēm ir pauze.
page-done-resume = Gatavs. Vēstules atkal nāk.
page-done-stop = Gatavs. Vairs nenāks, kā lūdzāt.
page-done-restore = Gatavs. Atkal nāks.
page-done-how-often = Gatavs. Nākamā vēstule nāks jau tā.
page-done-topics = Gatavs. Nākamā vēstule nāks jau tā.
page-done-when = Gatavs. Nākamā vēstule nāks jau tā.
page-done-form = Gatavs. Nākamā vēstule nāks jau tā.
page-done-first = Gatavs. Nākamā vēstule nāks jau tā.
page-done-at-once = Gatavs. Spēkā no nākamā pasākuma.
page-done-zone = Gatavs. Laiks tagad ir jūsu.
page-done-quiet-hours = Gatavs. Spēkā uzreiz.
page-done-quiet-days = Gatavs. Spēkā uzreiz.
page-done-minutes = Gatavs. Spēkā no nākamās vēstules.
page-done-occasions = Gatavs. Atcerēsimies katru gadu.
page-done-level = Gatavs. Spēkā uzreiz.
page-done-accept = Gatavs. Paldies.
page-done-remark = Paldies. Jūsu rinda ir pie mums.
page-done-remark-withdrawn = Gatavs. Pie mums tās vairs nav.
page-done-season = Gatavs. Atcerēsimies katru gadu.
page-done-language = Gatavs. Nākamā vēstule nāks jau tā.
page-done-undo = Atcelts. Viss ir kā iepriekš.
page-done-not-undone = Nekas nav atcelts: tas jau ir atcelts, vai arī jūs kopš tā laika esat izvēlējušies no jauna.
page-done-least = Retāk vairs nevar. Varbūt der tikai pasākumi vai pauze.
page-done-already = Tā jau bija; nekas nav mainījies.
page-done-most = Gatavs. Spēkā uzreiz.
page-done-instead = Gatavs. Nāks reizi mēnesī.
page-undo = Atcelt

# Atteikšanās no vēstules.

page-leave-title = Atteikties
page-leave-one = Atteikties no “{ $newsletter }”?
page-leave-some = No kā atteikties?
page-leave-left-one = “{ $newsletter }” jums vairs nenāks.
page-both = { $first }” un “{ $second }
page-leave-left-all = Biļeteni jums vairs nenāks.
page-leave-left-everything = Mēs jums vairs nerakstīsim.
page-leave-stop = Atteikties no “{ $newsletter }”
page-leave-all = Atteikties no visiem biļeteniem
page-leave-everything = Atteikties no visa
page-leave-or = Varbūt vienkārši retāk?
page-leave-change = Retāk, tikai pasākumi vai pauze
page-one-click-done = Gatavs. Šīs vēstules vairs nenāks.
page-one-click-wording = Atteikšanās ar vienu klikšķi pasta programmā.
page-instead = Varbūt “{ $newsletter }” reizi mēnesī?
page-instead-button = Labāk reizi mēnesī

# Kāpēc vēstule atnāca.

# How a letter is.

page-feedback-title = Mūsu vēstuļu jums ir …
page-feedback-too-much = Par daudz
page-feedback-right = Tieši tik, cik vajag
page-feedback-too-little = Par maz
page-feedback-note = Jūsu atbilde pati par sevi neko nemaina.
page-feedback-thanks = Paldies
page-feedback-question = Varbūt šādi būtu labāk?
page-feedback-stays = Tad viss paliek, kā ir.
page-feedback-most = Jūs jau saņemat visas vēstules.
page-feedback-choose = Visas izvēles

page-why = Kāpēc šī vēstule?
page-why-sent = Šī vēstule atnāca { CASE($date, "on") }
page-why-open = Šī vēstule ir ceļā
page-why-doubt = Šī vēstule, iespējams, jūs nesasniedza
page-why-ended = Šī vēstule neatnāca
page-why-because = Lūk, kāpēc:
page-why-brings = Tajā: { $newsletters }.
page-why-none = Jūsu biļeteni: { $newsletters }.
page-why-not = Un pārējās?
page-why-not-lead = Pēdējās iznākušās vēstules – un kas ar tām noticis pie jums.
page-why-lately = Kas nesen iznācis un ko no tā saņēmāt
page-why-lately-none = Nekas cits pēdējā laikā nav iznācis.

# Publiskās lapas.

page-archive = Vēstules
page-archive-all = Visas vēstules
page-archive-none = Vēl nekas nav iznācis.
page-archive-feed = Kā ziņu plūsma (Atom)
page-home-title = Biļeteni
page-issue-form-full = Visa vēstule, { $minutes }
page-issue-form-short = Īsumā, { $minutes }
page-issue-left-out = { $count ->
    [one] Vēl { $count } – visā vēstulē.
   *[other] Vēl { $count } – visā vēstulē.
}

# Ja kaut kas neizdodas.

page-bad-link-title = Šī saite nedarbojas
page-bad-link = Iespējams, tā ceļā pārtrūka. Atveriet to no vēstules vēlreiz; jaunākā vēstulē ir jaunāka saite.
page-old-link-title = Šī saite ir novecojusi
page-old-link = Drošības dēļ saites nedarbojas mūžīgi. Atveriet to no jaunākas vēstules.
page-withdrawn-title = Šī vēstule ir atsaukta
page-withdrawn = Sūtītājs to atsauca, tāpēc šeit to vairs nevar lasīt.
page-not-found-title = Šeit nekā nav
page-not-found = Iespējams, adrese pārtrūka. Saites jūsu vēstulēs darbojas.
page-bad-form-title = Mēs to nesapratām
page-bad-form = Nekas nav mainīts. Atgriezieties, izvēlieties vēlreiz un nospiediet kādu no pogām.
page-bad-newsletter = Šī biļetena jums nav. Nekas nav mainīts; atgriezieties un izvēlieties vēlreiz.
page-bad-choice = To vairs nevar izvēlēties. Nekas nav mainīts; atgriezieties un izvēlieties no saraksta.
page-bad-topics = Bez neviena temata nebūtu ko sūtīt. Ja biļetenu nevēlaties, atsakieties no tā.
page-bad-pause = Pauze beidzas ne agrāk kā rīt un ne vēlāk kā pēc gada. Nekas nav mainīts; izvēlieties citu dienu.
page-bad-quiet = Ja klusums būtu no { $from } līdz { $to }, vēstulēm dienā paliktu: { $left }. Nekas nav mainīts; atstājiet vismaz stundu.
page-bad-quiet-days = Ja klusas ir visas dienas, vēstulēm nepaliek nevienas. Nekas nav mainīts; atstājiet vienu dienu vai izvēlieties pauzi.
page-bad-minutes = Robeža ir no 1 līdz { $most } minūtēm. Nekas nav mainīts; izvēlieties no saraksta.
page-bad-most = Robeža ir no 1 līdz { $most } vēstulēm. Nekas nav mainīts; izvēlieties no saraksta.
page-bad-accept = Mūsu solījums atkal ir mainījies. Nekas nav mainīts; atgriezieties un izlasiet to vēlreiz.
page-bad-restore = To apturējāt ne jūs, tāpēc šeit to atjaunot nevar. Nekas nav mainīts.
page-too-large = Tas ir vairāk, nekā šī lapa pieņem. Nekas nav mainīts.
page-busy-title = Vienu mirkli
page-busy = Pašlaik tas neizdevās, un nekas nav mainīts. Lūdzu, mēģiniet vēlreiz pēc minūtes.
page-back = Uz jūsu vēstulēm

# Pasākums un atgādinājumi par to.

page-remind-day = Atgādināt dienu iepriekš
page-remind-hour = Atgādināt stundu iepriekš
page-remind-forget = Neatgādināt
page-remind-comes = Atgādināsim { CASE($at, "on") }.
page-remind-calendar = Pievienot kalendāram
page-remind-cancelled = Tas ir atcelts.
page-remind-begun = Tas jau ir sācies.
page-remind-left = Šo biļetenu jūs vairs nesaņemat, tāpēc par to nerakstām.
page-remind-none = Tas sākas pārāk drīz, lai paspētu atgādināt.
page-done-remind = Gatavs. Mēs atgādināsim.
page-done-forget = Gatavs. Neatgādināsim.
