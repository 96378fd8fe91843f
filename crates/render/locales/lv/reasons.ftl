# Kāpēc vēstule atnāca, gaida vai neatnāca – vienkāršos vārdos tam, kurš to saņem.

reason-chosen-reader = { $cadence ->
    [every-issue] Jūs izvēlējāties katru “{ $publication }” vēstuli, tiklīdz tā iznāk.
    [weekly] Jūs izvēlējāties “{ $publication }” reizi nedēļā.
    [fortnightly] Jūs izvēlējāties “{ $publication }” reizi divās nedēļās.
    [monthly] Jūs izvēlējāties “{ $publication }” reizi mēnesī.
   *[events-only] No “{ $publication }” jūs izvēlējāties tikai pasākumus.
}

reason-form-chosen-reader = { $form ->
    [full] Jūs izvēlējāties “{ $publication }” pilnībā.
    [short] Jūs izvēlējāties “{ $publication }” īsumā.
   *[events] No “{ $publication }” jūs izvēlējāties tikai pasākumus.
}

reason-season-reader = { $own ->
    [yes] { $brings ->
        [full] Vēstules { $season } nāk pilnībā, kā izvēlējāties.
        [short] Vēstules { $season } ir īsākas, kā izvēlējāties.
        [events] Vēstules { $season } ir tikai par pasākumiem, kā izvēlējāties.
       *[nothing] Vēstules { $season } nenāk, kā izvēlējāties; pēc tam būs viens apskats.
    }
   *[no] { $brings ->
        [full] Vēstules { $season } nāk pilnībā.
        [short] Vēstules { $season } ir īsākas.
        [events] Vēstules { $season } ir tikai par pasākumiem.
       *[nothing] Vēstules { $season } nenāk; pēc tam būs viens apskats.
    }
}

reason-unconfirmed-reader = Jūsu adrese vēl nav apstiprināta.

reason-stopped-reader = { $cause ->
    [own] { $scope ->
        [publication] Jūs atteicāties no “{ $publication }”.
        [mailings] Jūs atteicāties no visiem mūsu biļeteniem.
       *[everything] Jūs lūdzāt jums vairs nerakstīt.
    }
    [complaint] Jūsu pasts ziņoja, ka mūsu vēstule nav vēlama, un mēs pārstājām rakstīt.
    [hard-bounce] Jūsu pastkaste nebija sasniedzama, un mēs pārstājām rakstīt.
   *[erasure] Jūsu dati ir dzēsti, un mēs pārstājām rakstīt.
}

reason-paused-reader = { $all ->
    [yes] Jūs apturējāt visas vēstules līdz { CASE($until, "until") }.
   *[no] Jūs apturējāt “{ $publication }” līdz { CASE($until, "until") }.
}

reason-cap-reader = { $by ->
    [own] Iepriekšējās { $window } saņemts: { $used }; jūsu izvēlētā robeža ir { $most }.
    [ceiling] Iepriekšējās { $window } saņemts: { $used }; vairāk kā { $most } mēs nesūtām nevienam.
    [level] Iepriekšējās { $window } saņemts: { $used }; jūsu izvēlētais līmenis atļauj ne vairāk kā { $most }.
   *[default] Iepriekšējās { $window } saņemts: { $used }; mēs solījām ne vairāk kā { $most }.
}

reason-leaves-room-reader = Vieta atstāta kam svarīgākam, kas nāks { CASE($day, "on") }.

reason-left-out-reader = { $class ->
    [offer] Piedāvājumi nav iekļauti: to jau bija tik, cik solījām lielākais.
    [event] Pasākumi nav iekļauti: to jau bija tik, cik solījām lielākais.
   *[other] Raksti nav iekļauti: to jau bija tik, cik solījām lielākais.
}

reason-minutes-reader = Jūs lūdzāt nedēļā ne vairāk lasāmā kā { $most }; jau ir bijis: { $had }.

reason-earlier-promise-reader = Mēs turam solījumu, ko devām, kad pieteicāties.
reason-lowered-by-reader = { $publication } sola mazāk vēstuļu, un to ievērojam visā, ko jums sūtām.

reason-quiet-day-reader = { $holiday ->
    [yes] Vēstule gaida līdz { CASE($until, "until") }: { CASE($date, "on") } pie jums ir svētku diena.
   *[no] Vēstule gaida līdz { CASE($until, "until") }: { $date } ir klusā diena.
}

reason-spread-reader = Vēstule nāks { CASE($at, "on") }, mazliet pēc klusā laika.

reason-below-minimum-reader = “{ $publication }” vēstulei bija par maz; tā nāks { CASE($day, "on") }.

reason-overflow-reader = “{ $publication }” bija vairāk, nekā vienā vēstulē ietilpst: vēl { $linked } atrodams saitē.

reason-nothing-on-return-reader = Jūs izvēlējāties nesaņemt to, kas iznāca, kamēr “{ $publication }” bija apturēts.

reason-occasion-reader = Jūs lūdzāt par to jums nerakstīt: { $name }.

reason-announced-alone-reader = { $asked ->
    [yes] Jūs lūdzāt par jauniem pasākumiem ziņot uzreiz.
   *[no] Sākums ir { CASE($day, "on") }; nākamā vēstule to būtu pateikusi par vēlu.
}

reason-reminder-reader = Jūs lūdzāt par to atgādināt.

reason-event-changed-reader = Mēs jums par šo pasākumu rakstījām, un laiks ir mainījies: tas sākas { CASE($at, "on") }.

reason-event-cancelled-reader = Mēs jums par šo pasākumu rakstījām, un tas nenotiks.
reason-corrected-reader = Kādā no mūsu vēstulēm bija kļūda, un šī vēstule to izlabo.

reason-too-late-reader = Vēstule jūs sasniegtu tikai pēc sākuma, tāpēc to nesūtījām.

reason-gap-reader = Kopš iepriekšējās vēstules vēl nebija pagājušas { $hours } h; nākamā var nākt { CASE($until, "on") }.

reason-quiet-reader = { $night ->
    [yes] Vēstule gaida līdz plkst. { $to }: naktī mēs jūs netraucējam.
   *[no] Vēstule gaida līdz plkst. { $to }: pašlaik pie jums ir klusais laiks.
}

reason-own-request-reader = Jūs to lūdzāt { CASE($asked, "on") }.

reason-service-exempt-reader = Tā ir atbilde uz jūsu lūgumu; vēstuļu skaitā tā neietilpst.

reason-next-letter-reader = Pārcelts uz nākamo vēstuli { CASE($day, "on") }.

reason-own-letter-reader = Nāks atsevišķā vēstulē { CASE($day, "on") }.

reason-no-window-reader = Dienas, kurās tam neatradās vietas: { $days }. Lai nerakstītu vairāk, nekā solīts, tas izlaists.

reason-expired-reader = Pēc { CASE($day, "of") } tas vairs nebūtu noderīgs, tāpēc izlaists.

reason-nothing-left-reader = Tajā nebija nekā no tā, ko izvēlējāties.

reason-withdrawn-reader = Mēs šo vēstuli atsaucām, pirms tā tika nosūtīta.

reason-cancelled-reader = Mēs šo vēstuli atcēlām, pirms tā tika nosūtīta.

reason-skipped-reader = Mēs šo vēstuli izlaidām: tās laiks bija pagājis.
reason-import-undone-reader = Jūsu adrese pie mums nokļuva kļūdas dēļ un ir izņemta.

reason-no-address-reader = Mums nav adreses, uz kuru sūtīt.

reason-run-paused-reader = Pašlaik vēstules nesūtām; jūsējā gaida.

reason-try-later-reader = Jūsu pastkaste pašlaik nav sasniedzama; mēģināsim vēlreiz { CASE($until, "on") }.
reason-mail-limit-reader = Pasta pakalpojumi vienlaikus pieņem tikai daļu vēstuļu; jūsējo nosūtīsim { CASE($until, "on") }.

reason-refused-reader = Jūsu pasta pakalpojums to nepieņēma.

reason-tried-long-enough-reader = Jūsu pastkaste ilgi nebija sasniedzama, tāpēc vēstule nav nosūtīta.

reason-sender-refused-reader = Pasta serveris no mums vēstules nepieņēma; mēs to noskaidrojam, un jūsu vēstule gaida.

reason-outcome-unknown-reader = Iespējams, tā jūs nesasniedza: savienojums pārtrūka pēdējā brīdī.

reason-noted-in-next-letter-reader = Nākamā vēstule pateica, ka šī, iespējams, jūs nesasniedza.

reason-late-evidence-reader = Vēlāk uzzinājām, ka tā jūs sasniedza.

# Kas noticis ar rakstu vai ar visu vēstuli.

fate-no-line-reader = “{ $publication }” nav starp jūsu biļeteniem.
fate-not-out-reader = Vēl nav iznācis.
fate-comes-out-reader = Iznāks { CASE($at, "on") }.
fate-before-start-reader = Iznāca, pirms pieteicāties saņemt “{ $publication }”.
fate-listed-before-reader = Tas jau iznāca agrāk, un divreiz mēs nesūtām.
fate-only-events-then-reader = Iznāca, kad vēlējāties tikai pasākumus.
fate-topic-not-chosen-reader = Temats “{ $topic }” nav starp jūsu izvēlētajiem.
fate-no-event-reader = Jūs lūdzāt tikai pasākumus.
fate-told-elsewhere-reader = Par to pastāstīja cita vēstule.
fate-sent-reader = Bija { CASE($at, "of") } vēstulē.
fate-linked-reader = Bija { CASE($at, "of") } vēstules saitē.
fate-held-reader = Bija { CASE($at, "of") } vēstulē, kas, iespējams, jūs nesasniedza.
fate-failed-reader = Bija { CASE($at, "of") } vēstulē, ko jūsu pasts nepieņēma.
fate-on-its-way-reader = Būs { CASE($at, "of") } vēstulē.
fate-waits-reader = Gaida nākamo vēstuli.
fate-waits-until-reader = Gaida { CASE($at, "of") } vēstuli.
fate-passed-over-reader = Vietas tam vēl nebija; gaida kādu no nākamajām vēstulēm.
fate-passed-reader = Bija vēstulē, kas netika nosūtīta.
fate-issue-sent-reader = Atnāca { CASE($at, "on") }.
fate-issue-on-its-way-reader = Jau ceļā: jūsu vēstule nāks { CASE($at, "on") }.
fate-issue-waits-reader = Nāks ar nākamo vēstuli.
fate-issue-waits-until-reader = Gaida { CASE($at, "of") } vēstuli.
fate-issue-nothing-reader = Tajā nebija nekā no tā, ko izvēlējāties.

# Kas gaida savu kārtu.

waits-nothing = Nākamajai “{ $publication }” vēstulei pagaidām nekā nav.
waits-nothing-yet = “{ $publication }” vēstulei ({ $at }) pagaidām nekā nav.
waits-for-letter = { $count ->
    [zero] { $count } rakstu gaida nākamo “{ $publication }” vēstuli.
    [one] { $count } raksts gaida nākamo “{ $publication }” vēstuli.
   *[other] { $count } raksti gaida nākamo “{ $publication }” vēstuli.
}
waits-for-moment = { $count ->
    [zero] { $count } rakstu gaida “{ $publication }” vēstuli: { $at }.
    [one] { $count } raksts gaida “{ $publication }” vēstuli: { $at }.
   *[other] { $count } raksti gaida “{ $publication }” vēstuli: { $at }.
}
