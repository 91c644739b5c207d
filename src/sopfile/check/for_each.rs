//! Lists that triggers run over: that they are there, with the columns that conditions and cards name.

use super::Told;
use super::over_list::{found, unknown_column};
use crate::domain::condition::{Condition, Root};
use crate::domain::id::ListId;
use crate::domain::list::List;
use crate::domain::sop::{ForEach, Sop};
use crate::sopfile::sop::placeholder;
use std::collections::BTreeMap;
use std::sync::Arc;

pub(super) fn check(sop: &Sop, lists: &BTreeMap<ListId, Option<Arc<List>>>, told: &mut Told<'_>) {
    for (number, trigger) in sop.triggers.iter().enumerate() {
        let Some(ForEach::List(each)) = &trigger.for_each else { continue };
        let path = format!("trigger[{number}]");
        let Some(list) = found(each, lists, &format!("{path}.for-each"), told) else { continue };
        let lacks = |column: &str| !list.columns.iter().any(|known| known == column);
        let named = trigger.condition.as_ref().and_then(|condition| Condition::check_where(&condition.0).ok());
        for mention in named.into_iter().flat_map(|named| named.mentions) {
            if mention.root == Root::Item && lacks(&mention.field) {
                told.tell(unknown_column(&mention.field, list), &format!("{path}.where"));
            }
        }
        let Some(rule) = &sop.raise else { continue };
        let texts = [("what", Some(&rule.what)), ("why", rule.why.as_ref()), ("recommend", rule.recommend.as_ref())];
        for (key, text) in texts {
            let names = text.map(|text| placeholder::names(text).unwrap_or_default()).unwrap_or_default();
            for column in names.into_iter().filter_map(placeholder::column).filter(|column| lacks(column)) {
                told.tell(unknown_column(column, list), &format!("raise.{key}"));
            }
        }
    }
}
