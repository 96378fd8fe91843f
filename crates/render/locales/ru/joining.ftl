# Подписка, возвращение и то, что может только владелец адреса: письма и страницы.

# Письма, о которых попросили кнопкой.

mail-confirmation-subject = Пожалуйста, подтвердите: { $newsletters }
mail-confirmation-lead = Вы или кто-то, кто указал ваш адрес, попросили у «{ $sender }»: { $newsletters }. Пока вы не нажмёте кнопку, ничего не придёт.
mail-confirmation-button = Да, присылайте
mail-confirmation-until = Ссылка действует до: { $until }.
mail-confirmation-else = Если это были не вы, ничего не делайте. Писем от нас не будет.

mail-return-subject = Хотите вернуться? { $newsletters }
mail-return-lead = Вы или кто-то, кто указал ваш адрес, попросили у «{ $sender }»: { $newsletters }. Письма вам остановлены, и возобновить их можете только вы.
mail-return-button = Да, возобновить
mail-return-until = Ссылка действует до: { $until }.
mail-return-else = Если это были не вы, ничего не делайте: всё останется как есть.

mail-step-up-subject = Ваша ссылка на данные у «{ $sender }»
mail-step-up-lead = Вы попросили у «{ $sender }» ссылку, по которой можно увидеть, изменить или стереть то, что о вас хранится.
mail-step-up-button = Открыть мои данные
mail-step-up-until = Ссылка сработает один раз, до: { $until }.
mail-step-up-else = Если это были не вы, ничего не делайте и никому не передавайте это письмо.

mail-new-address-subject = Это ваш новый адрес?
mail-new-address-lead = Кто-то, кто получает письма «{ $sender }», указал этот адрес как свой новый.
mail-new-address-button = Да, пишите сюда
mail-new-address-until = Ссылка действует до: { $until }.
mail-new-address-else = Если это были не вы, ничего не делайте. Писем от нас не будет.

# Подписка.

page-join-title = Получать письма: { $organisation }
page-join-link = Получать наши письма
page-join-one = Получать «{ $newsletter }»
page-join-address = Ваш почтовый адрес
page-join-how-often = Как часто
page-join-usual = { $cadence } (обычно)
page-join-topics = Темы
page-join-leave-empty = Оставьте это поле пустым
page-join-button = Прислать письмо для подтверждения
page-join-note = Придёт одно письмо, чтобы убедиться, что это вы. Пока вы не нажмёте в нём кнопку, больше ничего не придёт.
page-join-sent-title = Загляните в почту
page-join-sent = Если на указанный адрес можно писать, письмо уже в пути. Нажмите в нём кнопку, и всё готово. Если письма нет, проверьте папку со спамом и попробуйте завтра ещё раз.
page-bad-join-title = Ещё одно
page-join-back = Назад к форме
page-bad-address = Это не похоже на почтовый адрес. Напишите его так: name@example.org.
page-bad-nothing-chosen = Выберите хотя бы одну рассылку.
page-bad-consent = Без этого мы ничего не можем вам прислать: { $wording }
page-too-many-title = Слишком много сразу
page-too-many = Сейчас подписывается слишком много людей. Попробуйте через несколько минут.

# Подтверждение.

page-confirm-title = Одно нажатие, и вы подписаны
page-confirm-return-title = Одно нажатие, и вы снова с нами
page-confirm-asked = Вы попросили:
page-confirm-agreed = Кроме того, вы согласились:
page-confirm-lifts = Письма вам сейчас остановлены. Кнопка возобновит то, что названо выше, и больше ничего.
page-confirm-button = Да, это я
page-confirm-done-title = Уже сделано
page-confirm-done = Эта ссылка уже сработала. Всё так, как вы выбрали; изменить это можно по ссылке в каждом письме.
page-confirm-gone-title = Ссылка устарела
page-confirm-gone = Она действовала семь дней. Подпишитесь ещё раз, и придёт новая.
page-confirm-again = Подписаться ещё раз
page-welcome-title = Добро пожаловать
page-welcome-back-title = С возвращением
page-welcome-promise = Вы получаете { $what }: не больше { $most } за { $window } и никогда с { $from } до { $to }.
page-welcome-promise-any-time = Вы получаете { $what }: не больше { $most } за { $window }.
page-welcome-promise-each = «{ $newsletter }» ({ $cadence })
page-welcome-promise-change = Изменить или остановить можно в любой момент
page-address-confirm-title = Ваш новый адрес
page-address-confirm = С этого момента письма приходят на { $address }.
page-address-confirm-button = Да, пишите сюда
page-address-done-title = Письма теперь приходят сюда
page-address-done = Старого адреса у нас больше нет.
page-address-taken-title = Этот адрес использовать нельзя
page-address-taken = Он принадлежит тому, кто уже получает наши письма.

# Мои данные.

page-data-title = Мои данные
page-data-link = Мои данные
page-data-since = Мы знакомы с вами с { $date }.
page-data-history = Что вы выбрали и на что согласились
page-data-how = Как
page-data-until = до { $date }
page-data-about-choice = «{ $newsletter }»
page-data-about-stop = Остановлено
page-data-about-stop-one = Остановлено: «{ $newsletter }»
page-data-about-consent = Согласие
page-data-about-feedback = Ваш ответ о письме
page-data-about-change = Изменено
page-data-how-page = на нашей странице
page-data-how-snippet = через форму на другой странице
page-data-how-one-click = кнопкой вашей почтовой программы
page-data-how-mail = письмом
page-data-how-operator = нами
page-data-how-import = из списка, который нам передали
page-data-how-undo = отменено вами
page-data-how-confirmation = кнопкой из письма
page-data-how-own = вами
page-data-how-complaint = письмо отмечено как нежелательное
page-data-how-hard-bounce = письма до вашего ящика не доходят
page-data-how-erasure = вы попросили стереть ваши данные
page-data-withdraw = Больше не согласен
page-data-withdrawn = Это согласие отозвано.
page-data-owner-title = Только для вас
page-data-owner = Чтобы забрать свои данные, стереть их, сменить адрес или обновить ссылки, мы сначала пришлём ссылку на ваш адрес: эта страница могла попасть к другим вместе с письмом.
page-data-owner-button = Прислать ссылку
page-data-asked-title = Загляните в почту
page-data-asked = Если мы можем вам писать, ссылка уже в пути на ваш адрес. Она сработает один раз, в течение получаса.

page-step-up-title = Что вы хотите сделать?
page-step-up-once = Эта ссылка сработает для одного из этих действий, один раз. Для другого попросите новую.
page-step-up-export = Забрать мои данные
page-step-up-export-json = В JSON, для программ
page-step-up-export-csv = В CSV, для таблиц
page-step-up-address = Сменить адрес
page-step-up-address-label = Новый адрес
page-step-up-address-button = Прислать туда письмо для подтверждения
page-step-up-links = Обновить мои ссылки
page-step-up-links-note = Ссылки на ваши настройки во всех прежних письмах перестанут работать: они могли попасть к кому-то ещё. Отписаться из старого письма можно и дальше.
page-step-up-links-button = Обновить
page-step-up-links-done-title = Ваши ссылки обновлены
page-step-up-links-done = Ссылки на настройки в прежних письмах больше не работают. Ваша новая:
page-step-up-erase = Стереть всё
page-step-up-erase-note = Ваш адрес, имя и всё, что говорит, кто вы, будет удалено. Отменить это нельзя. Писем больше не будет.
page-step-up-erase-sure = Да, стереть всё обо мне
page-step-up-erase-button = Стереть
page-step-up-erased-title = Ваши данные стёрты
page-step-up-erased = Мы больше не знаем, кто вы. Всего доброго.
page-step-up-gone-title = Эта ссылка больше не работает
page-step-up-gone = Она действовала один раз, полчаса. Попросите новую на странице ваших данных.
page-step-up-address-sent = Если на тот адрес можно писать, письмо для подтверждения уже в пути. До тех пор всё остаётся как есть.

page-revoked-title = Эта ссылка больше не ваша
page-revoked = Вы обновили свои ссылки. Мы можем прислать свежую на ваш адрес.
page-revoked-button = Прислать свежую ссылку
