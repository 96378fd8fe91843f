# Pieteikšanās, atgriešanās un tas, ko drīkst tikai adreses īpašnieks: vēstules un lapas.

# Vēstules, ko kāds lūdza ar pogu.

mail-confirmation-subject = Lūdzu, apstipriniet: { $newsletters }
mail-confirmation-lead = Jūs vai kāds, kas ierakstīja jūsu adresi, lūdza no { $sender }: { $newsletters }. Kamēr nenospiedīsiet pogu, nekas nepienāks.
mail-confirmation-button = Jā, sūtiet man
mail-confirmation-until = Saite derīga līdz: { $until }.
mail-confirmation-else = Ja tas nebijāt jūs, nedariet neko. Mēs jums nerakstīsim.

mail-return-subject = Vai vēlaties atgriezties? { $newsletters }
mail-return-lead = Jūs vai kāds, kas ierakstīja jūsu adresi, lūdza no { $sender }: { $newsletters }. Vēstules jums ir apturētas, un atsākt tās varat tikai jūs.
mail-return-button = Jā, atsākt
mail-return-until = Saite derīga līdz: { $until }.
mail-return-else = Ja tas nebijāt jūs, nedariet neko: viss paliks, kā ir.

mail-step-up-subject = Jūsu saite uz datiem: { $sender }
mail-step-up-lead = Jūs lūdzāt no { $sender } saiti, ar kuru varat redzēt, mainīt vai dzēst to, kas par jums glabājas.
mail-step-up-button = Atvērt manus datus
mail-step-up-until = Saite derīga vienu reizi, līdz: { $until }.
mail-step-up-else = Ja tas nebijāt jūs, nedariet neko un nevienam nedodiet šo vēstuli.

mail-new-address-subject = Vai šī ir jūsu jaunā adrese?
mail-new-address-lead = Kāds, kas saņem vēstules no { $sender }, norādīja šo adresi kā savu jauno.
mail-new-address-button = Jā, rakstiet man šeit
mail-new-address-until = Saite derīga līdz: { $until }.
mail-new-address-else = Ja tas nebijāt jūs, nedariet neko. Mēs jums nerakstīsim.

# Pieteikšanās.

page-join-title = Saņemt vēstules: { $organisation }
page-join-link = Saņemt mūsu vēstules
page-join-one = Saņemt { $newsletter }
page-join-address = Jūsu e-pasta adrese
page-join-how-often = Cik bieži
page-join-usual = { $cadence } (parasti)
page-join-topics = Temati
page-join-leave-empty = Atstājiet tukšu
page-join-button = Atsūtīt vēstuli apstiprināšanai
page-join-note = Pienāks viena vēstule, lai pārliecinātos, ka tas esat jūs. Kamēr nenospiedīsiet tajā pogu, nekas cits nepienāks.
page-join-sent-title = Ieskatieties pastkastē
page-join-sent = Ja uz norādīto adresi drīkst rakstīt, vēstule jau ir ceļā. Nospiediet tajā pogu, un viss ir kārtībā. Ja vēstules nav, meklējiet to starp nevēlamajām un rīt mēģiniet vēlreiz.
page-bad-join-title = Vēl viena lieta
page-join-back = Atpakaļ uz veidlapu
page-bad-address = Tas neizskatās pēc e-pasta adreses. Rakstiet to tā: name@example.org.
page-bad-nothing-chosen = Izvēlieties vismaz vienu izdevumu.
page-bad-consent = Bez tā mēs jums neko nevaram sūtīt: { $wording }
page-too-many-title = Pārāk daudz uzreiz
page-too-many = Šobrīd piesakās pārāk daudz cilvēku. Mēģiniet pēc dažām minūtēm.

# Apstiprināšana.

page-confirm-title = Viens spiediens, un viss ir kārtībā
page-confirm-return-title = Viens spiediens, un esat atpakaļ
page-confirm-asked = Jūs lūdzāt:
page-confirm-agreed = Jūs arī piekritāt:
page-confirm-lifts = Vēstules jums šobrīd ir apturētas. Poga atsāk iepriekš nosauktās, un neko citu.
page-confirm-button = Jā, tas biju es
page-confirm-done-title = Jau izdarīts
page-confirm-done = Šī saite jau ir izmantota. Viss ir tā, kā izvēlējāties; saite, lai to mainītu, ir katrā vēstulē.
page-confirm-gone-title = Šī saite ir novecojusi
page-confirm-gone = Tā derēja septiņas dienas. Piesakieties vēlreiz, un saņemsiet jaunu.
page-confirm-again = Pieteikties vēlreiz
page-welcome-title = Laipni lūdzam
page-welcome-back-title = Prieks, ka esat atpakaļ
page-welcome-promise = Jūs saņemat { $what }: nekad vairāk kā { $most } { $window } un nekad no { $from } līdz { $to }.
page-welcome-promise-any-time = Jūs saņemat { $what }: nekad vairāk kā { $most } { $window }.
page-welcome-promise-each = { $newsletter } ({ $cadence })
page-welcome-promise-change = Mainīt vai apturēt varat jebkurā brīdī
page-address-confirm-title = Jūsu jaunā adrese
page-address-confirm = Turpmāk vēstules pienāks uz { $address }.
page-address-confirm-button = Jā, rakstiet man šeit
page-address-done-title = Vēstules tagad pienāk šeit
page-address-done = Vecās adreses pie mums vairs nav.
page-address-taken-title = Šo adresi nevar izmantot
page-address-taken = Tā pieder kādam, kas jau saņem mūsu vēstules.

# Mani dati.

page-data-title = Mani dati
page-data-link = Mani dati
page-data-since = Mēs jūs pazīstam kopš { CASE($date, "of") }.
page-data-history = Ko izvēlējāties un kam piekritāt
page-data-how = Kā
page-data-until = līdz { CASE($date, "until") }
page-data-about-choice = { $newsletter }
page-data-about-stop = Apturēts
page-data-about-stop-one = Apturēts: { $newsletter }
page-data-about-consent = Piekrišana
page-data-about-feedback = Jūsu atbilde par vēstuli
page-data-about-change = Mainīts
page-data-how-page = mūsu lapā
page-data-how-snippet = ar veidlapu citā lapā
page-data-how-one-click = ar jūsu pasta programmas pogu
page-data-how-mail = ar vēstuli
page-data-how-operator = to darījām mēs
page-data-how-import = no saraksta, ko mums nodeva
page-data-how-undo = jūs to atsaucāt
page-data-how-confirmation = ar pogu vēstulē
page-data-how-own = to darījāt jūs
page-data-how-complaint = vēstule atzīmēta kā nevēlama
page-data-how-hard-bounce = jūsu pastkaste nav sasniedzama
page-data-how-erasure = jūs lūdzāt sevi dzēst
page-data-withdraw = Vairs nepiekrītu
page-data-withdrawn = Jūs tam vairs nepiekrītat.
page-data-owner-title = Tikai jums
page-data-owner = Lai paņemtu līdzi savus datus, tos dzēstu, mainītu adresi vai atjaunotu saites, vispirms nosūtīsim saiti uz jūsu adresi: šī lapa varēja nonākt pie citiem kopā ar vēstuli.
page-data-owner-button = Atsūtīt saiti
page-data-asked-title = Ieskatieties pastkastē
page-data-asked = Ja drīkstam jums rakstīt, saite jau ir ceļā uz jūsu adresi. Tā derīga vienu reizi, pusstundu.

page-step-up-title = Ko vēlaties darīt?
page-step-up-once = Šī saite der vienai no šīm darbībām, vienu reizi. Citai lūdziet citu saiti.
page-step-up-export = Paņemt līdzi manus datus
page-step-up-export-json = JSON, programmām
page-step-up-export-csv = CSV, tabulām
page-step-up-address = Mainīt adresi
page-step-up-address-label = Jaunā adrese
page-step-up-address-button = Nosūtīt turp vēstuli apstiprināšanai
page-step-up-links = Atjaunot manas saites
page-step-up-links-note = Saites uz jūsu izvēlēm visās līdzšinējās vēstulēs pārstās darboties, ja tās ir vēl kādam. Atteikties vecā vēstulē varēs arī turpmāk.
page-step-up-links-button = Atjaunot
page-step-up-links-done-title = Jūsu saites ir jaunas
page-step-up-links-done = Saites uz izvēlēm agrākajās vēstulēs vairs nedarbojas. Šī ir jūsu:
page-step-up-erase = Dzēst visu
page-step-up-erase-note = Jūsu adrese, vārds un viss, kas pasaka, kas jūs esat, tiek dzēsts. To nevar atsaukt. Vēstules vairs nepienāks.
page-step-up-erase-sure = Jā, dzēst visu par mani
page-step-up-erase-button = Dzēst
page-step-up-erased-title = Jūsu dati ir dzēsti
page-step-up-erased = Mēs vairs nezinām, kas jūs esat. Visu labu.
page-step-up-gone-title = Šī saite vairs nedarbojas
page-step-up-gone = Tā derēja vienu reizi, pusstundu. Lūdziet jaunu savu datu lapā.
page-step-up-address-sent = Ja uz to adresi drīkst rakstīt, vēstule apstiprināšanai jau ir ceļā. Līdz tam viss paliek, kā ir.

page-revoked-title = Šī saite vairs nav jūsu
page-revoked = Jūs atjaunojāt savas saites. Mēs varam nosūtīt svaigu uz jūsu adresi.
page-revoked-button = Atsūtīt svaigu saiti
