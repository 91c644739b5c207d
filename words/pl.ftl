# Wszystkie słowa ekranu po polsku. Czego tu nie ma, jest po angielsku.
# Zadanie (run) powstaje z procedury (SOP); odchylenie (exception) to coś, co nie jest tak, jak być powinno.

## Liczby

count-runs = { $count ->
    [one] 1 zadanie
    [few] { $count } zadania
   *[many] { $count } zadań
}
count-steps = { $count ->
    [one] 1 krok
    [few] { $count } kroki
   *[many] { $count } kroków
}
count-exceptions = { $count ->
    [one] 1 odchylenie
    [few] { $count } odchylenia
   *[many] { $count } odchyleń
}
count-due = { $count } do zrobienia
count-overdue = { $count } po terminie

## Daty, godziny i liczby

decimal-sign = ,
weekday-short = { $day ->
    [1] pon
    [2] wt
    [3] śr
    [4] czw
    [5] pt
    [6] sob
   *[7] niedz
}
weekday-long = { $day ->
    [1] poniedziałek
    [2] wtorek
    [3] środa
    [4] czwartek
    [5] piątek
    [6] sobota
   *[7] niedziela
}
month-short = { $month ->
    [1] sty
    [2] lut
    [3] mar
    [4] kwi
    [5] maj
    [6] cze
    [7] lip
    [8] sie
    [9] wrz
    [10] paź
    [11] lis
   *[12] gru
}
date-day = { $day } { $month }
date-weekday = { $weekday } { $day } { $month }
date-year = { $day } { $month } { $year }
duration-minutes = { $minutes }m
duration-hours = { $hours }g
duration-hours-minutes = { $hours }g { $minutes }m
duration-days = { $days }d
away-now = teraz
away-late = { $length } po czasie
away-in = za { $length }
size-bytes = { $size } B
size-kilobytes = { $size } kB
size-megabytes = { $size } MB

## Nagłówek i ostrzeżenia

header-shift = zmiana { $name } do { $to }
header-engine = silnik
header-people-on = { $count ->
    [one] 1 osoba na zmianie
    [few] { $count } osoby na zmianie
   *[many] { $count } osób na zmianie
}
banner-silent = NIC SIĘ NIE URUCHOMI: silnik milczy od { $since }
banner-no-engine = NIC SIĘ NIE URUCHOMI: silnik jeszcze tu nie działał
banner-clock = ZEGAR? { $wall }: nic się nie uruchomi, póki czas nie będzie właściwy albo kierownik go nie potwierdzi
banner-old = STARE od { $since }: { $why }
trouble-updated = Floorboard został zaktualizowany; uruchom tablicę ponownie
trouble-no-random = ten komputer nie daje liczb losowych
trouble-disk-full = dysk jest pełny

## Decyzje, o które pyta się ludzi

count-approvals = { $count ->
    [one] 1 decyzja czeka
    [few] { $count } decyzje czekają
   *[many] { $count } decyzji czeka
}
view-approval = Decyzja
decide-count-late = { $count } po czasie
decide-count-waiting = { $count } czeka
decide-count-review = { $count } do obejrzenia
decide-until = do { $until }
decide-to-look = do obejrzenia
decide-recommends = { $agent } zaleca: { $what }
decide-no-advice = { $agent } niczego nie zaleca
decide-would = { $agent } zrobiłby to tak
decide-votes = { $count } z { $of } na tak
advice-approve = zatwierdzić
advice-reject = odrzucić
happens-mail = { $count ->
    [1] wychodzi mail
    [few] wychodzi mail na { $count } adresy
   *[many] wychodzi mail na { $count } adresów
}
happens-http = wychodzi żądanie: { $method }
happens-exec = uruchamia się program
happens-signal = wychodzi sygnał
part-to = Do
part-subject = Temat
part-text = Treść
part-method = Metoda
part-address = Adres
part-body = Treść żądania
part-program = Program
part-argument = Argument { $at }
part-input = Czyta
part-signal = Sygnał
part-case = Sprawa
decide-will = co się stanie
decide-would-be = stałoby się
decide-redacted = treść usunięto: nie ma o czym decydować
decide-private = prywatne: kto może to widzieć, najpierw mówi, kim jest
decide-gone = Nie ma takiej decyzji.
decide-differs = różnice
differs-first = pierwsze takie: nie ma z czym porównać
differs-nothing = żadnych: słowo w słowo jak { $against }
differs-in = { $parts } (nowe jest podkreślone), wobec { $against }
differs-gone = już nie ma: { $what }
decide-amount = kwota
decide-amount-last = { $amount }; ostatnie: { $last }
decide-amount-more = { $amount }: więcej niż każda z ostatnich: { $last }
decide-recommended = zalecenie
decide-no-recommendation = brak
decide-sure = { $advice } (pewność { $percent } %)
decide-reasons = bo
decide-who-name = decyduje
decide-who = { $role }
decide-who-votes = { $votes } różne osoby z rolą { $role }; na tak: { $count }
decide-who-looks = { $role } mówi, jak blisko to jest tego, co zrobiono: tak samo, podobnie czy inaczej
decide-voted = tak: { $by }
decide-instead-of = { $name } za { $of }
decide-silent-name = gdy nikt
decide-silent = o { $at }, { $away }: { $what }
decide-silent-over = od { $at }, { $away }: { $what }
decide-before = wcześniej
decide-edited = { $number }: zmienione, { $by }
decide-pushed-back = { $number }: odesłane, { $by }: { $said }
decide-outcome = decyzja
decide-judged = ocena
decide-instead = zrobiono
decide-not-done = jeszcze nie zrobiono
decide-step = krok
decide-risk = ryzyko
decide-cost = pomyłka kosztuje { $cost } z 5
decide-mode = { $tier }; teraz: { $mode }
decide-agent = agent
decide-run = przebieg
decide-only-look = nic tu nie działa: mówi się tylko, jak blisko to było
decide-is-over = { $id }: { $how }
decide-changed = { $id } jest teraz inne: przeczytaj jeszcze raz
decide-not-shown = nie widać, co by się stało, więc nikt o tym nie decyduje
decide-somebody-did = { $id } rozstrzygnięte: ktoś był szybszy
push-back-title = Odeślij
push-back-prompt = Co ma być inaczej? Z tym przygotuje się to od nowa.
reject-title = Odrzuć
reject-prompt = Dlaczego nie?
edit-title = { $id }: zmień
edit-hint = Widać każdą spację na końcu wiersza. Co się robi i gdzie, zostaje bez zmian.
edit-nothing = nic tu nie można zmienić: odeślij albo odrzuć
edit-same = jeszcze nic nie zmieniono
edit-not-json = { $field }: to była liczba albo lista i tak ma zostać
batch-title = { $count ->
    [one] Zatwierdź 1 pokazaną decyzję
    [few] Zatwierdź { $count } pokazane decyzje
   *[many] Zatwierdź { $count } pokazanych decyzji
}
batch-about = { $step }. Obok każdej stoi, co w niej nowego.
batch-none = najpierw otwórz każdą: czego nie było na ekranie, tego się nie zatwierdza
batch-refused = { $id } nie rozstrzygnięto
batch-go-on = Enter idzie dalej
done-approved = { $id } zatwierdzone
done-approved-edited = { $id } zatwierdzone po zmianie
done-edited = { $id } zmienione: zatwierdza kto inny
done-voted = { $id }: twoje „tak” zapisane, potrzeba więcej
done-rejected = { $id } odrzucone
done-pushed-back = { $id } odesłane: przygotuje się od nowa
done-by-hand = { $id }: krok należy teraz do człowieka
done-judged = { $id }: { $how }
key-approve = zatwierdź
key-edit = zmień
key-push-back = odeślij
key-reject = odrzuć
key-by-hand = robię to sam
key-same = tak samo
key-similar = podobnie
key-different = inaczej
key-approve-shown = zatwierdź wszystkie takie, które pokazano
key-save = zatwierdź tak
key-approval-open = otwórz przebieg
key-approval-back = wstecz
key-approval-next-panel = następna
key-approval-previous-panel = poprzednia
key-text-next-panel = następna część
key-text-previous-panel = poprzednia część
key-text-back = zostaw

## Agenci i to, co przygotowali do wiersza

view-agents = Agenci
key-view-agents = agenci
key-pause = ma stanąć albo ruszyć
key-pause-all = zatrzymaj wszystkich agentów albo ich puść
key-approval = co przygotował agent
agents-none = Nie pracuje tu jeszcze żaden agent.
agents-none-hint = Każdy ma tabelę [[agent]] w config/floorboard.toml: jedno zadanie i to, czego wolno mu używać.
agents-all-paused = wszyscy agenci stoją
agents-paused = stoi
agents-looked = patrzył { $at }
agents-never-looked = jeszcze nie patrzył
agents-unknown = { $count } nie wiadomo
agents-approved = { $count } zatwierdzono
agents-changed = { $count } zmieniono
agents-rejected = { $count } odrzucono
agents-pushed-back = { $count } odesłano
agents-reviewed = { $count } obejrzano
agents-failed = { $count } się nie udało
agents-stands = { $mode } od { $since }
agents-agreement = zgodne { $rate } %, co najmniej { $lower } %
agents-rate = zgodne { $rate } %
agents-not-judged = nikt nie ocenił jeszcze żadnego szkicu
agents-work = proszono { $found } razy, przygotował { $prepared }, nie umiał { $failed }
agents-made-of-it = zatwierdzono { $approved }, zmieniono { $changed }, odrzucono { $rejected }, odesłano { $back }, minął czas { $expired }
agents-acted = wykonano { $acted }, nie udało się { $failed }, nie wiadomo { $unknown }
agents-may = wolno mu używać: { $what }
agents-watches = obserwuje { $source }: { $found ->
    [one] 1 wpis
    [few] { $found } wpisy
   *[many] { $found } wpisów
} o { $at }
agents-watches-never = obserwuje { $source }: jeszcze nie czytano
agents-watches-stale = obserwuje { $source }: nieaktualne od { $since }
agents-tier = najdalej: { $tier }
agents-may-rise = może przejść do { $mode }: Enter pokazuje, co za tym przemawia
agents-human-led = tu tylko przygotowuje materiał dla człowieka i dalej nie idzie
agents-last = { $agent }: ostatnie pytania
agents-nothing-asked = O nic jeszcze nie pytał.
dossier-title = Co mówi o tym system
promote-to = awansuj do { $mode }
promote-not-yet = jeszcze nie
demote-to = cofnij do { $mode }
demote-title = Cofnij o jeden stopień
demote-prompt = Dlaczego?
done-promoted = awansowano do { $mode }
done-demoted = cofnięto do { $mode }
pause-all-title = Zatrzymać wszystkich agentów?
pause-all-about = Nic się nie przygotuje i nic się nie wykona, aż kierownik ich puści. Co czeka, czeka.
pause-all = zatrzymaj wszystkich agentów
resume-all-title = Puścić wszystkich agentów?
resume-all-about = Co czeka, zostanie przygotowane i wykonane. Zatrzymani osobno też ruszą.
resume-all = puść ich
known-title = Czy to się stało?
known-was-done = tak, zrobiono
known-run-again = nie: zrób jeszcze raz
known-abandon = zaniechaj: krok robi człowiek
done-known = zapisano
run-decide = { $said }. { $key } otwiera { $id }
run-unknown = { $said }: mówi to kierownik na karcie
run-would-be = { $said }. { $key } pokazuje { $id }: co by zrobiono
run-not-prepared = nie dało się przygotować: { $why }
run-would-answer = odpowiedziałby
run-no-approval = o ten wiersz nikt nie pyta
run-no-agent = przy tym wierszu nie pracuje żaden agent

## Panele

panel-loading = czytam zapisy…
panel-old = stare od { $since }
panel-due = Do zrobienia
panel-exceptions = Odchylenia
panel-approvals = Do decyzji
panel-later = później
panel-seeking = przeglądam wszystkie …
panel-more-runs = i jeszcze { $more }
panel-due-both = { $overdue } po terminie · { $due } do zrobienia
panel-exceptions-open = { $count ->
    [0] żadnych
    [one] 1 otwarte
    [few] { $count } otwarte
   *[many] { $count } otwartych
}
panel-opens = od { $at }
panel-nothing-due = Teraz nie ma nic do zrobienia. Następne: { $title }, od { $at }.
panel-nothing-planned = Teraz nie ma nic do zrobienia i nic więcej nie zaplanowano na dziś.
panel-start-hint = { $key } zaczyna coś, co jest zawsze pod ręką.
panel-nothing-shown = Dla tego, co jest pokazane, nie ma tu nic.
panel-everything-hint = { $key } pokazuje znowu wszystko.
panel-back-hint = { $key } wraca.
panel-sops-hint = `floorboard sop new` pisze nową; pojawi się tu, gdy tylko będzie zapisana.
run-gone = Tego zadania nie ma wśród dzisiejszych.
card-gone = To odchylenie jest już zamknięte.
panel-no-sops = Nie obowiązuje jeszcze żadna procedura: włóż jakąś do sops/.
panel-no-exceptions = Wszystko jest tak, jak być powinno.
panel-exceptions-hint = Wyniki poza normą, pominięte i przegapione zadania pojawiają się tu od razu. { $key } zgłasza wszystko inne.
panel-no-approvals = Nic nie czeka na decyzję.
panel-approvals-hint = Tu będzie czekać to, co przygotują agenci.
filter-everything = wszystko
filter-mine = moje: { $roles }
filter-area = obszar: { $area }
holder-nobody = jeszcze nikt
holder-on-it = zajmuje się tym { $name }
holder-given = dla: { $name }
holder-any = ktokolwiek z roli { $role }

## Widoki

view-board = Tablica
view-run = Zadanie
view-card = Odchylenie
view-day = Dzień
view-journal = Dziennik
view-sops = Procedury
view-people = Ludzie
view-wallboard = Tablica ścienna
people-empty = config/floorboard.toml nie wymienia jeszcze nikogo.
people-empty-hint = Wymień tam każdego w tabeli [[person]]: pojawi się tu, gdy tylko plik będzie zapisany.

## Dolna linia

line-nobody = nie ma nikogo
line-saving = zapisuję…
line-not-saved = NIE ZAPISANO: { $why }
done-ticked = odhaczone
done-recorded = zapisane
done-corrected = zapisano, co zrobiono
done-skipped = pominięte
done-undone = cofnięte; zostaje w zapisach
done-noted = dodano notatkę
done-started = rozpoczęte
done-raised = zgłoszone
done-taken = zajmujesz się tym
done-given = przekazane
done-resolved = rozwiązane
done-put-off = odłożone
done-verified = sprawdzone
done-opened-again = znów otwarte
done-run = { $title }: wszystko zrobione
done-card-gone = { $card }: rozwiązane

## Zadanie

run-no-lines = To zadanie nie ma kroków do pokazania.
run-type-reading = wpisz odczyt, potem Enter
run-optional = można pominąć
run-due-by = do { $at }
run-first = najpierw: { $needs }
run-first-more = { $first } i jeszcze { $more }
run-from = od { $opens }
run-is-over = to zadanie jest zakończone: { $how }
run-not-a-reading = { $typed } to nie jest odczyt
run-done-by = { $what }: zrobione o { $time }, { $name }
run-value-by = { $what }: { $value }, o { $time }, { $name }
run-at-by = { $what }, o { $time }, { $name }
run-taken-back = { $what } cofnięte o { $time }, { $name }: { $reason }
run-skipped = pominięte, { $reason }
run-as-told = zrobione zgodnie z zaleceniem
run-to-say = jeszcze nie zapisano, co zrobiono
run-out-of-range = { $what }: { $reading } jest { $side } { $bound }
run-without-evidence = zrobione, bez dowodu
run-signed = podpis: { $name }
run-redacted = tekst usunięty
run-nothing-to-undo = nie ma tu czego cofnąć
run-not-out-of-range = to nie jest poza normą
run-correct-later = zostaje wśród odchyleń, póki ktoś się tym nie zajmie

## Karta odchylenia

card-why = dlaczego
card-evidence = dowód
card-do-this = co zrobić
card-who-has-it = kto się zajmuje
card-notes = notatki
card-since = od kiedy
card-severity = jak poważne
card-no-recommendation = obejrzyj to, potem zapisz, co postanowiono
card-no-run = nie ma zadania do otwarcia
card-times = { $count ->
    [one] dotąd raz
    [few] dotąd { $count } razy
   *[many] dotąd { $count } razy
}
card-out-of-range = { $step } { $value }, { $side } { $bound }
card-step-skipped = { $run }: pominięto { $step }, { $reason }
card-run-skipped = { $run }: pominięte, { $reason }
card-run-missed = { $run }: przegapione, zrobiono { $done } z { $of }, { $reason }
card-run-missed-do = Sprawdź, czy trzeba to jeszcze zrobić; można dopisać to, co zrobiono na papierze
card-run-late = { $run }: po terminie { $due }, zrobiono { $done } z { $of }
card-run-late-do = Niech ktoś zrobi to teraz albo powie, dlaczego nie
card-engine-silent = od { $since } nic się nie uruchamia: silnik nie działa
card-engine-silent-do = Uruchom `floorboard engine` albo sprawdź komputer, na którym działa
card-disk-full = na dysku zostało { $free }
card-disk-full-do = Zwolnij miejsce, zanim nie da się nic zapisać
card-run-reopened = { $run }: otwarte ponownie
card-run-reopened-why = { $run }: otwarte ponownie, { $reason }
card-run-reopened-do = Zrób to jeszcze raz
card-report-redacted = zgłoszenie, którego tekst usunięto
card-bad-file-do = `floorboard sop check` pokazuje wszystkie błędy naraz
card-engine-down = nic się nie uruchamiało od { $from } do { $to }: { $count ->
    [one] przegapiono 1 zadanie
    [few] przegapiono { $count } zadania
   *[many] przegapiono { $count } zadań
}
card-engine-down-do = Zostaw otwartą tablicę albo uruchom `floorboard engine`
card-clock-stepped = zegar przeskoczył z { $before } na { $after }
card-clock-stepped-do = Sprawdź datę i godzinę komputera
card-loop = `{ $fact }` wywoływało samo siebie w kółko; zostało zatrzymane
card-loop-do = Sprawdź, która procedura odpowiada na własny sygnał
where-missing = nie wiadomo, brakuje { $names }: { $what }
where-unfit = nie wiadomo, { $names } nie da się porównać: { $what }
where-undecided-do = Sprawdź na miejscu, czy tak jest; potem popraw to, co wysyła sygnał
where-part-raise-group = Jedna karta na
where-group-sop = procedurę
where-group-case = sprawę
where-group-item = pozycję
where-group-area = strefę
mark-burst = gdy odczyty przychodzą szybciej, niż da się pisać
mark-same-value = gdy w kółko powtarza się ten sam odczyt, choć zwykle się zmienia
mark-whole-round = gdy cały obchód zaczęto i skończono w kilka sekund
mark-back-filled = gdy pracę całego dnia wpisano naraz, długo po terminie
card-counted = { $what } ({ $count ->
    [one] raz
    [few] { $count } razy
   *[many] { $count } razy
})

## Okienka

who-title = Kto jest przy klawiaturze?
who-prompt = inicjały albo numer
who-empty = w config/floorboard.toml nie ma nikogo takiego
wrong-title = Coś jest nie tak
wrong-prompt = Co jest nie tak?
wrong-about = dotyczy: { $what }
start-title = Zacznij
start-empty = Żadnej procedury nie można zacząć ręcznie.
ended-title = Dziś zakończone
ended-empty = Dziś jeszcze nic się nie zakończyło.
resolve-title = Rozwiązanie: jaka była przyczyna?
resolve-prompt = Co postanowiono?
resolve-blank = Enter bez tekstu: nie ma nic do dodania
assign-title = Kto ma się tym zająć?
choices-about = Spacja albo litera zaznacza, Enter kończy
sign-about = Podpisuje się ten, kto jest przy klawiaturze.
sign-now = Podpisz
inbox-about = Najnowsze pliki w inbox/
inbox-empty = inbox/ jest pusty: włóż tam zdjęcie lub plik i wybierz jeszcze raz.
without-choice = Zrobione, bez dowodu
without-blank = Enter bez tekstu: zrobione, bez niego
skip-title = Pominąć: dlaczego?
skip-scope-title = Ile pominąć?
skip-prompt = Jaki jest powód?
skip-run = Całe zadanie
skip-this = Tylko to: { $what }
skip-rest = Resztę też: wszystkie jeszcze otwarte ({ $open }), z tego samego powodu
skip-because = powód: { $reason }
undo-title = Cofnąć: dlaczego?
correct-title = Poza normą
correct-prompt = Co zrobiono?
correct-blank = Enter: zrobione zgodnie z zaleceniem. Albo wpisz, co zrobiono. Esc: później
note-title = Notatka
note-prompt = Notatka
again-title = Nie zapisano
again-prompt = Enter próbuje jeszcze raz
help-title = Klawisze

## Powody, stany i podobne

skip-reason-not-needed = niepotrzebne
skip-reason-out-of-use = wyłączone z użycia
skip-reason-no-access = brak dostępu
skip-reason-no-time = brak czasu
skip-reason-no-equipment = brak sprzętu
skip-reason-other = inny powód
undo-reason-mistake = pomyłka
undo-reason-wrong-item = niewłaściwa pozycja
undo-reason-wrong-value = niewłaściwa wartość
undo-reason-not-done-yet = jeszcze nie zrobione
undo-reason-depends = cofnięto to, od czego zależało
cause-fixed = naprawione
cause-equipment = sprzęt
cause-forgotten = zapomniane
cause-stock = zapasy
cause-false-alarm = fałszywy alarm
cause-other = inna
cause-data-corrected = poprawiono dowód
cause-cleared = ustąpiło samo
severity-low = niskie
severity-medium = średnie
severity-high = wysokie
status-open = otwarte
status-taken = zajęte
status-shelved = później
status-suppressed = ukryte
status-resolved = rozwiązane
status-verified = sprawdzone
miss-not-done = nie zrobione
miss-engine-down = nie działał żaden silnik
state-due = do zrobienia
state-in-progress = w toku
state-done = zrobione
state-skipped = pominięte
state-missed = przegapione
state-superseded = zastąpione
state-cancelled = odwołane
timeliness-early = wcześniej
timeliness-on-time = na czas
timeliness-late = po terminie
side-above = powyżej
side-below = poniżej

## Odmowy na tablicy

refused-already-done = już zrobione o { $at }, { $name }
refused-already-skipped = już pominięte o { $at }, { $name }
refused-already-taken = zajmuje się tym już { $name }
refused-already-resolved = już rozwiązane, o { $at }
refused-over = to zadanie jest zakończone: { $state }
refused-over-at = to zadanie jest zakończone: { $state } o { $at }
refused-undo-too-late = cofnąć mogła to tylko ta osoba: { $name }, do { $until }; kierownik może otworzyć ponownie
refused-wrong-role = tylko dla roli { $role }

## Odmowy w całości, z radą

refusal-no-such-sop = nie ma procedury `{ $sop }`
refusal-no-such-sop-help = wymienia je `floorboard sop list`
refusal-no-such-run = nie ma zadania `{ $run }`
refusal-no-such-run-help = otwarte wymienia `floorboard run list`
refusal-no-such-step = `{ $run }` nie ma kroku `{ $step }`
refusal-no-such-step-help = jego kroki wymienia `floorboard run show { $run }`
refusal-no-such-exception = nie ma odchylenia `{ $exception }`
refusal-no-such-exception-help = otwarte wymienia `floorboard exception list`
refusal-no-such-person = nie ma tu nikogo o nazwie `{ $person }`
refusal-no-such-person-help = ludzie lokalu są w `config/floorboard.toml`
refusal-no-such-role = nie ma roli `{ $role }`
refusal-no-such-role-help = role lokalu są w `config/floorboard.toml`
refusal-did-you-mean = czy chodziło o `{ $similar }`?
refusal-already-done = `{ $step }` już zrobione, o { $at }, { $name }
refusal-already-skipped = `{ $step }` już pominięte, o { $at }, { $name }
refusal-run-is-over = `{ $run }`: { $state }
refusal-run-is-over-since = `{ $run }`: { $state } od { $at }
refusal-run-is-over-help = kierownik może otworzyć ponownie
refusal-run-is-missed-help = można dopisać to, co zapisano na papierze: `--from paper --observed-at T`
refusal-run-not-over = `{ $run }` nie jest zrobione
refusal-run-not-over-help = ponownie otworzyć można tylko to, co zrobione
refusal-not-open-yet = `{ $step }` otwiera się o { $at }
refusal-needs-first = najpierw { $needs }, potem `{ $step }`
refusal-not-asked = o `{ $step }` się nie pyta: jego warunek nie jest spełniony
refusal-not-asked-help = najpierw odpowiedz na wcześniejsze kroki
refusal-not-manual = `{ $sop }` nie można zacząć ręcznie
refusal-not-manual-help = daj procedurze w jej pliku wyzwalacz `{"{"} manual = true {"}"}`
refusal-missing-answer = zanim się zacznie, trzeba podać `{ $asked }`
refusal-missing-answer-help = dodaj `--ask { $asked }=…`
refusal-implausible = `{ $step }` nie może mieć { $value }
refusal-implausible-between = `{ $step }` nie może mieć { $value }, tylko od { $least } do { $most }
refusal-implausible-below = `{ $step }` nie może mieć { $value }, tylko od { $least } w górę
refusal-implausible-above = `{ $step }` nie może mieć { $value }, tylko do { $most }
refusal-implausible-meant = czy chodziło o { $meant }?
refusal-implausible-help = spójrz jeszcze raz na przyrząd
refusal-observed-outside = `{ $step }` tego zadania zauważono między { $from } a { $to } albo wcale
refusal-observed-outside-help = podaj kiedy przez `--observed-at`; to, co na papierze, ma `--from paper`
refusal-wrong-evidence = `{ $step }` wymaga: { $wants }
refusal-proof-required = `{ $step }` nie może być zrobione bez dowodu
refusal-proof-required-help = podaj dowód albo pomiń to z powodem
refusal-nothing-to-undo = przy `{ $step }` nie ma czego cofnąć
refusal-nothing-to-correct = `{ $step }` nie jest poza normą
refusal-undo-too-late = `{ $step }` może cofnąć { $name } do { $until }, i nikt inny
refusal-undo-too-late-help = poproś kierownika o ponowne otwarcie zadania
refusal-wrong-role = może to zrobić tylko ktoś z rolą `{ $role }`
refusal-wrong-role-help = role nadaje się w `config/floorboard.toml`
refusal-who-are-you = nie podano, kto to robi
refusal-who-are-you-help = dodaj `--by OSOBA` albo ustaw `FLOORBOARD_BY`
refusal-reason-needed = potrzebny jest powód
refusal-reason-needed-help = napisz w kilku słowach dlaczego
refusal-too-long = { $limit ->
    [one] to więcej niż { $limit } znak
   *[other] to więcej niż { $limit } znaków
}
refusal-exception-is-resolved = `{ $exception }` rozwiązano o { $at }
refusal-already-taken = `{ $exception }`: zajmuje się tym już { $name }
refusal-not-resolved = `{ $exception }` nie jest rozwiązane
refusal-resolved-by-you = `{ $exception }` rozwiązano twoją ręką
refusal-resolved-by-you-help = sprawdza to druga osoba
refusal-already-verified = `{ $exception }` jest już sprawdzone, o { $at }: { $name }
refusal-newer-card = `{ $exception }` wróciło jako `{ $newer }`
refusal-newer-card-help = pracuj dalej z `{ $newer }`
refusal-not-ahead = { $until } już minęło
refusal-not-ahead-help = podaj czas, który nadejdzie, na przykład +2h albo 18:00
refusal-too-far = { $until } to za daleko
refusal-too-far-help = można to odłożyć najdalej do { $latest }
refusal-request-reused = numeru zlecenia `{ $request }` użyto już do innego polecenia
refusal-request-reused-help = do każdego nowego polecenia użyj nowego numeru
refusal-clock-held = czas jest niepewny i nic się nie uruchamia
refusal-clock-held-help = ustaw zegar komputera albo niech kierownik potwierdzi go przez `floorboard clock confirm`
refusal-stale-epoch = pracę przejął inny silnik (epoka { $current }, nasza była { $ours })

## Szybkie ręce: zadanie w toku

hands-done-and-more = { $title }: wszystko zrobione. Spacja dodaje resztę, Enter wraca
hands-missed = przepadło: można dopisać to, co było na papierze, { $key } mówi, kiedy to odczytano
hands-missed-help = Przepadło. { $key } dopisuje to, co wtedy zapisano na papierze, { $file } zdjęcie kartki.
hands-copied = { $count ->
    [one] 1 odpowiedź przepisana z papieru, { $by }
    [few] { $count } odpowiedzi przepisane z papieru, { $by }
   *[other] { $count } odpowiedzi przepisanych z papieru, { $by }
}
hands-type-again = wpisz jeszcze raz
hands-seen-row = odczyt { $what }
hands-paper = papier
hands-seen-title = Kiedy odczytane i z czego?
hands-seen-prompt = godzina, nazwa
hands-seen-help = 0730, 7:30, -20 to 20 minut temu; potem pierwsza litera nazwy. Obowiązuje w tym zadaniu, aż powiesz inaczej.
hands-seen-itself = nic szczególnego
hands-seen-now = co teraz wpiszesz, jest odczytane teraz
hands-seen-between = Odczytano to między { $from } a { $to }: wpisz kiedy.
hands-seen-unclear = To nie jest godzina: 0730, 7:30 albo -20, czyli 20 minut temu.
hands-file = { $kind }, { $size }
hands-inbox-file = { $kind }, { $size }, { $age } temu
hands-inbox-file-known = już dołączone · { $kind }, { $size }, { $age } temu
hands-kind-jpeg = zdjęcie JPEG
hands-kind-heic = zdjęcie HEIC
hands-kind-png = obraz PNG
hands-kind-image = obraz
hands-kind-pdf = PDF
hands-kind-video = film
hands-kind-text = tekst
hands-kind-other = plik
hands-reopen-title = Otwórz ponownie
hands-reopen-about = { $name } otwiera to ponownie: znów trzeba to zrobić, a odchylenie o tym mówi.
hands-reopen-open = to jest już otwarte
hands-reopen-only-done = ponownie otworzyć można tylko to, co zrobione: { $how }
hands-cancel-title = Odwołaj zadanie
hands-cancel-about = { $name } odwołuje to: nikt nie musi już tego robić.
hands-manage-prompt = Dlaczego?
hands-managers-only = może to tylko kierownik: { $name } nim nie jest
hands-done-attached = dołączono
hands-done-reopened = otwarto ponownie
hands-done-cancelled = odwołano
hands-told-attached = plik { $hash } dołączony do: { $about }
hands-told-counted-down = jeden z odczytów cofnięto; zostaje: { $card }

## Co się zapisuje

capture-implausible = { $value } nie może tu być odczytem
capture-implausible-meant = { $value } nie może tu być odczytem: czy chodziło o { $meant }?

## Co mówi dziennik: na tablicy i w `floorboard log`

told-engine = silnik
told-redacted = (tekst usunięty)
told-observed-at = zauważone o { $at }
told-observed-from = z: { $from }
told-observed-at-from = zauważone o { $at }, z: { $from }
told-store-created = utworzono zapisy lokalu { $name }
told-store-created-test = utworzono zapisy lokalu { $name }, do testów
told-config-activated = obowiązuje config/floorboard.toml ({ $hash })
told-list-activated = obowiązuje lista { $list } ({ $hash })
told-list-retired = lista { $list } już nie obowiązuje
told-engine-took-over = pracę przejął silnik, epoka { $epoch }, proces { $pid }
told-engine-was-down = żaden silnik nie działał od { $from } do { $to }
told-clock-held = zegar pokazał { $wall }, co nie jest możliwe: nic się nie uruchamia
told-engine-silent = od { $since } nic się nie uruchamia
told-disk-full = dysk jest prawie pełny: zostało { $free }
told-disk-has-room = na dysku znów jest miejsce: { $free }
told-clock-released = zegar jest znowu wiarygodny
told-clock-stepped = zegar przeszedł z { $before } na { $after }
told-clock-reset = potwierdzono czas { $to }: { $reason }
told-sop-activated = obowiązuje wersja { $hash }
told-sop-retired = już nie obowiązuje
told-not-fired = nie uruchamia się { $at }: { $why }
told-missed-many = { $count ->
    [one] przegapiono 1 zadanie od { $from } do { $to }, { $reason }
    [few] przegapiono { $count } zadania od { $from } do { $to }, { $reason }
   *[many] przegapiono { $count } zadań od { $from } do { $to }, { $reason }
}
told-comes-next = następny raz { $at }
told-comes-no-more = więcej nie nastąpi
told-opened = otwarto { $run }, do { $due }
told-opened-late = { $minutes ->
    [one] otwarto { $run }, do { $due }, 1 minutę za późno
    [few] otwarto { $run }, do { $due }, { $minutes } minuty za późno
   *[many] otwarto { $run }, do { $due }, { $minutes } minut za późno
}
told-started = rozpoczęto
told-ticked = { $step } zrobione
told-answered = { $step }: { $value }
told-file = plik { $hash }
told-signed = podpis: { $name }
told-done-without-evidence = { $step } zrobione bez dowodu
told-out-of-range = { $step } { $value } jest { $limit }, { $severity }
told-corrected = { $step } poprawione
told-step-skipped = { $step } pominięte, { $reason }
told-undone = { $step } cofnięte, { $reason }
told-note = notatka: { $text }
told-step-note = { $step }, notatka: { $text }
told-overdue = po terminie, zrobiono { $done } z { $of }
told-escalated = powiadomiono, { $role }: { $people }
told-escalated-instead = powiadomiono, { $role }: { $people }; na zmianie nie ma: { $meant }
told-escalated-nobody = nie było kogo powiadomić: nikt nie ma roli { $role }
told-lifted = { $told }; teraz { $severity }
told-run-done = wszystko zrobione
told-run-skipped = pominięte, { $reason }
told-run-missed = przegapione, zrobiono { $done } z { $of }, { $reason }
told-reopened = otwarto ponownie, do { $due }: { $reason }
told-superseded = zastąpione przez zmianę procedury
told-cancelled = odwołane: { $reason }
told-raised = zgłoszone, { $severity }: { $card }
told-recurred = zdarzyło się znowu: { $card }
told-taken = zajęte
told-taken-until = zajęte do { $until }
told-lapsed = minął czas, który podał(a) { $name }: znów otwarte; powiadomiono: { $told }
told-shelved = odłożone do { $until }: { $reason }
told-unshelved = koniec odłożenia: znów otwarte
told-suppressed = ukryte przez: { $parent }
told-listed-under = wymienione pod: { $parent }
told-released = znów widoczne, { $parent } już się skończyło
told-recheck-due = pora na nowy odczyt
told-rechecked = odczytano ponownie: { $value }, w normie
told-verified = sprawdzone przez drugą osobę
told-exception-reopened = znów otwarte: { $reason }
told-any-of = ktokolwiek z roli { $role }
told-assigned = przekazano: { $to }
told-resolved = rozwiązane, { $cause }
told-closed-day = tego dnia zamknięte
told-no-such-date = nie ma takiej daty
told-out-of-season = poza sezonem
told-no-opening-hours = tego dnia nie ma godzin otwarcia
told-clock-skips = zegar to przeskakuje
told-moved-from = przeniesione z { $date }
told-fired = uruchamia się { $at }: { $fired } z { $asked }
told-fired-undecided = { $told }, a o { $count } nie wiadomo
told-condition-false = warunek nie jest spełniony
told-window-passed = jej czas już minął
told-already-settled = rozstrzygnięte przed ustawieniem zegara
told-same-instant = inne wypada w tej samej chwili

## Co robią klawisze

key-help = pomoc
key-quit = zakończ
key-suspend = zatrzymaj na chwilę; `fg` wraca
key-redraw = narysuj ekran od nowa
key-up = w górę
key-down = w dół
key-first = pierwsze
key-last = ostatnie
key-page-up = strona w górę
key-page-down = strona w dół
key-who = kto jest przy klawiaturze
key-wrong = coś jest nie tak
key-row = otwórz
key-open = otwórz
key-card-open = otwórz zadanie
key-list-open = wybierz
key-who-open = wybierz
key-field-open = wybierz
key-next-panel = panel
key-previous-panel = poprzedni panel
key-start = nowe
key-mine = moje
key-ended = co dziś zakończone
key-find = szukaj
key-back = tablica
key-board-back = pokaż znowu wszystko
key-run-back = wróć
key-card-back = wróć
key-list-back = zostaw
key-who-back = zostaw
key-field-back = zostaw
key-help-back = zamknij
key-tick = odhacz
key-answer = odpowiedz
key-erase = skasuj ostatnią cyfrę
key-skip = pomiń
key-undo = cofnij
key-board-undo = cofnij to, co tu ostatnio zrobiono
key-correct = co z tym zrobiono
key-note = dodaj notatkę
key-seen = kiedy odczytane i z czego
key-attach = dołącz plik
key-reopen = otwórz ponownie (kierownik)
key-cancel = odwołaj zadanie (kierownik)
key-next-open = następne otwarte
key-take = zajmę się tym
key-assign = przekaż komuś
key-resolve = rozwiąż
key-view-board = tablica
key-view-run = wybrane zadanie
key-view-day = dzień
key-view-journal = co o tym zapisano
key-view-sops = procedury
key-view-people = ludzie
key-view-wallboard = tablica ścienna
key-mark = zaznacz
key-commands = wszystkie polecenia
key-find-open = wybierz
key-find-back = pokaż znowu wszystko
key-commands-open = wykonaj
key-commands-back = zostaw

## Dlaczego?

why-title = Dlaczego?
why-title-of = Dlaczego? { $what }
why-title-next = Co będzie dalej
why-what = co
why-schedule = plan
why-schedule-came = { $schedule }; nadeszło { $at }
why-by-hand = zaczyna { $name } o { $at }
why-occurrence = { $key }
why-scheduled = pora
why-opens = otwarcie
why-due = termin
why-closes = zamknięcie
why-step = pozycja
why-step-end = koniec
why-sum = { $from } + { $length } = { $to }
why-sum-before = { $from } − { $length } = { $to }
why-sum-same = { $to }, dokładnie wtedy
why-sum-default = { $from } + { $length } = { $to } (nic nie zapisano: jak zwykle)
why-sum-anchor = { $anchor } = { $to }
why-sum-from-anchor = { $anchor }: { $from }; { $moment } = { $to }
why-reopened = { $count ->
    [one] otwarto ponownie: termin po tym samym czasie co na początku
   *[other] otwarto ponownie { $count } razy: termin po tym samym czasie co na początku
}
why-recorded = zapis
why-recorded-as = { $fact }, wiersz dziennika { $seq }, { $at }, { $name }
why-limit = granica
why-over = { $value } jest { $side } { $bound }: { $severity }
why-bad = { $options }: oznaczone jako złe
why-not-done = nadal otwarte przy zamknięciu o { $at }: zrobiono { $done } z { $of }
why-count = ile razy
why-grouped = { $count } razy na tej karcie, ostatnio { $last } ({ $group })
why-comes-next = { $schedule }; następnie { $next }
why-person = osoba
why-file = plik
why-version = wersja
why-version-now = { $hash }, obowiązuje
why-version-then = { $hash }, od tego czasu zmieniona
why-nothing-known = Nic o tym nie wiadomo.
why-nothing-next = Nic nie zaplanowano: żadna obowiązująca procedura nie ma planu.
why-place = { $file }, wiersz { $line }
why-next-opens = { $what }: otwarcie
why-next-due = { $what }: termin
why-next-closes = { $what }: zamknięcie
why-next-breach = { $what }: brak końca na czas
why-next-remind = { $what }: przypomnienie
why-next-rung = { $what }: ktoś dowie się, że nikt nie przyszedł
why-next-taken-ends = { $what }: mija czas, który podał zajmujący się
why-next-later-ends = { $what }: do tej chwili odłożone
why-next-recheck = { $what }: pora na nowy odczyt
why-next-review = { $what }: pora przeczytać ponownie
why-next-holidays = mija ostatnie znane święto
why-next-site = lokal
why-trigger = wyzwalacz
why-signal-came = { $schedule }; przyszło `{ $signal }` z { $at } ({ $id })
why-dated = data
why-dated-sum = „{ $field }”: { $sum }
why-counted = policzono
why-counted-sum = „{ $kind }”: { $count ->
    [one] raz
   *[other] { $count } razy
}, od { $first } do { $last }: wszystko w ciągu { $length }
why-fired = zadziałało
why-agent = agent
why-agent-stage = { $agent } ma „{ $step }”: { $stage }
why-agent-pending = { $id } czeka: { $role } decyduje o „{ $step }”, do { $until }
why-agent-acting = { $agent } wykonuje „{ $step }” jako { $id }: { $standing }
why-agent-unknown = nikt nie wie, czy { $id } się stało, dla „{ $step }”: mówi to kierownik
why-agent-still = { $says }; { $agent } jest wstrzymany
why-raise = waga
why-waited = czekano do
why-respond-by = zająć się do
why-next-signals = przejrzenie czekających sygnałów
why-next-withdraw = { $what }: nikt już na to nie czeka
why-next-watch = { $what }: koniec czekania
commands-case = sprawa
commands-case-of = wszystko o { $case }
view-no-case = nie ma tu żadnej sprawy
key-view-case = wszystko o tej sprawie
header-rate = { $rate } w 10 min
header-rate-busy = ruch: { $rate } w 10 min
header-rate-flood = ZALEW: { $rate } w 10 min
view-case = Sprawa
key-shelve = później
key-verify = sprawdzone
key-hidden = także ukryte i odłożone
key-narrow = tylko niektóre odchylenia
key-card-reopen = otwórz ponownie
shelve-title = Później: do kiedy?
shelve-for = na { $length }
shelve-shift = do końca zmiany ({ $name })
shelve-tomorrow = jutro
shelve-week = za tydzień
shelve-until = później, do { $until }
shelve-prompt = Dlaczego później?
verify-title = Sprawdzone
verify-prompt = Co widać? Puste: jest tak, jak powiedziano.
verify-blank = Enter mówi: sprawdzone, w porządku
open-again-title = Otwórz ponownie
open-again-prompt = Dlaczego to nie było załatwione?
narrow-title = Tylko niektóre odchylenia
narrow-everything = wszystkie
narrow-of = u: { $name }
flood-title = { $count } z tej samej przyczyny
panel-flood = ZALEW, jeden wiersz na przyczynę
panel-with-hidden = z ukrytymi
panel-to-check = { $count } do sprawdzenia
panel-put-off = { $count } później
panel-hidden = { $count } ukryte
panel-alike = { $what } (i podobne: { $count })
panel-until = do { $until }
mark-chattering = raz po raz
mark-stale = trwa od { $since }
holder-later = później, do { $until }: { $why }
holder-hidden = ukryte przez { $parent }
holder-to-check = załatwia { $name }; sprawdza ktoś inny
holder-lapsed = teraz nikt; { $name }: czas minął
card-respond = przejąć do
card-taken-until = do
card-told = przekazano
card-recheck = sprawdź znów
card-recheck-at = o { $at }
card-recheck-now = teraz: miało być o { $at }
card-rechecked = odczytano znów
card-case = sprawa
card-case-hint = { $case } ({ $key }: wszystko o niej)
card-parent = wyjaśnia to
card-children = wyjaśnia
card-former = poprzednio
card-later = odłożono
card-later-by = { $by }, do { $until }: { $why }
card-settled = załatwiono
card-checked = sprawdzono
card-history = przebieg
panel-hidden-hint = { $key } pokazuje, co odłożono lub ukryto.
holder-back = znów: odłożono to do { $until }
key-why = dlaczego?

## Co czeka na co innego, i przeglądy

waits-today = { $sop }, dziś
waits-this-week = { $sop }, w tym tygodniu
waits-first = najpierw { $what }
refused-requires-first = to czeka na: { $what }
refused-requires-first-help = zrób to najpierw albo niech kierownik pominie to z powodem
card-review-due = { $sop }: pora przeczytać to na nowo
card-review-due-recommend = Przeczytaj procedurę, zmień, co już się nie zgadza, i oznacz to jako zrobione
card-holidays-ran-out = po { $last } nie są znane żadne święta
card-holidays-ran-out-recommend = Dodaj następne do [hours] w config/floorboard.toml albo do jego holidays-file
told-review-due = pora przeczytać to na nowo
told-reviewed = przeczytane na nowo, zostaje bez zmian
told-holidays-ran-out = po { $last } nie są znane żadne święta

## Co prywatne

private = prywatne
wallboard-private = coś prywatnego
private-card = { $title }: coś prywatnego
told-private = { $step }: jest odpowiedź, prywatna

## Wygląd, klawisze, polecenia, tablica ścienna

looks-read = klawisze i kolory są teraz takie jak w config/
looks-mistaken = { $more ->
    [0] { $first }
    [one] { $first } (i jeszcze 1: pokazuje je ?)
   *[other] { $first } (i jeszcze { $more }: pokazuje je ?)
}
looks-mistakes = { $count ->
    [one] 1 błąd w klawiszach lub kolorach: ?
    [few] { $count } błędy w klawiszach lub kolorach: ?
   *[many] { $count } błędów w klawiszach lub kolorach: ?
}
commands-title = Polecenia
commands-none = Żadne polecenie tak się nie nazywa.
commands-elsewhere = w: { $places }
find-hidden = { $count ->
    [0] nic nie ukryto
    [one] 1 ukryte
    [few] { $count } ukryte
   *[many] { $count } ukrytych
}
paste-nowhere = tego, co wklejono, nie ma gdzie umieścić
kiosk-stays = ta tablica zostaje otwarta
wallboard-unlock = dowolny klawisz, a potem kto to
key-earlier = poprzednie; na brzegu dzień wcześniej
key-later = następne; na brzegu dzień później
key-previous-day = wcześniej
key-next-day = później
key-today = dziś
key-sign-in = to ja
wallboard-taken = { $count } przejęte
wallboard-not-told = do kogoś nie można dotrzeć poza tablicą
wallboard-well = Wszystko w porządku
wallboard-reported = { $id } coś zgłoszono
wallboard-shift = { $name } do { $to }
view-no-run = tego zadania nie ma w zapisach
card-missed = przegapione
card-missed-of = { $title } { $times }
card-missed-many = { $title } { $count ->
    [one] raz
    [few] { $count } razy
   *[many] { $count } razy
}

## Procedura w prostych słowach

sop-part-title = Nazwa
sop-part-why = Dlaczego
sop-part-owner = Odpowiada
sop-part-role = Wykonuje
sop-part-area = Gdzie
sop-part-tags = Znaczniki
sop-part-requires = Dopiero po
sop-part-private = Widzą
sop-part-review = Czytana na nowo
sop-part-cost = Koszt
sop-part-ask = Pytanie na początku
sop-part-label = Odróżnia ją
sop-part-case = Dotyczy
sop-part-do = Zrób
sop-part-how = Jak
sop-part-each = Dla każdego wiersza listy
sop-part-capture = Dowód
sop-part-limits = Granice
sop-part-needs = Następuje po
sop-part-when = Tylko gdy
sop-part-opens = Otwiera się
sop-part-due = Termin
sop-part-proof = Bez dowodu
sop-part-required = Konieczne
sop-anybody = ktokolwiek
sop-private = ci, którzy to zrobili, ci, którzy za to odpowiadają, i kierownicy
sop-cost = błąd { $failure } z 5, osąd { $judgement } z 5
sop-required-today = { $sop }, dziś
sop-required-week = { $sop }, w tym tygodniu
sop-review-months = { $count ->
    [1] co miesiąc
    [3] co kwartał
    [12] co rok
    [few] co { $count } miesiące
   *[many] co { $count } miesięcy
 }
sop-review-days = { $count ->
    [1] codziennie
    [7] co tydzień
   *[other] co { $count } dni
 }
sop-and = { $one } i { $other }
sop-starts = Co ją zaczyna
sop-steps = Co jest do zrobienia
sop-next = Najbliższe terminy
sop-next-nothing = sama z siebie nigdy: zaczyna się ją ręcznie
sop-next-last = według jej planu już nic
sop-trigger-calendar = { $rhythm } o { $times }
sop-trigger-range = { $rhythm }, { $times }
sop-trigger-elapsed = co { $length }, dniem i nocą
sop-trigger-cron = według planu crona { $cron }
sop-trigger-recur = { $length } po ostatnim wykonaniu
sop-trigger-recur-at = { $length } po ostatnim wykonaniu, o { $time }
sop-trigger-manual = ręcznie, o każdej porze
sop-trigger-season = , od { $from } do { $to }
sop-trigger-opens = , otwarte { $length } wcześniej
sop-trigger-due = , na czas przez { $length }
sop-trigger-closes = , przegapione po { $length }
sop-trigger-closed-run = , także w dni zamknięte
sop-trigger-closed-before = , w dniu otwarcia przed dniem zamkniętym
sop-trigger-closed-after = , w dniu otwarcia po dniu zamkniętym
sop-trigger-catch-latest = , po przerwie w zasilaniu nadrabia się ostatnie
sop-trigger-catch-all = , po przerwie w zasilaniu nadrabia się wszystkie
sop-trigger-counted = { $rhythm }, licząc od { $date }
sop-rhythm-day = codziennie
sop-rhythm-weekday = od poniedziałku do piątku
sop-rhythm-days = { $count ->
    [1] codziennie
   *[other] co { $count } dni
 }
sop-rhythm-weekdays = w dni: { $days }
sop-rhythm-weeks = { $count ->
    [1] co tydzień
    [few] co { $count } tygodnie
   *[many] co { $count } tygodni
 }, { $days }
sop-rhythm-months = { $count ->
    [1] co miesiąc
    [3] co kwartał
    [few] co { $count } miesiące
   *[many] co { $count } miesięcy
 }, { $day }
sop-rhythm-years = { $count ->
    [1] co rok
    [few] co { $count } lata
   *[many] co { $count } lat
 }, { $day }
sop-on-number = dzień { $number }
sop-on-last-day = ostatni dzień
sop-on-last-working-day = ostatni dzień roboczy
sop-on-nth-working-day = dzień roboczy { $number }
sop-on-nth-weekday = { $day } numer { $number }
sop-on-last-weekday = { $day } po raz ostatni w miesiącu
sop-at-range = co { $length } od { $from } do { $to }
sop-at-opening = otwarcie
sop-at-closing = zamknięcie
sop-at-shift-start = początek zmiany { $shift }
sop-at-shift-end = koniec zmiany { $shift }
sop-at-before = { $length } przed: { $anchor }
sop-at-after = { $length } po: { $anchor }
sop-length-days = { $count ->
    [1] 1 dzień
   *[other] { $count } dni
 }
sop-length-working-days = { $count ->
    [1] 1 dzień roboczy
    [few] { $count } dni robocze
   *[many] { $count } dni roboczych
 }
sop-length-open = { $length } godzin otwarcia
sop-capture-tick = odhaczenie
sop-capture-number = liczba
sop-capture-number-unit = liczba w { $unit }
sop-capture-plausible = { $capture }, w ogóle tylko od { $least } do { $most }
sop-capture-text = tekst: { $prompt }
sop-capture-choice = jedno z: { $options }
sop-capture-choices = dowolne z: { $options }
sop-capture-count = ile sztuk: { $what }
sop-capture-file = zdjęcie lub inny plik
sop-capture-signature = podpis
sop-limit-above = powyżej { $bound }
sop-limit-below = poniżej { $bound }
sop-limit = { $limit }: { $severity }
sop-limit-must = { $limit }: { $severity }. { $must }
sop-limit-column = wartości z kolumny { $column }
sop-severity-low = nie tak, jak być powinno
sop-severity-medium = źle
sop-severity-high = bardzo źle
sop-proof-wanted = można pominąć, wtedy liczy się jako zrobione bez niego
sop-optional = nie: zadanie kończy się i bez tego
sop-after-start = { $length } od początku
sop-did-title = Co się zmienia
sop-change-new = nowa procedura
sop-change-nothing = nic, co ktoś by zauważył
sop-change-part = { $part }: { $now } (było: { $before })
sop-change-part-added = { $part }: { $now } (nie było podane)
sop-change-part-gone = { $part }: już nie podano (było: { $before })
sop-change-trigger-added = zaczyna teraz: { $trigger }
sop-change-trigger-gone = już nie zaczyna: { $trigger }
sop-change-step-added = nowy krok { $step }
sop-change-step-gone = krok { $step } znika
sop-change-step = krok { $step }, { $change }
sop-change-step-moved = kroki są w innej kolejności
sop-change-days = W najbliższych siedmiu dniach
sop-change-same = te same terminy
sop-change-firing-new = nowe { $when }
sop-change-firing-gone = znika { $when }
sop-change-firing-moved = przesunięte z { $from } na { $to }
sop-change-firing-window = inny czas na wykonanie { $when }
sop-change-line = zmieniono { $title }: { $what }
sop-change-line-new = nowe { $title }: { $what }
sop-change-line-retired = { $title } już nie obowiązuje: { $what }
sop-change-count-new = { $count ->
    [1] 1 nowy termin
    [few] { $count } nowe terminy
   *[many] { $count } nowych terminów
 }
sop-change-count-gone = { $count ->
    [1] 1 znika
    [few] { $count } znikają
   *[many] { $count } znika
 }
sop-change-count-moved = { $count ->
    [1] 1 przesunięty
    [few] { $count } przesunięte
   *[many] { $count } przesuniętych
 }
sop-change-count-window = { $count ->
    [1] 1 z innym czasem na wykonanie
   *[other] { $count } z innym czasem na wykonanie
 }
sop-change-until = { $counts } do { $day }
sop-change-no-firings = w najbliższych siedmiu dniach żaden termin się nie zmienia

## Co agent robi w kroku, w prostych słowach

sop-part-agent = Agent
sop-part-prepare = Przygotowuje
sop-part-act = Co się dzieje
sop-part-lays-out = Pokazuje, ale nigdy nie robi
sop-part-approve = Decyduje
sop-part-silent = Gdy nikt nie zdecyduje
sop-part-on-fail = Gdy się nie uda
sop-part-promote = Może więcej po
sop-agent-human-led = { $agent } przygotowuje materiał, a krok wykonuje człowiek
sop-agent-prepared = { $agent } przygotowuje, a decyduje człowiek
sop-agent-autonomous = { $agent } przygotowuje i może działać bez pytania
sop-begins-shadow = zaczyna w cieniu: nic się nie dzieje, człowiek wykonuje krok i ocenia to, co przygotowano
sop-begins-assist = zaczyna za zgodą człowieka: zatwierdza jeden klawisz
sop-begins-autonomous = od początku działa bez pytania
sop-runs = program { $program }
sop-at-most = najwyżej przez { $length }
sop-prepare-template = szablon templates/{ $name }.md
sop-prepare-chat = odpowiedź na polecenie { $file }
sop-prepare-chat-model = model { $model } zapytany poleceniem { $file }
sop-act-mail = wiadomość do { $to }
sop-act-signal = sygnał { $signal }
sop-act-named = { $name }: { $what }
sop-act-subject = temat
sop-act-text = treść
sop-act-body = treść żądania
sop-act-input = czyta
sop-act-token = token z pliku
sop-decides-anybody = ktokolwiek
sop-decides-votes = różne osoby z rolą { $role }: { $votes }
sop-decides-anybody-votes = różne osoby: { $votes }
sop-decides-within = w ciągu { $length }
sop-decides-four-eyes = nigdy ten, kto o to prosił, wykonał krok, na którym to się opiera, albo to zmienił
sop-decides-not = nigdy ten, kto wykonał { $steps }
sop-decides-amount = chodzi o { $amount }
sop-decides-limit = { $role } do { $amount }
sop-silent-waits = sprawa czeka
sop-silent-escalate = pytani są następni i mówi o tym karta
sop-silent-expire = sprawa wygasa i nic się nie dzieje
sop-silent-approve = liczy się jako zatwierdzone, przez nikogo
sop-fail-once = bez ponawiania
sop-fail-again = { $times ->
    [1] ponawia się raz
   *[other] ponawia się { $times } razy
 }
sop-fail-again-after = { $times ->
    [1] ponawia się raz po { $length }
   *[other] ponawia się { $times } razy, co { $length }
 }
sop-fail-safe = gdy nikt nie wie, czy się stało, ponawia się, bo to nie szkodzi
sop-fail-never = gdy nikt nie wie, czy się stało, mówi o tym kierownik
sop-fail-escalate = potem karta, a krok wykonuje człowiek
sop-fail-skip = potem karta, a zadanie idzie dalej bez tego kroku
sop-gates = ocenionych: { $runs }, dni: { $days }, zgodność: { $agreement } %, błędów najwyżej: { $failures }

## Dzień

day-today = dziś
day-yesterday = wczoraj
day-tomorrow = jutro
day-ago = { $days ->
    [one] dzień temu
   *[other] { $days } dni temu
}
day-in = { $days ->
    [one] za dzień
   *[other] za { $days } dni
}
day-empty-past = Tego dnia nie było nic do zrobienia.
day-empty-today = Dziś nie było nic do zrobienia i nic nie zaplanowano.
day-empty-ahead = Na ten dzień jeszcze nic nie zaplanowano.
day-empty-hint = { $before } pokazuje dzień wcześniej, { $after } dzień później.
day-rows = wiersze { $from } do { $to } z { $of }
day-left-out = jeszcze { $count }
day-due-by = do { $at }
day-opens = od { $at }
day-progress = { $done } z { $of }
day-done = zrobione { $at }, { $how }
day-skipped = pominięte { $at }, { $by }, { $reason }
day-missed = przegapione, { $reason }
day-superseded = odwołane: zmieniono procedurę
day-cancelled = odwołane { $at }, { $by }
day-not-open = { $title } otwiera się { $at }
mark-planned = w planie
mark-open = otwarte
mark-overdue = po terminie
mark-early = wcześniej
mark-on-time = na czas
mark-late = spóźnione
mark-missed = przegapione
mark-skipped = pominięte
mark-cancelled = odwołane

## Dziennik

journal-floor = cały lokal
journal-count = { $count ->
    [one] 1 wpis
    [few] { $count } wpisy
   *[many] { $count } wpisów
}
journal-count-more = { $count ->
    [one] ostatni wpis, starsze wyżej
    [few] ostatnie { $count } wpisy, starsze wyżej
   *[many] ostatnich { $count } wpisów, starsze wyżej
}
journal-empty = O tym jeszcze nic nie zapisano.
journal-none = Nie ma tu niczego, czego szukano.
journal-nothing-to-open = nie ma już czego otworzyć
entry-what = co
entry-about = dotyczy
entry-who = kto
entry-when = zapisano
entry-seen = zauważono
entry-evidence = dowód
entry-case = sprawa
entry-date = dzień pracy
entry-via = wpłynęło przez
entry-via-at = { $via }, terminal { $terminal }
entry-number = numer
entry-request = zlecenie
entry-hash = skrót
entry-previous = poprzedni skrót
entry-file = { $media }, { $size }, { $hash }…

## Ludzie

people-on = { $count ->
    [one] 1 na zmianie
   *[other] { $count } na zmianie
}
people-shift = Na zmianie: { $shift }, do { $until }
people-off = Teraz nie na zmianie
people-here = przy klawiaturze
people-none = Nie ma tu nikogo, kogo szukano.
people-nothing = dziś jeszcze nic
people-steps = { $count ->
    [one] 1 krok
    [few] { $count } kroki
   *[many] { $count } kroków
}
people-runs = { $count ->
    [one] 1 zadanie zrobione
    [few] { $count } zadania zrobione
   *[many] { $count } zadań zrobionych
}
people-late = po terminie: { $count }
people-taken = przejęto { $count ->
    [one] 1 odchylenie
    [few] { $count } odchylenia
   *[many] { $count } odchyleń
}
people-last = ostatnio o { $at }
people-signed-in = przy klawiaturze jest { $name }

## Kroki z początkiem i końcem, obliczane, z osobą

refusal-already-started = `{ $step }` zaczęto o { $at }, { $name }
refusal-already-started-help = teraz kolej na koniec
refusal-not-started = `{ $step }` jeszcze nie zaczęto
refusal-not-started-help = najpierw początek
refusal-is-computed = `{ $step }` oblicza się z: { $from }
refusal-is-computed-help = odpowiedz na tamte albo cofnij jedno z nich
capture-overran = { $run }: { $step } bez końca; zaczęto o { $started }, koniec miał być do { $ends }
capture-overran-do = Odczytaj teraz; zdecyduj, co dalej
capture-not-computed = { $step } nie da się obliczyć: { $why }
capture-not-computed-do = Obejrzyj liczby, z których się to oblicza; cofnij błędną
capture-division-by-zero = trzeba by dzielić przez zero
capture-too-large = ma więcej cyfr, niż da się zapisać
capture-running = zostało { $left }
capture-running-over = { $over } za długo
capture-start = początek
capture-end = koniec
capture-begun = zaczęto o { $at } z { $value }, { $name }
capture-end-by = koniec do { $at }
capture-computed = obliczone
capture-computed-from = obliczone z: { $names }
capture-nobody-holds = nikt nie ma roli { $role }
told-step-begun = { $step } zaczęte z { $value }, koniec do { $ends }
told-reminded = { $step }: koniec potrzebny do { $ends }
told-overran = { $step } bez końca do { $ends }
told-bad-choice = { $step } { $value } nie jest tak, jak być powinno, { $severity }
told-no-result = nie da się obliczyć: { $why }
told-not-computed = { $step } nie da się obliczyć: { $why }
sop-capture-person = ktoś z rolą { $role }
sop-capture-computed = obliczane samo: { $formula }
sop-capture-timed = odczyt na początku i na końcu, w ciągu { $within }
sop-capture-timed-remind = odczyt na początku i na końcu, w ciągu { $within }; przypomnienie po { $remind }
sop-no-end = brak końca na czas

## Kontrola: zapisy dla inspektora

told-inspection = otwarto zapisy od { $from } do { $to } do kontroli, do { $until }
told-inspection-masked = otwarto zapisy od { $from } do { $to } do kontroli z zakrytymi nazwiskami, do { $until }
inspect-title = Zapisy do kontroli
inspect-left = { $minutes ->
    [0] została mniej niż minuta
    [one] została 1 minuta
    [few] zostały { $minutes } minuty
   *[many] zostało { $minutes } minut
}
inspect-hand = Ten widok pokazuje zapisy i nic więcej. Kończy się sam.
inspect-code = Kod zamykający: { $code }
inspect-remember = Zachowaj kod, naciśnij Enter, potem oddaj klawiaturę.
inspect-choose = W górę i w dół, Enter otwiera, q zamyka z kodem
inspect-read = W górę, w dół, strona w górę i w dół; w lewo lub Esc wraca
inspect-none = O tym nie ma żadnych zapisów.
inspect-close = Kod zamykający ten widok: { $typed }
inspect-close-hint = Enter zamyka, Esc wraca do zapisów
inspect-wrong = To nie ten kod.
inspect-wait = Za dużo błędnych kodów: poczekaj pół minuty.
inspect-over = Ten widok się skończył. Zapisów już tu nie ma.
inspect-over-hint = Zamyka go kodem ten, kto go otworzył.
inspect-rows = { $count ->
    [one] 1 wiersz
    [few] { $count } wiersze
   *[many] { $count } wierszy
}

## Widok procedur

sops-broken = { $count ->
    [one] 1 plik nie nadaje się do użycia
    [few] { $count } pliki nie nadają się do użycia
   *[many] { $count } plików nie nadaje się do użycia
 }
sops-file-broken = { $file } nie nadaje się do użycia: otwórz, aby zobaczyć dlaczego
sops-file-mended = tego pliku można znowu używać
sops-gone = ta procedura już nie obowiązuje
sops-by-hand = ręcznie
sops-next = Następny raz: { $when }
sops-not-by-hand = { $title } nie zaczyna się ręcznie: przychodzi samo
sops-head-title = procedura
sops-head-next = następny raz
sops-head-recent = ostatnio
sops-head-version = wersja, od
sops-head-file = plik
sops-recent-done = zrobione: { $count }
sops-recent-late = po terminie: { $count }
sops-recent-missed = przegapione: { $count }
sops-recent-skipped = pominięte: { $count }
sop-change-more = { $count ->
    [one] i jeszcze 1 zmiana
    [few] i jeszcze { $count } zmiany
   *[many] i jeszcze { $count } zmian
 }
key-sops-open = przeczytaj
key-sops-start = zacznij
key-card-start = odczytaj znów
card-not-asked-again = nie trzeba nowego odczytu
card-again-from = odczytać znów będzie można w następnym obchodzie, od { $opens }
card-again-nowhere = żaden obchód nie jest otwarty i żadnego nie zaczyna się ręcznie
card-late = za późno
card-late-signal = „{ $signal }” z { $at } przyszło dopiero o { $came }: to zostaje

## Pokaz

demo-running = POKAZ { $speed }×
demo-paused = POKAZ { $speed }× wstrzymany
key-demo-pause = wstrzymaj
key-demo-faster = szybciej
key-demo-slower = wolniej

## Sygnały i to, na co się czeka
refusal-signal-reused = inny sygnał ma już numer `{ $signal }`
refusal-signal-reused-help = numer należy do jednego sygnału: wyślij ten z własnym numerem
sop-trigger-signal = gdy przyjdzie `{ $signal }`
sop-trigger-signal-delay = { $length } po `{ $signal }`
sop-trigger-absence = gdy w ciągu { $length } po `{ $after }` nie przyszło nic z { $wanted }
sop-trigger-repeats = gdy `{ $what }` zdarzy się { $times } razy w ciągu { $length }
sop-part-raise = Zgłasza
sop-raise = { $what } ({ $severity })
sop-part-raise-why = Ponieważ
sop-part-recommend = Zaleca
sop-part-respond = Do przejęcia w ciągu
sop-part-inhibits = Ukrywa tymczasem
sop-part-escalate = Gdy nikt tego nie zrobi
sop-rung = { $role } dowie się po { $length }
sop-rung-severity = { $role } dowie się po { $length }, waga: { $severity }
sop-trigger-where = , gdzie { $condition }
sop-trigger-each-case = , dla każdej sprawy `{ $kind }`
sop-trigger-each-role = , dla każdej osoby w roli { $role }
sop-trigger-each-list = , dla każdej pozycji listy { $list }
told-signal = `{ $signal }`, z { $at }
told-signals-whole = sygnały z pliku są wczytane
told-signals-given-up = reszta pliku sygnałów nie nadeszła: sprawdza się to, co z niego jest
told-signals-judged = sprawdzono sygnały do { $until }
told-watch-opened = czeka się do { $due }: { $sop }
told-watch-met = przyszło na czas: { $signal }
told-watch-fired = czas minął
told-watch-answered-late = przyszło za późno: { $signal }
told-watches-ending = na to, na co czekała, już się nie czeka
told-watches-ended = nie czeka się już na nic, czego ona nie chce
told-signal-came-late = przyszło za późno: { $signal } z { $at }
told-record-marked = zapis do sprawdzenia: { $mark }, { $count }
told-repetition-counted = policzone: { $what }
told-repetition-fired = zdarza się raz po raz: { $count ->
    [one] raz
   *[other] { $count } razy
 }
told-watch-withdrawn = już się nie czeka
# Powiadamianie ludzi poza tablicą
way-mail = poczta
way-exec = program
way-post = wiadomość
occasion-raised = nowe
occasion-worse = pogorszyło się
occasion-again = pyta ponownie
occasion-lapsed = nikt się tym już nie zajmuje
occasion-escalated = nikt się nie zajął, stopień { $rung }
unwanted-taken = ktoś się tym zajął
unwanted-over = już po wszystkim
unwanted-hidden = jest pod inną kartą
unwanted-later = mówi to też późniejsze
unwanted-no-way = w pliku lokalu nie ma już takiej drogi
card-not-told = { $to }: nie da się powiadomić ({ $way }): { $answer }
card-not-told-do = Popraw w config/floorboard.toml i wypróbuj: `floorboard notify test`
told-notice-requested = { $to } do powiadomienia ({ $way }), nie wcześniej niż { $at } ({ $why })
told-notice-ready = można już wysłać
told-notice-tried = { $count ->
    [one] wysyłanie
    [few] wysyłanie, { $count } w jednej wiadomości
    [many] wysyłanie, { $count } w jednej wiadomości
   *[other] wysyłanie, { $count } w jednej wiadomości
}
told-notice-sent = przyjęte: { $answer }
told-notice-delayed = nie przyjęte: { $answer }; ponownie { $again }
told-notice-refused = nie przyjęte, koniec prób: { $answer }
told-notice-unknown = nie wiadomo, czy dotarło; nie będzie wysłane ponownie: { $answer }
told-notice-dropped = nie wysłane: { $why }
told-notice-test-sent = próba do { $to } ({ $way }) przyjęta: { $answer }
told-notice-test-refused = próba do { $to } ({ $way }) nie dotarła: { $answer }
notice-subject-many = { $count ->
    [one] { $severity }: { $what }
    [few] { $severity }: { $what } i jeszcze { $more }
    [many] { $severity }: { $what } i jeszcze { $more }
   *[other] { $severity }: { $what } i jeszcze { $more }
}
notice-private = coś prywatnego; więcej na tablicy
notice-undecided = { $run }: { $step } czeka na decyzję, do { $until }
notice-do = Do zrobienia: { $recommend }
notice-why = Dlaczego: { $why }
notice-since = Od { $at } ({ $why })
notice-who = Nikt się tym jeszcze nie zajmuje.
notice-and-more = { $count ->
    [one] I jeszcze jedno.
    [few] I jeszcze { $count }.
    [many] I jeszcze { $count }.
   *[other] I jeszcze { $count }.
}
notice-foot = { $site }: powiedz przy tablicy „Zajmę się tym”, a nikt inny nie będzie wzywany.
notice-test-subject = Próba z { $site }
notice-test = To jest próba: { $site } może się tu z Tobą skontaktować. Nie trzeba nic robić.
why-next-notice = ktoś z zewnątrz zostaje powiadomiony

# Praca, która czeka, zbliżające się daty, sygnały, które odwołują.
waits-told-cancelled = odwołane: przyszło { $signal }
waits-told-watch-cancelled = już się nie czeka: przyszło { $signal }
waits-part-cancel = Kończy to
waits-told-passed = ten czas minął, zanim data była znana
waits-told-gone = tego wiersza nie ma już na liście albo nie jest już wtedy używany
waits-told-moved = data to teraz { $value }: czeka się do { $due }
waits-undated-list = { $count ->
    [one] Wiersz listy { $list } nie ma czytelnej daty w { $field }: { $rows }
   *[other] Wiersze listy { $list } bez czytelnej daty w { $field } ({ $count }): { $rows }
}
waits-undated-list-do = Wpisz datę, np. 2027-02-28, w lists/{ $list }.csv; do tego czasu na nic się nie czeka
waits-undated-signal = { $case }: { $field } to { $value }, a to nie jest data (sygnał { $signal })
waits-undated-none = { $case }: brakuje { $field }, a powinna tam być data (sygnał { $signal })
waits-undated-signal-do = Wyślij ponownie z datą, np. 2027-02-28; to, na co czekano według poprzedniej daty, zostaje
waits-date-itself = w sam dzień
waits-date-of-signal = { $field } z { $signal }
waits-date-of-list = { $field } każdego wiersza { $list }
waits-date-before = { $length } przed { $date }
waits-date-after = { $length } po { $date }
waits-date-at = , o { $time }
waits-date-unless = , chyba że jest { $signals }
waits-for = czeka na { $signal }
waits-until = czeka na { $signal } do { $at }
waits-since = { $signal } nie przyszło do { $at }
waits-came = przyszło { $signal } ({ $id })
waits-refused = { $signal } załatwia to samo; kierownik może pominąć z podaniem powodu
waits-no-undo = { $signal } przyszło i tego się nie cofa; dodaj uwagę
waits-refusal = { $step } załatwia sygnał { $signal }, gdy przyjdzie
waits-refusal-help = kierownik może napisać, dlaczego zrobione bez niego: `floorboard run tick RUN STEP "przyszło pocztą"`, albo pominąć
waits-told-step = { $step }: czeka na { $signal } do { $due }
waits-told-not-come = { $step }: { $signal } nie przyszło do { $due }
waits-told-step-late = niezrobione do { $due }: { $steps }
waits-told-none-late = nic z tego nie było spóźnione
waits-card-not-come = { $run }: { $step }: { $signal } nie przyszło do { $due }, czeka się od { $since }
waits-card-not-come-do = Poproś o to; krok zrobi się sam, gdy przyjdzie. Kierownik może go też pominąć i napisać dlaczego
waits-card-step-late = { $run }: niezrobione do { $due }: { $steps }
waits-part-wait-for = Czeka na
waits-part-within = { $signal }, najwyżej { $length }

# Co robią agenci i o co pytają
told-preparation-requested = { $agent } ma przygotować { $step } ({ $mode })
told-preparation-due = można teraz przygotować
told-preparation-claimed = jest przygotowywane
told-preparation-ready = { $id } jest przygotowane
told-preparation-failed = nie udało się przygotować { $id }: { $why }
told-preparation-dropped = { $id } nie jest już potrzebne
told-approval-review = { $agent } zrobiłby { $step }: ktoś ma powiedzieć, czy wyszło to samo
told-approval-requested = { $agent } pyta o { $step }: { $role } decyduje do { $until }
told-approval-voted = { $name } mówi tak
told-approval-voted-for = { $name } mówi tak, za { $of }
told-approval-approved = zatwierdza { $names }
told-approval-timed-out = nikt nie zatwierdził: czas minął, a procedura na to pozwala
told-approval-rejected = { $name } mówi nie: { $reason }
told-approval-pushed-back = { $name } odsyła z powrotem: { $feedback }
told-approval-edited = { $name } zmienia treść
told-approval-renewed = przygotowane ponownie, { $count }
told-approval-expired = nikt nie zdecydował: nie zostanie zrobione
told-approval-overdue = nikt nie zdecydował na czas
told-approval-superseded = nikt nie musi decydować: { $why }
told-approval-judged = { $name } ocenia: { $judgement }
told-approval-judged-itself = wyszło: { $judgement }
told-delegation-given = { $to } decyduje za { $of } jako { $role } do { $until }: { $reason }
told-delegation-ended = { $to } nie decyduje już za { $of } jako { $role }
told-action-approved = { $agent } może zrobić { $step }
told-action-claimed = wzięte, próba { $count }
told-action-running = zaczęte
told-action-succeeded = zrobione: { $answer }
told-action-again = nie doszło do skutku: { $answer }; znowu { $again }
told-action-again-safely = nikt nie wie, czy doszło do skutku: { $answer }; powtórzenie jest bezpieczne, { $again }
told-action-failed = nie doszło do skutku i zostaje zaniechane: { $answer }
told-action-due = można spróbować ponownie
told-action-released = odłożone: nie zaczęto
told-action-unknown = nikt nie wie, czy doszło do skutku: { $answer }
told-action-was-done = { $name } mówi, że zrobiono
told-action-run-again = { $name } mówi, że nie zrobiono: jeszcze raz
told-action-given-up = { $name } rezygnuje
told-action-abandoned = nie zrobione: nie jest już potrzebne
told-agent-started = { $agent } zaczyna w trybie { $mode }
told-agent-judged = szkic oceniono: { $judgement }
told-agent-failed = coś poszło nie tak
told-agent-promoted = z { $from } na { $to }, decyzja: { $name }
told-agent-demoted = z { $from } w dół na { $to }: { $why }
told-agent-paused = { $agent } jest wstrzymany
told-agents-paused = wszyscy agenci są wstrzymani
told-agent-resumed = { $agent } pracuje dalej
told-agents-resumed = wszyscy agenci pracują dalej
told-store-restored = bazę odtworzono z kopii z { $taken }
card-not-prepared = { $run }: { $agent } nie mógł przygotować { $step }: { $why }
card-not-prepared-do = Zrób krok ręcznie; zobacz, co wypisał agent
card-undecided = { $run }: nikt nie zdecydował o { $step } do { $until } ({ $id })
card-undecided-do = Obejrzyj { $id } i zdecyduj
card-not-acted = { $run }: { $agent } nie mógł zrobić { $step }: { $answer }
card-not-acted-do = Zrób krok ręcznie
card-act-unknown = { $run }: nikt nie wie, czy { $agent } zrobił { $step }: { $answer }
card-act-unknown-do = Sprawdź, czy to się stało, i powiedz: `floorboard action settle { $id } …`
card-demoted = { $agent } spada z { $from } na { $to } w { $rollout }: { $why }
card-demoted-do = Zobacz, co robił: `floorboard agent show { $agent }`
refusal-no-such-work = nie ma `{ $id }`
refusal-no-such-approval-help = `floorboard approval list` pokazuje, co czeka
refusal-no-such-agent-help = `floorboard agent list` pokazuje agentów
refusal-agent-has-it = `{ $step }` ma agent: { $stage }
refusal-agent-has-it-help = `floorboard approval show { $id }` pokazuje szczegóły; zdecyduj tam albo zrób to ręcznie
refusal-approval-is-over = `{ $id }` jest rozstrzygnięte: { $how }
refusal-payload-changed = `{ $id }` nie jest już tym, co było widać
refusal-payload-changed-help = `floorboard approval show { $id }` pokazuje stan obecny
refusal-only-review = `{ $id }` niczego nie wykonuje: nie ma czego zatwierdzać
refusal-only-review-help = `floorboard approval judge { $id } same`, `similar` albo `different`
refusal-not-in-review = `{ $id }` nie czeka na ocenę
refusal-four-eyes-asked = to była Twoja prośba
refusal-four-eyes-did = część tego jest Twoją pracą
refusal-four-eyes-edited = ta treść jest zmieniona przez Ciebie
refusal-four-eyes-lender = osoba, za którą decydujesz, nie może o tym decydować
refusal-four-eyes-help = o tym decyduje ktoś inny
refusal-done-by-agent = { $step } wykonał agent, a tego się tu nie cofa
refusal-done-by-agent-help = otwórz zadanie ponownie albo popraw ręcznie to, co zrobił
refusal-lent-to-oneself = rolę { $role } można przekazać tylko komuś innemu, nie sobie
refusal-already-voted = Twoje tak już jest, o { $at }
refusal-over-limit = { $amount } to więcej, niż możesz zatwierdzić: { $limit }
refusal-over-limit-unknown = treść zmieniono, a możesz zatwierdzić najwyżej { $limit }
refusal-over-limit-help = poproś kogoś, kto może zatwierdzić więcej
refusal-bad-payload = tego nie można tu zrobić: { $told }
refusal-action-is-not = `{ $id }`: { $standing }
refusal-agent-paused = { $agent } jest wstrzymany
refusal-agent-paused-help = `floorboard agent resume { $agent }` pozwala mu pracować dalej
refusal-no-further = `{ $rollout }` nie pójdzie dalej niż { $mode }
refusal-gates = `{ $rollout }` jeszcze nie może: { $gates }
refusal-gates-help = `floorboard agent show` mówi, czego brakuje
approval-ended = { $how }, { $name } o { $at }
approval-nobody = nikt
approval-pending = czeka na decyzję
approval-review = czeka na ocenę
approval-approved = zatwierdzone
approval-rejected = odrzucone
approval-pushed-back = odesłane
approval-expired = wygasło
approval-superseded = już niepotrzebne: { $why }
approval-reviewed = ocenione
superseded-run-over = przebieg się skończył
superseded-skipped = krok pominięto
superseded-changed = zmieniły się dane, z których to przygotowano
superseded-by-hand = robi to człowiek
action-approved = zaraz zostanie zrobione
action-held = ponowna próba później
action-running = w toku
action-failed = nie udało się
action-unknown = nie wiadomo
action-abandoned = zaniechane
mode-shadow = cień
mode-assist = pomoc
mode-autonomous = samodzielny
judgement-same = to samo
judgement-similar = podobnie
judgement-different = inaczej
fall-person = taka była decyzja
fall-failure = coś poszło nie tak
fall-agreement = ludzie rzadziej się z nim zgadzają
fall-tier = procedura nie pozwala na więcej
gate-runs = ocenionych szkiców: { $is } z { $wanted }
gate-days = dni: { $is } z { $wanted }
gate-agreement = zgodność { $is } %, potrzeba co najmniej { $wanted } %
gate-failures = niepowodzeń: { $is }, dopuszczalnych najwyżej { $wanted }
work-preparing = trwa przygotowanie
work-laid = jest przygotowane
work-pending = czeka na decyzję
work-acting = jest wykonywane
work-unknown = nie wiadomo, czy zostało zrobione
work-by-hand = robi to człowiek
work-over = zakończone
work-done = zrobione
work-acted = zrobił { $agent }
work-acted-approved = zrobił { $agent }, zatwierdza { $names }
work-decided = { $outcome }
why-next-delegation = kończy się przekazane prawo do decyzji
why-next-approval = mija czas na decyzję: { $what }
why-next-preparation = { $what } może być przygotowane
why-next-retry = ponowna próba: { $what }
# ---- źródła: co czyta się na zewnątrz ---------------------------------------------------------------
source-next-stale = { $source } jest nieaktualne, jeśli do tej pory nie zostanie odczytane
source-next-resume = rozstrzyga się to, co czekało na { $source }
source-told-held = czas minął, czeka się na odczyt źródła { $source }
source-told-released = { $source } odczytano: rozstrzyga się teraz
source-told-read = odczytano: { $found ->
    [one] 1 rekord
    [few] { $found } rekordy
   *[other] { $found } rekordów
}, nowych: { $new }
source-told-failed = nie da się odczytać: { $why }
source-told-fresh = znów da się odczytać; nieaktualne od { $since }
source-told-sound = znów da się przyjąć wszystkie rekordy
source-told-gone = nie jest już czytane
source-told-resumed = rozstrzyga się to, co na nie czekało
source-stale-since = nieodczytane od { $read }
source-stale-never = jeszcze nigdy nieodczytane
source-stale-nobody = { $what }: nikt nie próbował
source-card-stale-do = Sprawdź, czy jest osiągalne: `floorboard source read { $source }`. Do tego czasu to, co od niego zależy, niczego nie zgłasza
source-flawed-bad = { $count ->
    [one] 1 rekordu nie da się przyjąć
    [few] { $count } rekordów nie da się przyjąć
   *[other] { $count } rekordów nie da się przyjąć
}
source-flawed-changed = { $count ->
    [one] 1 rekord przyszedł ponownie z inną treścią
    [few] { $count } rekordy przyszły ponownie z inną treścią
   *[other] { $count } rekordów przyszło ponownie z inną treścią
}
source-card-flawed-do = Zobacz które: `floorboard source read { $source }`; to, co się w rekordzie zmienia, należy do jego `id`
# ---- dokumentacja przed awansem ---------------------------------------------------------------------
dossier-stands = { $rollout }, agent { $agent }: { $mode } od { $since }
dossier-to = awans przenosi na { $to }
dossier-no-further = dalej już nie pójdzie: poziom to { $tier }
dossier-judged = { $count ->
    [one] oceniono 1 szkic
    [few] oceniono { $count } szkice
    [many] oceniono { $count } szkiców
   *[other] oceniono { $count } szkicu
}: takich samych { $same }, podobnych { $similar }, innych { $different }
dossier-agreement = zgodność { $rate } %, co najmniej { $lower } % z ufnością 95 %
dossier-no-agreement = nikt jeszcze nie ocenił szkicu
dossier-failures = { $count ->
    [0] nic nie zawiodło
    [one] 1 niepowodzenie
    [few] { $count } niepowodzenia
    [many] { $count } niepowodzeń
   *[other] { $count } niepowodzenia
}
dossier-edits = { $count ->
    [0] żadnego szkicu nie poprawiano
    [one] poprawiono 1 szkic
    [few] poprawiono { $count } szkice
    [many] poprawiono { $count } szkiców
   *[other] poprawiono { $count } szkicu
}
dossier-near-misses = { $count ->
    [0] bez sytuacji „o włos”
    [one] 1 raz o włos: pewne zatwierdzenie, a ludzie zdecydowali inaczej
    [few] { $count } razy o włos: pewne zatwierdzenie, a ludzie zdecydowali inaczej
    [many] { $count } razy o włos: pewne zatwierdzenie, a ludzie zdecydowali inaczej
   *[other] { $count } razy o włos: pewne zatwierdzenie, a ludzie zdecydowali inaczej
}
dossier-gate-met = spełnione: { $gate }
dossier-gate-missing = brakuje: { $gate }
dossier-version = według progów { $sop }, wersja { $version }
tier-human-led = prowadzi człowiek
tier-prepared = przygotowane
tier-autonomous = samodzielne
refusal-dossier-changed = to, co system mówi o `{ $rollout }`, nie jest tym, co pokazano; nowe jest: { $news }
refusal-dossier-changed-help = przeczytaj ponownie: `floorboard agent show { $rollout }`, potem zdecyduj
refusal-all-paused = wszyscy agenci są wstrzymani, i jeden sam nie ruszy
refusal-all-paused-help = kierownik puszcza wszystkich: `floorboard agent resume --all`
refusal-already-judged = `{ $id }` oceniono już wcześniej: { $judgement }, o { $at }
refusal-not-by-itself = `{ $id }` ktoś zatwierdził: to była ocena
told-digest-mailed = zestawienie od { $from } do { $until } poszło do: { $to }
told-digest-refused = zestawienie do { $to } nie zostało przyjęte: { $answer }
