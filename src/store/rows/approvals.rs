//! Approvals: the whole state as JSON, and the columns that panels look for.

use super::{limit, micros, read, standings, to_json};
use crate::domain::approval::{Approval, ApprovalStanding};
use crate::domain::id::{AgentId, ApprovalId, CaseId, RunId, SopId, StepId};
use crate::store::fault::Fallible;
use rusqlite::{Connection, params};
use std::collections::BTreeMap;

pub(in crate::store) fn save(connection: &Connection, approval: &Approval) -> Fallible<()> {
    connection
        .prepare_cached(
            "INSERT INTO approvals (id, standing, agent, run, sop, step, at, until, case_id, row)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (id) DO UPDATE SET
             standing = ?2, agent = ?3, run = ?4, sop = ?5, step = ?6, at = ?7, until = ?8, case_id = ?9, row = ?10",
        )?
        .execute(params![
            approval.id.0 as i64,
            word(approval),
            approval.agent.as_str(),
            approval.run.0 as i64,
            approval.sop.as_str(),
            approval.step.as_str(),
            micros(approval.requested),
            micros(approval.asked.until),
            approval.case.as_ref().map(CaseId::as_str),
            to_json(approval)?,
        ])?;
    Ok(())
}

fn word(approval: &Approval) -> &'static str {
    match &approval.standing {
        ApprovalStanding::Approved { .. } if !approval.editors.is_empty() => "changed",
        ApprovalStanding::Pending => "pending",
        ApprovalStanding::Review => "review",
        ApprovalStanding::Approved { .. } => "approved",
        ApprovalStanding::Rejected { .. } => "rejected",
        ApprovalStanding::PushedBack { .. } => "pushed-back",
        ApprovalStanding::Expired { .. } => "expired",
        ApprovalStanding::Superseded { .. } => "superseded",
        ApprovalStanding::Reviewed { .. } => "reviewed",
    }
}

pub(in crate::store) fn get(connection: &Connection, id: ApprovalId) -> Fallible<Option<Approval>> {
    Ok(read(connection, "SELECT row FROM approvals WHERE id = ?1", [id.0 as i64])?.pop())
}

/// Of a run, in order.
pub(in crate::store) fn of_run(connection: &Connection, run: RunId) -> Fallible<Vec<Approval>> {
    read(connection, "SELECT row FROM approvals WHERE run = ?1 ORDER BY id", [run.0 as i64])
}

/// Of an agent, the newest first.
pub(in crate::store) fn of_agent(connection: &Connection, agent: &AgentId, most: u32) -> Fallible<Vec<Approval>> {
    let sql = "SELECT row FROM approvals WHERE agent = ?1 ORDER BY id DESC LIMIT ?2";
    read(connection, sql, params![agent.as_str(), limit(most)])
}

/// Those that wait for a decision, the soonest first; then those that wait for a look.
pub(in crate::store) fn open(connection: &Connection, most: u32) -> Fallible<Vec<Approval>> {
    let sql = "SELECT row FROM approvals WHERE standing = ?1 ORDER BY until, id LIMIT ?2";
    let mut found = read(connection, sql, params!["pending", limit(most)])?;
    found.extend(read(connection, sql, params!["review", limit(most)])?);
    Ok(found)
}

/// How many wait for a decision, and for a look.
pub(in crate::store) fn counts(connection: &Connection) -> rusqlite::Result<(u64, u64)> {
    let mut counts = (0, 0);
    let sql = "SELECT standing, count(*) FROM approvals WHERE standing IN ('pending', 'review') GROUP BY standing";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let count = row.get::<_, i64>(1)?.unsigned_abs();
        if row.get_ref(0)?.as_str()? == "pending" { counts.0 = count } else { counts.1 = count }
    }
    Ok(counts)
}

/// Of one kind: of a step, the newest first, before another.
pub(in crate::store) fn of_kind(
    connection: &Connection,
    sop: &SopId,
    step: &StepId,
    before: ApprovalId,
    most: u32,
) -> Fallible<Vec<Approval>> {
    let sql = "SELECT row FROM approvals WHERE sop = ?1 AND step = ?2 AND id < ?3 ORDER BY id DESC LIMIT ?4";
    read(connection, sql, params![sop.as_str(), step.as_str(), before.0 as i64, limit(most)])
}

/// The same, of one case.
pub(in crate::store) fn of_case(
    connection: &Connection,
    (sop, step): (&SopId, &StepId),
    case: &CaseId,
    most: u32,
) -> Fallible<Vec<Approval>> {
    let sql = "SELECT row FROM approvals WHERE sop = ?1 AND step = ?2 AND case_id = ?3 ORDER BY id DESC LIMIT ?4";
    read(connection, sql, params![sop.as_str(), step.as_str(), case.as_str(), limit(most)])
}

/// All, the newest first.
pub(in crate::store) fn all(connection: &Connection, most: u32) -> Fallible<Vec<Approval>> {
    read(connection, "SELECT row FROM approvals ORDER BY id DESC LIMIT ?1", [limit(most)])
}

/// How many of an agent stand how.
pub(in crate::store) fn counts_of(connection: &Connection, agent: &AgentId) -> rusqlite::Result<BTreeMap<String, u64>> {
    standings(connection, "SELECT standing, count(*) FROM approvals WHERE agent = ?1 GROUP BY standing", agent)
}
