//! What stands on the floor of a test: a site, a list, procedures.

use super::at;
use crate::domain::id::SopId;
use crate::domain::list::{Item, List};
use crate::domain::site::{BoardSettings, ExceptionSettings, Hours, Person, Site};
use crate::domain::sop::{
    Anchor, At, Capture, CatchUp, ClosedDays, Cost, Moment, Privacy, Proof, Required, Rhythm, Sop, Step, Trigger, When,
    Window,
};
use chrono::{NaiveDate, NaiveTime};
use std::collections::{BTreeMap, BTreeSet};

pub(in crate::domain) fn site() -> Site {
    let person = |id: &str, roles: &[&str]| Person {
        id: id.into(),
        name: id.to_owned(),
        initials: id[..1].to_owned(),
        roles: roles.iter().map(|role| (*role).into()).collect(),
        shifts: BTreeSet::new(),
        active: true,
        language: None,
        notify: None,
    };
    Site {
        name: "Test".into(),
        zone: "UTC".into(),
        day_starts: NaiveTime::MIN,
        hours: Hours { always_open: true, ..Hours::default() },
        areas: BTreeMap::new(),
        shifts: Vec::new(),
        roles: ["staff", "chef", "manager"].map(Into::into).into(),
        people: vec![person("sam", &["staff"]), person("kit", &["chef"]), person("pat", &["manager"])],
        working_days: BTreeSet::new(),
        board: BoardSettings::default(),
        exceptions: ExceptionSettings::default(),
        personal: crate::domain::signal::Personal::default(),
        language: None,
        notify: BTreeMap::new(),
        mail: None,
        private_hosts: BTreeSet::new(),
        agents: Vec::new(),
        sources: Vec::new(),
        chat: None,
    }
}

pub(super) fn fridges() -> List {
    let item = |id: &str, max: &str, since: Option<NaiveDate>| Item {
        id: id.into(),
        name: format!("Fridge {id}"),
        fields: [("id", id), ("name", &format!("Fridge {id}")), ("max", max)]
            .map(|(column, cell)| (column.to_owned(), cell.to_owned()))
            .into(),
        since,
        until: None,
    };
    List {
        id: "fridges".into(),
        columns: ["id", "name", "max"].map(str::to_owned).into(),
        rows: vec![item("a", "5.0", None), item("b", "", None), item("c", "5.0", NaiveDate::from_ymd_opt(2027, 1, 1))],
    }
}

/// A SOP of these steps without a trigger.
pub(in crate::domain) fn sop(id: &str, steps: Vec<Step>) -> Sop {
    Sop {
        id: SopId::new(id),
        title: id.to_owned(),
        why: None,
        owner: None,
        role: None,
        area: None,
        tags: Vec::new(),
        cost: Cost { failure: 2, judgement: 2 },
        label: None,
        case: None,
        ask: Vec::new(),
        triggers: Vec::new(),
        steps,
        translations: crate::domain::language::Translations::default(),
        requires: Vec::new(),
        privacy: Privacy::Open,
        review: None,
        raise: None,
        escalate: Vec::new(),
        cancel: Vec::new(),
    }
}

/// Daily at these times: opens at once, due after one hour, closes after three.
pub(in crate::domain) fn daily(id: &str, times: &[&str], steps: Vec<Step>) -> Sop {
    let moment = |text: &&str| Moment { anchor: Anchor::Clock(at(text).time()), offset_seconds: 0 };
    let at = times.iter().map(|text| At::Moment(moment(text))).collect();
    triggered(sop(id, steps), When::Calendar { rhythm: Rhythm::Day, at })
}

pub(in crate::domain) fn triggered(mut sop: Sop, when: When) -> Sop {
    let window = Window::default();
    let (closed_days, catch_up) = (ClosedDays::Skip, CatchUp::None);
    sop.triggers.push(Trigger { when, window, closed_days, catch_up, season: None, condition: None, for_each: None });
    sop
}

pub(in crate::domain) fn step(id: &str) -> Step {
    Step {
        id: id.into(),
        text: id.to_owned(),
        how: None,
        capture: Capture::Tick,
        limits: Vec::new(),
        each: None,
        needs: Vec::new(),
        when: None,
        wait_for: None,
        role: None,
        required: Required::Yes,
        proof: Proof::Required,
        opens: None,
        due: None,
        privacy: Privacy::Open,
        work: None,
    }
}
