use super::*;
use crate::diagnostic::Level;

const SMALL: &str = "[site]\nname = \"The Anchor\"\nzone = \"Europe/London\"\n";

fn told(text: &str) -> String {
    let parsed = parse_site("config/floorboard.toml", text);
    let line = |it: &Diagnostic| {
        let place = it.place.as_ref().unwrap();
        let more: Vec<&str> = it.label.iter().chain(&it.help).map(String::as_str).collect();
        let more = more.join("; ");
        let level = if it.level == Level::Error { "error" } else { "warning" };
        format!("{}:{} {level} {}: {} ({more})", place.line, place.column, it.kind, it.message)
    };
    parsed.diagnostics.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_site_needs_only_its_name_and_zone() {
    let site = parse_site("c", SMALL).value.unwrap();
    assert_eq!((site.name.as_str(), site.zone.as_str()), ("The Anchor", "Europe/London"));
    assert!(site.hours.always_open);
    assert_eq!(site.day_starts, NaiveTime::MIN);
    assert_eq!(site.working_days.len(), 5);
    assert_eq!(site.board.lapse_seconds, 60);
}

#[test]
fn everything_a_site_can_say_is_read() {
    let text = r#"
[site]
name = "The Anchor"
zone = "Europe/London"
day-starts = "05:00"
working-days = ["mon", "tue"]
roles = ["staff", "manager"]
[hours]
mon = ["11:00-15:00", "17:00-01:00"]
closed = ["2026-12-25"]
special = { 2026-12-31 = "11:00-02:00" }
holidays = [2026-12-25, "2026-12-26"]
[area.kitchen]
name = "Kitchen"
hours = { mon = "06:30-21:30" }
[[shift]]
id = "late-night"
from = "15:00"
to = "24:00"
[[person]]
id = "sam"
name = "Sam Okoro"
roles = ["staff", "manager"]
shifts = ["late-night"]
[board]
lapse = "90s"
"#;
    assert_eq!(told(text), "");
    let site = parse_site("c", text).value.unwrap();
    assert_eq!(site.hours.week[&WeekdayNumber(0)].len(), 2);
    assert_eq!(site.hours.holidays.len(), 2);
    assert_eq!(site.areas[&"kitchen".into()].hours.week.len(), 1);
    assert_eq!(site.shifts[0].name, "Late night");
    assert_eq!(site.people[0].initials, "SO");
    assert_eq!(site.board.lapse_seconds, 90);
}

#[test]
fn every_mistake_of_a_site_is_told_at_once() {
    let text = r#"
[site]
name = ""
zone = "Europe/Londn"
day-starts = "25:00"
roles = ["staff", "chef"]
colour = "red"
[hours]
mon = "closed"
tue = ["17:00-23:00", "11:00-15:00"]
funday = "11:00-12:00"
closed = ["2026-02-30", "2026-12-31"]
special = { 2026-12-31 = "11:00-02:00", tomorrow = "11:00-12:00" }
holidays-file = "config/england.ics"
[[shift]]
id = "early"
from = "07:00"
[[shift]]
id = "early"
from = "7"
to = "15:00"
[[person]]
id = "sam"
name = "Sam Okoro"
initials = "SO"
roles = ["staf"]
shifts = ["erly"]
[[person]]
id = "sam"
name = "Sue Oak"
initials = "so"
roles = ["staff"]
pin = "1234"
[board]
lapse = "1s"
kiosk = true
"#;
    insta::assert_snapshot!(told(text));
}

#[test]
fn a_day_that_starts_while_the_site_is_open_is_a_warning() {
    let text = format!("{SMALL}day-starts = \"00:30\"\n[hours]\nfri = \"11:00-01:00\"\n");
    assert!(told(&text).contains("warning day-starts-while-open"));
    assert!(parse_site("c", &text).value.is_some());
    assert_eq!(told(&text.replace("00:30", "01:00")), "");
}

#[test]
fn a_role_that_nobody_active_holds_is_a_warning() {
    let text = format!(
        "{SMALL}roles = [\"staff\", \"owner\"]\n[[person]]\nid = \"a\"\nname = \"A\"\nroles = [\"staff\"]\n\
         [[person]]\nid = \"b\"\nname = \"B\"\nroles = [\"owner\"]\nactive = false\n"
    );
    assert!(told(&text).contains("warning role-not-held: nobody active holds the role `owner`"), "{}", told(&text));
    assert!(parse_site("c", &text).value.is_some());
}
