# Слова вокруг содержания письма.

mail-greeting = Здравствуйте, { $name }!

mail-doubt = Возможно, наше письмо от { $date } до вас не дошло:
mail-doubt-link = прочитать его можно здесь
mail-silence = Прошлое наше письмо пришло { CASE($date, "on") }. Это пришло потому, что вы получаете «{ $newsletters }» и появилось новое.
mail-silence-paused = Прошлое наше письмо пришло { CASE($date, "on") }. Письма снова приходят: ваша пауза закончилась { CASE($until, "on") }.

mail-earlier = Из прошлых выпусков
mail-from-letter = Из выпуска «{ $title }»
mail-linked = И ещё { $count }, { $minutes }
mail-linked-untimed = И ещё { $count }
mail-stop-part = Отписаться только от «{ $publication }»

mail-change = Изменить или отписаться
mail-why = Почему это письмо?
mail-browser = Открыть в браузере
mail-promise = Письмо { $number } из максимум { $most } за { $window }.
mail-feedback = Наших писем:
mail-feedback-too-much = слишком много
mail-feedback-right = в самый раз
mail-feedback-too-little = слишком мало
mail-choice-named = Новое с прошлого письма: { $choice }
mail-choice-undo = Отменить или изменить

mail-subject-more = { $titles } и ещё { $count }
mail-subject-letters = { $publication }: { $letters }, { $range }
mail-subject-letters-undated = { $publication }: { $letters }
mail-subject-events = { $publication }: { $events }
mail-digest-title = { $letters }, { $range }

mail-test-subject = Проба: { $subject }
mail-test-note = Это проба. Она пришла только вам, больше её никто не получил.

# Письма о событиях.

mail-event-subject-announced = { $titles }
mail-event-subject-changed = Новое время: { $titles }
mail-event-subject-cancelled = Отменяется: { $titles }
mail-event-subject-day-before = Напоминание: { $titles }
mail-event-subject-hour-before = Скоро: { $titles }
mail-event-subject-corrected = Исправление: { $titles }

mail-event-said-announced = Новое событие
mail-event-said-changed = Время изменилось с тех пор, как мы вам об этом писали.
mail-event-said-cancelled = Мы вам об этом писали. Событие не состоится.
mail-event-said-day-before = Вы просили напомнить.
mail-event-said-hour-before = Вы просили напомнить.
mail-event-said-corrected = В прошлом письме мы ошиблись. Вот как правильно.

mail-event-cancelled = Отменяется
mail-event-moved = Новое время
mail-event-remind = Напомнить мне
mail-event-calendar = В календарь
