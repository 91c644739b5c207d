# Every word of the screen, in English. Fluent: projectfluent.org.
# Ids are kebab-case and begin with where the words are read. What is filled in ({ $name }) is harmless text.

## Counts

count-runs = { $count ->
    [one] 1 run
   *[other] { $count } runs
}

## Quick hands: a run being worked on

hands-done-and-more = { $title }: all done. Space adds what is left, Enter goes back
hands-told-attached = file { $hash } attached to { $about }
hands-told-counted-down = one of its readings was taken back; there remains: { $card }

## Captures

capture-implausible = { $value } cannot be a reading here
capture-implausible-meant = { $value } cannot be a reading here: did you mean { $meant }?

## Header

header-people-on = { $count ->
    [one] 1 person on
   *[other] { $count } people on
}

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
told-answered = { $step } { $value }
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
told-run-done = all done
told-run-skipped = skipped, { $reason }
told-run-missed = missed, { $done } of { $of } done, { $reason }
told-reopened = reopened, due by { $due }: { $reason }
told-superseded = superseded by an edit of its procedure
told-cancelled = cancelled: { $reason }
told-raised = raised, { $severity }: { $card }
told-recurred = happened again: { $card }
told-taken = taken
told-any-of = any { $role }
told-assigned = given to { $to }
told-resolved = resolved, { $cause }
told-closed-day = closed that day
told-no-such-date = there is no such date
told-out-of-season = out of season
told-no-opening-hours = no opening hours that day
told-clock-skips = the clock skips it
told-moved-from = moved from { $date }
told-already-settled = it was settled before the clock was set
told-same-instant = another falls on the same instant
