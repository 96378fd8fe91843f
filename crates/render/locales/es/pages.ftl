# Palabras de las páginas a las que llevan los correos.

# Lo que alguien recibe ahora.

page-your-letters = Tus correos
page-for = Para { $address }

page-amount = { $most ->
    [yes] { $letters } al mes como máximo
   *[no] más o menos { $letters } al mes
}
page-amount-minutes = { $most ->
    [yes] { $letters } al mes como máximo, { $minutes } de lectura
   *[no] más o menos { $letters } al mes, { $minutes } de lectura
}
page-minutes = { $minutes } de lectura al mes
page-get-one = { $often ->
    [every-issue] Recibes todos los correos de { $newsletter }: { $amount }.
    [weekly] Recibes { $newsletter } una vez a la semana: { $amount }.
    [fortnightly] Recibes { $newsletter } cada dos semanas: { $amount }.
    [monthly] Recibes { $newsletter } una vez al mes: { $amount }.
   *[events-only] Recibes solo los eventos de { $newsletter }: { $amount }.
}
page-get-two = Recibes { $first } y { $second }: { $amount }.
page-get-many = Recibes { $count } boletines: { $amount }.
page-get-paused = Tus correos están en pausa hasta el { $date }.
page-get-nothing = No te enviamos ningún correo.
page-get-stopped = { $scope ->
    [everything] No te enviamos nada: así lo pediste.
   *[mailings] No te enviamos boletines: te diste de baja de todos.
}
page-get-complaint = No te enviamos correos: uno de los nuestros se marcó como no deseado.
page-get-bounced = No te enviamos correos: tu buzón no estaba disponible.
page-next = Tu próximo correo: { $date }.
page-next-with-issue = Tu próximo correo llega cuando haya algo nuevo.
page-season-now = { $brings ->
    [full] Hasta el { $date } tus correos llegan completos.
    [short] Hasta el { $date } tus correos son más cortos.
    [events] Hasta el { $date } recibes solo eventos.
   *[nothing] Hasta el { $date } no llegan correos; después viene un único resumen.
}

# Los cuatro botones grandes.

page-fewer = Menos
page-fewer-brings = { $letters ->
    [one] más o menos { $letters } al mes
   *[other] más o menos { $letters } al mes
}
page-fewer-brings-minutes = { $letters ->
    [one] más o menos { $letters } al mes, { $minutes }
   *[other] más o menos { $letters } al mes, { $minutes }
}
page-fewer-least = Ya recibes lo mínimo
page-only-events = Solo eventos
page-only-events-brings = y nada más
page-only-events-some = de { $newsletters }; el resto sigue igual
page-only-events-now = es lo que recibes ahora
page-only-events-none = aquí no los hay
page-pause = Pausa
page-pause-brings = unas semanas
page-stop = Baja
page-stop-brings = de algo o de todo
page-resume = Reanudar
page-resume-brings = terminar la pausa ya

# Pausa y baja, desplegadas.

page-pause-question = ¿Cuánto tiempo?
page-pause-weeks = { $weeks ->
    [one] { $weeks } semana
   *[other] { $weeks } semanas
}
page-pause-until = hasta el { $date }
page-pause-date = Hasta qué día
page-pause-save = Pausar hasta entonces
page-pause-then = Después
page-pause-then-summary = un correo de resumen
page-pause-then-nothing = ningún resumen
page-pause-brought = Después, un correo resume lo que salió.

page-stop-question = ¿De qué te das de baja?
page-stop-one-still = Tus otros boletines siguen llegando.
page-stop-one-only = No te llegará nada más de nosotros.
page-stop-all = De todos los boletines
page-stop-all-still = Solo respondemos a lo que nos pidas.
page-stop-everything = De todo
page-stop-everything-still = No llega nada, salvo que pidas volver.
page-stop-farewell = Vale desde ya. No enviamos correos de despedida.

# Lo que está de baja.

page-stopped-one = { $newsletter } está de baja.
page-stopped-all = Todos los boletines están de baja.
page-stopped-everything = Todo está de baja.
page-stopped-elsewhere = No se puede reanudar en esta página.
page-restore = Reanudar
page-restore-one = Reanudar { $newsletter }

# Más opciones.

page-more = Más opciones
page-group-often = Cada cuánto
page-group-what = Qué
page-group-when = Cuándo
page-group-when-never = nunca { $hours }
page-group-much = Cuánto en total
page-how-often = Cada cuánto
page-paused-line = En pausa hasta el { $date }.
page-choice-every-issue = Todos los correos
page-choice-weekly = Una vez a la semana
page-choice-fortnightly = Cada dos semanas
page-choice-monthly = Una vez al mes
page-choice-events-only = Solo eventos
page-choice-raises = Unos { $letters } correos en cuatro semanas en total; tu límite sube de { $from } a { $to } en { $window }.
page-save = Guardar
page-when = Cuándo
page-when-week = { $weekday }, { $time }
page-when-month = día { $day }, { $time }
page-when-weekday = Día
page-when-day = Día del mes
page-when-time = Hora
page-when-short-month = En los meses más cortos, el último día.
page-form = Extensión
page-form-full = El correo entero
page-form-short = El correo breve
page-topics = Sobre qué
page-topics-save = Guardar temas
page-first = Qué va primero
page-first-none = en nuestro orden
page-first-why = Va primero, y completo aunque haya que acortar el correo.
page-events = Nuevos eventos
page-events-no = En el próximo correo que llegue a tiempo
page-events-yes = Enseguida, en un correo aparte

# Para todos los correos.

page-all-letters = Todos tus correos
page-quiet-hours = Horas tranquilas
page-quiet-span = { $from }–{ $to }
page-quiet-none = ninguna
page-quiet-from = De
page-quiet-to = a
page-quiet-why = Los correos esperan a que acaben, según tu reloj.
page-as-usual = Como siempre: { $usual }
page-quiet-days = Días tranquilos
page-quiet-holidays = Festivos
page-days-as-usual = Como siempre
page-reading = Tiempo de lectura
page-reading-none = Sin límite
page-reading-most = { $most } a la semana como máximo
page-reading-why = Lo que pusiste primero llega completo; el resto, en breve o como enlace.
page-most = Correos en total
page-most-usual = Lo prometido: { $most } como máximo en { $window }
page-most-own = { $most } como máximo en { $window }
page-pause-return = Pausa y vuelta
page-level = Nivel
page-level-none = Ninguno de estos
page-level-brings = { $most } como máximo en { $window }
page-occasions = Ocasiones
page-occasions-why = Sin marca, no te escribimos sobre ello.
page-occasions-all = todas
page-occasions-without = sin { $occasions }
page-place = Lugar
page-place-now = Las horas son las de { $place }.
page-place-change = Estoy en otro sitio
page-place-title = ¿Dónde estás?
page-place-why = Para que las horas tranquilas y las de los correos sean las tuyas.
page-place-africa = África
page-place-america = América
page-place-antarctica = Antártida
page-place-arctic = Ártico
page-place-asia = Asia
page-place-atlantic = Atlántico
page-place-australia = Australia
page-place-europe = Europa
page-place-indian = Océano Índico
page-place-pacific = Pacífico
page-seasons = Correos { $season }
page-season-dates = { $range } ({ $season })
page-season-default-mixed = Como lo hacemos
page-season-default = { $form ->
    [full] Como lo hacemos: correos completos
    [short] Como lo hacemos: correos más cortos
    [events] Como lo hacemos: solo eventos
   *[nothing] Como lo hacemos: sin correos
}
page-season-full = Correos completos
page-season-short = Correos más cortos
page-season-events = Solo eventos
page-season-nothing = Sin correos, y después un único resumen
page-language = Idioma
page-remark = ¿Qué te iría mejor?
page-remark-note = Una línea, si quieres. La leemos; por sí sola no cambia nada.
page-remark-kept = Tenemos tu línea. Otra ocupará su lugar.
page-remark-send = Enviar
page-remark-withdraw = Retirarla

# Lo que prometemos.

page-promise = Nuestra promesa
page-promise-limit = { $own ->
    [yes] { $most } como máximo en { $window }, como elegiste.
   *[no] { $most } como máximo en { $window }.
}
page-newer-more = { $newsletter } puede enviar ahora hasta { $most } en { $window }.
page-newer-no-limit = { $newsletter } ya no tiene límite en { $window }.
page-newer-ceiling = Con { $newsletter } ahora puedes elegir hasta { $most } en { $window }.
page-newer-sooner = { $newsletter } puede volver a llegar ahora después de { $hours ->
    [one] { $hours } hora
   *[other] { $hours } horas
}.
page-newer-less-quiet = { $newsletter } ahora solo calla de { $from } a { $to }.
page-newer-no-quiet = { $newsletter } ya no tiene horas tranquilas.
page-newer-quiet-days = { $newsletter } tiene ahora menos días tranquilos.
page-newer-keep = Para ti vale nuestra promesa anterior, salvo que aceptes esto.
page-newer-agree = Aceptar
page-promise-quiet = Nunca entre las { $from } y las { $to }, a tu hora.
page-promise-more = Solo tú puedes elegir más, y nunca más de { $ceiling } en { $window }.

# Después de un cambio.

page-done-fewer = Hecho. Desde ahora recibes menos correos.
page-done-only-events = Hecho. Desde ahora recibes solo eventos.
page-done-pause = Hecho. Tus correos están en pausa.
page-done-resume = Hecho. Tus correos vuelven a llegar.
page-done-stop = Hecho. Estás de baja, como pediste.
page-done-restore = Hecho. Vuelve a llegar.
page-done-how-often = Hecho. Tu próximo correo ya lo sigue.
page-done-topics = Hecho. Tu próximo correo ya lo sigue.
page-done-when = Hecho. Tu próximo correo ya lo sigue.
page-done-form = Hecho. Tu próximo correo ya lo sigue.
page-done-first = Hecho. Tu próximo correo ya lo sigue.
page-done-at-once = Hecho. Vale desde el próximo evento.
page-done-zone = Hecho. Las horas son las tuyas.
page-done-quiet-hours = Hecho. Vale desde ya.
page-done-quiet-days = Hecho. Vale desde ya.
page-done-minutes = Hecho. Vale desde el próximo correo.
page-done-occasions = Hecho. Lo recordaremos cada año.
page-done-level = Hecho. Vale desde ya.
page-done-accept = Hecho. Gracias.
page-done-remark = Gracias. La tenemos.
page-done-remark-withdrawn = Hecho. Ya no la tenemos.
page-done-season = Hecho. Lo recordaremos cada año.
page-done-language = Hecho. Tu próximo correo ya lo sigue.
page-done-undo = Deshecho. Todo está como antes.
page-done-not-undone = No se ha deshecho nada: ya estaba deshecho, o desde entonces ha elegido de nuevo.
page-done-least = Ya recibes lo mínimo. Quizá te vayan mejor solo los eventos, o una pausa.
page-done-already = Ya era así; no ha cambiado nada.
page-done-most = Hecho. Vale desde ya.
page-done-instead = Hecho. Llega una vez al mes.
page-undo = Deshacer

# Darse de baja desde un correo.

page-leave-title = Darse de baja
page-leave-one = ¿Darte de baja de { $newsletter }?
page-leave-some = ¿De qué te das de baja?
page-leave-left-one = Ya no recibes { $newsletter }.
page-both = { $first } y { $second }
page-leave-left-all = Ya no recibes boletines nuestros.
page-leave-left-everything = Ya no recibes nada nuestro.
page-leave-stop = Darme de baja de { $newsletter }
page-leave-all = Darme de baja de todos los boletines
page-leave-everything = Darme de baja de todo
page-leave-or = ¿O bastaría con menos?
page-leave-change = Menos, solo eventos o una pausa
page-one-click-done = Hecho. Estos correos ya no llegarán.
page-one-click-wording = Baja con un clic en el programa de correo.
page-instead = ¿Te vendría mejor { $newsletter } una vez al mes?
page-instead-button = Mejor una vez al mes

# Por qué llegó un correo.

# How a letter is.

page-feedback-title = Nuestros correos son para ti …
page-feedback-too-much = Demasiados
page-feedback-right = Los justos
page-feedback-too-little = Muy pocos
page-feedback-note = Tu respuesta no cambia nada por sí sola.
page-feedback-thanks = Gracias
page-feedback-question = ¿Te iría mejor así?
page-feedback-stays = Entonces todo sigue igual.
page-feedback-most = Ya recibes todos los correos que hay.
page-feedback-choose = Todas las opciones

page-why = ¿Por qué este correo?
page-why-sent = Este correo llegó el { $date }
page-why-open = Este correo está en camino
page-why-doubt = Puede que este correo no te haya llegado
page-why-ended = Este correo no llegó
page-why-because = Porque:
page-why-brings = Con { $newsletters }.
page-why-none = Recibes { $newsletters }, como pediste.
page-why-not = ¿Y los demás?
page-why-not-lead = Lo último que salió, y qué fue de ello en tu caso.
page-why-lately = Lo último que salió y lo que recibiste
page-why-lately-none = No ha salido nada más últimamente.

# Páginas públicas.

page-archive = Correos
page-archive-all = Todos los correos
page-archive-none = Aún no ha salido nada.
page-archive-feed = Como canal (Atom)
page-home-title = Boletines
page-issue-form-full = El correo entero, { $minutes }
page-issue-form-short = En breve, { $minutes }
page-issue-left-out = { $count ->
    [one] { $count } más está en el correo entero.
   *[other] { $count } más están en el correo entero.
}

# Cuando algo no funciona.

page-bad-link-title = Este enlace no funciona
page-bad-link = Quizá se cortó por el camino. Ábrelo otra vez desde el correo; uno más reciente trae un enlace más reciente.
page-old-link-title = Este enlace ya es demasiado antiguo
page-old-link = Por seguridad, los enlaces no funcionan para siempre. Abre el de un correo más reciente.
page-withdrawn-title = Este correo se retiró
page-withdrawn = Quien lo envió lo retiró, así que ya no se puede leer aquí.
page-not-found-title = Aquí no hay nada
page-not-found = Quizá se cortó la dirección. Los enlaces de tus correos funcionan.
page-bad-form-title = No lo hemos entendido
page-bad-form = No se ha cambiado nada. Vuelve, elige otra vez y pulsa uno de los botones.
page-bad-newsletter = Ese boletín no está entre los tuyos. No se ha cambiado nada; vuelve y elige otra vez.
page-bad-choice = Eso ya no se puede elegir. No se ha cambiado nada; vuelve y elige de la lista.
page-bad-topics = Sin ningún tema no habría nada que enviar. Si no quieres un boletín, date de baja de él.
page-bad-pause = Una pausa acaba mañana como pronto y en un año como tarde. No se ha cambiado nada; elige otro día.
page-bad-quiet = Con calma de { $from } a { $to } quedarían { $left } al día para los correos. No se ha cambiado nada; deja al menos una hora.
page-bad-quiet-days = Si todos los días son tranquilos no queda ninguno para un correo. No se ha cambiado nada; deja un día libre, o haz una pausa.
page-bad-minutes = El límite va de 1 a { $most } minutos. No se ha cambiado nada; elige de la lista.
page-bad-most = El límite va de 1 a { $most } correos. No se ha cambiado nada; elige de la lista.
page-bad-accept = Nuestra promesa ha vuelto a cambiar. No se ha cambiado nada; vuelve y léela otra vez.
page-bad-restore = Eso no lo detuviste tú, así que no se puede reanudar aquí. No se ha cambiado nada.
page-too-large = Eso es más de lo que admite esta página. No se ha cambiado nada.
page-busy-title = Un momento
page-busy = Ahora mismo no hemos podido, y no se ha cambiado nada. Inténtalo otra vez en un minuto.
page-back = Volver a tus correos

# Un evento y sus recordatorios.

page-remind-day = Recordármelo un día antes
page-remind-hour = Recordármelo una hora antes
page-remind-forget = Quitar el recordatorio
page-remind-comes = Te lo recordamos el { $at }.
page-remind-calendar = Añadir al calendario
page-remind-cancelled = Se ha cancelado.
page-remind-begun = Ya ha empezado.
page-remind-left = Ya no recibes este boletín, así que no te escribimos sobre esto.
page-remind-none = Empieza demasiado pronto para un recordatorio.
page-done-remind = Hecho. Te lo recordaremos.
page-done-forget = Hecho. No te lo recordaremos.
