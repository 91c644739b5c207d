//! A new site's files, made from the sample: the same sections and comments, with the place's own name, hours and people.

use super::sample;
use crate::diagnostic::Level;
use crate::domain::action::Act;
use crate::domain::id::AreaId;
use crate::domain::preparation::PrepareBy;
use crate::domain::sop::{DateOf, ForEach, Repeated, Sop, When};
use crate::sopfile::check::{Checked, check};
use crate::sopfile::files::{FileKind, SiteFiles};
use crate::sopfile::quoted::{kebab, quoted, quoted_list};
use crate::sopfile::site::{is_stretch, parse_site};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// The zone in which the sample's holidays are true.
const SAMPLE_ZONE: &str = "Europe/London";
const CONFIG: &str = "config/floorboard.toml";
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// When most floors are empty, best first.
const QUIET: [&str; 9] = ["05:00", "04:00", "03:00", "06:00", "02:00", "07:00", "01:00", "00:00", "12:00"];

/// What a place is, which says what of the pack it keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A kitchen and a bar: everything.
    Pub,
    /// Food, and no bar.
    Cafe,
    /// Neither: doors, money, fire, water, first aid.
    Shop,
    /// No SOPs at all.
    Bare,
}

/// Opening hours as they were told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Opening {
    /// As in the sample.
    #[default]
    Sample,
    Always,
    /// Stretches by weekday; a day left out is closed.
    Week(BTreeMap<usize, Vec<String>>),
}

/// What a new site is to be.
#[derive(Clone, Debug)]
pub struct NewSite {
    pub name: String,
    pub zone: String,
    pub kind: Kind,
    /// Ids and tags of the SOPs to keep, in place of what the kind says.
    pub keep: Option<BTreeSet<String>>,
    pub opening: Opening,
    /// Who answers for the place, and may do everything.
    pub person: String,
}

/// A SOP of the sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    pub id: String,
    pub title: String,
    pub tags: Vec<String>,
}

/// The files of a new site, and what was left out of what was asked for.
#[derive(Clone, Debug)]
pub struct Made {
    pub files: Vec<(String, Vec<u8>)>,
    /// Ids of SOPs that cannot work there, each with why.
    pub left_out: Vec<(String, String)>,
    pub sops: usize,
}

impl Kind {
    pub const ALL: [(&'static str, Self, &'static str); 4] = [
        ("pub", Self::Pub, "a bar and a kitchen: the whole pack"),
        ("cafe", Self::Cafe, "food and no bar"),
        ("shop", Self::Shop, "neither: doors, money, fire, water, first aid"),
        ("bare", Self::Bare, "no SOPs: you write your own"),
    ];

    fn keeps(self, area: Option<&str>, tags: &[String]) -> bool {
        let of_the_bar = area == Some("bar") && !tags.iter().any(|tag| tag == "money");
        let of_the_kitchen = area == Some("kitchen") || tags.iter().any(|tag| tag == "food-safety");
        match self {
            Self::Pub => true,
            Self::Cafe => !of_the_bar,
            Self::Shop => !of_the_bar && !of_the_kitchen,
            Self::Bare => false,
        }
    }
}

impl Opening {
    /// `always`; `08:30-23:00` for every day; `mon-fri 08:30-23:00, sat 10:00-15:00 17:00-01:00`. The mistake in words.
    pub fn read(text: &str) -> Result<Self, String> {
        if text.trim().eq_ignore_ascii_case("always") {
            return Ok(Self::Always);
        }
        let mut week: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for part in text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()) {
            let (mut days, mut stretches) = (BTreeSet::new(), Vec::new());
            for word in part.replace('–', "-").split_whitespace() {
                if word.starts_with(|c: char| c.is_ascii_digit()) {
                    let stretch = stretch(word).filter(|stretch| is_stretch(stretch));
                    let wrong = || format!("`{word}` is not a stretch of time, such as `08:30-23:00`");
                    stretches.push(stretch.ok_or_else(wrong)?);
                } else {
                    days.extend(weekdays(word)?);
                }
            }
            if stretches.is_empty() {
                return Err(format!("`{part}` has no times, such as `08:30-23:00`"));
            }
            if days.is_empty() {
                days.extend(0..7);
            }
            for day in days {
                week.insert(day, stretches.clone());
            }
        }
        if week.is_empty() { Err("there are no times in it".to_owned()) } else { Ok(Self::Week(week)) }
    }
}

/// `08:30-23:00` as it is also said: `8:30-23`, `8.30-23.00`, `7am-5pm`.
fn stretch(word: &str) -> Option<String> {
    let clock = |text: &str| {
        let lower = text.to_lowercase();
        let (digits, later) = match (lower.strip_suffix("am"), lower.strip_suffix("pm")) {
            (Some(digits), _) => (digits, Some(0)),
            (_, Some(digits)) => (digits, Some(12)),
            _ => (lower.as_str(), None),
        };
        let (hour, minute) = digits.split_once([':', '.']).unwrap_or((digits, "00"));
        let hour: u32 = hour.parse().ok()?;
        let hour = match later {
            Some(later) if (1..=12).contains(&hour) => hour % 12 + later,
            Some(_) => return None,
            None => hour,
        };
        (minute.len() == 2).then(|| format!("{hour:02}:{minute}"))
    };
    let (from, to) = word.split_once('-')?;
    Some(format!("{}-{}", clock(from)?, clock(to)?))
}

/// `mon`, `Monday`, `mon-fri`, `sat-mon`.
fn weekdays(word: &str) -> Result<Vec<usize>, String> {
    let day = |word: &str| {
        let start = word.to_lowercase().chars().take(3).collect::<String>();
        let number = DAYS.iter().position(|day| *day == start);
        number.ok_or_else(|| format!("`{word}` is neither a weekday nor a time; days are `mon` to `sun`"))
    };
    let Some((first, last)) = word.split_once('-') else { return Ok(vec![day(word)?]) };
    let (first, last) = (day(first)?, day(last)?);
    let days = if first <= last { last - first } else { last + 7 - first };
    Ok((0..=days).map(|at| (first + at) % 7).collect())
}

/// The SOPs that a new site can have.
pub fn offered() -> Vec<Offered> {
    let sample = check(&sample::site_files());
    let offer = |sop: &crate::domain::sop::Sop| Offered {
        id: sop.id.to_string(),
        title: sop.title.clone(),
        tags: sop.tags.clone(),
    };
    sample.sops.iter().map(|sop| offer(&sop.value)).collect()
}

/// Makes the files. They pass the check: what could not work there is left out, and told.
pub fn make(new: &NewSite) -> Made {
    let sample = check(&sample::site_files());
    let mut kept: BTreeSet<String> =
        sample.sops.iter().filter(|sop| keeps(new, &sop.value)).map(|it| it.file.clone()).collect();
    let mut left_out = Vec::new();
    loop {
        let files = files(new, &sample, &kept);
        let checked = check(&SiteFiles::from_pairs(files.clone()));
        let broken: Vec<_> = checked.rejected.iter().filter(|it| kept.contains(&it.file)).collect();
        if broken.is_empty() {
            return Made { sops: kept.len(), files, left_out };
        }
        for rejected in broken {
            kept.remove(&rejected.file);
            let id = rejected.id.clone().unwrap_or_else(|| rejected.file.clone());
            left_out.push((id, rejected.first.message.clone()));
        }
    }
}

fn keeps(new: &NewSite, sop: &Sop) -> bool {
    match &new.keep {
        Some(keep) => keep.contains(sop.id.as_str()) || sop.tags.iter().any(|tag| keep.contains(tag)),
        None if matches!(new.kind, Kind::Cafe | Kind::Shop) && sop.id.as_str() == "garden-check" => false,
        None if sop.steps.iter().any(|step| step.work.is_some()) => false,
        None => !waits_for_signals(sop) && new.kind.keeps(sop.area.as_ref().map(AreaId::as_str), &sop.tags),
    }
}

/// Whether nothing but a signal starts it: a new place has nobody yet who sends any.
fn waits_for_signals(sop: &Sop) -> bool {
    sop.triggers.iter().all(|trigger| match &trigger.when {
        When::Signal { .. } | When::Absence { .. } | When::Date { of: DateOf::Signal(_), .. } => true,
        When::Repeats { what, .. } => matches!(what, Repeated::Signal(_)),
        _ => matches!(trigger.for_each, Some(ForEach::Case(_))),
    })
}

fn files(new: &NewSite, sample: &Checked, kept: &BTreeSet<String>) -> Vec<(String, Vec<u8>)> {
    let sops: Vec<_> = sample.sops.iter().filter(|sop| kept.contains(&sop.file)).collect();
    let areas: BTreeSet<&str> =
        sops.iter().filter_map(|sop| sop.value.area.as_ref()).map(crate::domain::id::AreaId::as_str).collect();
    let working = sops.iter().flat_map(|sop| &sop.value.steps).filter_map(|step| step.work.as_ref());
    let agents: BTreeSet<&str> = working.map(|work| work.agent.as_str()).collect();
    let ids: BTreeSet<&str> = sops.iter().map(|sop| sop.value.id.as_str()).collect();
    let config = config(new, &Kept { areas, agents, sops: ids });
    // Lists that nothing runs over say nothing in a new place.
    let used = used(&sops.iter().map(|sop| &*sop.value).collect::<Vec<_>>());
    let named = |stem: &str| sops.iter().any(|sop| sop.text.contains(&format!("\"{stem}\"")));
    let wanted = |name: &str| {
        let stem = name.rsplit('/').next().and_then(|file| file.split('.').next()).unwrap_or_default();
        match SiteFiles::from_pairs([(name, Vec::new())]).files.first().map(crate::sopfile::files::SourceFile::kind) {
            Some(FileKind::Sop) => kept.contains(name),
            // A reading may say from which instrument it is, whatever the SOP.
            Some(FileKind::List) => named(stem) || stem == "instruments" && !kept.is_empty(),
            Some(FileKind::Config) => false,
            Some(FileKind::Other) if LETTERS.iter().any(|part| name.starts_with(part)) => used.contains(name),
            // Schemas always; holidays where the file names them.
            _ => name.starts_with("config/schema/") || config.contains(name),
        }
    };
    let mut files = vec![(CONFIG.to_owned(), config.clone().into_bytes())];
    files.extend(
        sample::FILES
            .iter()
            .filter(|(name, _)| wanted(name))
            .map(|(name, bytes)| ((*name).to_owned(), fitted(name, bytes, new))),
    );
    files
}

/// Where lie what agents write from, and with.
const LETTERS: [&str; 4] = ["templates/", "prompts/", "agents/", "reports/"];

/// The letters, prompts and programs that some SOPs name, and what those read.
fn used(sops: &[&Sop]) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    let working = sops.iter().flat_map(|sop| &sop.steps).filter_map(|step| step.work.as_ref());
    let letter = |name: &str| format!("templates/{name}.md");
    for work in working {
        match work.prepare.as_ref().map(|prepare| &prepare.by) {
            Some(PrepareBy::Exec { argv }) => used.extend(argv.first().cloned()),
            Some(PrepareBy::Template { name }) => drop(used.insert(letter(name))),
            Some(PrepareBy::Chat { prompt, .. }) => drop(used.insert(prompt.clone())),
            None => {}
        }
        match &work.act {
            Some(Act::Mail { template: Some(name), .. }) => drop(used.insert(letter(name))),
            Some(Act::Exec { argv, .. }) => used.extend(argv.first().cloned()),
            _ => {}
        }
    }
    // What a program or a letter speaks of by its name.
    let text = |name: &str| {
        sample::FILES.iter().find(|(file, _)| *file == name).map(|(_, bytes)| String::from_utf8_lossy(bytes))
    };
    let texts: Vec<_> = used.iter().filter_map(|name| text(name)).collect();
    let beside =
        sample::FILES.iter().map(|(name, _)| *name).filter(|name| LETTERS.iter().any(|part| name.starts_with(part)));
    let beside: Vec<String> =
        beside.filter(|name| texts.iter().any(|text| text.contains(name))).map(str::to_owned).collect();
    used.extend(beside);
    used
}

/// Steps and lines of lists that are about a bar and its cellar.
const OF_A_BAR: [(&str, &str); 4] = [
    ("sops/opening-checks.toml", "cellar"),
    ("lists/fridges.csv", "bar"),
    ("lists/outlets.csv", "cellar-sink"),
    ("lists/outlets.csv", "upstairs-basin"),
];

/// A file of the sample as it suits the place: nothing of a bar where there is none, and no time when it is long closed.
fn fitted(name: &str, bytes: &[u8], new: &NewSite) -> Vec<u8> {
    let mut text = String::from_utf8_lossy(bytes).into_owned();
    if matches!(new.kind, Kind::Cafe | Kind::Shop) {
        for (_, id) in OF_A_BAR.iter().filter(|(file, _)| *file == name) {
            let of_it =
                |block: &Block<'_>| block.text.lines().any(|line| gives(line, "id") && line.contains(&quoted(id)));
            text = if name.starts_with("lists/") {
                text.split_inclusive('\n').filter(|line| line.split(',').next() != Some(*id)).collect()
            } else {
                blocks(&text).iter().filter(|block| !of_it(block)).map(|block| block.text).collect()
            };
        }
    }
    if name.starts_with("sops/")
        && let Some(daytime) = Daytime::of(&new.opening)
    {
        text = text.lines().map(|line| daytime.times(line) + "\n").collect();
    }
    text.into_bytes()
}

/// The hours of a place that is closed in the evening, in minutes: its earliest opening and its latest closing.
struct Daytime {
    opens: u32,
    closes: u32,
}

/// A place that closes after this is open in the evening.
const EVENING: u32 = 20 * 60;

impl Daytime {
    fn of(opening: &Opening) -> Option<Self> {
        let Opening::Week(week) = opening else { return None };
        let stretches: Option<Vec<(u32, u32)>> = week
            .values()
            .flatten()
            .map(|stretch| stretch.split_once('-').map(|(from, to)| Some((minutes(from)?, minutes(to)?)))?)
            .collect();
        let stretches = stretches?;
        let (opens, closes) = (stretches.iter().map(|it| it.0).min()?, stretches.iter().map(|it| it.1).max()?);
        let by_day = stretches.iter().all(|(from, to)| from < to) && closes <= EVENING;
        (by_day && opens + 120 <= closes).then_some(Self { opens, closes })
    }

    /// A line of a trigger, `at = ["08:00", "20:00"]`, without the times when the place is long closed.
    fn times(&self, line: &str) -> String {
        let Some((key, list)) = line.split_once('=').filter(|_| gives(line, "at")) else { return line.to_owned() };
        let Some(list) = list.trim().strip_prefix('[').and_then(|list| list.strip_suffix(']')) else {
            return line.to_owned();
        };
        let fits =
            |time: &&str| minutes(time.trim_matches('"')).is_none_or(|at| at + 60 >= self.opens && at < self.closes);
        let kept: Vec<&str> = list.split(',').map(str::trim).filter(fits).collect();
        if kept.is_empty() { line.to_owned() } else { format!("{key}= [{}]", kept.join(", ")) }
    }

    /// Two shifts: from before the opening, and until after the closing.
    fn shifts(&self) -> String {
        let clock = |minutes: u32| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        let change = self.opens.midpoint(self.closes) / 30 * 30;
        let shift = |id: &str, name: &str, from: u32, to: u32| {
            format!(
                "[[shift]]\nid   = \"{id}\"\nname = \"{name}\"\nfrom = \"{}\"\nto   = \"{}\"\n\n",
                clock(from),
                clock(to)
            )
        };
        shift("early", "Early", self.opens.saturating_sub(60), change)
            + &shift("evening", "Late", change, self.closes + 60)
    }
}

/// `08:30` as minutes of the day.
fn minutes(clock: &str) -> Option<u32> {
    let (hour, minute) = clock.split_once(':')?;
    Some(hour.parse::<u32>().ok()? * 60 + minute.parse::<u32>().ok()?)
}

/// The sample's own file with another place's words.
fn config(new: &NewSite, kept: &Kept<'_>) -> String {
    let config = |day_starts| written(new, kept, day_starts);
    let quiet = |text: &String| {
        let parsed = parse_site(CONFIG, text);
        !parsed.diagnostics.iter().any(|it| it.level == Level::Warning && it.kind == "day-starts-while-open")
    };
    QUIET.into_iter().map(config).find(quiet).unwrap_or_else(|| config(QUIET[0]))
}

/// What the SOPs of a new site name.
struct Kept<'a> {
    areas: BTreeSet<&'a str>,
    agents: BTreeSet<&'a str>,
    sops: BTreeSet<&'a str>,
}

/// An agent of the sample where a kept SOP has it, with the SOPs that are kept; none else.
fn agent(text: &str, kept: &Kept<'_>) -> String {
    let is_kept = text.lines().any(|line| gives(line, "id") && kept.agents.iter().any(|id| line.contains(&quoted(id))));
    let serves = |line: &str| {
        let all = line.split('"').skip(1).step_by(2).filter(|id| kept.sops.contains(id));
        format!("{}= {}", line.split('=').next().unwrap_or_default(), quoted_list(all))
    };
    let line = |line: &str| if gives(line, "serves") { serves(line) } else { line.to_owned() };
    if is_kept { text.lines().map(|text| line(text) + "\n").collect() } else { String::new() }
}

fn written(new: &NewSite, kept: &Kept<'_>, day_starts: &str) -> String {
    let areas = &kept.areas;
    let sample =
        sample::FILES.iter().find(|(name, _)| *name == CONFIG).map(|(_, bytes)| String::from_utf8_lossy(bytes));
    let sample = sample.unwrap_or_default();
    let mut out = String::new();
    let (mut people, mut shifts) = (false, Daytime::of(&new.opening).map(|daytime| daytime.shifts()));
    let by_day = shifts.is_some();
    for block in blocks(&sample) {
        match block.header {
            "" => {
                let title = new.name.replace(char::is_control, " ");
                out.push_str(&block.schema());
                let _ = writeln!(out, "# The site's own file: {title}.");
                out.push_str("# `floorboard sop check` shows every mistake with its place; a broken edit never reaches the board.\n\n");
            }
            "[site]" => out.push_str(&site(block.text, new, day_starts)),
            "[hours]" => out.push_str(&hours(block.text, new)),
            "[[shift]]" if by_day => out.push_str(&shifts.take().unwrap_or_default()),
            "[area.bar]" if matches!(new.kind, Kind::Cafe | Kind::Shop) && areas.contains("bar") => {
                out.push_str("[area.bar]\nname = \"Counter\"\n\n");
            }
            "[[person]]" if !people => {
                people = true;
                out.push_str(&person(new));
            }
            "[[person]]" => {}
            "[[agent]]" => out.push_str(&agent(block.text, kept)),
            // Nothing to send: a server is named once there is one.
            "[mail]" if kept.agents.is_empty() => block.text.lines().for_each(|line| {
                let mark = if line.is_empty() || line.starts_with('#') { "" } else { "# " };
                out.extend([mark, line, "\n"]);
            }),
            header => {
                let area = header
                    .strip_prefix("[area.")
                    .map(|rest| rest.trim_end_matches(']').split('.').next().unwrap_or(rest));
                let of_a_kept_area = area.is_none_or(|area| areas.contains(area));
                let other_hours = header.ends_with(".hours]") && new.opening != Opening::Sample;
                if of_a_kept_area && !other_hours {
                    out.push_str(block.text);
                }
            }
        }
    }
    out
}

/// A header with what stands below it, or a heading in comments.
struct Block<'t> {
    header: &'t str,
    text: &'t str,
}

impl Block<'_> {
    /// The line that tells editors of the schema, where there is one.
    fn schema(&self) -> String {
        let line = self.text.lines().find(|line| line.starts_with("#:schema"));
        line.map_or_else(String::new, |line| format!("{line}\n"))
    }
}

fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut starts = vec![(0, "")];
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.starts_with('[') {
            // A list's own lines begin with brackets too, but never at the edge.
            let header = line.split('#').next().unwrap_or(line).trim_end();
            starts.push((at, header));
        } else if line.starts_with("# ----") {
            starts.push((at, "#"));
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).map(|(at, _)| *at).chain([text.len()]);
    starts.iter().zip(ends).map(|(&(start, header), end)| Block { header, text: &text[start..end] }).collect()
}

/// Whether a line gives a key a value.
fn gives(line: &str, key: &str) -> bool {
    line.split_once('=').is_some_and(|(name, _)| name.trim() == key)
}

fn site(text: &str, new: &NewSite, day_starts: &str) -> String {
    let line = |line: &str| {
        let comment = line.split_once('#').map_or(String::new(), |(before, comment)| {
            format!("{}# {}", " ".repeat(before.len().saturating_sub(before.trim_end().len()).max(1)), comment.trim())
        });
        if gives(line, "name") {
            format!("name = {}", quoted(&new.name))
        } else if gives(line, "zone") {
            format!("zone = {}{comment}", quoted(&new.zone))
        } else if gives(line, "day-starts") {
            format!("day-starts = {}{comment}", quoted(day_starts))
        } else {
            line.to_owned()
        }
    };
    text.lines().map(|text| line(text) + "\n").collect()
}

fn hours(text: &str, new: &NewSite) -> String {
    let at_home = new.zone == SAMPLE_ZONE;
    if new.opening == Opening::Sample && at_home {
        return text.to_owned();
    }
    let mut out = String::new();
    match &new.opening {
        Opening::Always => {
            return "# It is always open. Write `[hours]` here with lines such as `mon = \"08:30-23:00\"` to change that.\n\n".to_owned();
        }
        Opening::Sample => {
            let days = |line: &&str| DAYS.iter().any(|day| gives(line, day));
            out.push_str("[hours]\n");
            text.lines().filter(days).for_each(|line| out.extend([line, "\n"]));
        }
        Opening::Week(week) => {
            out.push_str("[hours]\n");
            for (day, stretches) in week {
                let spelt = match &stretches[..] {
                    [one] => quoted(one),
                    several => quoted_list(several),
                };
                let _ = writeln!(out, "{} = {spelt}", DAYS[*day]);
            }
        }
    }
    if at_home {
        let keys = ["closed", "holidays", "holidays-file"];
        let mut keeping = false;
        for line in text.lines().skip(1) {
            let starts = line.starts_with(|c: char| c.is_ascii_lowercase());
            keeping = if starts { keys.iter().any(|key| gives(line, key)) } else { keeping };
            if keeping && !line.trim().is_empty() {
                out.extend([line, "\n"]);
            }
        }
    } else {
        out.push_str("closed   = []                          # such as \"2026-12-25\"\nholidays = []                          # no working days\n");
    }
    out.push('\n');
    out
}

fn person(new: &NewSite) -> String {
    let name = new.person.trim();
    let first = name.split_whitespace().next().unwrap_or_default();
    let id = kebab(first).unwrap_or_else(|| "owner".to_owned());
    let initials: String = name
        .split_whitespace()
        .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()))
        .flat_map(char::to_uppercase)
        .take(3)
        .collect();
    let initials = if initials.is_empty() { "ME".to_owned() } else { initials };
    format!(
        "[[person]]\nid       = {}\nname     = {}\ninitials = {}\nroles    = [\"owner\", \"manager\", \"supervisor\", \"chef\", \"staff\"]\n\n\
         # [[person]]\n# id       = \"sam\"\n# name     = \"Sam Okoro\"\n# initials = \"SO\"\n# roles    = [\"staff\"]\n# shifts   = [\"early\"]               # left out: any shift\n\n",
        quoted(&id),
        quoted(name),
        quoted(&initials)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::Calendar as _;

    fn new(kind: Kind, opening: Opening) -> NewSite {
        NewSite {
            name: "Café \"Zum Löwen\"".to_owned(),
            zone: "Europe/Berlin".to_owned(),
            kind,
            keep: None,
            opening,
            person: "Łucja Świątek".to_owned(),
        }
    }

    fn checked(made: &Made) -> Checked {
        check(&SiteFiles::from_pairs(made.files.clone()))
    }

    #[test]
    fn every_kind_with_every_hours_passes_the_check_without_a_word() {
        let odd = Opening::read("fri-sat 18:00-06:00, sun 02:00-05:30 09:00-12:00").unwrap();
        for (name, kind, _) in Kind::ALL {
            for opening in [Opening::Sample, Opening::Always, odd.clone(), Opening::read("08:00-18:00").unwrap()] {
                for zone in ["Europe/Berlin", SAMPLE_ZONE] {
                    let made = make(&NewSite { zone: zone.to_owned(), ..new(kind, opening.clone()) });
                    let checked = checked(&made);
                    assert!(!checked.has_errors(), "{name} {opening:?}: {:?}", checked.diagnostics);
                    let site = checked.site.unwrap().value;
                    assert_eq!((site.name.as_str(), site.zone.as_str()), ("Café \"Zum Löwen\"", zone));
                    assert_eq!(site.people.len(), 1);
                    assert_eq!(site.people[0].initials, "ŁŚ");
                    assert_eq!(checked.sops.len(), made.sops);
                }
            }
        }
    }

    /// What starts by itself, or by hand.
    fn given() -> usize {
        let works = |sop: &Sop| sop.steps.iter().any(|step| step.work.is_some());
        let all = check(&sample::site_files());
        all.sops.iter().filter(|sop| !waits_for_signals(&sop.value) && !works(&sop.value)).count()
    }

    #[test]
    fn a_pub_has_the_whole_pack_and_a_bare_site_none() {
        let whole = make(&new(Kind::Pub, Opening::Sample));
        assert_eq!((whole.sops, whole.left_out.len()), (given(), 0));
        assert!(given() < offered().len(), "what waits for signals is there for the asking");
        assert_eq!(checked(&whole).diagnostics, []);
        let bare = make(&new(Kind::Bare, Opening::Sample));
        assert_eq!(bare.sops, 0);
        assert!(!bare.files.iter().any(|(name, _)| name.starts_with("lists/")));
    }

    #[test]
    fn what_can_never_fire_there_is_left_out_and_told() {
        let made = make(&new(Kind::Pub, Opening::read("sun 10:00-16:00").unwrap()));
        assert!(!made.left_out.is_empty());
        assert!(made.left_out.iter().all(|(_, why)| why == "this schedule never fires"), "{:?}", made.left_out);
        assert_eq!(made.sops + made.left_out.len(), given());
    }

    #[test]
    fn a_place_that_closes_in_the_afternoon_is_asked_nothing_in_the_evening_and_has_no_cellar() {
        let checked = checked(&make(&new(Kind::Cafe, Opening::read("7-17").unwrap())));
        let site = checked.site.as_ref().unwrap();
        let shifts: Vec<String> =
            site.value.shifts.iter().map(|it| format!("{} {} {}", it.name, it.from, it.to)).collect();
        assert_eq!(shifts, ["Early 06:00:00 12:00:00", "Late 12:00:00 18:00:00"]);
        let calendar = crate::time::SiteCalendar::new(&site.value).unwrap();
        let from = calendar.business_date(chrono::DateTime::UNIX_EPOCH + chrono::TimeDelta::days(20_000));
        let (start, end) = (calendar.end_of_day(from), calendar.end_of_day(from + chrono::Days::new(7)));
        let lines = crate::time::plan::plan(checked.sops.iter().map(|sop| &*sop.value), &calendar, start, end);
        let due: Vec<_> =
            lines.filter_map(|line| line.due.map(|due| calendar.local(due).format("%H:%M").to_string())).collect();
        assert!(due.len() > 50 && due.iter().all(|due| ("06:00"..="20:00").contains(&due.as_str())), "{due:?}");
        assert!(!checked.sops.iter().flat_map(|sop| &sop.value.steps).any(|step| step.id.as_str() == "cellar"));
        assert!(!site.text.contains("ellar"), "{}", site.text);
        assert!(checked.lists.iter().any(|list| list.value.id.as_str() == "instruments"));
    }

    #[test]
    fn sops_are_kept_by_id_and_by_tag() {
        let keep = Some(BTreeSet::from(["toilets-check".to_owned(), "fire".to_owned()]));
        let made = make(&NewSite { keep, ..new(Kind::Pub, Opening::Sample) });
        let ids: Vec<String> = checked(&made).sops.iter().map(|sop| sop.value.id.to_string()).collect();
        assert_eq!(ids, ["emergency-lighting", "fire-alarm-test", "toilets-check"]);
    }

    #[test]
    fn a_sop_that_an_agent_works_in_comes_with_its_agent_and_its_letters_and_no_others() {
        let made = |keep: &str| {
            let keep = Some(BTreeSet::from([keep.to_owned()]));
            make(&NewSite { keep, ..new(Kind::Shop, Opening::Always) })
        };
        let names = |made: &Made, part: &str| -> Vec<String> {
            made.files.iter().map(|(name, _)| name.clone()).filter(|name| name.starts_with(part)).collect()
        };
        let invoices = made("invoice-reminder");
        let checked_invoices = checked(&invoices);
        assert_eq!(checked_invoices.diagnostics, []);
        let site = checked_invoices.site.unwrap().value;
        assert_eq!(site.agents.len(), 1);
        let serves: Vec<&str> = site.agents[0].serves.iter().map(crate::domain::id::SopId::as_str).collect();
        assert_eq!(serves, ["invoice-reminder"], "not the one that is left out");
        assert_eq!(names(&invoices, "templates/"), ["templates/invoice-reminder.md"]);
        let report = made("weekly-report");
        assert_eq!(checked(&report).diagnostics, []);
        assert_eq!(names(&report, "agents/"), ["agents/weekly-figures"]);
        assert_eq!(names(&report, "reports/"), ["reports/takings.csv"]);
        let whole = make(&new(Kind::Pub, Opening::Sample));
        assert_eq!(checked(&whole).site.unwrap().value.agents.len(), 0, "nobody gave a new site a mail server");
        assert_eq!(names(&whole, "templates/"), [""; 0]);
    }

    #[test]
    fn hours_are_read_as_people_say_them() {
        let Opening::Week(week) = Opening::read("mon-fri 08:30-23:00, Sat 10:00-15:00 17:00-01:00").unwrap() else {
            panic!("no week");
        };
        assert_eq!(week.len(), 6);
        assert_eq!(week[&5], ["10:00-15:00", "17:00-01:00"]);
        assert_eq!(Opening::read("Always"), Ok(Opening::Always));
        for (said, written) in [
            ("8-23", "08:00-23:00"),
            ("7am-5.30pm", "07:00-17:30"),
            ("8.30-0:15", "08:30-00:15"),
            ("12pm-12am", "12:00-00:00"),
        ] {
            let Ok(Opening::Week(week)) = Opening::read(said) else { panic!("{said}") };
            assert_eq!((week.len(), &week[&0][..]), (7, &[written.to_owned()][..]), "{said}");
        }
        for text in
            ["", "8-", "25-26", "13pm-14pm", "8:5-9:00", "mon", "funday 08:00-12:00", "mon 25:00-26:00", "08:00"]
        {
            assert!(Opening::read(text).is_err(), "{text}");
        }
    }
}
