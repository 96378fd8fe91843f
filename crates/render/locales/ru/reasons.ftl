# Почему письмо пришло, ждёт или не пришло – простыми словами для того, кто его получает.

reason-chosen-reader = { $cadence ->
    [every-issue] Вы выбрали: каждый выпуск «{ $publication }» сразу после выхода.
    [weekly] Вы выбрали: «{ $publication }» раз в неделю.
    [fortnightly] Вы выбрали: «{ $publication }» раз в две недели.
    [monthly] Вы выбрали: «{ $publication }» раз в месяц.
   *[events-only] Вы выбрали: из «{ $publication }» только события.
}

reason-form-chosen-reader = { $form ->
    [full] Вы выбрали: «{ $publication }» полностью.
    [short] Вы выбрали: «{ $publication }» кратко.
   *[events] Вы выбрали: из «{ $publication }» только события.
}

reason-season-reader = { $own ->
    [yes] { $brings ->
        [full] Письма { $season } приходят полностью, как вы выбрали.
        [short] Письма { $season } короче, как вы выбрали.
        [events] Письма { $season } – только о событиях, как вы выбрали.
       *[nothing] Письма { $season } не приходят, как вы выбрали; потом будет один обзор.
    }
   *[no] { $brings ->
        [full] Письма { $season } приходят полностью.
        [short] Письма { $season } короче.
        [events] Письма { $season } – только о событиях.
       *[nothing] Письма { $season } не приходят; потом будет один обзор.
    }
}

reason-unconfirmed-reader = Вы ещё не подтвердили свой адрес.

reason-stopped-reader = { $cause ->
    [own] { $scope ->
        [publication] Вы отписались от «{ $publication }».
        [mailings] Вы отписались от всех наших рассылок.
       *[everything] Вы попросили не писать вам ничего.
    }
    [complaint] Ваша почта сообщила, что наше письмо нежелательно, и мы перестали писать.
    [hard-bounce] Письма до вашего ящика не доходили, и мы перестали писать.
   *[erasure] Ваши данные удалены, и мы перестали писать.
}

reason-paused-reader = { $all ->
    [yes] Вы поставили все письма на паузу до { CASE($until, "until") }.
   *[no] Вы поставили «{ $publication }» на паузу до { CASE($until, "until") }.
}

reason-cap-reader = { $by ->
    [own] За { $window } до этого пришло { $used }; ваш предел – { $most }.
    [ceiling] За { $window } до этого пришло { $used }; максимум – { $most }, больше мы не пишем никому.
    [level] За { $window } до этого пришло { $used }; на вашем уровне максимум – { $most }.
   *[default] За { $window } до этого пришло { $used }; мы обещали максимум { $most }.
}

reason-leaves-room-reader = Мы оставили место для более важного: оно придёт { CASE($day, "on") }.

reason-left-out-reader = { $class ->
    [offer] Предложения не вошли: их пришло уже столько, сколько мы обещали самое большее.
    [event] События не вошли: их пришло уже столько, сколько мы обещали самое большее.
   *[other] Статьи не вошли: их пришло уже столько, сколько мы обещали самое большее.
}

reason-minutes-reader = Ваш предел чтения в неделю – { $most }; уже пришло: { $had }.

reason-earlier-promise-reader = Мы держим слово, которое дали вам вначале.
reason-lowered-by-reader = Рассылка «{ $publication }» обещает меньше писем, и мы держимся этого во всём, что вам присылаем.

reason-quiet-day-reader = { $holiday ->
    [yes] Письмо ждёт до { CASE($until, "until") }: { CASE($date, "on") } у вас праздник.
   *[no] Письмо ждёт до { CASE($until, "until") }: { $date } – тихий день.
}

reason-spread-reader = Письмо придёт { CASE($at, "on") }, чуть позже тихого времени.

reason-below-minimum-reader = Для письма «{ $publication }» набралось слишком мало; оно выйдет { CASE($day, "on") }.

reason-overflow-reader = В «{ $publication }» было больше, чем помещается в письмо: ещё { $linked } – по ссылке.

reason-nothing-on-return-reader = Вы решили не получать то, что вышло, пока «{ $publication }» была на паузе.

reason-occasion-reader = Вы просили не писать вам по этому поводу: { $name }.

reason-announced-alone-reader = { $asked ->
    [yes] Вы просили сообщать о новых событиях сразу.
   *[no] Начало { CASE($day, "on") }: следующее письмо пришло бы слишком поздно.
}

reason-reminder-reader = Вы просили об этом напомнить.

reason-event-changed-reader = Мы писали вам об этом событии, и время изменилось: начало { CASE($at, "on") }.

reason-event-cancelled-reader = Мы писали вам об этом событии, но оно не состоится.
reason-corrected-reader = В одном из наших писем была ошибка, и это письмо её исправляет.

reason-too-late-reader = Письмо дошло бы уже после начала, поэтому мы его не отправили.

reason-gap-reader = После прошлого письма не прошло ещё { $hours } ч; следующее может прийти { CASE($until, "on") }.

reason-quiet-reader = { $night ->
    [yes] Письмо ждёт до { $to }: ночью мы вас не беспокоим.
   *[no] Письмо ждёт до { $to }: сейчас у вас тихое время.
}

reason-own-request-reader = Вы сами попросили об этом { CASE($asked, "on") }.

reason-service-exempt-reader = Это ответ на вашу просьбу; в счёт писем оно не идёт.

reason-next-letter-reader = Перешло в ваше следующее письмо: { $day }.

reason-own-letter-reader = Придёт отдельным письмом { CASE($day, "on") }.

reason-no-window-reader = Дней без свободного места: { $days }. Чтобы не писать чаще, чем обещали, мы это пропустили.

reason-expired-reader = После { CASE($day, "until") } это уже не пригодилось бы, поэтому мы это пропустили.

reason-nothing-left-reader = В нём не было ничего из того, что вы выбрали.

reason-withdrawn-reader = Мы отозвали это письмо до отправки.

reason-cancelled-reader = Мы отменили это письмо до отправки.

reason-skipped-reader = Мы пропустили это письмо: его время прошло.
reason-import-undone-reader = Ваш адрес попал к нам по ошибке и удалён.

reason-no-address-reader = У нас нет адреса, на который можно писать.

reason-run-paused-reader = Сейчас мы не рассылаем писем; ваше ждёт.

reason-try-later-reader = Ваш ящик сейчас недоступен; попробуем снова { CASE($until, "on") }.
reason-mail-limit-reader = Почтовые службы принимают лишь часть писем за раз; ваше уйдёт { CASE($until, "on") }.

reason-refused-reader = Ваша почтовая служба его не приняла.

reason-tried-long-enough-reader = Ваш ящик долго был недоступен, поэтому письмо не отправлено.

reason-sender-refused-reader = Почтовый сервер не принял письма от нас; мы разбираемся, а ваше письмо ждёт.

reason-outcome-unknown-reader = Возможно, оно не дошло: связь прервалась в последний момент.

reason-noted-in-next-letter-reader = Следующее письмо сообщило, что это могло не дойти.

reason-late-evidence-reader = Позже мы узнали, что оно дошло.

# Что стало с материалом или с целым выпуском.

fate-no-line-reader = Вы не подписаны на «{ $publication }».
fate-not-out-reader = Ещё не вышло.
fate-comes-out-reader = Выйдет { CASE($at, "on") }.
fate-before-start-reader = Вышло до того, как вы подписались на «{ $publication }».
fate-listed-before-reader = Уже выходило раньше, а дважды мы не шлём.
fate-only-events-then-reader = Вышло, когда вам были нужны только события.
fate-topic-not-chosen-reader = Темы «{ $topic }» нет среди выбранных.
fate-no-event-reader = Вы просили только события.
fate-told-elsewhere-reader = Об этом рассказало другое письмо.
fate-sent-reader = Было в письме: { $at }.
fate-linked-reader = Было по ссылке в письме: { $at }.
fate-held-reader = Было в письме, которое могло не дойти: { $at }.
fate-failed-reader = Было в письме, которое ваша почта не приняла: { $at }.
fate-on-its-way-reader = Будет в письме: { $at }.
fate-waits-reader = Ждёт следующего письма.
fate-waits-until-reader = Ждёт письма: { $at }.
fate-passed-over-reader = Места пока не нашлось; ждёт одного из следующих писем.
fate-passed-reader = Было в письме, которое не отправлено.
fate-issue-sent-reader = Пришло { CASE($at, "on") }.
fate-issue-on-its-way-reader = Уже в пути: ваше письмо выйдет { CASE($at, "on") }.
fate-issue-waits-reader = Придёт со следующим письмом.
fate-issue-waits-until-reader = Придёт с письмом: { $at }.
fate-issue-nothing-reader = В нём не было ничего из того, что вы выбрали.

# Что ждёт своей очереди.

waits-nothing = Для следующего письма «{ $publication }» пока ничего нет.
waits-nothing-yet = Для письма «{ $publication }» ({ $at }) пока ничего нет.
waits-for-letter = { $count ->
    [one] { $count } материал ждёт следующего письма «{ $publication }».
    [few] { $count } материала ждут следующего письма «{ $publication }».
   *[other] { $count } материалов ждут следующего письма «{ $publication }».
}
waits-for-moment = { $count ->
    [one] { $count } материал ждёт письма «{ $publication }»: { $at }.
    [few] { $count } материала ждут письма «{ $publication }»: { $at }.
   *[other] { $count } материалов ждут письма «{ $publication }»: { $at }.
}
