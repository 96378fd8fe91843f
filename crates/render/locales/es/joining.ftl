# Apuntarse, volver y lo que solo puede hacer quien tiene la dirección: correos y páginas.

# Correos que alguien pidió con un botón.

mail-confirmation-subject = Confírmalo, por favor: { $newsletters }
mail-confirmation-lead = Tú, o alguien que escribió tu dirección, pidió a { $sender }: { $newsletters }. No llegará nada hasta que pulses el botón.
mail-confirmation-button = Sí, quiero recibirlo
mail-confirmation-until = El enlace funciona hasta: { $until }.
mail-confirmation-else = Si no fuiste tú, no hagas nada. No te escribiremos.

mail-return-subject = ¿Quieres volver? { $newsletters }
mail-return-lead = Tú, o alguien que escribió tu dirección, pidió a { $sender }: { $newsletters }. Tus envíos están detenidos, y solo tú puedes reanudarlos.
mail-return-button = Sí, quiero que vuelvan
mail-return-until = El enlace funciona hasta: { $until }.
mail-return-else = Si no fuiste tú, no hagas nada: todo queda como está.

mail-step-up-subject = Tu enlace a tus datos en { $sender }
mail-step-up-lead = Pediste a { $sender } un enlace con el que puedes ver, cambiar o borrar lo que se guarda sobre ti.
mail-step-up-button = Abrir mis datos
mail-step-up-until = El enlace funciona una vez, hasta: { $until }.
mail-step-up-else = Si no fuiste tú, no hagas nada y no des este correo a nadie.

mail-new-address-subject = ¿Es esta tu nueva dirección?
mail-new-address-lead = Alguien que recibe los envíos de { $sender } dio esta dirección como la suya nueva.
mail-new-address-button = Sí, quiero recibirlos aquí
mail-new-address-until = El enlace funciona hasta: { $until }.
mail-new-address-else = Si no fuiste tú, no hagas nada. No te escribiremos.

# Apuntarse.

page-join-title = Recibir los envíos de { $organisation }
page-join-link = Recibir nuestros envíos
page-join-one = Recibir { $newsletter }
page-join-address = Tu dirección de correo
page-join-how-often = Con qué frecuencia
page-join-usual = { $cadence } (habitual)
page-join-topics = Temas
page-join-leave-empty = Deja esto vacío
page-join-button = Recibir un correo para confirmar
page-join-note = Llega un correo para confirmar que eres tú. No llega nada más hasta que pulses su botón.
page-join-sent-title = Mira en tu buzón
page-join-sent = Si se puede escribir a la dirección que diste, un correo va de camino. Pulsa su botón y listo. Si no llega, mira entre el correo no deseado y vuelve a intentarlo mañana.
page-bad-join-title = Una cosa más
page-join-back = Volver al formulario
page-bad-address = Eso no parece una dirección de correo. Escríbela así: name@example.org.
page-bad-nothing-chosen = Elige al menos un boletín.
page-bad-consent = Sin esto no podemos enviarte nada: { $wording }
page-too-many-title = Demasiados a la vez
page-too-many = En este momento se apunta demasiada gente. Vuelve a intentarlo en unos minutos.

# Confirmar.

page-confirm-title = Una pulsación y listo
page-confirm-return-title = Una pulsación y estás de vuelta
page-confirm-asked = Pediste:
page-confirm-agreed = También aceptaste:
page-confirm-lifts = Tus envíos están detenidos. Esto reanuda los de arriba, y nada más.
page-confirm-button = Sí, fui yo
page-confirm-done-title = Ya está hecho
page-confirm-done = Este enlace ya se usó. Todo está como elegiste; en cada correo hay un enlace para cambiarlo.
page-confirm-gone-title = Este enlace es demasiado antiguo
page-confirm-gone = Funcionó durante siete días. Apúntate otra vez y recibirás uno nuevo.
page-confirm-again = Apuntarse otra vez
page-welcome-title = Te damos la bienvenida
page-welcome-back-title = Qué bien que vuelvas
page-welcome-promise = Recibes { $what }: nunca más de { $most } en { $window }, y nunca entre las { $from } y las { $to }.
page-welcome-promise-any-time = Recibes { $what }: nunca más de { $most } en { $window }.
page-welcome-promise-each = { $newsletter } ({ $cadence })
page-welcome-promise-change = Cámbialo o páralo cuando quieras
page-address-confirm-title = Tu nueva dirección
page-address-confirm = A partir de ahora tus envíos llegan a { $address }.
page-address-confirm-button = Sí, quiero recibirlos aquí
page-address-done-title = Tus envíos llegan aquí ahora
page-address-done = Ya no tenemos la dirección antigua.
page-address-taken-title = Esta dirección no se puede usar
page-address-taken = Pertenece a alguien que ya recibe nuestros envíos.

# Mis datos.

page-data-title = Mis datos
page-data-link = Mis datos
page-data-since = Te conocemos desde el { $date }.
page-data-history = Lo que elegiste y aceptaste
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
page-data-how-one-click = con el botón de tu programa de correo
page-data-how-mail = por correo
page-data-how-operator = por nosotros
page-data-how-import = de una lista que nos dieron
page-data-how-undo = tú lo deshiciste
page-data-how-confirmation = con el botón de un correo
page-data-how-own = por ti
page-data-how-complaint = un correo fue marcado como no deseado
page-data-how-hard-bounce = no se pudo llegar a tu buzón
page-data-how-erasure = pediste que te borráramos
page-data-withdraw = Ya no lo acepto
page-data-withdrawn = Ya no lo aceptas.
page-data-owner-title = Solo para ti
page-data-owner = Para llevarte tus datos, borrarlos, cambiar de dirección o renovar tus enlaces, primero enviamos un enlace a tu dirección: esta página pudo pasar a otros junto con un correo.
page-data-owner-button = Recibir el enlace
page-data-asked-title = Mira en tu buzón
page-data-asked = Si podemos escribirte, un enlace va de camino a tu dirección. Funciona una vez, durante media hora.

page-step-up-title = ¿Qué quieres hacer?
page-step-up-once = Este enlace sirve para una de estas cosas, una vez. Para otra, pide otro enlace.
page-step-up-export = Llevarme mis datos
page-step-up-export-json = En JSON, para programas
page-step-up-export-csv = En CSV, para tablas
page-step-up-address = Cambiar de dirección
page-step-up-address-label = La nueva dirección
page-step-up-address-button = Enviar allí un correo para confirmar
page-step-up-links = Renovar mis enlaces
page-step-up-links-note = Los enlaces a lo que elegiste de todos los correos anteriores dejan de funcionar, por si los tiene alguien más. Darse de baja desde un correo antiguo sigue siendo posible.
page-step-up-links-button = Renovarlos
page-step-up-links-done-title = Tus enlaces son nuevos
page-step-up-links-done = Los enlaces a lo que elegiste de los correos anteriores ya no funcionan. Este es el tuyo:
page-step-up-erase = Borrar todo
page-step-up-erase-note = Tu dirección, tu nombre y todo lo que dice quién eres se borra. No se puede deshacer. Ya no llegará ningún correo.
page-step-up-erase-sure = Sí, quiero que se borre todo sobre mí
page-step-up-erase-button = Borrar
page-step-up-erased-title = Tus datos están borrados
page-step-up-erased = Ya no sabemos quién eres. Que te vaya bien.
page-step-up-gone-title = Este enlace ya no funciona
page-step-up-gone = Funcionó una vez, durante media hora. Pide otro en la página de tus datos.
page-step-up-address-sent = Si se puede escribir a esa dirección, un correo para confirmar va de camino. Hasta entonces todo queda como está.

page-revoked-title = Este enlace ya no es tuyo
page-revoked = Renovaste tus enlaces. Podemos enviar uno nuevo a tu dirección.
page-revoked-button = Recibir un enlace nuevo
