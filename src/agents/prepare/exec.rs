//! A program of the site's own: the context as JSON on its standard input, the draft as JSON on its output.

use super::{Asked, Fault, shape};
use crate::agents::fault::printed;
use crate::agents::program::{self, Beyond, How, Run};
use crate::agents::secrets;
use crate::domain::preparation::Prepared;
use std::time::Duration;

pub(super) fn prepare(asked: &Asked, argv: &[String]) -> Result<Prepared, Fault> {
    asked.agent.may.program(argv)?;
    let mut env = secrets::environment(asked.dir, asked.agent)?;
    env.push(("FLOORBOARD_AGENT".to_owned(), asked.agent.id.to_string()));
    let timeout_seconds = asked.prepare.timeout_seconds;
    let ended = program::run(&Run {
        root: asked.dir.root(),
        argv,
        env,
        input: (asked.context.to_string() + "\n").as_bytes(),
        timeout: Duration::from_secs(timeout_seconds.into()),
        keep: shape::MOST,
        beyond: Beyond::Stopped,
    });
    let fault = |told: String| Err(Fault::new(told).with(&printed(&ended.out, &ended.err)));
    match &ended.how {
        How::Exit(0) => match std::str::from_utf8(&ended.out.bytes) {
            Ok(text) => match shape::read(text) {
                Ok(prepared) => Ok(prepared),
                Err(told) => fault(format!("`{}` printed something else than a draft: {told}", argv[0])),
            },
            Err(cause) => fault(format!("`{}` printed something that is not UTF-8: {cause}", argv[0])),
        },
        How::Exit(code) => fault(format!("`{}` ended with exit {code}", argv[0])),
        How::Signal(signal) => fault(format!("`{}` was ended by signal {signal}", argv[0])),
        How::TimedOut => fault(format!("`{}` was stopped after {timeout_seconds} seconds", argv[0])),
        How::Flooded => fault(format!("`{}` was stopped: it printed more than {} KiB", argv[0], shape::MOST >> 10)),
        How::NoSuch(cause) | How::NotNow(cause) | How::Lost(cause) => fault(cause.clone()),
    }
}
