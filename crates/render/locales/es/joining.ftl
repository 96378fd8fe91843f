# Apuntarse, volver y lo que solo puede hacer quien tiene la dirección: correos y páginas.

# Correos que alguien pidió con un botón.

mail-confirmation-subject = Confirme, por favor: { $newsletters }
mail-confirmation-lead = Usted, o alguien que escribió su dirección, pidió a { $sender }: { $newsletters }. No llegará nada hasta que pulse el botón.
mail-confirmation-button = Sí, envíenmelo
mail-confirmation-until = El enlace funciona hasta: { $until }.
mail-confirmation-else = Si no fue usted, no haga nada. No le escribiremos.

mail-return-subject = ¿Quiere volver? { $newsletters }
mail-return-lead = Usted, o alguien que escribió su dirección, pidió a { $sender }: { $newsletters }. Sus envíos están detenidos, y solo usted puede reanudarlos.
mail-return-button = Sí, reanúdenlos
mail-return-until = El enlace funciona hasta: { $until }.
mail-return-else = Si no fue usted, no haga nada: todo queda como está.

mail-step-up-subject = Su enlace a sus datos en { $sender }
mail-step-up-lead = Usted pidió a { $sender } un enlace con el que puede ver, cambiar o borrar lo que se guarda sobre usted.
mail-step-up-button = Abrir mis datos
mail-step-up-until = El enlace funciona una vez, hasta: { $until }.
mail-step-up-else = Si no fue usted, no haga nada y no dé este correo a nadie.

mail-new-address-subject = ¿Es esta su nueva dirección?
mail-new-address-lead = Alguien que recibe los envíos de { $sender } dio esta dirección como la suya nueva.
mail-new-address-button = Sí, escríbanme aquí
mail-new-address-until = El enlace funciona hasta: { $until }.
mail-new-address-else = Si no fue usted, no haga nada. No le escribiremos.

# Apuntarse.

page-join-title = Recibir los envíos de { $organisation }
page-join-link = Recibir nuestros envíos
page-join-one = Recibir { $newsletter }
page-join-address = Su dirección de correo
page-join-how-often = Con qué frecuencia
page-join-usual = { $cadence } (lo habitual)
page-join-topics = Temas
page-join-leave-empty = Deje esto vacío
page-join-button = Envíenme un correo para confirmar
page-join-note = Llega un correo para confirmar que es usted. No llega nada más hasta que pulse su botón.
page-join-sent-title = Mire en su buzón
page-join-sent = Si se puede escribir a la dirección que dio, un correo va de camino. Pulse su botón y listo. Si no llega, mire entre el correo no deseado y vuelva a intentarlo mañana.
page-bad-address = Eso no parece una dirección de correo. Escríbala así: name@example.org.
page-bad-nothing-chosen = Elija al menos un boletín.
page-bad-consent = Sin esto no podemos enviarle nada: { $wording }
page-too-many-title = Demasiados a la vez
page-too-many = En este momento se apunta demasiada gente. Vuelva a intentarlo en unos minutos.

# Confirmar.

page-confirm-title = Una pulsación y listo
page-confirm-return-title = Una pulsación y está de vuelta
page-confirm-asked = Usted pidió:
page-confirm-agreed = También aceptó:
page-confirm-lifts = Sus envíos están detenidos. Esto reanuda los de arriba, y nada más.
page-confirm-button = Sí, fui yo
page-confirm-done-title = Ya está hecho
page-confirm-done = Este enlace ya se usó. Todo está como usted eligió; en cada correo hay un enlace para cambiarlo.
page-confirm-gone-title = Este enlace es demasiado antiguo
page-confirm-gone = Funcionó durante siete días. Apúntese otra vez y recibirá uno nuevo.
page-confirm-again = Apuntarse otra vez
page-welcome-title = Le damos la bienvenida
page-welcome-back-title = Qué bien que vuelva
page-welcome-promise = Usted recibe { $what }: nunca más de { $most } en { $window }, y nunca entre las { $from } y las { $to }.
page-welcome-promise-any-time = Usted recibe { $what }: nunca más de { $most } en { $window }.
page-welcome-promise-each = { $newsletter } ({ $cadence })
page-welcome-promise-change = Cámbielo o párelo cuando quiera
page-address-confirm-title = Su nueva dirección
page-address-confirm = A partir de ahora sus envíos llegan a { $address }.
page-address-confirm-button = Sí, escríbanme aquí
page-address-done-title = Sus envíos llegan aquí ahora
page-address-done = Ya no tenemos la dirección antigua.
page-address-taken-title = Esta dirección no se puede usar
page-address-taken = Pertenece a alguien que ya recibe nuestros envíos.

# Mis datos.

page-data-title = Mis datos
page-data-link = Mis datos
page-data-since = Le conocemos desde el { $date }.
page-data-history = Lo que eligió y aceptó
page-data-when = Cuándo
page-data-what = Qué
page-data-how = Cómo
page-data-until = hasta el { $date }
page-data-about-choice = «{ $newsletter }»
page-data-about-stop = Detenido
page-data-about-stop-one = Detenido: { $newsletter }
page-data-about-consent = Aceptado
page-data-about-feedback = Tu respuesta sobre un correo
page-data-about-change = Cambiado
page-data-how-page = en nuestra página
page-data-how-snippet = con un formulario en otra página
page-data-how-one-click = con el botón de su programa de correo
page-data-how-mail = por correo
page-data-how-operator = por nosotros
page-data-how-import = de una lista que nos dieron
page-data-how-undo = usted lo deshizo
page-data-how-confirmation = con el botón de un correo
page-data-how-own = por usted
page-data-how-complaint = un correo fue marcado como no deseado
page-data-how-hard-bounce = no se pudo llegar a su buzón
page-data-how-erasure = usted pidió que le borráramos
page-data-withdraw = Ya no lo acepto
page-data-withdrawn = Ya no lo acepta.
page-data-owner-title = Solo para usted
page-data-owner = Para llevarse sus datos, borrarlos, cambiar de dirección o renovar sus enlaces, primero enviamos un enlace a su dirección: esta página pudo pasar a otros junto con un correo.
page-data-owner-button = Envíenme el enlace
page-data-asked-title = Mire en su buzón
page-data-asked = Si podemos escribirle, un enlace va de camino a su dirección. Funciona una vez, durante media hora.

page-step-up-title = ¿Qué quiere hacer?
page-step-up-once = Este enlace sirve para una de estas cosas, una vez. Para otra, pida otro enlace.
page-step-up-export = Llevarme mis datos
page-step-up-export-json = En JSON, para programas
page-step-up-export-csv = En CSV, para tablas
page-step-up-address = Cambiar de dirección
page-step-up-address-label = La nueva dirección
page-step-up-address-button = Enviar allí un correo para confirmar
page-step-up-links = Renovar mis enlaces
page-step-up-links-note = Los enlaces de todos los correos anteriores dejan de funcionar, por si los tiene alguien más.
page-step-up-links-button = Renovarlos
page-step-up-links-done-title = Sus enlaces son nuevos
page-step-up-links-done = Los enlaces de los correos anteriores ya no funcionan. Este es el suyo:
page-step-up-erase = Borrar todo
page-step-up-erase-note = Su dirección, su nombre y todo lo que dice quién es usted se borra. No se puede deshacer. Ya no llegará ningún correo.
page-step-up-erase-sure = Sí, borren todo sobre mí
page-step-up-erase-button = Borrar
page-step-up-erased-title = Sus datos están borrados
page-step-up-erased = Ya no sabemos quién es usted. Que le vaya bien.
page-step-up-gone-title = Este enlace ya no funciona
page-step-up-gone = Funcionó una vez, durante media hora. Pida otro en la página de sus datos.
page-step-up-address-sent = Si se puede escribir a esa dirección, un correo para confirmar va de camino. Hasta entonces todo queda como está.

page-revoked-title = Este enlace ya no es suyo
page-revoked = Usted renovó sus enlaces. Podemos enviar uno nuevo a su dirección.
page-revoked-button = Envíenme un enlace nuevo
