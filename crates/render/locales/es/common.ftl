# Palabras comunes a correos, páginas y explicaciones.

text-direction = ltr

# Fechas y horas.

month-1 = enero
month-2 = febrero
month-3 = marzo
month-4 = abril
month-5 = mayo
month-6 = junio
month-7 = julio
month-8 = agosto
month-9 = septiembre
month-10 = octubre
month-11 = noviembre
month-12 = diciembre

weekday-1 = lunes
weekday-2 = martes
weekday-3 = miércoles
weekday-4 = jueves
weekday-5 = viernes
weekday-6 = sábado
weekday-7 = domingo

date-full = { $day } de { $month } de { $year }
date-day = { $day } de { $month }
date-weekday = { $weekday } { $day } de { $month }
date-range-month = { $from }–{ $to } de { $month }
date-range = { $from } – { $to }
date-moment = { $date }, { $time }
event-time = { $there } en { $city } · { $here } donde estás

# Qué trae un correo y cada cuánto.

cadence-every-issue = cada correo en cuanto sale
cadence-weekly = un correo a la semana
cadence-fortnightly = un correo cada dos semanas
cadence-monthly = un correo al mes
cadence-events-only = solo eventos

# Temporadas: responden a «¿cuándo?».

season-holy-week = en Semana Santa
season-midsummer = en San Juan
season-orthodox-easter = en Pascua
season-orthodox-year-end = durante las fiestas
season-summer = en verano
season-thanksgiving = en Acción de Gracias
season-year-end = durante las fiestas
season-other = en esta temporada

# Ocasiones, tal como van tras «sobre».

occasion-black-friday = Black Friday
occasion-childrens-day = Día del Niño
occasion-christmas = Navidad
occasion-easter = Pascua
occasion-fathers-day = Día del Padre
occasion-halloween = Halloween
occasion-midsummer = San Juan
occasion-mothers-day = Día de la Madre
occasion-new-year = Año Nuevo
occasion-school-start = Vuelta al cole
occasion-valentines-day = San Valentín
occasion-womens-day = Día de la Mujer
occasion-other = { $name }

this-newsletter = este boletín

count-minutes = { $minutes ->
    [one] { $minutes } minuto
   *[other] { $minutes } minutos
}
count-letters = { $count ->
    [one] { $count } correo
   *[other] { $count } correos
}
count-events = { $count ->
    [one] { $count } evento
   *[other] { $count } eventos
}
count-announcements = { $count ->
    [one] { $count } anuncio de eventos
   *[other] { $count } anuncios de eventos
}
count-offers = { $count ->
    [one] { $count } oferta
   *[other] { $count } ofertas
}
count-days = { $count ->
    [one] { $count } día
   *[other] { $count } días
}
# Va tras «en».
window-days = { $days ->
    [1] un día
    [7] una semana
    [14] dos semanas
    [28] cuatro semanas
   *[other] { $days } días
}
