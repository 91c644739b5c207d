//! Notices: the whole state as JSON, and the columns that whoever sends looks for.

use super::{limit, micros, read, to_json};
use crate::domain::calendar::Instant;
use crate::domain::exception::Assignee;
use crate::domain::id::NoticeId;
use crate::domain::notice::{About, Notice, Standing, Way};
use crate::store::fault::Fallible;
use rusqlite::{Connection, OptionalExtension, params};

pub(in crate::store) fn save(connection: &Connection, notice: &Notice) -> Fallible<()> {
    let (exception, run, approval) = match notice.about {
        About::Exception(id) => (Some(id.0 as i64), None, None),
        About::Run(id) => (None, Some(id.0 as i64), None),
        About::Approval(id) => (None, None, Some(id.0 as i64)),
    };
    connection
        .prepare_cached(
            "INSERT INTO notices (id, standing, address, requested, tried, exception, run, row, approval)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (id) DO UPDATE SET standing = ?2, address = ?3,
             requested = ?4, tried = ?5, exception = ?6, run = ?7, row = ?8, approval = ?9",
        )?
        .execute(params![
            notice.id.0 as i64,
            standing(&notice.standing),
            address(&notice.to, notice.way),
            micros(notice.requested),
            notice.tries.last().map(|tried| micros(tried.at)),
            exception,
            run,
            to_json(notice)?,
            approval,
        ])?;
    Ok(())
}

fn standing(standing: &Standing) -> &'static str {
    match standing {
        Standing::Held { .. } => "held",
        Standing::Ready => "ready",
        Standing::Sending => "sending",
        Standing::Sent => "sent",
        Standing::Refused => "refused",
        Standing::Unknown => "unknown",
        Standing::Dropped { .. } => "dropped",
    }
}

/// To whom and by which way, as one word.
fn address(to: &Assignee, way: Way) -> String {
    let way = match way {
        Way::Mail => "mail",
        Way::Exec => "exec",
        Way::Post => "post",
    };
    match to {
        Assignee::Person(id) => format!("person:{id}/{way}"),
        Assignee::Role(id) => format!("role:{id}/{way}"),
    }
}

pub(in crate::store) fn get(connection: &Connection, id: NoticeId) -> Fallible<Option<Notice>> {
    Ok(read(connection, "SELECT row FROM notices WHERE id = ?1", [id.0 as i64])?.pop())
}

/// Of one card or run, in order.
pub(in crate::store) fn about(connection: &Connection, about: About) -> Fallible<Vec<Notice>> {
    match about {
        About::Exception(id) => {
            read(connection, "SELECT row FROM notices WHERE exception = ?1 ORDER BY id", [id.0 as i64])
        }
        About::Run(id) => read(connection, "SELECT row FROM notices WHERE run = ?1 ORDER BY id", [id.0 as i64]),
        About::Approval(id) => {
            read(connection, "SELECT row FROM notices WHERE approval = ?1 ORDER BY id", [id.0 as i64])
        }
    }
}

/// Those that may be taken now.
pub(in crate::store) fn ready(connection: &Connection, most: u32) -> Fallible<Vec<Notice>> {
    read(connection, "SELECT row FROM notices WHERE standing = 'ready' ORDER BY id LIMIT ?1", [most])
}

/// Those whose try was begun and is not over.
pub(in crate::store) fn sending(connection: &Connection) -> Fallible<Vec<Notice>> {
    read(connection, "SELECT row FROM notices WHERE standing = 'sending' ORDER BY id", [])
}

/// Whether anything may be sent now, or was begun and is not over.
pub(in crate::store) fn any_waiting(connection: &Connection) -> Fallible<bool> {
    let found = connection
        .prepare_cached("SELECT 1 FROM notices WHERE standing IN ('ready', 'sending') LIMIT 1")?
        .query_row([], |_row| Ok(()))
        .optional()?;
    Ok(found.is_some())
}

/// When a way was used last.
pub(in crate::store) fn last_tried(connection: &Connection, to: &Assignee, way: Way) -> Fallible<Option<Instant>> {
    let at: Option<i64> = connection
        .prepare_cached("SELECT max(tried) FROM notices WHERE address = ?1 AND tried IS NOT NULL")?
        .query_row([address(to, way)], |row| row.get(0))?;
    Ok(at.map(super::instant))
}

/// The newest first, from an instant on.
pub(in crate::store) fn since(connection: &Connection, from: Instant, most: u32) -> Fallible<Vec<Notice>> {
    let sql = "SELECT row FROM notices WHERE requested >= ?1 ORDER BY requested DESC, id DESC LIMIT ?2";
    read(connection, sql, params![micros(from), limit(most)])
}
