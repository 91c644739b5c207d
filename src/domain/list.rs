//! A list: what steps run over, one CSV file.

use super::id::{ItemId, ListId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One active version of `lists/NAME.csv`; rows in file order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct List {
    pub id: ListId,
    pub columns: Vec<String>,
    pub rows: Vec<Item>,
}

/// A row: a fridge, an outlet, a contract.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    pub id: ItemId,
    pub name: String,
    /// Every column as written, `id` and `name` among them.
    pub fields: BTreeMap<String, String>,
    /// First and last business date on which the item exists.
    pub since: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
}

impl List {
    /// The items that exist on a business date.
    pub fn on(&self, date: NaiveDate) -> impl Iterator<Item = &Item> {
        self.rows.iter().filter(move |item| {
            item.since.is_none_or(|since| since <= date) && item.until.is_none_or(|until| date <= until)
        })
    }
    pub fn item(&self, id: &ItemId) -> Option<&Item> {
        self.rows.iter().find(|item| &item.id == id)
    }
}
