# Слова страниц, на которые ведут письма.

# Что человек получает сейчас.

page-your-letters = Ваши письма
page-for = Для { $address }

page-amount = { $most ->
    [yes] максимум { $letters } в месяц
   *[no] примерно { $letters } в месяц
}
page-amount-minutes = { $most ->
    [yes] максимум { $letters } в месяц, чтение: { $minutes }
   *[no] примерно { $letters } в месяц, чтение: { $minutes }
}
page-minutes = чтение: { $minutes } в месяц
page-get-one = { $often ->
    [every-issue] Вы получаете каждый выпуск «{ $newsletter }» – { $amount }.
    [weekly] Вы получаете «{ $newsletter }» раз в неделю – { $amount }.
    [fortnightly] Вы получаете «{ $newsletter }» раз в две недели – { $amount }.
    [monthly] Вы получаете «{ $newsletter }» раз в месяц – { $amount }.
   *[events-only] Вы получаете из «{ $newsletter }» только события – { $amount }.
}
page-get-two = Вы получаете «{ $first }» и «{ $second }» – { $amount }.
page-get-many = { $count ->
    [one] Вы получаете { $count } рассылку – { $amount }.
    [few] Вы получаете { $count } рассылки – { $amount }.
   *[other] Вы получаете { $count } рассылок – { $amount }.
}
page-get-paused = Ваши письма на паузе до { CASE($date, "until") }.
page-get-nothing = Мы вам ничего не пишем.
page-get-stopped = { $scope ->
    [everything] Мы вам ничего не пишем: вы так попросили.
   *[mailings] Рассылки вам не приходят: вы отписались от всех.
}
page-get-complaint = Мы вам не пишем: одно наше письмо было отмечено как нежелательное.
page-get-bounced = Мы вам не пишем: письма до вашего ящика не доходят.
page-next = Следующее письмо – { CASE($date, "on") }.
page-next-with-issue = Следующее письмо придёт, когда будет что-то новое.
page-season-now = { $brings ->
    [full] До { CASE($date, "until") } письма приходят полностью.
    [short] До { CASE($date, "until") } письма короче.
    [events] До { CASE($date, "until") } приходят только события.
   *[nothing] До { CASE($date, "until") } письма не приходят; потом будет один обзор.
}

# Четыре большие кнопки.

page-fewer = Реже
page-fewer-brings = { $letters ->
    [one] примерно { $letters } письмо в месяц
    [few] примерно { $letters } письма в месяц
   *[other] примерно { $letters } писем в месяц
}
page-fewer-brings-minutes = { $letters ->
    [one] примерно { $letters } письмо в месяц, { $minutes }
    [few] примерно { $letters } письма в месяц, { $minutes }
   *[other] примерно { $letters } писем в месяц, { $minutes }
}
page-fewer-least = Реже уже некуда
page-only-events = Только события
page-only-events-brings = и больше ничего
page-only-events-some = { $newsletters }; остальное как есть
page-only-events-now = так у вас и сейчас
page-only-events-none = здесь их не бывает
page-pause = Пауза
page-pause-brings = на несколько недель
page-stop = Отписаться
page-stop-brings = от части или от всего
page-resume = Возобновить
page-resume-brings = закончить паузу сейчас

# Пауза и отписка подробнее.

page-pause-question = Надолго?
page-pause-weeks = { $weeks ->
    [one] { $weeks } неделя
    [few] { $weeks } недели
   *[other] { $weeks } недель
}
page-pause-until = до { CASE($date, "until") }
page-pause-date = До какого дня
page-pause-save = Поставить на паузу
page-pause-then = Потом
page-pause-then-summary = одно письмо с обзором
page-pause-then-nothing = без обзора
page-pause-brought = Потом придёт одно письмо с обзором вышедшего.

page-stop-question = От чего отписаться?
page-stop-one-still = Другие рассылки приходят и дальше.
page-stop-one-only = Больше от нас ничего не придёт.
page-stop-all = От всех рассылок
page-stop-all-still = Ответим только на то, о чём вы сами попросите.
page-stop-everything = От всего
page-stop-everything-still = Не придёт ничего, пока вы сами не захотите вернуться.
page-stop-farewell = Действует сразу. Прощальных писем мы не шлём.

# Что остановлено.

page-stopped-one = Вы отписаны от «{ $newsletter }».
page-stopped-all = Вы отписаны от всех рассылок.
page-stopped-everything = Вы отписаны от всего.
page-stopped-elsewhere = Вернуть это на этой странице нельзя.
page-restore = Вернуть
page-restore-one = Вернуть «{ $newsletter }»

# Другие настройки.

page-more = Настроить подробнее
page-group-often = Как часто
page-group-what = Что
page-group-when = Когда
page-group-when-never = кроме { $hours }
page-group-much = Сколько всего
page-how-often = Как часто
page-paused-line = На паузе до { CASE($date, "until") }.
page-choice-every-issue = Каждое письмо
page-choice-weekly = Раз в неделю
page-choice-fortnightly = Раз в две недели
page-choice-monthly = Раз в месяц
page-choice-events-only = Только события
page-choice-raises = Всего писем за четыре недели: примерно { $letters }; ваш предел вырастет с { $from } до { $to } за { $window }.
page-save = Сохранить
page-when = Когда
page-when-week = { $weekday }, { $time }
page-when-month = { $day }-го числа, { $time }
page-when-weekday = День
page-when-day = Число месяца
page-when-time = Время
page-when-short-month = В коротком месяце – в последний день.
page-form = Объём
page-form-full = Письмо целиком
page-form-short = Короткое письмо
page-topics = О чём
page-topics-save = Сохранить темы
page-first = Что сначала
page-first-none = как решим мы
page-first-why = Будет стоять первым и останется целиком, даже если письмо придётся сократить.
page-events = Новые события
page-events-no = В ближайшем письме, которое успеет вовремя
page-events-yes = Сразу, отдельным письмом

# Для всех писем.

page-all-letters = Все ваши письма
page-quiet-hours = Тихие часы
page-quiet-span = { $from }–{ $to }
page-quiet-none = нет
page-quiet-from = С
page-quiet-to = до
page-quiet-why = Письма подождут, пока тихие часы не кончатся по вашему времени.
page-as-usual = Как обычно: { $usual }
page-quiet-days = Тихие дни
page-quiet-holidays = Праздники
page-days-as-usual = Как обычно
page-reading = Время на чтение
page-reading-none = Без ограничения
page-reading-most = Максимум { $most } в неделю
page-reading-why = То, что вы поставили первым, придёт целиком, остальное – кратко или ссылкой.
page-most = Писем всего
page-most-usual = Как мы обещали: максимум { $most } за { $window }
page-most-own = Максимум { $most } за { $window }
page-pause-return = Пауза и возвращение
page-level = Уровень
page-level-none = Никакой из них
page-level-brings = максимум { $most } за { $window }
page-occasions = Поводы
page-occasions-why = Где галочки нет, о том мы не пишем.
page-occasions-all = все
page-occasions-without = кроме: { $occasions }
page-place = Место
page-place-now = Время местное: { $place }.
page-place-change = Я в другом месте
page-place-title = Где вы?
page-place-why = Чтобы тихие часы и время писем были вашими.
page-place-africa = Африка
page-place-america = Америка
page-place-antarctica = Антарктида
page-place-arctic = Арктика
page-place-asia = Азия
page-place-atlantic = Атлантика
page-place-australia = Австралия
page-place-europe = Европа
page-place-indian = Индийский океан
page-place-pacific = Тихий океан
page-seasons = Письма { $season }
page-season-dates = { $range } ({ $season })
page-season-default-mixed = Как решим мы
page-season-default = { $form ->
    [full] Как решили мы: письма целиком
    [short] Как решили мы: письма короче
    [events] Как решили мы: только события
   *[nothing] Как решили мы: без писем
}
page-season-full = Письма целиком
page-season-short = Письма короче
page-season-events = Только события
page-season-nothing = Без писем, а потом один обзор
page-language = Язык
page-remark = Что подошло бы вам больше?
page-remark-note = Одна строка, если хотите. Мы её прочтём; сама по себе она ничего не изменит.
page-remark-kept = Ваша строка у нас. Новая её заменит.
page-remark-send = Отправить
page-remark-withdraw = Забрать назад

# Что мы обещаем.

page-promise = Наше обещание
page-promise-limit = { $own ->
    [yes] Максимум { $most } за { $window }, как вы выбрали.
   *[no] Максимум { $most } за { $window }.
}
page-newer-more = «{ $newsletter }» теперь может присылать до { $most } за { $window }.
page-newer-no-limit = У «{ $newsletter }» больше нет предела за { $window }.
page-newer-ceiling = В «{ $newsletter }» теперь можно выбрать до { $most } за { $window }.
page-newer-sooner = «{ $newsletter }» теперь может прийти уже через { $hours ->
    [one] { $hours } час
    [few] { $hours } часа
   *[other] { $hours } часов
}.
page-newer-less-quiet = У «{ $newsletter }» тихо теперь только с { $from } до { $to }.
page-newer-no-quiet = У «{ $newsletter }» больше нет тихих часов.
page-newer-quiet-days = У «{ $newsletter }» стало меньше тихих дней.
page-newer-keep = Для вас действует прежнее обещание, пока вы не согласитесь на это.
page-newer-agree = Согласиться
page-promise-quiet = Никогда с { $from } до { $to } по вашему времени.
page-promise-more = Больше – только по вашему выбору, и никогда не больше { $ceiling } за { $window }.

# После изменения.

page-done-fewer = Готово. Теперь писем будет меньше.
page-done-only-events = Готово. Теперь приходят только события.
page-done-pause = Готово. Письма на паузе.
page-done-resume = Готово. Письма снова приходят.
page-done-stop = Готово. Вы отписаны, как просили.
page-done-restore = Готово. Снова приходит.
page-done-how-often = Готово. Следующее письмо придёт уже так.
page-done-topics = Готово. Следующее письмо придёт уже так.
page-done-when = Готово. Следующее письмо придёт уже так.
page-done-form = Готово. Следующее письмо придёт уже так.
page-done-first = Готово. Следующее письмо придёт уже так.
page-done-at-once = Готово. Действует со следующего события.
page-done-zone = Готово. Время теперь ваше.
page-done-quiet-hours = Готово. Действует сразу.
page-done-quiet-days = Готово. Действует сразу.
page-done-minutes = Готово. Действует со следующего письма.
page-done-occasions = Готово. Будем помнить каждый год.
page-done-level = Готово. Действует сразу.
page-done-accept = Готово. Спасибо.
page-done-remark = Спасибо. Ваша строка у нас.
page-done-remark-withdrawn = Готово. Её у нас больше нет.
page-done-season = Готово. Будем помнить каждый год.
page-done-language = Готово. Следующее письмо придёт уже так.
page-done-undo = Отменено. Всё как прежде.
page-done-not-undone = Ничего не отменено: это уже отменено, или с тех пор вы выбрали заново.
page-done-least = Реже уже некуда. Может быть, подойдут только события или пауза.
page-done-already = Так уже и было; ничего не изменилось.
page-done-most = Готово. Действует сразу.
page-done-instead = Готово. Будет приходить раз в месяц.
page-undo = Отменить

# Отписка из письма.

page-leave-title = Отписаться
page-leave-one = Отписаться от «{ $newsletter }»?
page-leave-some = От чего отписаться?
page-leave-left-one = Вы отписались от «{ $newsletter }».
page-both = { $first }» и «{ $second }
page-leave-left-all = Рассылки вам больше не придут.
page-leave-left-everything = Больше мы вам не пишем.
page-leave-stop = Отписаться от «{ $newsletter }»
page-leave-all = Отписаться от всех рассылок
page-leave-everything = Отписаться от всего
page-leave-or = А может, просто реже?
page-leave-change = Реже, только события или пауза
page-one-click-done = Готово. Эти письма больше не придут.
page-one-click-wording = Отписка одним нажатием в почтовой программе.
page-instead = Может быть, «{ $newsletter }» раз в месяц?
page-instead-button = Лучше раз в месяц

# Почему пришло письмо.

# How a letter is.

page-feedback-title = Наших писем для вас …
page-feedback-too-much = Слишком много
page-feedback-right = В самый раз
page-feedback-too-little = Слишком мало
page-feedback-note = Ваш ответ сам по себе ничего не меняет.
page-feedback-thanks = Спасибо
page-feedback-question = Может быть, так будет лучше?
page-feedback-stays = Тогда всё остаётся как есть.
page-feedback-most = Вы уже получаете все выпуски.
page-feedback-choose = Все настройки

page-why = Почему это письмо?
page-why-sent = Это письмо пришло { CASE($date, "on") }
page-why-open = Это письмо в пути
page-why-doubt = Возможно, это письмо до вас не дошло
page-why-ended = Это письмо не пришло
page-why-because = Вот почему:
page-why-brings = В нём: { $newsletters }.
page-why-none = Вы подписаны: { $newsletters }.
page-why-not = А остальные?
page-why-not-lead = Последние выпуски – и что с ними стало у вас.
page-why-lately = Что вышло недавно и что из этого пришло вам
page-why-lately-none = Больше в последнее время ничего не выходило.

# Открытые страницы.

page-archive = Письма
page-archive-all = Все письма
page-archive-none = Пока ничего не вышло.
page-archive-feed = Лентой (Atom)
page-home-title = Рассылки
page-issue-form-full = Письмо целиком, { $minutes }
page-issue-form-short = Кратко, { $minutes }
page-issue-left-out = { $count ->
    [one] Ещё { $count } – в полном письме.
   *[other] Ещё { $count } – в полном письме.
}

# Когда что-то не получилось.

page-bad-link-title = Ссылка не работает
page-bad-link = Возможно, она оборвалась по дороге. Откройте её из письма ещё раз; в новом письме ссылка новее.
page-old-link-title = Ссылка устарела
page-old-link = Ради безопасности ссылки работают не вечно. Откройте её из более нового письма.
page-withdrawn-title = Письмо отозвано
page-withdrawn = Отправитель отозвал его, и прочитать его здесь больше нельзя.
page-not-found-title = Здесь ничего нет
page-not-found = Возможно, адрес оборвался. Ссылки в ваших письмах работают.
page-bad-form-title = Мы вас не поняли
page-bad-form = Ничего не изменилось. Вернитесь, выберите ещё раз и нажмите одну из кнопок.
page-bad-newsletter = Этой рассылки у вас нет. Ничего не изменилось; вернитесь и выберите ещё раз.
page-bad-choice = Это больше нельзя выбрать. Ничего не изменилось; вернитесь и выберите из списка.
page-bad-topics = Без единой темы слать было бы нечего. Чтобы рассылка не приходила, отпишитесь от неё.
page-bad-pause = Пауза кончается не раньше завтрашнего дня и не позже чем через год. Ничего не изменилось; выберите другой день.
page-bad-quiet = С тишиной от { $from } до { $to } на письма осталось бы в день: { $left }. Ничего не изменилось; оставьте хотя бы час.
page-bad-quiet-days = Если тихи все дни, письмам не остаётся ни одного. Ничего не изменилось; оставьте один день или поставьте паузу.
page-bad-minutes = Предел – от 1 до { $most } минут. Ничего не изменилось; выберите из списка.
page-bad-most = Предел – от 1 до { $most } писем. Ничего не изменилось; выберите из списка.
page-bad-accept = Наше обещание снова изменилось. Ничего не изменилось; вернитесь и прочитайте его ещё раз.
page-bad-restore = Это остановили не вы, поэтому вернуть это здесь нельзя. Ничего не изменилось.
page-too-large = Это больше, чем принимает страница. Ничего не изменилось.
page-busy-title = Минутку
page-busy = Сейчас не получилось, ничего не изменилось. Попробуйте ещё раз через минуту.
page-back = К вашим письмам

# Событие и напоминания о нём.

page-remind-day = Напомнить за день
page-remind-hour = Напомнить за час
page-remind-forget = Не напоминать
page-remind-comes = Напомним { CASE($at, "on") }.
page-remind-calendar = В календарь
page-remind-cancelled = Это отменили.
page-remind-begun = Уже началось.
page-remind-left = Этой рассылки у вас больше нет, поэтому мы об этом не пишем.
page-remind-none = Начало слишком скоро для напоминания.
page-done-remind = Готово. Мы напомним.
page-done-forget = Готово. Напоминать не будем.
