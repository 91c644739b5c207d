//! `floorboard approval edit ID`: by field, by file, or in an editor.

use super::approve::yes;
use super::named::{Shown, payload as named, unseen};
use super::{Sight, card, get, id, tell_of};
use crate::agents::act::check;
use crate::cli::args::{Eyes, Writing};
use crate::cli::ask::Asking;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::payload::{self, Set};
use crate::cli::session::{Session, body, random};
use crate::domain::action::Effect;
use crate::domain::approval::{Approval, Verdict};
use crate::domain::command::Command;
use crate::domain::evidence::hex;
use crate::domain::id::{ApprovalId, BodyHash};
use crate::domain::refusal::Refusal;
use clap::Args;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Change what will happen, and approve it as it is then; where four eyes are asked, somebody else approves it
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard approval edit A-31 --hash 3fa9c1d20b7e --set \"subject=We are sorry\" --by maria
  floorboard approval edit A-31 --hash 3fa9c1d20b7e --text-file reply.txt --by maria
  floorboard approval edit A-31 --hash 3fa9c1d20b7e --payload changed.json --by maria
  floorboard approval edit A-31 --by maria                 at a terminal: in $EDITOR, and asks
`--set` takes the fields that `show` names: subject, to, text; data.amount; headers.X-Reason; argv.1; body.")]
pub struct Edit {
    /// `A-31`
    #[arg(value_name = "ID", value_parser = id)]
    pub approval: ApprovalId,
    /// The first 8 letters or more of the hash that `show` printed
    #[arg(long, value_name = "HASH")]
    pub hash: Option<Shown>,
    /// One field; may be given several times
    #[arg(long, value_name = "FIELD=VALUE")]
    pub set: Vec<Set>,
    /// The text of a mail, the body of a request, the input of a program: from a file, `-` for standard input
    #[arg(long, value_name = "FILE")]
    pub text_file: Option<PathBuf>,
    /// The whole payload as JSON, from a file, `-` for standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["set", "text_file"])]
    pub payload: Option<PathBuf>,
    #[command(flatten)]
    pub writing: Writing,
}

pub(super) fn run(site: Option<&Path>, args: &Edit, output: &mut Output) -> Result<(), Failure> {
    let given = args.payload.is_some() || args.text_file.is_some() || !args.set.is_empty();
    let at_terminal = Asking::here() == Asking::Terminal && !output.is_json();
    if args.hash.is_none() && !at_terminal {
        return Err(unseen(args.approval));
    }
    if !given && !at_terminal {
        let help = "say `--set FIELD=VALUE`, `--text-file FILE` or `--payload FILE`";
        return Err(Failure::usage("nothing is said to be different", help));
    }
    let mut session = Session::writing(site)?;
    let approval = get(&mut session, args.approval)?;
    let (iteration, hash) = match &args.hash {
        Some(shown) => named(&mut session, &approval, shown)?,
        None => (approval.draft.iteration, approval.draft.payload.clone()),
    };
    let eyes = Eyes { by: Some(session.person(&args.writing)?.to_string()) };
    let sight = Sight::of(&mut session, &eyes, approval)?;
    let was = was(&sight, &hash)?;
    let is = if given { changed(args, &was)? } else { in_editor(&session, &sight.approval, &was)? };
    if is == was && args.payload.is_none() {
        return Err(Failure::failed(
            "nothing is different",
            format!("`floorboard approval approve {}` lets it happen as it is", args.approval),
        ));
    }
    may_be(&mut session, &sight, &is)?;
    if args.hash.is_none() && !seen(&sight, &was, &is, output)? {
        return Ok(());
    }
    let verdict = Verdict::Edit(body(&is.text())?);
    let command = Command::DecideApproval { approval: args.approval, iteration, payload: hash, verdict };
    let accepted = session.submit(&args.writing, &command)?;
    tell_of(&mut session, output, &accepted, args.approval)?;
    let after = get(&mut session, args.approval)?;
    if after.is_pending() {
        let hash = card::short(&after.draft.payload);
        output.talk(&format!("somebody else approves it now, as {hash}"));
    }
    Ok(())
}

/// The payload that is edited.
fn was(sight: &Sight, hash: &BodyHash) -> Result<Effect, Failure> {
    sight.floor.payload(hash).ok_or_else(|| {
        Failure::failed(
            format!("what {} would do cannot be read: it was redacted, or is not for everybody", sight.approval.id),
            "whoever may decide about it can read it",
        )
    })
}

fn changed(args: &Edit, was: &Effect) -> Result<Effect, Failure> {
    if let Some(file) = &args.payload {
        return payload::read(&payload::file(file)?);
    }
    let mut sets = args.set.clone();
    if let Some(file) = &args.text_file {
        let name = match was {
            Effect::Mail { .. } => "text",
            Effect::Http { .. } => "body",
            Effect::Exec { .. } => "input",
            Effect::Signal { .. } => {
                return Err(Failure::usage("a signal has no text", "say `--set data.FIELD=VALUE`"));
            }
        };
        sets.push(Set { name: name.to_owned(), value: payload::file(file)? });
    }
    payload::with(was, &sets)
}

/// Held to what the agent may use before anybody is asked about it: it is held to it again when it acts.
fn may_be(session: &mut Session, sight: &Sight, effect: &Effect) -> Result<(), Failure> {
    let approval = &sight.approval;
    let sop = sight.floor.run_of(approval.run).and_then(|run| sight.floor.sop_of(run));
    let act = sop.and_then(|sop| sop.step(&approval.step)?.work.as_deref()?.act.as_ref());
    let site = sight.floor.site();
    let agent = site.and_then(|site| site.agents.iter().find(|agent| agent.id == approval.agent));
    let (Some(act), Some((site, agent))) = (act, site.zip(agent)) else { return Ok(()) };
    check(site, agent, act, effect).map_err(|fault| session.refused(Refusal::BadPayload { told: fault.told }))
}

/// Shows what is different, and asks.
fn seen(sight: &Sight, was: &Effect, is: &Effect, output: &mut Output) -> Result<bool, Failure> {
    for line in sight.lines() {
        output.line(&line)?;
    }
    output.line("")?;
    output.line("with this different:")?;
    for line in payload::changes(was, is).iter().flat_map(card::changed) {
        output.line(&line)?;
    }
    output.flush()?;
    let id = sight.approval.id;
    let sure = yes(output, &format!("let {id} happen so: yes or no?"))?;
    if !sure {
        output.talk(&format!("{id} waits on, as it was"));
    }
    Ok(sure)
}

/// What somebody makes of it in their editor.
fn in_editor(session: &Session, approval: &Approval, was: &Effect) -> Result<Effect, Failure> {
    let editor =
        ["VISUAL", "EDITOR"].iter().find_map(|name| std::env::var(name).ok().filter(|it| !it.trim().is_empty()));
    let editor = editor.unwrap_or_else(|| "vi".to_owned());
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or("vi").to_owned();
    let failed = |cause: std::io::Error| {
        Failure::failed(format!("`{program}` cannot be run: {cause}"), "set `EDITOR`, or say `--set` or `--payload`")
    };
    let ending = if matches!(was, Effect::Mail { .. }) { "txt" } else { "json" };
    let draft = Draft::write(&format!("{}-{}.{ending}", approval.id, hex(&random()?)), &payload::to_edit(was))?;
    let status = std::process::Command::new(&program)
        .args(words)
        .arg(&draft.0)
        .current_dir(session.dir.root())
        .status()
        .map_err(failed)?;
    if !status.success() {
        return Err(Failure::failed(format!("`{program}` ended with {status}"), "nothing was changed"));
    }
    payload::edited(was, &payload::file(&draft.0)?)
}

/// What is being edited, for nobody else to read; gone when it is over.
struct Draft(PathBuf);

impl Draft {
    fn write(name: &str, text: &str) -> Result<Self, Failure> {
        let path = std::env::temp_dir().join(name);
        let made = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
        let draft = Self(path);
        made.and_then(|mut file| file.write_all(text.as_bytes())).map_err(|cause| {
            let shown = draft.0.display();
            Failure::failed(format!("`{shown}` cannot be written: {cause}"), "say `--set` or `--payload`")
        })?;
        Ok(draft)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // An editor may have taken it away itself.
        let _ = std::fs::remove_file(&self.0);
    }
}
