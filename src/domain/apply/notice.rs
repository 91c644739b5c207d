//! What a fact makes of its notice.

use crate::domain::fact::{Fact, Recorded};
use crate::domain::notice::{Came, Notice, Standing, Tried, Try};
use crate::domain::state::State;
use crate::domain::timer::Subject;

/// The notice that `notice.requested` brings.
pub(super) fn requested(state: &mut State, recorded: &Recorded) {
    let Fact::NoticeRequested { notice: id, about, occasion, severity, to, way, at } = &recorded.fact else { return };
    let notice = Notice {
        id: *id,
        about: *about,
        occasion: occasion.clone(),
        severity: *severity,
        to: to.clone(),
        way: *way,
        requested: recorded.at,
        standing: if *at > recorded.at { Standing::Held { until: *at } } else { Standing::Ready },
        tries: Vec::new(),
    };
    state.last_notice = state.last_notice.max(id.0);
    state.notices.insert(*id, notice);
    state.touched.insert(Subject::Notice(*id));
}

/// Applies a fact to the notice it is about.
pub(super) fn apply_to_notice(notice: &mut Notice, recorded: &Recorded) {
    let at = recorded.at;
    let mut over = |came, answer: &str| {
        if let Some(last) = notice.tries.last_mut() {
            last.outcome = Some(Tried { at, came, answer: answer.to_owned() });
        }
    };
    notice.standing = match &recorded.fact {
        Fact::NoticeReady { .. } => Standing::Ready,
        Fact::NoticeTried { .. } => {
            notice.tries.push(Try { at, outcome: None });
            Standing::Sending
        }
        Fact::NoticeSent { answer, .. } => {
            over(Came::Accepted, answer);
            Standing::Sent
        }
        Fact::NoticeRefused { answer, again, .. } => {
            over(if again.is_some() { Came::Delayed } else { Came::Refused }, answer);
            again.map_or(Standing::Refused, |until| Standing::Held { until })
        }
        Fact::NoticeUnknown { answer, .. } => {
            over(Came::Unknown, answer);
            Standing::Unknown
        }
        Fact::NoticeDropped { why, .. } => Standing::Dropped { why: *why },
        _ => return,
    };
}
