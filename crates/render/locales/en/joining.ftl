# Joining, coming back, and what only the owner of an address may do: mails and pages.

# Mails that somebody asked for by a button.

mail-confirmation-subject = Please confirm: { $newsletters }
mail-confirmation-lead = You, or somebody who typed your address, asked { $sender } for { $newsletters }. Nothing comes before you press the button.
mail-confirmation-button = Yes, send it to me
mail-confirmation-until = The link works until { $until }.
mail-confirmation-else = If it was not you, do nothing. You will not hear from us.

mail-return-subject = Do you want to come back? { $newsletters }
mail-return-lead = You, or somebody who typed your address, asked { $sender } for { $newsletters }. Your letters are stopped, and only you can start them again.
mail-return-button = Yes, start them again
mail-return-until = The link works until { $until }.
mail-return-else = If it was not you, do nothing: everything stays as it is.

mail-step-up-subject = Your link to your data at { $sender }
mail-step-up-lead = You asked { $sender } for a link with which you can see, change or erase what is kept about you.
mail-step-up-button = Open my data
mail-step-up-until = The link works once, until { $until }.
mail-step-up-else = If it was not you, do nothing, and give this mail to nobody.

mail-new-address-subject = Is this your new address?
mail-new-address-lead = Somebody who gets letters of { $sender } gave this address as their new one.
mail-new-address-button = Yes, write to me here
mail-new-address-until = The link works until { $until }.
mail-new-address-else = If it was not you, do nothing. You will not hear from us.

# Joining.

page-join-title = Get letters from { $organisation }
page-join-link = Get our letters
page-join-one = Get { $newsletter }
page-join-address = Your mail address
page-join-how-often = How often
page-join-usual = { $cadence } (usual)
page-join-topics = Topics
page-join-leave-empty = Leave this empty
page-join-button = Send me a mail to confirm
page-join-note = One mail comes to confirm that it is you. Nothing else comes before you press its button.
page-join-sent-title = Look into your mailbox
page-join-sent = If letters can go to the address that you gave, a mail is on its way there. Press its button, and you are in. If no mail comes, look among unwanted mail, and try again tomorrow.
page-bad-join-title = One thing more
page-join-back = Back to the form
page-bad-address = That does not look like a mail address. Write it like name@example.org.
page-bad-nothing-chosen = Choose at least one newsletter.
page-bad-consent = Without this we cannot send you anything: { $wording }
page-too-many-title = Too many at once
page-too-many = Too many people are joining at the moment. Please try again in a few minutes.

# Confirming.

page-confirm-title = One press, and you are in
page-confirm-return-title = One press, and you are back
page-confirm-asked = You asked for:
page-confirm-agreed = You also agreed:
page-confirm-lifts = Your letters are stopped at the moment. This starts those above again, and nothing else.
page-confirm-button = Yes, that was me
page-confirm-done-title = Done already
page-confirm-done = This link was used. Everything is as you chose; a link to change it stands in every letter.
page-confirm-gone-title = This link is too old
page-confirm-gone = It worked for seven days. Join once more, and you get a new one.
page-confirm-again = Join once more
page-welcome-title = Welcome
page-welcome-back-title = Welcome back
page-welcome-promise = You get { $what }: never more than { $most } in { $window }, and never between { $from } and { $to }.
page-welcome-promise-any-time = You get { $what }: never more than { $most } in { $window }.
page-welcome-promise-each = { $newsletter } ({ $cadence })
page-welcome-promise-change = Change or stop at any time
page-address-confirm-title = Your new address
page-address-confirm = From now on your letters come to { $address }.
page-address-confirm-button = Yes, write to me here
page-address-done-title = Your letters come here now
page-address-done = The old address is gone from our books.
page-address-taken-title = This address cannot be used
page-address-taken = It belongs to somebody who gets our letters already.

# My data.

page-data-title = My data
page-data-link = My data
page-data-since = We know you since { $date }.
page-data-history = What you chose and agreed to
page-data-how = How
page-data-until = until { $date }
page-data-about-choice = { $newsletter }
page-data-about-stop = Stopped
page-data-about-stop-one = Stopped { $newsletter }
page-data-about-consent = Agreed
page-data-about-feedback = Your answer on a letter
page-data-about-change = Changed
page-data-how-page = on our page
page-data-how-snippet = by a form on another page
page-data-how-one-click = by your mail program's button
page-data-how-mail = by mail
page-data-how-operator = by us
page-data-how-import = from a list that we were given
page-data-how-undo = taken back by you
page-data-how-confirmation = by the button of a mail
page-data-how-own = by you
page-data-how-complaint = a letter was reported as unwanted
page-data-how-hard-bounce = your mailbox could not be reached
page-data-how-erasure = you had yourself erased
page-data-withdraw = I no longer agree
page-data-withdrawn = You no longer agree to that.
page-data-owner-title = For you alone
page-data-owner = To take your data with you, to erase it, to move to another address or to make your links new, we first send a link to your address: this page could have been passed on with a letter.
page-data-owner-button = Send me the link
page-data-asked-title = Look into your mailbox
page-data-asked = If we may write to you, a link is on its way to your address. It works once, for half an hour.

page-step-up-title = What do you want to do?
page-step-up-once = This link works for one of these, once. For another, ask for another link.
page-step-up-export = Take my data with me
page-step-up-export-json = As JSON, for programs
page-step-up-export-csv = As CSV, for tables
page-step-up-address = Move to another address
page-step-up-address-label = The new address
page-step-up-address-button = Send a mail there to confirm
page-step-up-links = Make my links new
page-step-up-links-note = Links to your choices in all letters so far stop working, should somebody else have them. Unsubscribing by an old letter still works.
page-step-up-links-button = Make them new
page-step-up-links-done-title = Your links are new
page-step-up-links-done = The links to your choices in earlier letters no longer work. This is yours:
page-step-up-erase = Erase everything
page-step-up-erase-note = Your address, your name and everything that tells who you are is deleted. It cannot be undone. No letter comes any more.
page-step-up-erase-sure = Yes, erase everything about me
page-step-up-erase-button = Erase
page-step-up-erased-title = You are erased
page-step-up-erased = We no longer know who you are. Farewell.
page-step-up-gone-title = This link no longer works
page-step-up-gone = It worked once, for half an hour. Ask for another one on the page of your data.
page-step-up-address-sent = If letters can go to that address, a mail to confirm is on its way there. Until then everything stays as it is.

page-revoked-title = This link is no longer yours
page-revoked = You made your links new. We can send a fresh one to your address.
page-revoked-button = Send me a fresh link
