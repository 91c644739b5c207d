//! `floorboard doctor`: is everything well, and if not, what to do.

use super::plan::files;
use crate::cli::args::Reading;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::{self, Session};
use crate::config::site_dir::SiteDir;
use crate::diagnostic::Level;
use crate::domain::board::EngineHealth;
use crate::domain::calendar::Instant;
use crate::domain::id::RoleId;
use crate::engine;
use crate::sopfile::check::{check, missing_files};
use crate::store::{Finding, FindingLevel, OpenOptions, Store, StoreError};
use crate::time::zone;
use crate::words;
use chrono::{SecondsFormat, TimeDelta};
use clap::Args;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// How far the wall clock may be ahead of the last fact before nobody believes it (T7).
const FAR_AHEAD: TimeDelta = TimeDelta::days(14);

/// Check store, chain, files, clock, zone data, engine and disk, and say what to do; exit 1 when something is bad.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard doctor
  floorboard doctor --rebuild-check      is every row what the journal says?")]
pub struct Doctor {
    /// Name each row that differs from what the journal says
    #[arg(long)]
    pub rebuild_check: bool,
    #[command(flatten)]
    pub reading: Reading,
}

pub(super) fn run(site: Option<&Path>, args: &Doctor, output: &mut Output) -> Result<(), Failure> {
    let (dir, clock) = (session::site_dir(site)?, session::clock()?);
    let mut findings = Vec::new();
    match Store::open(&dir.store(), OpenOptions::read(Arc::clone(&clock))) {
        Ok(store) => {
            let mut session = Session { dir: dir.clone(), clock: Arc::clone(&clock), store };
            if let Err(cause) = of_store(&mut session, args.rebuild_check, &mut findings, output) {
                findings.push(of_error("store", &cause));
            }
        }
        Err(cause) => findings.push(of_error("store", &cause)),
    }
    findings.extend(of_paths(&dir));
    findings.push(good("zone-data", format!("time zone data {}", zone::data_version())));
    findings.extend(of_files(&dir, clock.now())?);
    findings.extend(of_reach(&dir)?);
    findings.push(of_engine(&engine::health(&dir)));
    if clock.is_test() {
        findings.push(warning("test-clock", "this process reads a test clock", "unset `FLOORBOARD_TEST_CLOCK`"));
    }
    output.over();
    for finding in &findings {
        if output.is_json() {
            output.json(finding)?;
        } else {
            tell(finding, output)?;
        }
    }
    output.flush()?;
    if findings.iter().any(|finding| finding.level == FindingLevel::Bad) { Err(Failure::Reported) } else { Ok(()) }
}

fn tell(finding: &Finding, output: &mut Output) -> Result<(), Failure> {
    let sign = match finding.level {
        FindingLevel::Good => "good   ",
        FindingLevel::Warning => "warning",
        FindingLevel::Bad => "BAD    ",
    };
    output.line(&format!("{sign}  {:<12}  {}", finding.check, finding.message))?;
    finding.help.as_ref().map_or(Ok(()), |help| output.line(&format!("         {:<12}  → {help}", "")))
}

fn of_store(
    session: &mut Session,
    rebuild: bool,
    findings: &mut Vec<Finding>,
    output: &mut Output,
) -> Result<(), StoreError> {
    let info = session.store.info()?;
    if info.is_test {
        let message = "this store is a test: a test clock has touched it, for ever";
        findings.push(warning("test-store", message, "move it away, and `floorboard` makes a new one"));
    }
    let told = session.store.doctor(&mut |done, of| output.progress("checking", done, of))?;
    findings.extend(told.into_iter().filter(|finding| !rebuild || finding.check != "rows"));
    if rebuild {
        let rebuilt = session.store.rebuild_check(&mut |done, of| output.progress("building rows", done, of))?;
        findings.extend(rebuilt.differences.iter().map(|it| {
            let message = format!("{} {}: {}", it.table, it.row, it.what);
            bad("rows", &message, "keep the file as it is, and put a backup in its place")
        }));
        if rebuilt.differences.is_empty() {
            let facts = words::count(rebuilt.entries, "fact");
            findings.push(good("rows", format!("every row is what {facts} say, byte by byte")));
        }
    }
    let held = session.store.clock_held()?;
    let last = session.store.last_fact_at()?;
    findings.push(of_clock(session.now(), last, held));
    Ok(())
}

/// Every place that is used, whether anything is there yet or not.
fn of_paths(dir: &SiteDir) -> impl Iterator<Item = Finding> {
    let places = [
        ("site", dir.root().to_owned()),
        ("config", dir.config()),
        ("keys", dir.root().join("config/keymap.toml")),
        ("themes", dir.root().join("config/themes")),
        ("SOPs", dir.sops()),
        ("lists", dir.lists()),
        ("store", dir.store()),
        ("inbox", dir.inbox()),
        ("signals", dir.signals()),
        ("evidence", dir.evidence()),
        ("engine", dir.engine_lock()),
        ("log", dir.log()),
    ];
    places.into_iter().map(|(what, path)| {
        let path = std::path::absolute(&path).unwrap_or(path);
        let absent = if path.exists() { "" } else { " (not there)" };
        good("path", format!("{what}: {}{absent}", path.display()))
    })
}

fn of_clock(now: Instant, last: Option<Instant>, held: Option<Instant>) -> Finding {
    let help = "set the machine's clock, or a manager confirms it with `floorboard clock confirm`";
    match last {
        _ if held.is_some() => bad("clock", "time is not trusted: nothing fires", help),
        Some(last) if now < last => {
            bad("clock", &format!("the clock says {}, and the last fact is of {}", at(now), at(last)), help)
        }
        Some(last) if now - last > FAR_AHEAD => {
            let days = words::count((now - last).num_days().unsigned_abs(), "day");
            warning("clock", &format!("the clock says {}, {days} after the last fact", at(now)), help)
        }
        _ => good("clock", format!("the clock says {}", at(now))),
    }
}

fn of_files(dir: &SiteDir, now: Instant) -> Result<Vec<Finding>, Failure> {
    let files = files(dir)?;
    let mut checked = check(&files);
    checked.diagnostics.extend(super::sop::holidays_ran_out(&checked, &files, now));
    checked.diagnostics.extend(missing_files(&checked, &files, |file| dir.root().join(file).is_file()));
    let count = |level| checked.diagnostics.iter().filter(|it| it.level == level).count() as u64;
    let (errors, warnings) = (count(Level::Error), count(Level::Warning));
    let mut findings = Vec::new();
    for rejected in &checked.rejected {
        let first = &rejected.first;
        let line = first.place.as_ref().map(|place| format!(":{}", place.line)).unwrap_or_default();
        let message = format!("`{}{line}` cannot be used: {}", rejected.file, first.message);
        findings.push(bad("sops", &message, "`floorboard sop check` shows every problem at once"));
    }
    let told = format!("{} {}", words::count(checked.sops.len() as u64, "SOP"), "can be used");
    findings.push(match (errors, warnings) {
        (0, 0) => good("sops", told),
        (0, _) => {
            let warnings = words::count(warnings, "warning");
            warning("sops", &format!("{told}, with {warnings}"), "`floorboard sop check` shows them")
        }
        _ if findings.is_empty() => {
            let errors = words::count(errors, "error");
            bad("sops", &format!("{told}, with {errors}"), "`floorboard sop check` shows them")
        }
        _ => good("sops", told),
    });
    Ok(findings)
}

/// Whether somebody who is at no board can be told.
fn of_reach(dir: &SiteDir) -> Result<Option<Finding>, Failure> {
    let checked = check(&files(dir)?);
    let Some(site) = checked.site.map(|site| site.value) else { return Ok(None) };
    let asked = checked.sops.iter().flat_map(|sop| {
        let rungs = sop.value.escalate.iter().map(|rung| rung.to.clone());
        sop.value.owner.clone().into_iter().chain(rungs)
    });
    let asked: BTreeSet<RoleId> = asked.chain(site.exceptions.escalate.iter().map(|rung| rung.to.clone())).collect();
    let told = |role: &RoleId| {
        let own = site.people.iter().any(|it| it.active && it.notify.is_some() && it.roles.contains(role));
        own || site.notify.contains_key(role)
    };
    let help = "give them a way in config/floorboard.toml: `[notify.ROLE]`; then `floorboard notify test ROLE`";
    let anybody = !site.notify.is_empty() || site.people.iter().any(|person| person.notify.is_some());
    if !anybody {
        let told = "nobody is told of anything outside the board: there is no `[notify.ROLE]`";
        return Ok(Some(warning("notify", told, help)));
    }
    let lost: Vec<String> = asked.iter().filter(|role| !told(role)).map(|role| format!("`{role}`")).collect();
    Ok(Some(if lost.is_empty() {
        good("notify", "every role that is asked for something can be told outside the board".to_owned())
    } else {
        let roles = if lost.len() == 1 { "role" } else { "roles" };
        warning("notify", &format!("outside the board nobody can reach the {roles} {}", lost.join(", ")), help)
    }))
}

fn of_engine(health: &EngineHealth) -> Finding {
    let help = "leave a board open, or run `floorboard engine`";
    match health {
        EngineHealth::Alive { .. } => good("engine", "an engine runs".to_owned()),
        EngineHealth::Silent { since: Some(since) } => {
            warning("engine", &format!("nothing will fire: no engine since {}", at(*since)), help)
        }
        EngineHealth::Silent { since: None } => warning("engine", "nothing will fire: no engine has run yet", help),
        EngineHealth::ClockHeld { wall } => {
            let help = "set the machine's clock, or a manager confirms it with `floorboard clock confirm`";
            bad("engine", &format!("the engine does not trust the clock ({})", at(*wall)), help)
        }
    }
}

fn at(instant: Instant) -> String {
    instant.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn of_error(check: &'static str, cause: &StoreError) -> Finding {
    Finding { level: FindingLevel::Bad, check, message: cause.to_string(), help: cause.help() }
}

fn good(check: &'static str, message: String) -> Finding {
    Finding { level: FindingLevel::Good, check, message, help: None }
}

fn warning(check: &'static str, message: &str, help: &str) -> Finding {
    Finding { level: FindingLevel::Warning, check, message: message.to_owned(), help: Some(help.to_owned()) }
}

fn bad(check: &'static str, message: &str, help: &str) -> Finding {
    Finding { level: FindingLevel::Bad, ..warning(check, message, help) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn a_clock_before_the_last_fact_is_bad_and_one_far_after_is_doubted() {
        let last = Some(read("2026-11-21T12:00:00Z"));
        let level = |now, held| of_clock(read(now), last, held).level;
        assert_eq!(level("2026-11-21T11:59:59Z", None), FindingLevel::Bad);
        assert_eq!(level("2026-11-21T12:00:01Z", None), FindingLevel::Good);
        assert_eq!(level("2026-12-06T12:00:01Z", None), FindingLevel::Warning);
        assert_eq!(level("2026-11-21T12:00:01Z", Some(read("2099-01-01T00:00:00Z"))), FindingLevel::Bad);
    }
}
