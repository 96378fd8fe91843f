# Palabras que rodean el contenido de un correo.

mail-greeting = Hola, { $name }:

mail-doubt = Puede que nuestro correo del { $date } no te haya llegado:
mail-doubt-link = léelo aquí
mail-silence = Nuestro último correo te llegó el { $date }. Este llega porque recibes { $newsletters } y hay algo nuevo.
mail-silence-paused = Nuestro último correo te llegó el { $date }. Vuelven los correos porque tu pausa terminó el { $until }.

mail-earlier = De antes
mail-from-letter = De «{ $title }»
mail-linked = Y { $count } más, { $minutes }
mail-linked-untimed = Y { $count } más
mail-stop-part = Dejar solo { $publication }

mail-change = Cambiar o darse de baja
mail-why = ¿Por qué este correo?
mail-browser = Ver en el navegador
mail-promise = Correo { $number } de { $most } como máximo en { $window }.
mail-feedback = Nuestros correos son:
mail-feedback-too-much = demasiados
mail-feedback-right = los justos
mail-feedback-too-little = muy pocos
mail-choice-named = Nuevo desde tu último correo: { $choice }
mail-choice-undo = Deshacer o cambiar

mail-subject-more = { $titles } y { $count } más
mail-subject-letters = { $publication }: { $letters }, { $range }
mail-subject-letters-undated = { $publication }: { $letters }
mail-subject-events = { $publication }: { $events }
mail-digest-title = { $letters }, { $range }

mail-test-subject = Prueba: { $subject }
mail-test-note = Esto es una prueba. Te ha llegado solo a ti; nadie más la ha recibido.

# Correos sobre eventos.

mail-event-subject-announced = { $titles }
mail-event-subject-changed = Nueva hora: { $titles }
mail-event-subject-cancelled = Cancelado: { $titles }
mail-event-subject-day-before = Recordatorio: { $titles }
mail-event-subject-hour-before = En breve: { $titles }
mail-event-subject-corrected = Corrección: { $titles }

mail-event-said-announced = Un nuevo evento
mail-event-said-changed = La hora ha cambiado desde que te lo contamos.
mail-event-said-cancelled = Te hablamos de esto. No se celebrará.
mail-event-said-day-before = Nos pediste que te lo recordáramos.
mail-event-said-hour-before = Nos pediste que te lo recordáramos.
mail-event-said-corrected = Te lo contamos mal. Así es en realidad.

mail-event-cancelled = Cancelado
mail-event-moved = Nueva hora
mail-event-remind = Recordármelo
mail-event-calendar = Añadir al calendario
