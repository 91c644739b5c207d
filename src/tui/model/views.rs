//! The views there are, and where in each the person is.

use super::ApprovalView;
use crate::domain::id::{ExceptionId, OccurrenceKey, PersonId, RunId, SopId};
use crate::domain::step::StepKey;
use chrono::NaiveDate;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum View {
    Board,
    Run(RunView),
    Card(ExceptionId),
    Approval(ApprovalView),
    Day(DayView),
    Journal(JournalView),
    Sops(SopsView),
    People(PeopleView),
    Agents(AgentsView),
    Wallboard,
}

/// The timeline of a business day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct DayView {
    /// None: today, whichever that is.
    pub date: Option<NaiveDate>,
    pub selected: Option<DayItem>,
    /// What is selected where nothing is yet.
    pub enter: Enter,
}

/// Where on a day one arrives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Enter {
    /// At what matters most.
    #[default]
    Best,
    First,
    Last,
}

/// One thing of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DayItem {
    Run(RunId),
    Planned(OccurrenceKey),
}

/// What was recorded about one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct JournalView {
    pub subject: Subject,
    /// Of this business date only.
    pub date: Option<NaiveDate>,
    /// The entry's number; none is the newest, whatever comes.
    pub selected: Option<u64>,
    /// Everything about the selected entry is shown, from this line of it on.
    pub details: Option<usize>,
}

/// What a journal is of.
pub(crate) use crate::domain::journal::About as Subject;

/// The procedures in force, and the files that cannot be used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SopsView {
    pub selected: Option<SopRow>,
    /// The selected one is read in plain words, from this line on.
    pub reading: Option<usize>,
}

/// A row of the procedures' list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SopRow {
    Sop(SopId),
    /// A file that cannot be used.
    Broken(String),
}

/// Everybody of the site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PeopleView {
    pub selected: Option<PersonId>,
}

/// A run's checklist being worked on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RunView {
    pub run: RunId,
    pub at: Option<StepKey>,
    /// The reading being typed.
    pub reading: String,
}

/// The site's agents and the steps they work in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct AgentsView {
    pub selected: Option<crate::tui::panes::agents::AgentRow>,
}
