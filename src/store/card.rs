//! One card with what stands around it: the card before, those it explains, and what was recorded of it.

use super::rows::{bodies, exceptions};
use super::{Store, StoreError, references};
use crate::domain::exception::Exception;
use crate::domain::id::ExceptionId;
use crate::domain::journal::{About, CardRead, PageAsked, PageFrom};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Lines of its history.
const MOST: u32 = 40;
/// As many of those it hides are named.
const CHILDREN: usize = 50;

impl Store {
    /// A card, open or resolved; none where there is no such card. Of a case, the case's history.
    pub fn card(&mut self, id: ExceptionId) -> Result<Option<CardRead>, StoreError> {
        let Some(exception) = self.exception(id)? else { return Ok(None) };
        let about = exception.case.clone().map_or(About::Exception(id), About::Case);
        let page = self.page(&PageAsked { about, date: None, from: PageFrom::End, most: MOST })?;
        let mut beside = page.beside;
        let former = exception.former.map(|former| self.exception(former)).transpose()?.flatten();
        let parent = exception.parent.map(|parent| self.exception(parent)).transpose()?.flatten();
        let children = self.read(|connection| exceptions::children(connection, id, CHILDREN))?;
        let ids: Vec<ExceptionId> = children.iter().map(|child| child.id).collect();
        let cards: Vec<Exception> = former.into_iter().chain(parent).chain(children).chain([exception]).collect();
        let mut hashes = BTreeSet::new();
        for card in &cards {
            references::of_exception(card, &mut hashes);
        }
        beside.bodies.extend(self.read(|connection| Ok(bodies::texts(connection, hashes)?))?);
        for run in cards.iter().flat_map(Exception::runs) {
            if !beside.runs.contains_key(&run)
                && let Some(found) = self.beside_run(run)?
            {
                beside.take(found);
            }
        }
        beside.exceptions.extend(cards.into_iter().map(|card| (card.id, Arc::new(card))));
        Ok(Some(CardRead { id, children: ids, entries: page.entries, beside }))
    }
}
