# Por qué un correo llegó, espera o no llegó, con palabras sencillas para quien lo recibe.

reason-chosen-reader = { $cadence ->
    [every-issue] Pediste cada correo de { $publication } en cuanto sale.
    [weekly] Pediste { $publication } una vez a la semana.
    [fortnightly] Pediste { $publication } cada dos semanas.
    [monthly] Pediste { $publication } una vez al mes.
   *[events-only] Pediste los eventos de { $publication } y nada más.
}

reason-form-chosen-reader = { $form ->
    [full] Pediste { $publication } completo.
    [short] Pediste { $publication } en breve.
   *[events] Pediste solo los eventos de { $publication }.
}

reason-season-reader = { $own ->
    [yes] { $brings ->
        [full] Los correos { $season } llegan completos, como elegiste.
        [short] Los correos { $season } son más cortos, como elegiste.
        [events] Los correos { $season } traen solo eventos, como elegiste.
       *[nothing] Los correos { $season } no llegan, como elegiste; después viene un único resumen.
    }
   *[no] { $brings ->
        [full] Los correos { $season } llegan completos.
        [short] Los correos { $season } son más cortos.
        [events] Los correos { $season } traen solo eventos.
       *[nothing] Los correos { $season } no llegan; después viene un único resumen.
    }
}

reason-unconfirmed-reader = Aún no has confirmado tu dirección.

reason-stopped-reader = { $cause ->
    [own] { $scope ->
        [publication] Te diste de baja de { $publication }.
        [mailings] Te diste de baja de todos nuestros boletines.
       *[everything] Pediste que no te escribiéramos nada.
    }
    [complaint] Tu correo marcó un envío nuestro como no deseado, así que lo dejamos.
    [hard-bounce] Tu buzón no estaba disponible, así que lo dejamos.
   *[erasure] Tus datos se borraron, así que lo dejamos.
}

reason-paused-reader = { $all ->
    [yes] Pusiste todos los correos en pausa hasta el { $until }.
   *[no] Pusiste { $publication } en pausa hasta el { $until }.
}

reason-cap-reader = { $by ->
    [own] En { $window } hasta entonces recibiste { $used }; el límite que elegiste es { $most }.
    [ceiling] En { $window } hasta entonces recibiste { $used } de { $most } como máximo; a nadie le enviamos más.
    [level] En { $window } hasta entonces recibiste { $used } de { $most } como máximo, según el nivel que elegiste.
   *[default] En { $window } hasta entonces recibiste { $used } de { $most } como máximo.
}

reason-leaves-room-reader = Deja sitio a algo que llega el { $day } y va antes.

reason-left-out-reader = { $class ->
    [offer] Las ofertas no se incluyeron: ya has recibido todas las que prometimos como máximo.
    [event] Los eventos no se incluyeron: ya has recibido todos los que prometimos como máximo.
   *[other] Los artículos no se incluyeron: ya has recibido todos los que prometimos como máximo.
}

reason-minutes-reader = Pediste { $most } de lectura a la semana como máximo, y ya llevas { $had }.

reason-earlier-promise-reader = Cumplimos lo que te prometimos cuando te apuntaste.
reason-lowered-by-reader = { $publication } promete menos cartas, y lo cumplimos en todo lo que te enviamos.

reason-quiet-day-reader = { $holiday ->
    [yes] Espera hasta el { $until }, porque el { $date } es festivo donde estás.
   *[no] Espera hasta el { $until }, porque el { $date } es un día tranquilo.
}

reason-spread-reader = Llega el { $at }, un poco después del rato tranquilo.

reason-below-minimum-reader = Había muy poco para un correo de { $publication }; espera al { $day }.

reason-overflow-reader = { $publication } traía más de lo que cabe en un correo: { $linked } más están a un enlace.

reason-nothing-on-return-reader = Elegiste no recibir nada de lo que salió mientras { $publication } estaba en pausa.

reason-occasion-reader = Nos pediste no escribirte sobre { $name }.

reason-announced-alone-reader = { $asked ->
    [yes] Pediste enterarte enseguida de los nuevos eventos.
   *[no] Empieza el { $day }, y tu próximo correo te lo habría dicho demasiado tarde.
}

reason-reminder-reader = Nos pediste que te lo recordáramos.

reason-event-changed-reader = Te hablamos de este evento y su hora ha cambiado: empieza el { $at }.

reason-event-cancelled-reader = Te hablamos de este evento, y no se celebra.
reason-corrected-reader = Un correo nuestro tenía un error, y este lo corrige.

reason-too-late-reader = Te habría llegado después de empezar, así que no se envió.

reason-gap-reader = Tu último correo llegó hace menos de { $hours } horas; el próximo puede llegar a partir del { $until }.

reason-quiet-reader = { $night ->
    [yes] Espera hasta las { $to }, porque de noche no molestamos.
   *[no] Espera hasta las { $to }, porque ahora es tu rato tranquilo.
}

reason-own-request-reader = Lo pediste el { $asked }.

reason-service-exempt-reader = Tiene que ver con algo que pediste; no cuenta entre tus correos.

reason-next-letter-reader = Pasó a tu próximo correo, el { $day }.

reason-own-letter-reader = Llega en un correo aparte el { $day }.

reason-no-window-reader = Durante { $days } días no hubo sitio sin enviarte más de lo prometido, así que se quedó fuera.

reason-expired-reader = Después del { $day } ya no servía, así que se quedó fuera.

reason-nothing-left-reader = No traía nada de lo que elegiste.

reason-withdrawn-reader = Retiramos este correo antes de enviártelo.

reason-cancelled-reader = Cancelamos este correo antes de enviártelo.

reason-skipped-reader = Omitimos este correo: su momento había pasado.
reason-import-undone-reader = Tu dirección nos llegó por error y se ha quitado.

reason-no-address-reader = No tenemos ninguna dirección a la que enviarlo.

reason-run-paused-reader = Ahora mismo no enviamos correos; el tuyo espera.

reason-try-later-reader = Tu buzón no estaba disponible; lo intentamos de nuevo el { $until }.
reason-mail-limit-reader = Los servicios de correo solo aceptan cierto número de mensajes a la vez; el tuyo saldrá el { $until }.

reason-refused-reader = Tu proveedor de correo no lo aceptó.

reason-tried-long-enough-reader = Tu buzón no estuvo disponible durante mucho tiempo, así que no se envió.

reason-sender-refused-reader = Un servidor de correo no aceptó nuestros envíos; lo estamos mirando, y tu correo espera.

reason-outcome-unknown-reader = Puede que no te haya llegado: la conexión se cortó en el último momento.

reason-noted-in-next-letter-reader = Tu siguiente correo avisó de que este quizá no te llegó.

reason-late-evidence-reader = Más tarde supimos que te llegó.

# Qué fue de un contenido o de un número entero.

fate-no-line-reader = { $publication } no está entre tus boletines.
fate-not-out-reader = Aún no ha salido.
fate-comes-out-reader = Sale el { $at }.
fate-before-start-reader = Salió antes de que te apuntaras a { $publication }.
fate-listed-before-reader = Ya había salido antes, y no se envía dos veces.
fate-only-events-then-reader = Salió cuando solo querías eventos.
fate-topic-not-chosen-reader = No elegiste su tema, { $topic }.
fate-no-event-reader = Pediste solo eventos.
fate-told-elsewhere-reader = Te lo contó otro correo.
fate-sent-reader = Llegó en tu correo del { $at }.
fate-linked-reader = Estaba a un enlace en tu correo del { $at }.
fate-held-reader = Iba en un correo del { $at } que quizá no te llegó.
fate-failed-reader = Iba en un correo del { $at } que tu proveedor no aceptó.
fate-on-its-way-reader = Va en tu correo del { $at }.
fate-waits-reader = Espera a tu próximo correo.
fate-waits-until-reader = Espera a tu correo del { $at }.
fate-passed-over-reader = Aún no hubo sitio; espera a un correo posterior.
fate-passed-reader = Iba en un correo que no se te envió.
fate-issue-sent-reader = Llegó el { $at }.
fate-issue-on-its-way-reader = Está en camino: llega con tu correo del { $at }.
fate-issue-waits-reader = Llega con tu próximo correo.
fate-issue-waits-until-reader = Espera a tu correo del { $at }.
fate-issue-nothing-reader = No traía nada de lo que elegiste.

# Lo que espera.

waits-nothing = Nada espera a tu próximo correo de { $publication }.
waits-nothing-yet = Todavía nada espera a tu correo de { $publication } del { $at }.
waits-for-letter = { $count ->
    [one] { $count } contenido espera a tu próximo correo de { $publication }.
   *[other] { $count } contenidos esperan a tu próximo correo de { $publication }.
}
waits-for-moment = { $count ->
    [one] { $count } contenido espera a tu correo de { $publication } del { $at }.
   *[other] { $count } contenidos esperan a tu correo de { $publication } del { $at }.
}
