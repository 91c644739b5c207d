# Every word of the screen, in English. Fluent: projectfluent.org.
# Ids are kebab-case and begin with where the words are read. What is filled in ({ $name }) is harmless text.

## Counts

count-runs = { $count ->
    [one] 1 run
   *[other] { $count } runs
}
count-steps = { $count ->
    [one] 1 step
   *[other] { $count } steps
}
count-exceptions = { $count ->
    [one] 1 exception
   *[other] { $count } exceptions
}
count-due = { $count } due
count-overdue = { $count } overdue

## Dates, times and numbers: the forms of the language

# What stands between a number and its fraction.
decimal-sign = .
weekday-short = { $day ->
    [1] Mon
    [2] Tue
    [3] Wed
    [4] Thu
    [5] Fri
    [6] Sat
   *[7] Sun
}
weekday-long = { $day ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
}
month-short = { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
}
# A day of this year; with its weekday; of another year.
date-day = { $day } { $month }
date-weekday = { $weekday } { $day } { $month }
date-year = { $day } { $month } { $year }
duration-minutes = { $minutes }m
duration-hours = { $hours }h
duration-hours-minutes = { $hours }h { $minutes }m
duration-days = { $days }d
away-now = now
away-late = { $length } late
away-in = in { $length }
size-bytes = { $size } B
size-kilobytes = { $size } kB
size-megabytes = { $size } MB

## Header and banners

header-shift = { $name } shift to { $to }
header-engine = engine
header-people-on = { $count ->
    [one] 1 person on
   *[other] { $count } people on
}
banner-silent = NOTHING WILL FIRE: engine silent since { $since }
banner-no-engine = NOTHING WILL FIRE: no engine has run here yet
banner-clock = CLOCK? { $wall }: nothing fires until the time is right, or a manager confirms it
banner-old = OLD since { $since }: { $why }
trouble-updated = Floorboard was updated; restart this board
trouble-no-random = this machine gives no random numbers
trouble-disk-full = disk full

## Decisions that are asked of people

count-approvals = { $count ->
    [1] 1 decision waits
   *[other] { $count } decisions wait
}
view-approval = Approval
decide-count-late = { $count } late
decide-count-waiting = { $count } waiting
decide-count-review = { $count } to look at
decide-until = until { $until }
decide-to-look = to look at
decide-recommends = { $agent } recommends: { $what }
decide-no-advice = { $agent } recommends nothing
decide-would = { $agent } would have done this
decide-votes = { $count } of { $of } said yes
advice-approve = approve
advice-reject = reject
happens-mail = { $count ->
    [1] a mail is sent
   *[other] a mail is sent to { $count } addresses
}
happens-http = a request is sent: { $method }
happens-exec = a program is run
happens-signal = a signal is sent
part-to = To
part-subject = Subject
part-text = Text
part-method = Method
part-address = Address
part-body = Body
part-program = Program
part-argument = Argument { $at }
part-input = Reads
part-signal = Signal
part-case = Case
decide-will = what happens
decide-would-be = would happen
decide-redacted = the text was removed: there is nothing to decide about
decide-private = private: whoever may see it says first who they are
decide-gone = There is no such approval.
decide-differs = different
differs-first = the first of its kind: nothing to compare it with
differs-nothing = nothing: word for word as { $against }
differs-in = { $parts } (what is new is underlined), from { $against }
differs-gone = no longer: { $what }
decide-amount = amount
decide-amount-last = { $amount }; the last: { $last }
decide-amount-more = { $amount }: more than each of the last: { $last }
decide-recommended = recommended
decide-no-recommendation = nothing
decide-sure = { $advice } ({ $percent } % sure)
decide-reasons = because
decide-who-name = decides
decide-who = { $role }
decide-who-votes = { $votes } different people of the role { $role }; { $count } said yes
decide-who-looks = { $role } says how near it is to what was done: the same, similar or different
decide-voted = yes: { $by }
decide-instead-of = { $name } for { $of }
decide-silent-name = if nobody does
decide-silent = at { $at }, { $away }: { $what }
decide-silent-over = since { $at }, { $away }: { $what }
decide-before = before
decide-edited = { $number }: changed, { $by }
decide-pushed-back = { $number }: sent back, { $by }: { $said }
decide-outcome = decided
decide-judged = judged
decide-instead = done instead
decide-not-done = not done yet
decide-step = step
decide-risk = risk
decide-cost = a mistake costs { $cost } of 5
decide-mode = { $tier }; now: { $mode }
decide-agent = agent
decide-run = run
decide-only-look = nothing acts here: it is only said how near it was
decide-is-over = { $id }: { $how }
decide-changed = { $id } is another one now: read it again
decide-not-shown = what would happen is not shown, so nobody decides about it
decide-somebody-did = { $id } is decided: somebody was quicker
push-back-title = Send it back
push-back-prompt = What is to be different? It is prepared again with this.
reject-title = Reject it
reject-prompt = Why not?
edit-title = { $id }: change it
edit-hint = Every blank at the end of a line is shown. What is done, and where, stays as it is.
edit-nothing = nothing of it can be changed: send it back, or reject it
edit-same = nothing is changed yet
edit-not-json = { $field }: this was a number or a list, and has to stay one
batch-title = { $count ->
    [1] Approve 1 that was shown
   *[other] Approve { $count } that were shown
}
batch-about = { $step }. What is new about each stands beside it.
batch-none = open each of them first: what was not on the screen is not approved
batch-refused = { $id } was not decided
batch-go-on = Enter goes on
done-approved = { $id } approved
done-approved-edited = { $id } approved as it was changed
done-edited = { $id } is changed: somebody else approves it
done-voted = { $id }: your yes is recorded, more are wanted
done-rejected = { $id } rejected
done-pushed-back = { $id } sent back: it is prepared again
done-by-hand = { $id }: the step is a person's now
done-judged = { $id }: { $how }
key-approve = approve
key-edit = change it
key-push-back = send it back
key-reject = reject
key-by-hand = I do it myself
key-same = the same
key-similar = similar
key-different = different
key-approve-shown = approve all like it that were shown
key-save = approve it like this
key-approval-open = open its run
key-approval-back = back
key-approval-next-panel = next
key-approval-previous-panel = the one before
key-text-next-panel = next part
key-text-previous-panel = part before
key-text-back = leave it

## Agents, and what they laid out for a line

view-agents = Agents
key-view-agents = agents
key-pause = stand still, or go on
key-pause-all = stop all agents, or let them go on
key-approval = what its agent prepared
agents-none = No agent works here yet.
agents-none-hint = Each has an [[agent]] table in config/floorboard.toml: one job, and what it may use.
agents-all-paused = all agents stand still
agents-paused = stands still
agents-looked = looked { $at }
agents-never-looked = has not looked yet
agents-unknown = { $count } nobody knows about
agents-approved = { $count } approved
agents-changed = { $count } changed
agents-rejected = { $count } rejected
agents-pushed-back = { $count } sent back
agents-reviewed = { $count } looked at
agents-failed = { $count } failed
agents-stands = { $mode } since { $since }
agents-agreement = { $rate } % agree, at least { $lower } %
agents-rate = { $rate } % agree
agents-not-judged = nobody judged a draft yet
agents-work = asked { $found } times, laid out { $prepared }, could not { $failed }
agents-made-of-it = approved { $approved }, changed { $changed }, rejected { $rejected }, sent back { $back }, ran out { $expired }
agents-acted = done { $acted }, failed { $failed }, nobody knows { $unknown }
agents-may = may use: { $what }
agents-watches = watches { $source }: { $found ->
    [1] 1 record
   *[other] { $found } records
} at { $at }
agents-watches-never = watches { $source }: not read so far
agents-watches-stale = watches { $source }: stale since { $since }
agents-tier = as far as: { $tier }
agents-may-rise = may go on to { $mode }: Enter shows what speaks for it
agents-human-led = it lays material out for a person here, and goes no further
agents-last = { $agent }: asked last
agents-nothing-asked = It has asked nothing yet.
dossier-title = What the system says of it
promote-to = promote to { $mode }
promote-not-yet = not yet
demote-to = back to { $mode }
demote-title = Take it back by one level
demote-prompt = Why?
done-promoted = promoted to { $mode }
done-demoted = taken back to { $mode }
pause-all-title = Stop all agents?
pause-all-about = Nothing is prepared and nothing is done until a manager lets them go on. What waits, waits.
pause-all = stop all agents
resume-all-title = Let all agents go on?
resume-all-about = What waits is prepared and done. Who was stopped alone goes on too.
resume-all = let them go on
known-title = Did it happen?
known-was-done = it was done
known-run-again = it was not: do it again
known-abandon = give it up: a person does the step
done-known = recorded
run-decide = { $said }. { $key } opens { $id }
run-unknown = { $said }: a manager says so on its card
run-would-be = { $said }. { $key } shows { $id }, what would have been done
run-not-prepared = could not be prepared: { $why }
run-would-answer = would answer
run-no-approval = nothing is asked about this line
run-no-agent = no agent works on this line

## Panels

panel-loading = reading the store…
panel-old = old since { $since }
panel-due = Due
panel-exceptions = Exceptions
panel-approvals = Approvals
panel-later = later
panel-seeking = looking through all …
panel-more-runs = and { $more } more
panel-due-both = { $overdue } overdue · { $due } due
panel-exceptions-open = { $count ->
    [0] none open
   *[other] { $count } open
}
panel-opens = opens { $at }
panel-nothing-due = Nothing to do now. Next: { $title }, opens { $at }.
panel-nothing-planned = Nothing to do now, and nothing more is planned today.
panel-start-hint = { $key } starts something that is always at hand.
panel-nothing-shown = Nothing here for what is shown.
panel-everything-hint = { $key } shows everything again.
panel-back-hint = { $key } goes back.
panel-sops-hint = `floorboard sop new` writes one, and it stands here as soon as it is saved.
run-gone = This run is not among those of today.
card-gone = This exception is over.
panel-no-sops = No procedure is in force yet: put one into sops/.
panel-no-exceptions = All as it should be.
panel-exceptions-hint = Out of range, skipped and missed work comes here at once. { $key } tells of anything else.
panel-no-approvals = Nothing waits for a decision.
panel-approvals-hint = What agents prepare will wait here.
filter-everything = everything
filter-mine = mine: { $roles }
filter-area = area: { $area }
holder-nobody = nobody yet
holder-on-it = { $name } is on it
holder-given = for { $name }
holder-any = any { $role }

## Views

view-board = Board
view-run = Run
view-card = Exception
view-day = Day
view-journal = Journal
view-sops = Procedures
view-people = People
view-wallboard = Wallboard

## Bottom line

line-nobody = nobody here
line-saving = saving…
line-not-saved = NOT SAVED: { $why }
done-ticked = ticked
done-recorded = recorded
done-corrected = recorded what was done
done-skipped = skipped
done-undone = taken back; it stays in the record
done-noted = note added
done-started = started
done-raised = raised
done-taken = you are on it
done-given = given
done-resolved = resolved
done-put-off = put off
done-verified = checked
done-opened-again = open again
done-run = { $title }: all done
done-card-gone = { $card } is resolved

## A run

run-no-lines = This run has no steps to show.
run-type-reading = type the reading, then Enter
run-optional = may be left out
run-due-by = due by { $at }
run-first = first: { $needs }
run-first-more = { $first } and { $more } more
run-from = from { $opens }
run-is-over = this run is over: { $how }
run-not-a-reading = { $typed } is not a reading
run-done-by = { $what }: done at { $time } by { $name }
run-value-by = { $what }: { $value }, at { $time } by { $name }
run-at-by = { $what }, at { $time } by { $name }
run-taken-back = { $what } taken back at { $time } by { $name }: { $reason }
run-skipped = skipped, { $reason }
run-as-told = done as told
run-to-say = not yet said what was done
run-out-of-range = { $what }: { $reading } is { $side } { $bound }
run-without-evidence = done, no proof
run-signed = signed { $name }
run-redacted = text removed
run-nothing-to-undo = nothing to take back here
run-not-out-of-range = this is not out of range
run-correct-later = it stands among the exceptions until it is dealt with

## An exception's card

card-why = why
card-evidence = evidence
card-do-this = do this
card-who-has-it = who has it
card-notes = notes
card-since = since
card-severity = how bad
card-no-recommendation = look at it, then say what was decided
card-no-run = there is no run to open
card-times = { $count ->
    [one] once so far
   *[other] { $count } times so far
}
card-out-of-range = { $step } { $value }, { $side } { $bound }
card-step-skipped = { $run }: { $step } skipped, { $reason }
card-run-skipped = { $run } skipped, { $reason }
card-run-missed = { $run } missed, { $done } of { $of } done, { $reason }
card-run-missed-do = See whether it still has to be done; what was done on paper can be added to it
card-run-late = { $run } is late: due { $due }, { $done } of { $of } done
card-run-late-do = Somebody does it now, or says why not
card-engine-silent = nothing has fired since { $since }: no engine runs
card-engine-silent-do = Start `floorboard engine`, or look at the machine it runs on
card-disk-full = the disk has { $free } left
card-disk-full-do = Make room before nothing can be recorded any more
card-run-reopened = { $run } reopened
card-run-reopened-why = { $run } reopened: { $reason }
card-run-reopened-do = Do it again
card-report-redacted = a report whose text was redacted
card-bad-file-do = `floorboard sop check` shows every problem at once
card-engine-down = nothing fired from { $from } to { $to }: { $count ->
    [one] 1 run missed
   *[other] { $count } runs missed
}
card-engine-down-do = Leave a board open, or run `floorboard engine`
card-clock-stepped = the clock stepped from { $before } to { $after }
card-clock-stepped-do = Check the machine's date and time
card-loop = `{ $fact }` caused itself again and again; it was stopped
card-loop-do = See which SOP answers its own signal
where-missing = nobody can tell, { $names } is missing: { $what }
where-unfit = nobody can tell, { $names } does not compare: { $what }
where-undecided-do = See for yourself whether it holds; then mend what sends the signal
where-part-raise-group = One card for each
where-group-sop = procedure
where-group-case = case
where-group-item = item
where-group-area = area
mark-burst = when readings come faster than hands can type
mark-same-value = when the same reading comes again and again, where it usually varies
mark-whole-round = when a whole round is begun and done within seconds
mark-back-filled = when a day's work is entered in one go, long after it was due
card-counted = { $what } ({ $count ->
    [one] once
   *[other] { $count } times
})

## Popups

who-title = Who is at the keyboard?
who-prompt = initials or number
who-empty = nobody of that name is in config/floorboard.toml
wrong-title = Something is wrong
wrong-prompt = What is wrong?
wrong-about = about { $what }
start-title = Start
start-empty = No procedure can be started by hand.
ended-title = Over today
ended-empty = Nothing is over yet today.
resolve-title = Resolve: what was the cause?
resolve-prompt = What was decided?
resolve-blank = Enter on nothing: no more to say
assign-title = Who should have it?
choices-about = Space or a letter marks, Enter is done
sign-about = Who is at the keyboard puts their name to it.
sign-now = Sign
inbox-about = The newest files in inbox/
inbox-empty = inbox/ is empty: put the photo or file there, then choose again.
without-choice = Done, without the proof
without-blank = Enter on nothing: done, without it
skip-title = Skip: why?
skip-scope-title = Skip how much?
skip-prompt = What is the reason?
skip-run = The whole run
skip-this = Only this: { $what }
skip-rest = The rest too: all { $open } still open, for the same reason
skip-because = because: { $reason }
undo-title = Take back: why?
correct-title = Out of range
correct-prompt = What was done?
correct-blank = Enter: done as told. Or type what was done. Esc: later
note-title = Note
note-prompt = Note
again-title = Not recorded
again-prompt = Enter tries again
help-title = Keys

## Reasons, states and the like

skip-reason-not-needed = not needed
skip-reason-out-of-use = out of use
skip-reason-no-access = no access
skip-reason-no-time = no time
skip-reason-no-equipment = no equipment
skip-reason-other = other
undo-reason-mistake = a mistake
undo-reason-wrong-item = the wrong item
undo-reason-wrong-value = the wrong value
undo-reason-not-done-yet = not done yet
undo-reason-depends = what it depended on was undone
cause-fixed = fixed
cause-equipment = equipment
cause-forgotten = forgotten
cause-stock = stock
cause-false-alarm = false alarm
cause-other = other
cause-data-corrected = the evidence was corrected
cause-cleared = went away by itself
severity-low = low
severity-medium = medium
severity-high = high
status-open = open
status-taken = taken
status-shelved = later
status-suppressed = hidden
status-resolved = resolved
status-verified = checked
miss-not-done = not done
miss-engine-down = no engine was running
state-due = due
state-in-progress = in progress
state-done = done
state-skipped = skipped
state-missed = missed
state-superseded = superseded
state-cancelled = cancelled
timeliness-early = early
timeliness-on-time = on time
timeliness-late = late
side-above = above
side-below = below

## Refusals, on the board

refused-already-done = already done at { $at } by { $name }
refused-already-skipped = already skipped at { $at } by { $name }
refused-already-taken = { $name } is already on it
refused-already-resolved = resolved already, at { $at }
refused-over = this run is over: { $state }
refused-over-at = this run is over: { $state } at { $at }
refused-undo-too-late = only { $name } could take this back, until { $until }; a manager can reopen it
refused-wrong-role = only for { $role }

## Refusals in full, with how to mend it

refusal-no-such-sop = there is no SOP `{ $sop }`
refusal-no-such-sop-help = `floorboard sop list` names them
refusal-no-such-run = there is no run `{ $run }`
refusal-no-such-run-help = `floorboard run list` names those that are open
refusal-no-such-step = `{ $run }` has no step `{ $step }`
refusal-no-such-step-help = `floorboard run show { $run }` names its steps
refusal-no-such-exception = there is no exception `{ $exception }`
refusal-no-such-exception-help = `floorboard exception list` names those that are open
refusal-no-such-person = there is nobody called `{ $person }` here
refusal-no-such-person-help = the people of the site are in `config/floorboard.toml`
refusal-no-such-role = there is no role `{ $role }`
refusal-no-such-role-help = the roles of the site are in `config/floorboard.toml`
refusal-did-you-mean = did you mean `{ $similar }`?
refusal-already-done = `{ $step }` is already done, at { $at } by { $name }
refusal-already-started = `{ $step }` was begun at { $at } by { $name }
refusal-already-started-help = what comes next is its end
refusal-not-started = `{ $step }` has not begun
refusal-not-started-help = its start comes first
refusal-is-computed = `{ $step }` is computed from { $from }
refusal-is-computed-help = answer those, or undo one of them
refusal-already-skipped = `{ $step }` is already skipped, at { $at } by { $name }
refusal-run-is-over = `{ $run }` is { $state }
refusal-run-is-over-since = `{ $run }` is { $state } since { $at }
refusal-run-is-over-help = a manager may reopen it
refusal-run-not-over = `{ $run }` is not done
refusal-run-not-over-help = only work that is done can be reopened
refusal-not-open-yet = `{ $step }` opens at { $at }
refusal-needs-first = { $needs } first, then `{ $step }`
refusal-not-asked = `{ $step }` is not asked: its condition does not hold
refusal-not-asked-help = answer the steps before it
refusal-not-manual = `{ $sop }` cannot be started by hand
refusal-not-manual-help = give it a trigger `{"{"} manual = true {"}"}` in its file
refusal-missing-answer = `{ $asked }` is asked before it can start
refusal-missing-answer-help = add `--ask { $asked }=…`
refusal-implausible = `{ $step }` cannot be { $value }
refusal-implausible-between = `{ $step }` cannot be { $value }, only from { $least } to { $most }
refusal-implausible-below = `{ $step }` cannot be { $value }, only from { $least } up
refusal-implausible-above = `{ $step }` cannot be { $value }, only up to { $most }
refusal-implausible-meant = did you mean { $meant }?
refusal-implausible-help = look at the instrument again
refusal-observed-outside = `{ $step }` of this run was seen between { $from } and { $to }, or not at all
refusal-observed-outside-help = say when with `--observed-at`; what is on paper has `--from paper`
refusal-run-is-missed-help = what was written on paper can be added: `--from paper --observed-at T`
refusal-wrong-evidence = `{ $step }` wants { $wants }
refusal-proof-required = `{ $step }` cannot be done without its proof
refusal-proof-required-help = give the evidence, or skip it with a reason
refusal-nothing-to-undo = there is nothing to undo at `{ $step }`
refusal-nothing-to-correct = `{ $step }` is not out of range
refusal-undo-too-late = `{ $step }` could be undone by { $name } until { $until }, and by nobody else
refusal-undo-too-late-help = ask a manager to reopen the run
refusal-wrong-role = only a person who is `{ $role }` may do this
refusal-wrong-role-help = roles are given in `config/floorboard.toml`
refusal-who-are-you = nobody is named who does it
refusal-who-are-you-help = add `--by PERSON`, or set `FLOORBOARD_BY`
refusal-reason-needed = a reason is needed
refusal-reason-needed-help = say why in a few words
refusal-too-long = that is longer than { $limit } characters
refusal-exception-is-resolved = `{ $exception }` was resolved at { $at }
refusal-already-taken = { $name } is already on `{ $exception }`
refusal-not-resolved = `{ $exception }` is not resolved
refusal-resolved-by-you = you resolved `{ $exception }` yourself
refusal-resolved-by-you-help = a second person looks at it
refusal-already-verified = `{ $exception }` is already checked, at { $at } by { $name }
refusal-newer-card = `{ $exception }` came again as `{ $newer }`
refusal-newer-card-help = go on with `{ $newer }`
refusal-not-ahead = { $until } is not ahead
refusal-not-ahead-help = say a time to come, such as +2h or 18:00
refusal-too-far = { $until } is too far ahead
refusal-too-far-help = it can be put off until { $latest } at the latest
refusal-request-reused = the request id `{ $request }` was used for another command
refusal-request-reused-help = use a new id for every new command
refusal-clock-held = time is not trusted, and nothing fires
refusal-clock-held-help = set the machine's clock, or a manager confirms it with `floorboard clock confirm`
refusal-stale-epoch = another engine took over (epoch { $current }, ours was { $ours })

## Quick hands: a run being worked on

hands-done-and-more = { $title }: all done. Space adds what is left, Enter goes back
hands-missed = missed: what was written on paper can be added, { $key } says when it was seen
hands-missed-help = Missed. { $key } adds what was written on paper at the time, { $file } the photo of the sheet.
hands-copied = { $count ->
    [one] 1 answer copied from paper, { $by }
   *[other] { $count } answers copied from paper, { $by }
}
hands-type-again = type it again
hands-seen-row = seen { $what }
hands-paper = paper
hands-seen-title = Seen when, and from what?
hands-seen-prompt = time, name
hands-seen-help = 0730, 7:30, -20 for 20 minutes ago; then the first letter of a name. It holds for this run until it is said anew.
hands-seen-itself = nothing in particular
hands-seen-now = what comes now is seen as it is entered
hands-seen-between = It was seen between { $from } and { $to }: type when.
hands-seen-unclear = That is no time: 0730, 7:30, or -20 for 20 minutes ago.
hands-file = { $kind }, { $size }
hands-inbox-file = { $kind }, { $size }, { $age } ago
hands-inbox-file-known = attached already · { $kind }, { $size }, { $age } ago
hands-kind-jpeg = JPEG photo
hands-kind-heic = HEIC photo
hands-kind-png = PNG picture
hands-kind-image = picture
hands-kind-pdf = PDF
hands-kind-video = video
hands-kind-text = text
hands-kind-other = file
hands-reopen-title = Reopen
hands-reopen-about = { $name } reopens it: it is due again, and an exception says so.
hands-reopen-open = it is open already
hands-reopen-only-done = only work that is done can be reopened: { $how }
hands-cancel-title = Cancel the run
hands-cancel-about = { $name } calls it off: nobody has to do it any more.
hands-manage-prompt = Why?
hands-managers-only = only a manager may: { $name } is none
hands-done-attached = attached
hands-done-reopened = reopened
hands-done-cancelled = cancelled
hands-told-attached = file { $hash } attached to { $about }
hands-told-counted-down = one of its readings was taken back; there remains: { $card }

## Captures

capture-implausible = { $value } cannot be a reading here
capture-overran = { $run }: no end by { $ends }, begun at { $started } ({ $step })
capture-overran-do = Take the reading now; decide what becomes of it
capture-not-computed = { $step } cannot be computed: { $why }
capture-not-computed-do = Look at the numbers it is computed from; undo the wrong one
capture-division-by-zero = it would be divided by zero
capture-too-large = it has more digits than can be kept
capture-running = { $left } to go
capture-running-over = { $over } over time
capture-start = start
capture-end = end
capture-begun = begun at { $at } with { $value } by { $name }
capture-end-by = its end by { $at }
capture-computed = computed
capture-computed-from = computed from { $names }
capture-nobody-holds = nobody holds the role { $role }
told-step-begun = { $step } begun with { $value }, its end by { $ends }
told-reminded = { $step }: its end is wanted by { $ends }
told-overran = { $step } has no end by { $ends }
told-bad-choice = { $step } { $value } is not as it should be, { $severity }
told-no-result = cannot be computed: { $why }
told-not-computed = { $step } cannot be computed: { $why }
capture-implausible-meant = { $value } cannot be a reading here: did you mean { $meant }?

## What the journal says: on the board, and in `floorboard log`

told-engine = engine
told-redacted = (text redacted)
told-observed-at = seen at { $at }
told-observed-from = from { $from }
told-observed-at-from = seen at { $at }, from { $from }
told-store-created = the store of { $name } was made
told-store-created-test = the store of { $name } was made, for tests
told-config-activated = config/floorboard.toml is in force ({ $hash })
told-list-activated = list { $list } is in force ({ $hash })
told-list-retired = list { $list } is no longer in force
told-engine-took-over = an engine took over, epoch { $epoch }, process { $pid }
told-engine-was-down = no engine ran from { $from } to { $to }
told-clock-held = the clock said { $wall }, which cannot be: nothing fires
told-engine-silent = nothing has fired since { $since }
told-disk-full = the disk is nearly full: { $free } left
told-disk-has-room = the disk has room again: { $free }
told-clock-released = the clock is trusted again
told-clock-stepped = the clock went from { $before } to { $after }
told-clock-reset = the time { $to } was confirmed: { $reason }
told-sop-activated = version { $hash } is in force
told-sop-retired = no longer in force
told-not-fired = does not fire at { $at }: { $why }
told-missed-many = { $count ->
    [one] 1 run missed from { $from } to { $to }, { $reason }
   *[other] { $count } runs missed from { $from } to { $to }, { $reason }
}
told-comes-next = comes next at { $at }
told-comes-no-more = comes no more
told-opened = { $run } opened, due by { $due }
told-opened-late = { $minutes ->
    [one] { $run } opened, due by { $due }, opened 1 minute late
   *[other] { $run } opened, due by { $due }, opened { $minutes } minutes late
}
told-started = started
told-ticked = { $step } done
told-answered = { $step }: { $value }
told-file = file { $hash }
told-signed = signed by { $name }
told-done-without-evidence = { $step } done without its evidence
told-out-of-range = { $step } { $value } is { $limit }, { $severity }
told-corrected = { $step } corrected
told-step-skipped = { $step } skipped, { $reason }
told-undone = { $step } undone, { $reason }
told-note = note: { $text }
told-step-note = { $step }, note: { $text }
told-overdue = overdue, { $done } of { $of } done
told-escalated = told { $role }: { $people }
told-escalated-instead = told { $role }: { $people }; no { $meant } on shift
told-escalated-nobody = nobody could be told: no { $role } there is
told-lifted = { $told }; now { $severity }
told-run-done = all done
told-run-skipped = skipped, { $reason }
told-run-missed = missed, { $done } of { $of } done, { $reason }
told-reopened = reopened, due by { $due }: { $reason }
told-superseded = superseded by an edit of its procedure
told-cancelled = cancelled: { $reason }
told-raised = raised, { $severity }: { $card }
told-recurred = happened again: { $card }
told-taken = taken
told-taken-until = taken, until { $until }
told-lapsed = what { $name } said ran out: open again; told { $told }
told-shelved = put off until { $until }: { $reason }
told-unshelved = put off no longer: open again
told-suppressed = hidden by: { $parent }
told-listed-under = listed under: { $parent }
told-released = shown again, { $parent } is over
told-recheck-due = time for a new reading
told-rechecked = read again: { $value }, as it should be
told-verified = checked by a second person
told-exception-reopened = open again: { $reason }
told-any-of = any { $role }
told-assigned = given to { $to }
told-resolved = resolved, { $cause }
told-closed-day = closed that day
told-no-such-date = there is no such date
told-out-of-season = out of season
told-no-opening-hours = no opening hours that day
told-clock-skips = the clock skips it
told-moved-from = moved from { $date }
told-fired = fires at { $at }: { $fired } of { $asked }
told-fired-undecided = { $told }, and of { $count } nobody can tell
told-condition-false = its condition does not hold
told-window-passed = its time was over
told-already-settled = it was settled before the clock was set
told-same-instant = another falls on the same instant

## What keys do: by act, and where it says more, by place and act

key-help = help
key-quit = quit
key-suspend = stop for a while; `fg` comes back
key-redraw = draw the screen again
key-up = up
key-down = down
key-first = first
key-last = last
key-page-up = a page up
key-page-down = a page down
key-who = who is at the keyboard
key-wrong = something is wrong
key-row = open
key-open = open
key-card-open = open its run
key-list-open = choose
key-who-open = choose
key-field-open = choose
key-next-panel = panel
key-previous-panel = panel before
key-start = new
key-mine = mine
key-ended = what is over today
key-find = find
key-back = back
key-board-back = show everything again
key-run-back = back
key-card-back = back
key-list-back = leave it
key-who-back = leave it
key-field-back = leave it
key-help-back = close
key-tick = tick
key-answer = answer
key-erase = rub out the last digit
key-skip = skip
key-undo = undo
key-board-undo = undo what was done last here
key-correct = what was done about it
key-note = add a note
key-seen = seen when, and from what
key-attach = attach a file
key-reopen = reopen (managers)
key-cancel = cancel the run (managers)
key-next-open = next that is open
key-take = I'm on it
key-assign = give it to somebody
key-resolve = resolve
key-view-board = the board
key-view-run = the selected run
key-view-day = the day
key-view-journal = what was recorded of it
key-view-sops = procedures
key-view-people = people
key-view-wallboard = wallboard
key-mark = mark
key-earlier = the one before; at the edge, the day before
key-later = the one after; at the edge, the day after
key-previous-day = before
key-next-day = after
key-today = today
key-sign-in = that is me

## Why?

why-title = Why?
why-title-of = Why? { $what }
why-title-next = What comes next
why-what = what
why-schedule = schedule
why-schedule-came = { $schedule }; it came to { $at }
why-by-hand = started by { $name } at { $at }
why-occurrence = { $key }
why-scheduled = scheduled
why-opens = opens
why-due = due
why-closes = closes
why-step = the line
why-step-end = its end
why-sum = { $from } + { $length } = { $to }
why-sum-before = { $from } − { $length } = { $to }
why-sum-same = { $to }, its own time
why-sum-default = { $from } + { $length } = { $to } (nothing is written: the usual)
why-sum-anchor = { $anchor } = { $to }
why-sum-from-anchor = { $anchor } is { $from }; { $moment } = { $to }
why-reopened = { $count ->
    [one] reopened: due as long after that as it was at first
   *[other] reopened { $count } times: due as long after that as it was at first
}
why-recorded = recorded
why-recorded-as = { $fact }, line { $seq } of the journal, { $at } by { $name }
why-limit = limit
why-over = { $value } is { $side } { $bound }: { $severity }
why-bad = { $options }: marked as bad
why-not-done = still open as it closed at { $at }: { $done } of { $of } done
why-count = count
why-grouped = { $count } times on this card, the last at { $last } ({ $group })
why-comes-next = { $schedule }; next { $next }
why-person = person
why-file = file
why-version = version
why-version-now = { $hash }, in force
why-version-then = { $hash }, changed since
why-nothing-known = Nothing is known of it.
why-nothing-next = Nothing is planned: no procedure in force has a schedule.
why-place = { $file }, line { $line }
why-next-opens = { $what } opens
why-next-due = { $what } is due
why-next-closes = { $what } closes
why-next-breach = { $what }: no end in time
why-next-remind = { $what }: a reminder
why-next-rung = { $what }: somebody is told that nobody came
why-next-taken-ends = { $what }: what its taker said runs out
why-next-later-ends = { $what }: it was put off until then
why-next-recheck = { $what }: time for a new reading
why-next-review = { $what }: time to read it again
why-next-holidays = the last known holiday is over
why-next-site = the site
why-trigger = trigger
why-signal-came = { $schedule }; `{ $signal }` came, of { $at } ({ $id })
why-fired = fired at
why-agent = agent
why-agent-stage = { $agent } has “{ $step }”: { $stage }
why-agent-pending = { $id } waits: { $role } decides about “{ $step }”, until { $until }
why-agent-acting = { $agent } does “{ $step }” as { $id }: { $standing }
why-agent-unknown = nobody knows whether { $id } happened, for “{ $step }”: a manager says
why-agent-still = { $says }; { $agent } stands still
why-dated = date
why-dated-sum = `{ $field }`: { $sum }
why-counted = counted
why-counted-sum = `{ $kind }` { $count } times, from { $first } to { $last }: all within { $length }
why-raise = raises
why-waited = waited until
why-respond-by = respond by
why-next-signals = signals that wait are looked at
why-next-withdraw = { $what }: nobody waits for it any more
why-next-watch = { $what }: the time to wait is up
commands-case = case
commands-case-of = everything about { $case }
view-no-case = there is no case here
key-view-case = all of its case
header-rate = { $rate } in 10 min
header-rate-busy = busy: { $rate } in 10 min
header-rate-flood = FLOOD: { $rate } in 10 min
view-case = Case
key-shelve = later
key-verify = checked
key-hidden = what is hidden or put off, too
key-narrow = only some exceptions
key-card-reopen = open it again
shelve-title = Later: until when?
shelve-for = for { $length }
shelve-shift = to the end of the shift ({ $name })
shelve-tomorrow = tomorrow
shelve-week = in a week
shelve-until = later, until { $until }
shelve-prompt = Why later?
verify-title = Checked
verify-prompt = What did you see? Empty: it is as was said.
verify-blank = Enter says: checked, all right
open-again-title = Open it again
open-again-prompt = Why was it not settled?
narrow-title = Only some exceptions
narrow-everything = all of them
narrow-of = with { $name }
flood-title = { $count } of the same cause
panel-flood = FLOOD, one line a cause
panel-with-hidden = with hidden
panel-to-check = { $count } to check
panel-put-off = { $count } later
panel-hidden = { $count } hidden
panel-alike = { $what } (and the like: { $count })
panel-until = until { $until }
mark-chattering = again and again
mark-stale = stands since { $since }
holder-later = later, until { $until }: { $why }
holder-hidden = hidden by { $parent }
holder-to-check = settled by { $name }; somebody else checks it
holder-lapsed = nobody now: { $name } had it, and the time ran out
card-respond = take it by
card-taken-until = until
card-told = passed on
card-recheck = look again
card-recheck-at = at { $at }
card-recheck-now = now: it was to be at { $at }
card-rechecked = read again
card-case = case
card-case-hint = { $case } ({ $key }: everything about it)
card-parent = explained by
card-children = explains
card-former = before
card-later = put off
card-later-by = { $by }, until { $until }: { $why }
card-settled = settled
card-checked = checked
card-history = history
panel-hidden-hint = { $key } shows what was put off or is hidden.
holder-back = back: it was put off until { $until }
key-why = why?

## Work that waits for other work, procedures read again, holidays

waits-today = { $sop } today
waits-this-week = { $sop } this week
waits-first = first { $what }
refused-requires-first = this waits for { $what }
refused-requires-first-help = do that first, or a manager skips this with a reason
card-review-due = { $sop }: time to read it again
card-review-due-recommend = Read the procedure, change what is no longer right, and mark this as done
card-holidays-ran-out = no holidays are known after { $last }
card-holidays-ran-out-recommend = Add the coming ones to [hours] in config/floorboard.toml, or to its holidays-file
told-review-due = time to read it again
told-reviewed = read again, and it stands
told-holidays-ran-out = no holidays are known after { $last }

## What is private

private = private
wallboard-private = something private
private-card = { $title }: something private
told-private = { $step } answered, private

key-commands = every command
key-find-open = choose
key-find-back = show everything again
key-commands-open = do it
key-commands-back = leave it

## Keys and themes

looks-read = keys and colours as they are in config/ now
looks-mistaken = { $more ->
    [0] { $first }
    [one] { $first } (and 1 more: ? shows them)
   *[other] { $first } (and { $more } more: ? shows them)
}
looks-mistakes = { $count ->
    [one] 1 mistake in keys or themes: ?
   *[other] { $count } mistakes in keys or themes: ?
}

## Commands, finding, pasting

commands-title = Commands
commands-none = No command is called that.
commands-elsewhere = in: { $places }
find-hidden = { $count ->
    [0] nothing hidden
    [one] 1 hidden
   *[other] { $count } hidden
}
paste-nowhere = what was pasted has no place here
kiosk-stays = this board stays open
wallboard-unlock = any key, then who you are
wallboard-well = All well
wallboard-taken = { $count } taken
wallboard-not-told = somebody cannot be reached outside the board
wallboard-reported = { $id } something was reported
wallboard-shift = { $name } to { $to }

## The procedures and their files

sops-broken = { $count ->
    [one] 1 file cannot be used
   *[other] { $count } files cannot be used
 }
sops-file-broken = { $file } cannot be used: open it to see why
sops-file-mended = this file can be used again
sops-gone = this procedure is no longer in force
sops-by-hand = by hand
sops-next = Comes next: { $when }
sops-not-by-hand = { $title } is not started by hand: it comes by itself
sops-head-title = procedure
sops-head-next = next
sops-head-recent = of late
sops-head-version = version, since
sops-head-file = file
sops-recent-done = { $count } done
sops-recent-late = { $count } late
sops-recent-missed = { $count } missed
sops-recent-skipped = { $count } skipped
sop-change-more = { $count ->
    [one] 1 more changed
   *[other] { $count } more changed
 }
key-sops-open = read it
key-sops-start = start it
key-card-start = read it again
card-not-asked-again = no new reading is asked for
card-again-from = it can be read again when the next round opens, at { $opens }
card-again-nowhere = no round of it is open, and none is started by hand
card-late = came too late
card-late-signal = `{ $signal }` of { $at } came only at { $came }: this stands

## A procedure in plain words: what it is for, when it fires, what is to be done

sop-part-title = Called
sop-part-why = Why
sop-part-owner = Answers for it
sop-part-role = Done by
sop-part-area = Where
sop-part-tags = Found by
sop-part-requires = Only after
sop-part-private = Shown to
sop-part-review = Read again
sop-part-cost = Costs
sop-part-ask = Asked at the start
sop-part-label = Told apart by
sop-part-case = About
sop-part-do = Do
sop-part-how = How
sop-part-each = For each row of
sop-part-capture = Proof
sop-part-limits = Limits
sop-part-needs = Comes after
sop-part-when = Only when
sop-part-opens = Opens
sop-part-due = Due
sop-part-proof = Without proof
sop-part-required = Needed
sop-anybody = anybody
sop-private = those who did it, those who answer for it, and managers
sop-cost = a failure { $failure } of 5, judgement { $judgement } of 5
sop-required-today = { $sop } today
sop-required-week = { $sop } this week
sop-review-months = every { $count ->
    [1] month
    [3] quarter
    [12] year
   *[other] { $count } months
 }
sop-review-days = every { $count ->
    [1] day
    [7] week
   *[other] { $count } days
 }
sop-and = { $one } and { $other }
sop-starts = What starts it
sop-steps = What is to be done
sop-next = Comes next
sop-next-nothing = nothing by itself: it is started by hand
sop-next-last = nothing more by its schedule
sop-trigger-calendar = { $rhythm } at { $times }
sop-trigger-range = { $rhythm }, { $times }
sop-trigger-elapsed = every { $length }, day and night
sop-trigger-cron = by the cron schedule { $cron }
sop-trigger-recur = { $length } after it was last done
sop-trigger-recur-at = { $length } after it was last done, at { $time }
sop-trigger-manual = by hand, at any time
sop-trigger-season = , from { $from } to { $to }
sop-trigger-opens = , open { $length } before
sop-trigger-due = , on time for { $length }
sop-trigger-closes = , missed after { $length }
sop-trigger-closed-run = , also on closed days
sop-trigger-closed-before = , on the open day before a closed one
sop-trigger-closed-after = , on the open day after a closed one
sop-trigger-catch-latest = , the latest is caught up on after a power cut
sop-trigger-catch-all = , all are caught up on after a power cut
sop-trigger-counted = { $rhythm }, counted from { $date }
sop-rhythm-day = every day
sop-rhythm-weekday = Monday to Friday
sop-rhythm-days = every { $count ->
    [1] day
   *[other] { $count } days
 }
sop-rhythm-weekdays = every { $days }
sop-rhythm-weeks = every { $count ->
    [1] week
   *[other] { $count } weeks
 } on { $days }
sop-rhythm-months = every { $count ->
    [1] month
    [3] quarter
   *[other] { $count } months
 } on { $day }
sop-rhythm-years = every { $count ->
    [1] year
   *[other] { $count } years
 } on { $day }
sop-on-number = day { $number }
sop-on-last-day = the last day
sop-on-last-working-day = the last working day
sop-on-nth-working-day = working day { $number }
sop-on-nth-weekday = { $day } number { $number }
sop-on-last-weekday = the last { $day }
sop-at-range = every { $length } from { $from } to { $to }
sop-at-opening = opening
sop-at-closing = closing
sop-at-shift-start = the start of { $shift }
sop-at-shift-end = the end of { $shift }
sop-at-before = { $length } before { $anchor }
sop-at-after = { $length } after { $anchor }
sop-length-days = { $count ->
    [1] 1 day
   *[other] { $count } days
 }
sop-length-working-days = { $count ->
    [1] 1 working day
   *[other] { $count } working days
 }
sop-length-open = { $length } of opening hours
sop-capture-tick = a tick
sop-capture-number = a number
sop-capture-number-unit = a number in { $unit }
sop-capture-plausible = { $capture }, between { $least } and { $most } at all
sop-capture-text = a text: { $prompt }
sop-capture-choice = one of: { $options }
sop-capture-choices = any of: { $options }
sop-capture-count = a count of { $what }
sop-capture-person = somebody who holds the role { $role }
sop-capture-computed = computed by itself: { $formula }
sop-capture-timed = a reading at the start, and one at the end, within { $within }
sop-capture-timed-remind = a reading at the start, and one at the end, within { $within }; reminded after { $remind }
sop-no-end = no end in time
sop-capture-file = a photo or another file
sop-capture-signature = a signature
sop-limit-above = above { $bound }
sop-limit-below = below { $bound }
sop-limit = { $limit } is { $severity }
sop-limit-must = { $limit } is { $severity }: { $must }
sop-limit-column = its { $column }
sop-severity-low = not as it should be
sop-severity-medium = bad
sop-severity-high = very bad
sop-proof-wanted = may be left out, and counts as done without it
sop-optional = no: the run ends without it too
sop-after-start = { $length } after the start
sop-did-title = What changes
sop-change-new = a new procedure
sop-change-nothing = nothing that anybody would notice
sop-change-part = { $part }: { $now } (was: { $before })
sop-change-part-added = { $part }: { $now } (was not said)
sop-change-part-gone = { $part }: no longer said (was: { $before })
sop-change-trigger-added = fires now: { $trigger }
sop-change-trigger-gone = no longer fires: { $trigger }
sop-change-step-added = new step { $step }
sop-change-step-gone = gone step { $step }
sop-change-step = step { $step }, { $change }
sop-change-step-moved = the steps come in another order
sop-change-days = In the next seven days
sop-change-same = the same firings
sop-change-firing-new = new { $when }
sop-change-firing-gone = gone { $when }
sop-change-firing-moved = moved { $from } to { $to }
sop-change-firing-window = another window { $when }
sop-change-line = { $title } changed: { $what }
sop-change-line-new = { $title } is new: { $what }
sop-change-line-retired = { $title } is no longer in force: { $what }
sop-change-count-new = { $count ->
    [1] 1 firing new
   *[other] { $count } firings new
 }
sop-change-count-gone = { $count ->
    [1] 1 gone
   *[other] { $count } gone
 }
sop-change-count-moved = { $count ->
    [1] 1 moved
   *[other] { $count } moved
 }
sop-change-count-window = { $count ->
    [1] 1 with another window
   *[other] { $count } with another window
 }
sop-change-until = { $counts } until { $day }
sop-change-no-firings = no firing of the next seven days changes

## What an agent does in a step, in plain words

sop-part-agent = Agent
sop-part-prepare = Prepared by
sop-part-act = What happens
sop-part-lays-out = Lays out, and never does
sop-part-approve = Decides
sop-part-silent = If nobody decides
sop-part-on-fail = If it fails
sop-part-promote = May go further after
sop-agent-human-led = { $agent } lays out the material, and a person does the step
sop-agent-prepared = { $agent } prepares, and a person decides
sop-agent-autonomous = { $agent } prepares, and may act by itself
sop-begins-shadow = begins in the shadow: nothing acts, a person does the step and judges what was prepared
sop-begins-assist = begins with a person's yes: one key approves
sop-begins-autonomous = begins acting by itself
sop-runs = the program { $program }
sop-at-most = for { $length } at most
sop-prepare-template = the template templates/{ $name }.md
sop-prepare-chat = what answers the prompt { $file }
sop-prepare-chat-model = the model { $model }, asked with the prompt { $file }
sop-act-mail = a mail to { $to }
sop-act-signal = the signal { $signal }
sop-act-named = { $name }: { $what }
sop-act-subject = subject
sop-act-text = text
sop-act-body = body
sop-act-input = reads
sop-act-token = token from
sop-decides-anybody = anybody
sop-decides-votes = { $votes } different people of the role { $role }
sop-decides-anybody-votes = { $votes } different people
sop-decides-within = within { $length }
sop-decides-four-eyes = never who asked for it, did a step it rests on, or changed it
sop-decides-not = never who did { $steps }
sop-decides-amount = it is about { $amount }
sop-decides-limit = { $role } up to { $amount }
sop-silent-waits = it waits
sop-silent-escalate = the next are asked, and a card says so
sop-silent-expire = it lapses, and nothing happens
sop-silent-approve = it counts as approved, by nobody
sop-fail-once = not tried again
sop-fail-again = { $times ->
    [1] tried once more
   *[other] tried { $times } times more
 }
sop-fail-again-after = { $times ->
    [1] tried once more after { $length }
   *[other] tried { $times } times more, { $length } apart
 }
sop-fail-safe = where nobody knows whether it happened it is tried again, which does no harm
sop-fail-never = where nobody knows whether it happened a manager says
sop-fail-escalate = then a card, and a person does the step
sop-fail-skip = then a card, and the run goes on without it
sop-gates = { $runs } judged, { $days } days, { $agreement } % agreement, failures: at most { $failures }

## The day

day-today = today
day-yesterday = yesterday
day-tomorrow = tomorrow
day-ago = { $days ->
    [one] 1 day ago
   *[other] { $days } days ago
}
day-in = { $days ->
    [one] in 1 day
   *[other] in { $days } days
}
day-empty-past = Nothing was due on this day.
day-empty-today = Nothing was due today, and nothing is planned.
day-empty-ahead = Nothing is planned for this day yet.
day-empty-hint = { $before } shows the day before, { $after } the day after.
day-rows = rows { $from } to { $to } of { $of }
day-left-out = { $count } more
day-due-by = due by { $at }
day-opens = opens { $at }
day-progress = { $done } of { $of }
day-done = done { $at }, { $how }
day-skipped = skipped { $at } by { $by }, { $reason }
day-missed = missed, { $reason }
day-superseded = cancelled: its procedure was changed
day-cancelled = cancelled { $at } by { $by }
day-not-open = { $title } opens { $at }
# A word for each sign of the day; the legend has a count before it.
mark-planned = planned
mark-open = open
mark-overdue = overdue
mark-early = early
mark-on-time = on time
mark-late = late
mark-missed = missed
mark-skipped = skipped
mark-cancelled = cancelled

## The journal

journal-floor = the whole floor
journal-count = { $count ->
    [one] 1 entry
   *[other] { $count } entries
}
journal-count-more = { $count ->
    [one] the last entry, older ones above
   *[other] the last { $count } entries, older ones above
}
journal-empty = Nothing was recorded about this yet.
journal-none = Nothing here for what is searched.
journal-nothing-to-open = there is nothing more to open
entry-what = what
entry-about = about
entry-who = who
entry-when = recorded
entry-seen = observed
entry-evidence = evidence
entry-case = case
entry-date = business day
entry-via = came in by
entry-via-at = { $via }, terminal { $terminal }
entry-number = number
entry-request = request
entry-hash = hash
entry-previous = hash before
entry-file = { $media }, { $size }, { $hash }…

## People

people-on = { $count ->
    [one] 1 on now
   *[other] { $count } on now
}
people-shift = On now: { $shift }, to { $until }
people-off = Not on now
people-here = at the keyboard
people-empty = config/floorboard.toml names nobody yet.
people-empty-hint = Name them there, each in a [[person]] table: who they are is seen here as soon as it is saved.
people-none = Nobody here for what is searched.
people-nothing = nothing yet today
people-steps = { $count ->
    [one] 1 step
   *[other] { $count } steps
}
people-runs = { $count ->
    [one] 1 run done
   *[other] { $count } runs done
}
people-late = { $count } late
people-taken = took { $count ->
    [one] 1 exception
   *[other] { $count } exceptions
}
people-last = last at { $at }
people-signed-in = { $name } is at the keyboard

## Both

view-no-run = that run is not in the store
card-missed = missed
card-missed-of = { $title } { $times }
card-missed-many = { $title } { $count } times
## Records shown to an inspector

told-inspection = records of { $from } to { $to } opened for inspection, until { $until }
told-inspection-masked = records of { $from } to { $to } opened for inspection with names masked, until { $until }
inspect-title = Records for inspection
inspect-left = { $minutes ->
    [0] less than a minute left
    [one] 1 minute left
   *[other] { $minutes } minutes left
}
inspect-hand = This view shows records and nothing else. It ends by itself.
inspect-code = Code to close it: { $code }
inspect-remember = Keep the code, press Enter, then hand over the keyboard.
inspect-choose = Up and Down, Enter opens, q closes with the code
inspect-read = Up, Down, Page Up, Page Down; Left or Esc goes back
inspect-none = There is nothing on record for this.
inspect-close = Code to close this view: { $typed }
inspect-close-hint = Enter closes, Esc goes back to the records
inspect-wrong = That is not the code.
inspect-wait = Too many wrong codes: wait half a minute.
inspect-over = This view has ended. The records are no longer here.
inspect-over-hint = Whoever opened it closes it with the code.
inspect-rows = { $count ->
    [one] 1 row
   *[other] { $count } rows
}

## The demo

demo-running = DEMO { $speed }×
demo-paused = DEMO { $speed }× paused
key-demo-pause = pause
key-demo-faster = faster
key-demo-slower = slower

## Signals, and what is waited for
refusal-signal-reused = another signal has the id `{ $signal }`
refusal-signal-reused-help = an id is for one signal: send this one with an id of its own
sop-trigger-signal = when `{ $signal }` comes
sop-trigger-signal-delay = { $length } after `{ $signal }`
sop-trigger-absence = when { $length } after `{ $after }` none of { $wanted } has come
sop-trigger-repeats = when `{ $what }` comes { $times } times within { $length }
sop-part-raise = Raises
sop-raise = { $what } ({ $severity })
sop-part-raise-why = Because
sop-part-recommend = Recommends
sop-part-respond = To be taken within
sop-part-inhibits = Hides meanwhile
sop-part-escalate = Where nobody does
sop-rung = { $role } is told after { $length }
sop-rung-severity = { $role } is told after { $length }, and it is { $severity }
sop-trigger-where = , where { $condition }
sop-trigger-each-case = , for each case `{ $kind }`
sop-trigger-each-role = , for each { $role }
sop-trigger-each-list = , for each of list { $list }
told-signal = `{ $signal }`, of { $at }
told-signals-whole = signals of a file are in
told-signals-given-up = the rest of a file of signals never came: what there is of it is looked at
told-signals-judged = signals up to { $until } were looked at
told-watch-opened = waited for until { $due }: { $sop }
told-watch-met = came in time: { $signal }
told-watch-fired = the time is up
told-watch-answered-late = came too late: { $signal }
told-watches-ending = what it waited for is no longer waited for
told-watches-ended = nothing is waited for any more that it no longer wants
told-signal-came-late = came too late: { $signal } of { $at }
told-record-marked = a record to look at: { $mark }, { $count }
told-repetition-counted = counted: { $what }
told-repetition-fired = it happened again and again: { $count ->
    [one] once
   *[other] { $count } times
 }
told-watch-withdrawn = no longer waited for
# Telling people outside the board
way-mail = mail
way-exec = program
way-post = message
occasion-raised = new
occasion-worse = got worse
occasion-again = asks again
occasion-lapsed = nobody is on it any more
occasion-escalated = nobody took it, rung { $rung }
unwanted-taken = somebody has it
unwanted-over = it is over
unwanted-hidden = it is behind another card
unwanted-later = a later one says it too
unwanted-no-way = the site's file has no such way any more
card-not-told = { $to } cannot be reached by { $way }: { $answer }
card-not-told-do = Mend it in config/floorboard.toml, and try it: `floorboard notify test`
told-notice-requested = { $to } to be told by { $way }, not before { $at } ({ $why })
told-notice-ready = may be sent now
told-notice-tried = { $count ->
    [one] being sent
   *[other] being sent, { $count } in one message
}
told-notice-sent = accepted: { $answer }
told-notice-delayed = not accepted: { $answer }; again { $again }
told-notice-refused = not accepted, and given up: { $answer }
told-notice-unknown = nobody knows whether it came through, and it is not sent again: { $answer }
told-notice-dropped = not sent: { $why }
told-notice-test-sent = a test to { $to } by { $way } was accepted: { $answer }
told-notice-test-refused = a test to { $to } by { $way } did not come through: { $answer }
notice-subject-many = { $count ->
    [one] { $severity }: { $what }
   *[other] { $severity }: { $what }, and { $more } more
}
notice-private = something private; the board says more
notice-undecided = { $run }: { $step } waits for a decision, until { $until }
notice-do = To do: { $recommend }
notice-why = Why: { $why }
notice-since = Since { $at } ({ $why })
notice-who = Nobody has it yet.
notice-and-more = { $count ->
    [one] And one more.
   *[other] And { $count } more.
}
notice-foot = { $site }: say "I'm on it" at the board, and nobody else is sent for.
notice-test-subject = A test from { $site }
notice-test = This is a test: { $site } can reach you here. There is nothing to do.
why-next-notice = somebody outside is told

# Runs that wait, dates that come near, signals that cancel.
waits-told-cancelled = cancelled: { $signal } came
waits-told-watch-cancelled = no longer waited for: { $signal } came
waits-part-cancel = Ends with
waits-told-passed = its time was past when the date became known
waits-told-gone = its row of the list is gone, or no more in use that day
waits-told-moved = the date is { $value } now: waited for until { $due }
waits-undated-list = { $count ->
    [one] A row of { $list } has no date that can be read in { $field }: { $rows }
   *[other] { $count } rows of { $list } have no date that can be read in { $field }: { $rows }
}
waits-undated-list-do = Write a date like 2027-02-28 in lists/{ $list }.csv; until then nothing is waited for
waits-undated-signal = { $case }: { $field } is { $value }, which is no date (signal { $signal })
waits-undated-none = { $case }: { $field } is missing, and a date is wanted there (signal { $signal })
waits-undated-signal-do = Send it again with a date like 2027-02-28; what was waited for by the date before stays
waits-date-itself = the day itself
waits-date-of-signal = { $field } of { $signal }
waits-date-of-list = { $field } of each row of { $list }
waits-date-before = { $length } before { $date }
waits-date-after = { $length } after { $date }
waits-date-at = , at { $time }
waits-date-unless = , unless there is { $signals }
waits-for = waits for { $signal }
waits-until = waits for { $signal } until { $at }
waits-since = { $signal } did not come by { $at }
waits-came = { $signal } came ({ $id })
waits-refused = { $signal } answers this by itself; a manager may skip it with a reason
waits-no-undo = { $signal } came, and that is not undone; add a note
waits-refusal = { $step } is answered by the signal { $signal } when it comes
waits-refusal-help = a manager may say why it is done without: `floorboard run tick RUN STEP "came by post"`, or skip it
waits-told-step = { $step }: waits for { $signal } until { $due }
waits-told-not-come = { $step }: { $signal } did not come by { $due }
waits-told-step-late = not done by { $due }: { $steps }
waits-told-none-late = nothing of it was late
waits-card-not-come = { $run }: { $step }: { $signal } did not come by { $due }, waited for since { $since }
waits-card-not-come-do = Ask for it; the step is done by itself when it comes. A manager may also skip it, and say why
waits-card-step-late = { $run }: not done by { $due }: { $steps }
waits-part-wait-for = Waits for
waits-part-within = { $signal }, within { $length }

# What agents do, and what is asked about it
told-preparation-requested = { $agent } is to prepare { $step } ({ $mode })
told-preparation-due = may be prepared now
told-preparation-claimed = is being prepared
told-preparation-ready = { $id } is prepared
told-preparation-failed = { $id } could not be prepared: { $why }
told-preparation-dropped = { $id } is not wanted any more
told-approval-review = { $agent } would have done { $step }: somebody is to say whether it was the same
told-approval-requested = { $agent } asks about { $step }: { $role } decides until { $until }
told-approval-voted = { $name } says yes
told-approval-voted-for = { $name } says yes, for { $of }
told-approval-approved = approved by { $names }
told-approval-timed-out = approved by nobody: the time was over, and the procedure says so
told-approval-rejected = { $name } said no: { $reason }
told-approval-pushed-back = { $name } sent it back: { $feedback }
told-approval-edited = { $name } changed it
told-approval-renewed = prepared again, { $count }
told-approval-expired = nobody decided: it is not done
told-approval-overdue = nobody decided in time
told-approval-superseded = nobody needs to decide: { $why }
told-approval-judged = { $name } finds it { $judgement }
told-approval-judged-itself = it was { $judgement }
told-delegation-given = { $to } decides for { $of } as { $role } until { $until }: { $reason }
told-delegation-ended = { $to } decides no more for { $of } as { $role }
told-action-approved = { $agent } may do { $step }
told-action-claimed = taken up, try { $count }
told-action-running = begun
told-action-succeeded = done: { $answer }
told-action-again = it did not happen: { $answer }; again { $again }
told-action-again-safely = nobody knows whether it happened: { $answer }; doing it again is safe, { $again }
told-action-failed = it did not happen, and is given up: { $answer }
told-action-due = may be tried again now
told-action-released = put back: it was not begun
told-action-unknown = nobody knows whether it happened: { $answer }
told-action-was-done = { $name } says that it was done
told-action-run-again = { $name } says that it was not done: again
told-action-given-up = { $name } gave it up
told-action-abandoned = not done: it is not wanted any more
told-agent-started = { $agent } begins in mode { $mode }
told-agent-judged = a draft was { $judgement }
told-agent-failed = something went wrong
told-agent-promoted = from { $from } to { $to }, by { $name }
told-agent-demoted = from { $from } down to { $to }: { $why }
told-agent-paused = { $agent } stands still
told-agents-paused = all agents stand still
told-agent-resumed = { $agent } goes on
told-agents-resumed = all agents go on
told-store-restored = the store was restored from a copy of { $taken }
card-not-prepared = { $run }: { $agent } could not prepare { $step }: { $why }
card-not-prepared-do = Do the step by hand; look at what the agent printed
card-undecided = { $run }: nobody decided about { $step } by { $until } ({ $id })
card-undecided-do = Look at { $id } and decide
card-not-acted = { $run }: { $agent } could not do { $step }: { $answer }
card-not-acted-do = Do the step by hand
card-act-unknown = { $run }: nobody knows whether { $agent } did { $step }: { $answer }
card-act-unknown-do = Find out whether it happened, then say so: `floorboard action settle { $id } …`
card-demoted = { $agent } fell from { $from } to { $to } in { $rollout }: { $why }
card-demoted-do = Look at what it did: `floorboard agent show { $agent }`
refusal-no-such-work = there is no `{ $id }`
refusal-no-such-approval-help = `floorboard approval list` shows what waits
refusal-no-such-agent-help = `floorboard agent list` shows them
refusal-agent-has-it = `{ $step }` is with an agent: { $stage }
refusal-agent-has-it-help = `floorboard approval show { $id }` shows it; decide there, or take it over by hand
refusal-approval-is-over = `{ $id }` is decided: { $how }
refusal-payload-changed = `{ $id }` is not what you saw any more
refusal-payload-changed-help = `floorboard approval show { $id }` shows it as it is now
refusal-only-review = `{ $id }` acts on nothing: there is nothing to approve
refusal-only-review-help = `floorboard approval judge { $id } same`, `similar` or `different`
refusal-not-in-review = `{ $id }` is not up for a look
refusal-four-eyes-asked = you asked for it yourself
refusal-four-eyes-did = you did a part of it yourself
refusal-four-eyes-edited = you changed it yourself
refusal-four-eyes-lender = whose right you have may not decide it
refusal-four-eyes-help = somebody else decides this one
refusal-done-by-agent = { $step } was done by an agent, and that is not undone here
refusal-done-by-agent-help = reopen the run, or put right by hand what it did
refusal-lent-to-oneself = { $role } is lent to somebody else, never to oneself
refusal-already-voted = you said yes to it already, at { $at }
refusal-over-limit = { $amount } is more than you may decide: { $limit }
refusal-over-limit-unknown = it was changed, and you may decide no more than { $limit }
refusal-over-limit-help = ask somebody who may decide more
refusal-bad-payload = this cannot be done here: { $told }
refusal-action-is-not = `{ $id }` is { $standing }
refusal-agent-paused = { $agent } stands still
refusal-agent-paused-help = `floorboard agent resume { $agent }` lets it go on
refusal-no-further = `{ $rollout }` goes no further than { $mode }
refusal-gates = `{ $rollout }` is not there yet: { $gates }
refusal-gates-help = `floorboard agent show` says what is missing
approval-ended = { $how } by { $name } at { $at }
approval-nobody = nobody
approval-pending = waits for a decision
approval-review = waits for a look
approval-approved = approved
approval-rejected = rejected
approval-pushed-back = sent back
approval-expired = ran out
approval-superseded = not needed any more: { $why }
approval-reviewed = looked at
superseded-run-over = the run is over
superseded-skipped = the step was left out
superseded-changed = what it was prepared from changed
superseded-by-hand = a person does it
action-approved = about to be done
action-held = tried again later
action-running = under way
action-failed = failed
action-unknown = unknown
action-abandoned = given up
mode-shadow = shadow
mode-assist = assist
mode-autonomous = autonomous
judgement-same = the same
judgement-similar = similar
judgement-different = different
fall-person = somebody decided so
fall-failure = something went wrong
fall-agreement = people agree with it less
fall-tier = the procedure allows no more
gate-runs = { $is } of { $wanted } drafts judged
gate-days = { $is } of { $wanted } days
gate-agreement = agreement { $is } %, at least { $wanted } % is wanted
gate-failures = failed { $is } times, at most { $wanted } is allowed
work-preparing = it is being prepared
work-laid = it is prepared
work-pending = a decision is waited for
work-acting = it is being done
work-unknown = nobody knows whether it was done
work-by-hand = it is a person's
work-over = over
work-done = done
work-acted = done by { $agent }
work-acted-approved = done by { $agent }, approved by { $names }
work-decided = { $outcome }
why-next-delegation = a right that was lent is over
why-next-approval = the time to decide about { $what } is over
why-next-preparation = { $what } may be prepared
why-next-retry = { $what } is tried again
# ---- sources: what is read outside ----------------------------------------------------------------
source-next-stale = { $source } is stale, unless it is read before
source-next-resume = what waited for { $source } is judged
source-told-held = the time is up, and waits until { $source } is read
source-told-released = { $source } was read: judged now
source-told-read = read: { $found ->
    [one] 1 record
   *[other] { $found } records
}, { $new } new
source-told-failed = cannot be read: { $why }
source-told-fresh = can be read again; it was stale since { $since }
source-told-sound = all records can be taken again
source-told-gone = is read no more
source-told-resumed = what waited for it is judged
source-stale-since = not read since { $read }
source-stale-never = never read so far
source-stale-nobody = { $what }: nobody has tried
source-card-stale-do = See whether it can be reached: `floorboard source read { $source }`. Until then what hangs on it raises nothing
source-flawed-bad = { $count ->
    [one] 1 record cannot be taken
   *[other] { $count } records cannot be taken
}
source-flawed-changed = { $count ->
    [one] 1 record came again with another content
   *[other] { $count } records came again with another content
}
source-card-flawed-do = See which: `floorboard source read { $source }`; what changes in a record belongs into its `id`
# ---- dossiers: what is shown before a promotion ----------------------------------------------------
dossier-stands = { $rollout }, by { $agent }: { $mode } since { $since }
dossier-to = a promotion puts it at { $to }
dossier-no-further = it goes no further: its tier is { $tier }
dossier-judged = { $count ->
    [one] 1 draft judged
   *[other] { $count } drafts judged
}: { $same } the same, { $similar } similar, { $different } different
dossier-agreement = agreement { $rate } %, at least { $lower } % with 95 % confidence
dossier-no-agreement = nobody has judged a draft yet
dossier-failures = { $count ->
    [0] nothing failed
    [one] 1 failure
   *[other] { $count } failures
}
dossier-edits = { $count ->
    [0] no draft was edited
    [one] 1 draft was edited
   *[other] { $count } drafts were edited
}
dossier-near-misses = { $count ->
    [0] no near miss
    [one] 1 near miss: sure to approve, and people decided otherwise
   *[other] { $count } near misses: sure to approve, and people decided otherwise
}
dossier-gate-met = met: { $gate }
dossier-gate-missing = missing: { $gate }
dossier-version = by the gates of { $sop }, version { $version }
tier-human-led = human-led
tier-prepared = prepared
tier-autonomous = autonomous
refusal-dossier-changed = what the system says of `{ $rollout }` is not what was shown; new is: { $news }
refusal-dossier-changed-help = read it again with `floorboard agent show { $rollout }`, then decide
refusal-all-paused = all agents stand still, and one alone does not go on
refusal-all-paused-help = a manager lets all of them go on: `floorboard agent resume --all`
refusal-already-judged = `{ $id }` was judged before: { $judgement }, at { $at }
refusal-not-by-itself = `{ $id }` was approved by somebody: that was the judgement
told-digest-mailed = the digest from { $from } to { $until } went to { $to }
told-digest-refused = the digest to { $to } was not taken: { $answer }
