//! What falls on which hour, and when it is more than the people on shift can do.

use super::support::*;
use floorboard::domain::site::{Person, Shift, Site};
use floorboard::domain::sop::{Rhythm, Sop};
use floorboard::time::load::{Clash, ClashReason, Load, load};
use floorboard::time::plan::plan;

fn person(id: &str, roles: &[&str], shifts: &[&str]) -> Person {
    Person {
        id: id.into(),
        name: id.to_owned(),
        initials: id[..1].to_owned(),
        roles: roles.iter().map(|role| (*role).into()).collect(),
        shifts: shifts.iter().map(|shift| (*shift).into()).collect(),
        active: true,
        language: None,
        notify: None,
    }
}

/// Two of the staff by day, one of them a chef too; nobody at night.
fn staffed() -> Site {
    let mut site = site("Europe/London");
    site.day_starts = time("05:00");
    let day = Shift { id: "day".into(), name: "Day".into(), from: time("07:00"), to: time("15:00") };
    site.shifts.push(day);
    site.people = vec![person("sam", &["staff"], &["day"]), person("kit", &["staff", "chef"], &[])];
    site
}

/// Daily at these times, due an hour later.
fn daily(id: &str, role: Option<&str>, at: &[&str]) -> Sop {
    Sop { id: id.into(), role: role.map(Into::into), ..sop(vec![every(Rhythm::Day, at)]) }
}

fn of(site: &Site, sops: &[Sop], from: &str, to: &str) -> Load {
    let calendar = calendar(site);
    let (from, to) = (date(from), date(to));
    let start = |date: chrono::NaiveDate| date.and_time(time("05:00")).and_utc();
    let lines: Vec<_> = plan(sops, &calendar, start(from), start(to.succ_opt().unwrap())).collect();
    load(&calendar, &sops.iter().collect::<Vec<_>>(), &lines, from, to)
}

fn told(clash: &Clash) -> String {
    let sops: Vec<&str> = clash.sops.iter().map(floorboard::domain::id::SopId::as_str).collect();
    let role = clash.role.as_ref().map_or("anybody", floorboard::domain::id::RoleId::as_str);
    let why = if clash.why == ClashReason::NobodyOnShift { "nobody" } else { "few" };
    format!("{why} {role} {} {} {} x{}", clash.at.format("%H:%M"), clash.people, sops.join("+"), clash.dates.len())
}

#[test]
fn runs_are_counted_in_the_hour_they_are_due() {
    let load = of(&staffed(), &[daily("a", None, &["08:00", "23:30"])], "2026-03-02", "2026-03-03");
    let counted: Vec<_> = load.days.iter().map(|day| (day.hours[9], day.hours[0], day.total())).collect();
    // What is due half past midnight is of the business day before.
    assert_eq!(counted, [(1, 1, 2), (1, 1, 2)]);
}

#[test]
fn what_is_due_after_the_last_day_is_of_another_week() {
    let mut late = daily("a", None, &["08:00"]);
    late.triggers[0].window = window(0, 3 * 1440, 4 * 1440);
    let load = of(&staffed(), &[late], "2026-03-02", "2026-03-08");
    let due: Vec<u32> = load.days.iter().map(floorboard::time::load::LoadDay::total).collect();
    assert_eq!(due, [0, 0, 0, 1, 1, 1, 1]);
}

#[test]
fn a_day_with_nothing_due_is_there() {
    let load = of(&staffed(), &[], "2026-03-02", "2026-03-04");
    assert_eq!(load.days.len(), 3);
    assert!(load.days.iter().all(|day| day.total() == 0) && load.clashes.is_empty());
}

#[test]
fn more_runs_within_half_an_hour_than_people_of_the_role_is_a_clash_named_once_for_all_days() {
    let chef = Some("chef");
    let sops = [daily("a", chef, &["08:00"]), daily("b", chef, &["08:30"]), daily("c", chef, &["09:01"])];
    let load = of(&staffed(), &sops, "2026-03-02", "2026-03-08");
    assert_eq!(load.clashes.iter().map(told).collect::<Vec<_>>(), ["few chef 09:00 1 a+b x7"]);
    // Two people for anybody's work are enough for two.
    let sops = [daily("a", None, &["08:00"]), daily("b", None, &["08:30"])];
    assert_eq!(of(&staffed(), &sops, "2026-03-02", "2026-03-08").clashes, []);
}

#[test]
fn what_is_due_with_nobody_on_shift_is_a_clash_but_not_at_the_moment_they_leave() {
    let load = of(&staffed(), &[daily("a", Some("staff"), &["14:00", "20:00"])], "2026-03-02", "2026-03-02");
    assert_eq!(load.clashes.iter().map(told).collect::<Vec<_>>(), ["nobody staff 21:00 0 a x1"]);
    // A role that nobody holds is on no shift either.
    let load = of(&staffed(), &[daily("a", Some("owner"), &["08:00"])], "2026-03-02", "2026-03-02");
    assert_eq!(load.clashes.iter().map(told).collect::<Vec<_>>(), ["nobody owner 09:00 0 a x1"]);
}

#[test]
fn without_shifts_everybody_is_there_and_without_people_nobody_is_short() {
    let mut site = staffed();
    site.shifts.clear();
    let sops = [daily("a", Some("staff"), &["02:00"]), daily("b", Some("staff"), &["02:00"])];
    assert_eq!(of(&site, &sops, "2026-03-02", "2026-03-02").clashes, []);
    site.people.clear();
    assert_eq!(of(&site, &sops, "2026-03-02", "2026-03-02").clashes, []);
}
