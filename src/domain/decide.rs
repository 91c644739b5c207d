//! From a command to facts: routes to the nouns, applies what it yields, follows what follows.

use super::actor::Actor;
use super::calendar::{Calendar, Instant};
use super::command::Command;
use super::evidence::Body;
use super::exception::Exception;
use super::fact::Recorded;
use super::id::{OccurrenceKey, RequestId};
use super::refusal::Refusal;
use super::state::State;

/// What decide is told of the world outside the state.
pub struct Context<'a> {
    pub now: Instant,
    pub actor: &'a Actor,
    pub request: Option<&'a RequestId>,
    /// Of the active site.
    pub calendar: &'a dyn Calendar,
    /// Whether an occurrence with this key has fired, or was settled otherwise.
    pub fired: &'a dyn Fn(&OccurrenceKey) -> bool,
    /// The newest exception of a group, open or resolved: asked where the state holds none of it.
    pub exception_of_group: &'a dyn Fn(&str) -> Option<Exception>,
    /// Fresh randomness of this command, from which salts are derived.
    pub seed: [u8; 32],
}

/// What an accepted command leaves: facts in order, already applied to the state, and the bodies they refer to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decision {
    pub facts: Vec<Recorded>,
    pub bodies: Vec<Body>,
}

/// Decides, applies, and follows the consequences at most eight deep. On a refusal the state is to be thrown away.
pub fn execute(state: &mut State, command: &Command, context: &Context<'_>) -> Result<Decision, Refusal> {
    let _ = (state, command, context);
    Err(Refusal::ReasonNeeded)
}
