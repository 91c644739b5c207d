//! What a command asks for, as one hash that stands for ever: the same request with the same fingerprint is the same
//! command. Salts, which differ at each sending, are left out. The forms below are a contract: add, never edit.

use crate::domain::actor::Actor;
use crate::domain::approval::Verdict;
use crate::domain::command::{Command, Given, Rest};
use crate::domain::evidence::Body;
use crate::domain::preparation::PreparationReport;
use crate::domain::signal::body_of;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

pub(super) fn fingerprint(actor: &Actor, command: &Command) -> [u8; 32] {
    let form = json!({ "actor": actor, "command": form(command) });
    Sha256::digest(form.to_string().as_bytes()).into()
}

fn text(body: &Body) -> &str {
    &body.text
}

fn maybe(body: Option<&Body>) -> Option<&str> {
    body.map(text)
}

/// A personal field is its text.
fn told(value: &Value, bodies: &[Body]) -> Value {
    let Some(hash) = body_of(value) else { return value.clone() };
    let body = bodies.iter().find(|body| body.hash().as_str() == hash);
    body.map_or_else(|| value.clone(), |body| body.text.clone().into())
}

fn form(command: &Command) -> Value {
    match command {
        Command::StartRun { sop, asked } => {
            let asked: Vec<_> = asked.iter().map(|(id, body)| (id, text(body))).collect();
            json!(["start-run", sop, asked])
        }
        Command::AnswerStep { run, step, answer, observed } => {
            let answer = match answer {
                Given::Value(value) => json!(value),
                Given::Text(body) => json!({ "text": text(body) }),
                Given::Timed { stage, value } => json!({ "timed": stage, "value": value }),
            };
            json!(["answer-step", run, step, answer, observed])
        }
        Command::CorrectStep { run, step, action } => json!(["correct-step", run, step, maybe(action.as_ref())]),
        Command::SkipSteps { run, step, rest, reason, note } => {
            json!(["skip-steps", run, step, *rest == Rest::SkipToo, reason, maybe(note.as_ref())])
        }
        Command::UndoStep { run, step, reason } => json!(["undo-step", run, step, reason]),
        Command::AddNote { run, step, text: body } => json!(["add-note", run, step, text(body)]),
        Command::AttachFile { run, step, file } => json!(["attach-file", run, step, file]),
        Command::SkipRun { run, reason, note } => json!(["skip-run", run, reason, maybe(note.as_ref())]),
        Command::ReopenRun { run, reason } => json!(["reopen-run", run, text(reason)]),
        Command::CancelRun { run, reason } => json!(["cancel-run", run, text(reason)]),
        Command::RaiseException { what, severity, run, step } => {
            json!(["raise-exception", text(what), severity, run, step])
        }
        Command::AcknowledgeException { exception, note } => {
            json!(["acknowledge-exception", exception, maybe(note.as_ref())])
        }
        Command::ShelveException { exception, until, reason } => {
            json!(["shelve-exception", exception, until, text(reason)])
        }
        Command::VerifyException { exception, note } => json!(["verify-exception", exception, maybe(note.as_ref())]),
        Command::ReopenException { exception, reason } => json!(["reopen-exception", exception, text(reason)]),
        Command::AssignException { exception, to } => json!(["assign-exception", exception, to]),
        Command::ResolveException { exception, cause, decision } => {
            json!(["resolve-exception", exception, cause, maybe(decision.as_ref())])
        }
        Command::ClaimNotices { notices } => json!(["claim-notices", notices]),
        Command::RecordNotices { notices, report } => {
            json!(["record-notices", notices, report.came, report.answer])
        }
        Command::RecordDigest { to, from, until, report } => {
            json!(["record-digest", to, from, until, report.came, report.answer])
        }
        Command::RecordNoticeTest { to, way, report } => {
            json!(["record-notice-test", to, way, report.came, report.answer])
        }
        Command::ReviewSop { sop, note } => json!(["review-sop", sop, maybe(note.as_ref())]),
        Command::OpenInspection { minutes, names, from, to, sops, items } => {
            json!(["open-inspection", minutes, names, from, to, sops, items])
        }
        Command::ResetClock { reason } => json!(["reset-clock", text(reason)]),
        Command::ReceiveSignal { signal, bodies, judged } => {
            let data: Vec<_> = signal.data.iter().map(|(key, value)| (key, told(value, bodies))).collect();
            json!(["receive-signal", signal.id, signal.name, signal.case, signal.at, data, judged])
        }
        Command::SignalsAreWhole => json!(["signals-are-whole"]),
        Command::GiveUpSignals => json!(["give-up-signals"]),
        Command::DecideApproval { approval, iteration, payload, verdict } => {
            let verdict = match verdict {
                Verdict::Approve => json!("approve"),
                Verdict::Edit(body) => json!(["edit", text(body)]),
                Verdict::PushBack(body) => json!(["push-back", text(body)]),
                Verdict::Reject(body) => json!(["reject", text(body)]),
                Verdict::ByHand => json!("by-hand"),
            };
            json!(["decide-approval", approval, iteration, payload, verdict])
        }
        Command::JudgeApproval { approval, judgement, note } => {
            json!(["judge-approval", approval, judgement, maybe(note.as_ref())])
        }
        Command::JudgeAction { action, judgement, note } => {
            json!(["judge-action", action, judgement, maybe(note.as_ref())])
        }
        Command::GiveDelegation { role, to, from, until, reason } => {
            json!(["give-delegation", role, to, from, until, text(reason)])
        }
        Command::EndDelegation { role, to } => json!(["end-delegation", role, to]),
        Command::SettleAction { action, known, reason } => {
            json!(["settle-action", action, known, maybe(reason.as_ref())])
        }
        Command::PromoteAgent { rollout, dossier } => json!(["promote-agent", rollout, text(dossier)]),
        Command::DemoteAgent { rollout, reason } => json!(["demote-agent", rollout, text(reason)]),
        Command::PauseAgent { agent, reason } => json!(["pause-agent", agent, maybe(reason.as_ref())]),
        Command::ResumeAgent { agent } => json!(["resume-agent", agent]),
        Command::RecoverWork => json!(["recover-work"]),
        Command::RecordRestore { taken } => json!(["record-restore", taken]),
        Command::ClaimPreparation { preparation } => json!(["claim-preparation", preparation]),
        Command::RecordPreparation { preparation, report } => {
            let report = match report {
                PreparationReport::Ready { prepared, payload, .. } => {
                    json!(["ready", text(prepared), maybe(payload.as_ref())])
                }
                PreparationReport::Failed { why, output } => json!(["failed", why, maybe(output.as_ref())]),
            };
            json!(["record-preparation", preparation, report])
        }
        Command::ClaimAction { action } => json!(["claim-action", action]),
        Command::StartAction { action } => json!(["start-action", action]),
        Command::RecordAction { action, report } => json!(["record-action", action, report.came, report.answer]),
        Command::ApplyTimer(timer) => json!(["apply-timer", timer]),
        Command::ActivateSop { hash, sop, .. } => json!(["activate-sop", hash, sop.id]),
        Command::ActivateConfig { hash, .. } => json!(["activate-config", hash]),
        Command::ActivateList { hash, list, .. } => json!(["activate-list", hash, list.id]),
        Command::RetireSop { sop } => json!(["retire-sop", sop]),
        Command::RetireList { list } => json!(["retire-list", list]),
        Command::RejectFile { file, line, column, message, help } => {
            json!(["reject-file", file, line, column, message, help])
        }
        Command::AcceptFile { file } => json!(["accept-file", file]),
        Command::TakeOver { epoch, pid, boot } => json!(["take-over", epoch, pid, boot]),
        Command::RecordOutage { from, to } => json!(["record-outage", from, to]),
        Command::RecordRead { source, began, came } => json!(["record-read", source, began, came]),
        Command::HoldClock { wall, last } => json!(["hold-clock", wall, last]),
        Command::ReleaseClock { wall } => json!(["release-clock", wall]),
        Command::RecordDisk { free, total } => json!(["record-disk", free, total]),
        Command::RecordSilence { since } => json!(["record-silence", since]),
        Command::RecordClockStep { before, after } => json!(["record-clock-step", before, after]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::exception::Severity;
    use crate::domain::id::PersonId;

    fn raise(salt: u8, what: &str) -> Command {
        Command::RaiseException { what: Body::new([salt; 16], what), severity: Severity::Low, run: None, step: None }
    }

    #[test]
    fn a_salt_makes_no_other_command() {
        let sam = Actor::Person(PersonId::new("sam"));
        assert_eq!(fingerprint(&sam, &raise(1, "wet floor")), fingerprint(&sam, &raise(2, "wet floor")));
        assert_ne!(fingerprint(&sam, &raise(1, "wet floor")), fingerprint(&sam, &raise(1, "wet wall")));
    }

    #[test]
    fn another_person_asks_for_something_else() {
        let by = |id: &str| fingerprint(&Actor::Person(PersonId::new(id)), &raise(1, "wet floor"));
        assert_ne!(by("sam"), by("kim"));
    }
}
