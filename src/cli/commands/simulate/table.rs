//! A simulation to read: a line a happening, the day named once.

use super::Stage;
use super::line::Line;
use crate::cli::failure::Failure;
use crate::cli::floor::Floor;
use crate::cli::output::Output;
use crate::domain::calendar::{Calendar, Instant};
use crate::domain::exception::{Exception, Severity};
use crate::store::Store;
use crate::time::SiteCalendar;
use crate::time::zone::Zone;
use crate::words;
use chrono::{NaiveDate, TimeDelta};
use std::sync::Arc;

/// Lines whose columns are set together.
const PAGE: usize = 500;

pub(super) struct Table {
    calendar: Arc<SiteCalendar>,
    zone: Option<Zone>,
    day: Option<NaiveDate>,
    head: Vec<&'static str>,
    /// Rows until there is a page of them: columns that move about are hard to read.
    waiting: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn new(stage: &Stage) -> Self {
        let head = vec!["DAY", "TIME", "WHAT", "SOP", "ABOUT", "DUE BY"];
        Self { calendar: Arc::clone(&stage.calendar), zone: stage.zone.clone(), day: None, head, waiting: Vec::new() }
    }

    /// With a column before all others.
    #[must_use]
    pub(super) fn led_by(mut self, name: &'static str) -> Self {
        self.head.insert(0, name);
        self
    }

    pub(super) fn show(&mut self, lines: &[Line], store: &mut Store, output: &mut Output) -> Result<(), Failure> {
        for page in lines.chunks(PAGE) {
            let cards: Vec<Exception> = page.iter().filter_map(|line| line.card.as_deref().cloned()).collect();
            let floor = Floor::of(store.active_site()?, page[0].at).with(store, &[], &cards)?;
            let rows = page.iter().map(|line| self.row(line, &floor)).collect();
            self.rows(rows, output)?;
        }
        Ok(())
    }

    pub(super) fn rows(&mut self, rows: Vec<Vec<String>>, output: &mut Output) -> Result<(), Failure> {
        self.waiting.extend(rows);
        if self.waiting.len() < PAGE { Ok(()) } else { self.finish(output) }
    }

    /// Whatever waits, under the head, which stands once.
    pub(super) fn finish(&mut self, output: &mut Output) -> Result<(), Failure> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        output.table(&std::mem::take(&mut self.head), std::mem::take(&mut self.waiting))
    }

    pub(super) fn row(&mut self, line: &Line, floor: &Floor) -> Vec<String> {
        let date = self.calendar.business_date(line.at);
        let day =
            if self.day.replace(date) == Some(date) { String::new() } else { date.format("%a %-d %b %Y").to_string() };
        let about = match (&line.card, &line.case) {
            (Some(card), _) => words::card(card, floor).what,
            (None, Some(case)) => case.to_string(),
            (None, None) => String::new(),
        };
        let sop = line.sop.as_ref().map(ToString::to_string).unwrap_or_default();
        let due = line.due.map(|due| self.clock(due, date)).unwrap_or_default();
        vec![day, self.clock(line.at, date), what(line), sop, about, due]
    }

    /// The time, and its day where that is another.
    fn clock(&self, at: Instant, date: NaiveDate) -> String {
        let Some(zone) = &self.zone else { return at.to_rfc3339() };
        let local = zone.local(at);
        let near = local.date_naive() == date || local.date_naive() == date + TimeDelta::days(1);
        let form = if near { "%H:%M" } else { "%a %-d %b %H:%M" };
        local.format(form).to_string()
    }
}

/// A fact in a word or two.
fn what(line: &Line) -> String {
    let severity = match line.severity {
        Some(Severity::High) => "high ",
        Some(Severity::Medium) => "medium ",
        Some(Severity::Low) => "low ",
        None => "",
    };
    match line.kind.as_str() {
        "exception.raised" => format!("{severity}exception"),
        "exception.signal-came-late" => "answered late".to_owned(),
        "exception.recurred" => format!("again, {} times", line.count.unwrap_or_default()),
        kind => kind.replacen('.', " ", 1).replace('-', " "),
    }
}

impl Stage {
    /// An instant on the site's clock.
    pub(super) fn shown(&self, at: Instant) -> String {
        self.zone
            .as_ref()
            .map_or_else(|| at.to_rfc3339(), |zone| zone.local(at).format("%a %-d %b %Y %H:%M").to_string())
    }
}
