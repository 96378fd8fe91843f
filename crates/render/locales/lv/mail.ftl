# Vārdi ap vēstules saturu.

mail-greeting = Labdien, { $name }!

mail-doubt = Mūsu { CASE($date, "of") } vēstule, iespējams, jūs nesasniedza:
mail-doubt-link = izlasiet to šeit
mail-silence = Mūsu iepriekšējā vēstule atnāca { CASE($date, "on") }. Šī nāk tāpēc, ka jūs saņemat “{ $newsletters }” un ir kas jauns.
mail-silence-paused = Mūsu iepriekšējā vēstule atnāca { CASE($date, "on") }. Vēstules atkal nāk, jo jūsu pauze beidzās { CASE($until, "on") }.

mail-earlier = No iepriekšējiem
mail-from-letter = No izdevuma “{ $title }”
mail-linked = Un vēl { $count }, { $minutes }
mail-linked-untimed = Un vēl { $count }
mail-stop-part = Atteikties tikai no “{ $publication }”

mail-change = Mainīt vai atteikties
mail-why = Kāpēc šī vēstule?
mail-browser = Skatīt pārlūkā
mail-promise = { $number }. vēstule no ne vairāk kā { $most } { $window }.
mail-feedback = Mūsu vēstuļu ir:
mail-feedback-too-much = par daudz
mail-feedback-right = tieši tik, cik vajag
mail-feedback-too-little = par maz
mail-choice-named = Jaunums kopš iepriekšējās vēstules: { $choice }
mail-choice-undo = Atcelt vai mainīt

mail-subject-more = { $titles } un vēl { $count }
mail-subject-letters = { $publication }: { $letters }, { $range }
mail-subject-letters-undated = { $publication }: { $letters }
mail-subject-events = { $publication }: { $events }
mail-digest-title = { $letters }, { $range }

mail-test-subject = Izmēģinājums: { $subject }
mail-test-note = Šis ir izmēģinājums. Tas nosūtīts tikai jums, nevienam citam.

# Vēstules par pasākumiem.

mail-event-subject-announced = { $titles }
mail-event-subject-changed = Jauns laiks: { $titles }
mail-event-subject-cancelled = Atcelts: { $titles }
mail-event-subject-day-before = Atgādinājums: { $titles }
mail-event-subject-hour-before = Drīz: { $titles }
mail-event-subject-corrected = Labojums: { $titles }

mail-event-said-announced = Jauns pasākums
mail-event-said-changed = Kopš mūsu ziņas laiks ir mainījies.
mail-event-said-cancelled = Mēs jums par to rakstījām. Tas nenotiks.
mail-event-said-day-before = Jūs lūdzāt atgādināt.
mail-event-said-hour-before = Jūs lūdzāt atgādināt.
mail-event-said-corrected = Iepriekš mēs kļūdījāmies. Pareizi ir tā.

mail-event-cancelled = Atcelts
mail-event-moved = Jauns laiks
mail-event-remind = Atgādināt man
mail-event-calendar = Pievienot kalendāram
