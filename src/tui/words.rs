//! All words of the screen, in English. Refusals and cards have theirs in the crate's own `words`.

use super::model::Filter;
use crate::domain::fact::Fact;
use crate::domain::id::ExceptionId;
use crate::words::count;

pub(crate) const UPDATED: &str = "Floorboard was updated; restart this board";
pub(crate) const NO_RANDOM: &str = "this machine gives no random numbers";
pub(crate) const DISK_FULL: &str = "disk full";

// ---- header ------------------------------------------------------------------------------------
pub(crate) const NO_NAME: &str = "Floorboard";
pub(crate) const ENGINE: &str = "engine";
pub(crate) fn shift(name: &str, to: &str) -> String {
    format!("{name} shift to {to}")
}
pub(crate) fn silent(since: Option<&str>) -> String {
    match since {
        Some(since) => format!("NOTHING WILL FIRE: engine silent since {since}"),
        None => "NOTHING WILL FIRE: no engine has run here yet".to_owned(),
    }
}
pub(crate) fn clock_held(wall: &str) -> String {
    format!("CLOCK? {wall}: nothing fires until the time is right, or a manager confirms it")
}
pub(crate) fn old(since: &str, why: &str) -> String {
    format!("OLD since {since}: {why}")
}
pub(crate) fn old_note(since: &str) -> String {
    format!("old since {since}")
}

// ---- panels ------------------------------------------------------------------------------------
pub(crate) const LOADING: &str = "reading the store…";
pub(crate) const DUE: &str = "Due";
pub(crate) const EXCEPTIONS: &str = "Exceptions";
pub(crate) const APPROVALS: &str = "Approvals";
pub(crate) const LATER: &str = "later";
pub(crate) fn due_counts(overdue: usize, due: usize) -> String {
    match (overdue, due) {
        (0, due) => format!("{due} due"),
        (overdue, 0) => format!("{overdue} overdue"),
        (overdue, due) => format!("{overdue} overdue · {due} due"),
    }
}
pub(crate) fn open_count(open: u64) -> String {
    if open == 0 { "none open".to_owned() } else { format!("{open} open") }
}
pub(crate) fn opens(at: &str) -> String {
    format!("opens {at}")
}
pub(crate) fn nothing_due(next: Option<(&str, &str)>) -> String {
    match next {
        Some((title, at)) => format!("Nothing to do now. Next: {title}, opens {at}."),
        None => "Nothing to do now, and nothing more is planned today.".to_owned(),
    }
}
pub(crate) fn start_hint(key: &str) -> String {
    format!("{key} starts something that is always at hand.")
}
pub(crate) const NOTHING_SHOWN: &str = "Nothing here for what is shown.";
pub(crate) fn everything_hint(key: &str) -> String {
    format!("{key} shows everything again.")
}
pub(crate) const NO_SOPS: &str = "No procedure is in force yet: put one into sops/.";
pub(crate) const NO_EXCEPTIONS: &str = "All as it should be.";
pub(crate) fn exceptions_hint(key: &str) -> String {
    format!("Out of range, skipped and missed work comes here at once. {key} tells of anything else.")
}
pub(crate) const NO_APPROVALS: &str = "Nothing waits for a decision.";
pub(crate) const APPROVALS_HINT: &str = "What agents prepare will wait here.";
pub(crate) const NOBODY_YET: &str = "nobody yet";
pub(crate) fn on_it(name: &str) -> String {
    format!("{name} is on it")
}
pub(crate) fn given_to(name: &str) -> String {
    format!("for {name}")
}
pub(crate) fn any_of(role: &str) -> String {
    format!("any {role}")
}
pub(crate) fn more_runs(more: u64) -> String {
    format!("and {more} more")
}
pub(crate) fn filter(filter: &Filter) -> String {
    match filter {
        Filter::Everything => "everything".to_owned(),
        Filter::Roles(roles) => {
            let roles: Vec<&str> = roles.iter().map(crate::domain::id::RoleId::as_str).collect();
            format!("mine: {}", roles.join(", "))
        }
        Filter::Area(area) => format!("area: {area}"),
    }
}
pub(crate) fn counts(due: usize, overdue: usize, exceptions: u64) -> [String; 3] {
    [format!("{due} due"), format!("{overdue} overdue"), count(exceptions, "exception")]
}

// ---- views -------------------------------------------------------------------------------------
pub(crate) const VIEW_RUN: &str = "Run";
pub(crate) const VIEW_CARD: &str = "Exception";
pub(crate) const VIEW_DAY: &str = "Day";
pub(crate) const VIEW_JOURNAL: &str = "Journal";
pub(crate) const VIEW_SOPS: &str = "Procedures";
pub(crate) const VIEW_PEOPLE: &str = "People";
pub(crate) const VIEW_WALLBOARD: &str = "Wallboard";
pub(crate) const DAY_EMPTY: &str = "Nothing of today is over or open.";
pub(crate) const PEOPLE_EMPTY: &str = "Nobody here for what is shown.";
pub(crate) const THE_FLOOR: &str = "everything";
pub(crate) const JOURNAL_ON_COMMAND_LINE: &str = "`floorboard journal` prints the record.";

// ---- bottom line -------------------------------------------------------------------------------
pub(crate) const NOBODY: &str = "nobody here";
pub(crate) const SAVING: &str = "saving…";
pub(crate) const ROWS: &str = "1-9";
pub(crate) fn not_saved(why: &str) -> String {
    format!("NOT SAVED: {why}")
}
/// What an accepted act did.
pub(crate) fn done(fact: &Fact) -> Option<&'static str> {
    Some(match fact {
        Fact::StepDone { value: crate::domain::evidence::Value::Tick, .. } => "ticked",
        Fact::StepDone { .. } => "recorded",
        Fact::StepCorrected { .. } => "recorded what was done",
        Fact::StepSkipped { .. } | Fact::RunSkipped { .. } => "skipped",
        Fact::StepUndone { .. } => "taken back; it stays in the record",
        Fact::NoteAdded { .. } => "note added",
        Fact::RunOpened { .. } => "started",
        Fact::ExceptionRaised { .. } => "raised",
        Fact::ExceptionAcknowledged { .. } => "you are on it",
        Fact::ExceptionAssigned { .. } => "given",
        Fact::ExceptionResolved { .. } => "resolved",
        _ => return None,
    })
}
pub(crate) fn run_done(title: &str) -> String {
    format!("{title}: all done")
}
pub(crate) fn card_gone(id: ExceptionId) -> String {
    format!("{id} is resolved")
}

// ---- run ---------------------------------------------------------------------------------------
pub(crate) const NO_LINES: &str = "This run has no steps to show.";
pub(crate) const TYPE_READING: &str = "type the reading, then Enter";
pub(crate) const OPTIONAL: &str = "may be left out";
pub(crate) fn due_by(at: &str) -> String {
    format!("due by {at}")
}
pub(crate) fn waits(needs: &str) -> String {
    format!("first: {needs}")
}
pub(crate) fn not_yet(opens: &str) -> String {
    format!("from {opens}")
}
pub(crate) fn run_is_over(how: &str) -> String {
    format!("this run is over: {how}")
}
pub(crate) fn not_a_reading(typed: &str) -> String {
    format!("{typed} is not a reading")
}
pub(crate) fn by(time: &str, name: &str) -> String {
    format!("{time} {name}")
}
pub(crate) fn done_by(what: &str, value: &str, time: &str, name: &str) -> String {
    if value.is_empty() {
        format!("{what}: done at {time} by {name}")
    } else {
        format!("{what}: {value}, at {time} by {name}")
    }
}
pub(crate) fn skipped_for(reason: &str) -> String {
    format!("skipped, {reason}")
}
pub(crate) fn taken_back(what: &str, time: &str, name: &str, reason: &str) -> String {
    format!("{what} taken back at {time} by {name}: {reason}")
}
pub(crate) fn corrected(what: &str, time: &str, name: &str) -> String {
    format!("{what}, at {time} by {name}")
}
pub(crate) const AS_TOLD: &str = "done as told";
pub(crate) const TO_SAY: &str = "not yet said what was done";
pub(crate) fn limit(side: &str, bound: &str, unit: &str, must: Option<&str>) -> String {
    let must = must.map(|must| format!(": {must}")).unwrap_or_default();
    let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
    format!("{side} {bound}{unit}{must}")
}
pub(crate) fn out_of_range(what: &str, reading: &str, unit: &str, side: &str, bound: &str) -> String {
    let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
    format!("{what}: {reading}{unit} is {side} {bound}")
}
pub(crate) const WITHOUT_EVIDENCE: &str = "done, no proof";
pub(crate) const SIGNED: &str = "signed";
pub(crate) fn file(bytes: &str) -> String {
    format!("file, {bytes}")
}
pub(crate) const REDACTED: &str = "text removed";

// ---- card --------------------------------------------------------------------------------------
pub(crate) const WHY: &str = "why";
pub(crate) const EVIDENCE: &str = "evidence";
pub(crate) const DO_THIS: &str = "do this";
pub(crate) const WHO_HAS_IT: &str = "who has it";
pub(crate) const NOTES: &str = "notes";
pub(crate) const SINCE: &str = "since";
pub(crate) const SEVERITY: &str = "how bad";
pub(crate) const NO_RECOMMENDATION: &str = "look at it, then say what was decided";
pub(crate) const NO_RUN: &str = "there is no run to open";
pub(crate) fn times(count: u32) -> String {
    format!("{count} times so far")
}

// ---- popups ------------------------------------------------------------------------------------
/// Beside the rows of a list.
pub(crate) const SHORTCUTS: &str = "123456789abcdefghijklmnopqrstuvwxyz";
pub(crate) const WHO_TITLE: &str = "Who is at the keyboard?";
pub(crate) const WHO_PROMPT: &str = "initials or number";
pub(crate) const WHO_EMPTY: &str = "nobody of that name is in config/floorboard.toml";
pub(crate) const WRONG_TITLE: &str = "Something is wrong";
pub(crate) const WRONG_PROMPT: &str = "What is wrong?";
pub(crate) fn about(what: &str) -> String {
    format!("about {what}")
}
pub(crate) const FIND_TITLE: &str = "Find";
pub(crate) const FIND_PROMPT: &str = "part of a title";
pub(crate) const FIND_BLANK: &str = "Enter on nothing shows everything";
pub(crate) const START_TITLE: &str = "Start";
pub(crate) const START_EMPTY: &str = "No procedure can be started by hand.";
pub(crate) const ENDED_TITLE: &str = "Over today";
pub(crate) const ENDED_EMPTY: &str = "Nothing is over yet today.";
pub(crate) const RESOLVE_TITLE: &str = "Resolve: what was the cause?";
pub(crate) const RESOLVE_PROMPT: &str = "What was decided?";
pub(crate) const RESOLVE_BLANK: &str = "Enter on nothing: no more to say";
pub(crate) const ASSIGN_TITLE: &str = "Who should have it?";
pub(crate) const MARK_SEVERAL: &str = "Space or a letter marks, Enter is done";
pub(crate) const SIGN_ABOUT: &str = "Who is at the keyboard puts their name to it.";
pub(crate) const SIGN: &str = "Sign";
pub(crate) const INBOX_ABOUT: &str = "The newest files in inbox/";
pub(crate) const INBOX_EMPTY: &str = "inbox/ is empty: put the photo or file there, then choose again.";
pub(crate) const WITHOUT: &str = "Done, without the proof";
pub(crate) const WITHOUT_BLANK: &str = "Enter on nothing: done, without it";
pub(crate) const SKIP_TITLE: &str = "Skip: why?";
pub(crate) const SKIP_SCOPE_TITLE: &str = "Skip how much?";
pub(crate) const SKIP_PROMPT: &str = "What is the reason?";
pub(crate) const SKIP_RUN: &str = "The whole run";
pub(crate) fn skip_this(what: &str) -> String {
    format!("Only this: {what}")
}
pub(crate) fn skip_rest(open: usize) -> String {
    format!("The rest too: all {open} still open, for the same reason")
}
pub(crate) fn because(reason: &str) -> String {
    format!("because: {reason}")
}
pub(crate) const UNDO_TITLE: &str = "Take back: why?";
pub(crate) const NOTHING_TO_UNDO: &str = "nothing to take back here";
pub(crate) const NOT_OUT_OF_RANGE: &str = "this is not out of range";
pub(crate) const CORRECT_TITLE: &str = "Out of range";
pub(crate) const CORRECT_PROMPT: &str = "What was done?";
pub(crate) const CORRECT_BLANK: &str = "Enter: done as told. Or type what was done. Esc: later";
pub(crate) const CORRECT_LATER: &str = "it stands among the exceptions until it is dealt with";
pub(crate) const NOTE_TITLE: &str = "Note";
pub(crate) const NOTE_PROMPT: &str = "Note";
pub(crate) const AGAIN_TITLE: &str = "Not recorded";
pub(crate) const AGAIN_PROMPT: &str = "Enter tries again";
pub(crate) const HELP_TITLE: &str = "Keys";
pub(crate) const KEYS_TOLD: &str = "config/keymap.toml cannot be used: ? says why";
pub(crate) const KEYS_MISTAKEN: &str = "config/keymap.toml cannot be used; the built-in keys count:";
