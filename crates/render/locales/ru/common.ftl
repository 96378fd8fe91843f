# Слова, общие для писем, страниц и объяснений.

text-direction = ltr

# Даты и время. Формы слова берёт функция CASE: «on» – когда, «until» – до какого дня.

month-1 = января
month-2 = февраля
month-3 = марта
month-4 = апреля
month-5 = мая
month-6 = июня
month-7 = июля
month-8 = августа
month-9 = сентября
month-10 = октября
month-11 = ноября
month-12 = декабря

weekday-1 = понедельник
    .on = в понедельник
    .until = понедельника
weekday-2 = вторник
    .on = во вторник
    .until = вторника
weekday-3 = среда
    .on = в среду
    .until = среды
weekday-4 = четверг
    .on = в четверг
    .until = четверга
weekday-5 = пятница
    .on = в пятницу
    .until = пятницы
weekday-6 = суббота
    .on = в субботу
    .until = субботы
weekday-7 = воскресенье
    .on = в воскресенье
    .until = воскресенья

date-full = { $day } { $month } { $year } года
date-day = { $day } { $month }
date-weekday = { $weekday }, { $day } { $month }
date-range-month = { $from }–{ $to } { $month }
date-range = { $from } – { $to }
date-moment = { $date }, { $time }
event-time = { $there } ({ $city }) · { $here } у вас

# Что приносит письмо и как часто.

cadence-every-issue = каждое письмо сразу после выхода
cadence-weekly = одно письмо в неделю
cadence-fortnightly = одно письмо раз в две недели
cadence-monthly = одно письмо в месяц
cadence-events-only = только события

# Время года и праздники: отвечают на вопрос «когда?».

season-holy-week = на Страстной неделе
season-midsummer = в дни летнего солнцестояния
season-orthodox-easter = на Пасху
season-orthodox-year-end = на новогодних праздниках
season-summer = летом
season-thanksgiving = в День благодарения
season-year-end = на праздниках
season-other = в этот сезон

# Поводы.

occasion-black-friday = Чёрная пятница
occasion-childrens-day = День защиты детей
occasion-christmas = Рождество
occasion-easter = Пасха
occasion-fathers-day = День отца
occasion-halloween = Хэллоуин
occasion-midsummer = Летнее солнцестояние
occasion-mothers-day = День матери
occasion-new-year = Новый год
occasion-school-start = Начало учебного года
occasion-valentines-day = День святого Валентина
occasion-womens-day = Восьмое марта
occasion-other = { $name }

this-newsletter = эта рассылка

count-minutes = { $minutes ->
    [one] { $minutes } минута
    [few] { $minutes } минуты
   *[other] { $minutes } минут
}
count-letters = { $count ->
    [one] { $count } письмо
    [few] { $count } письма
   *[other] { $count } писем
}
count-events = { $count ->
    [one] { $count } событие
    [few] { $count } события
   *[other] { $count } событий
}
count-announcements = { $count ->
    [one] { $count } анонс
    [few] { $count } анонса
   *[other] { $count } анонсов
}
count-offers = { $count ->
    [one] { $count } предложение
    [few] { $count } предложения
   *[other] { $count } предложений
}
count-days = { $count ->
    [one] { $count } день
    [few] { $count } дня
   *[other] { $count } дней
}
# Стоит после «за».
window-days = { $days ->
    [1] день
    [7] неделю
    [14] две недели
    [28] четыре недели
    [one] { $days } день
    [few] { $days } дня
   *[other] { $days } дней
}
