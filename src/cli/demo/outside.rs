//! What is told to the place from outside: bookings, quotes, mails, counts. The sample's own procedures wait for them.

use crate::domain::calendar::Instant;
use crate::domain::id::{CaseId, SignalId, SignalName};
use crate::domain::signal::{Data, Signal};
use chrono::{Days, NaiveDate, TimeDelta};
use serde_json::{Value, json};

/// One thing that is told: when, in minutes from the curtain, and whether its time or its coming is meant.
struct News {
    /// Its own time.
    at: i64,
    /// Who tells it.
    by: &'static str,
    name: &'static str,
    case: &'static str,
    data: Value,
}

/// Everything that comes in, in the order of its own time. What is older than the day comes in when the day starts.
fn news(today: NaiveDate) -> Vec<News> {
    let weekend = (today + Days::new(8)).to_string();
    let week_ago = (today - Days::new(7)).to_string();
    let tell = |at, by, name, case, data| News { at, by, name, case, data };
    vec![
        // Nobody called: a card in the last hour before the curtain.
        tell(
            -2 * 1440 - 25,
            "quotes",
            "quote.sent",
            "quote:Q-1042",
            json!({ "value": 1250, "guests": 40, "contact": "Nadia Reyes", "email": "nadia@harbour.example" }),
        ),
        // What agents work on: most of it was decided in the course of the day, and the newest of it waits.
        tell(
            -20 * 1440,
            "books",
            "invoice.sent",
            "invoice:I-318",
            json!({ "customer": "Harbour & Co", "email": "accounts@harbour.example", "amount": "1180.00", "due_on": week_ago }),
        ),
        // This one was called in time.
        tell(-2 * 1440 + 40, "quotes", "quote.sent", "quote:Q-1043", json!({ "value": 380, "guests": 12 })),
        tell(-1440, "quotes", "quote.followed-up", "quote:Q-1043", json!({ "by": "phone" })),
        tell(-1100, "till", "product.listed", "product:gin", json!({ "margin": 74, "par": 4 })),
        tell(-1099, "till", "product.listed", "product:ale", json!({ "margin": 68, "par": 6 })),
        tell(-1020, "till", "stock.counted", "product:gin", json!({ "counted": 5 })),
        tell(-1019, "till", "stock.counted", "product:ale", json!({ "counted": 3 })),
        tell(
            -280,
            "meetings",
            "meeting.ended",
            "meeting:M-8",
            json!({ "with": "Ms Lindqvist", "email": "lindqvist@studio.example", "about": "the Christmas party" }),
        ),
        tell(
            -225,
            "meetings",
            "meeting.notes",
            "meeting:M-8",
            json!({ "notes": "- 34 guests on 18 December, buffet in the back room\n- two vegan menus, one without nuts\n- the final number by Friday" }),
        ),
        tell(
            -205,
            "sales",
            "client.signed",
            "client:C-12",
            json!({
                "client": "Harbour & Co", "contact": "Nadia Reyes", "email": "nadia@harbour.example", "value": "4800",
                "service": "Friday lunches for twenty",
            }),
        ),
        // A request for a day that is on no rota yet.
        tell(
            -95,
            "bookings",
            "booking.made",
            "booking:B-501",
            json!({ "date": weekend, "guests": 12, "special_request": "step-free table, one in a wheelchair" }),
        ),
        tell(-70, "bookings", "booking.made", "booking:B-502", json!({ "date": weekend, "guests": 2 })),
        tell(
            -66,
            "guests",
            "complaint.received",
            "complaint:K-19",
            json!({
                "guest": "Ms Okafor", "email": "okafor@mail.example", "about": "fifty minutes for two soups",
                "text": "We waited fifty minutes for two soups, and nobody said a word.",
            }),
        ),
        // The first is logged in time, the second is noticed while somebody watches.
        tell(-64, "mail", "mail.received", "mail:M-77", json!({ "kind": "complaint", "about": "waited for the bill" })),
        tell(-50, "mail", "mail.received", "mail:M-78", json!({ "kind": "complaint", "about": "cold soup" })),
        tell(-31, "guests", "support.logged", "mail:M-77", json!({ "answer": "a word of thanks, and a coffee" })),
        tell(
            -28,
            "till",
            "refund.asked",
            "refund:R-204",
            json!({
                "amount": "42.00", "guest": "table 12", "email": "guest@mail.example", "receipt": "88213",
                "reason": "main course cold, sent back twice",
            }),
        ),
        tell(
            9,
            "till",
            "refund.asked",
            "refund:R-205",
            json!({
                "amount": "180.00", "guest": "the party of eight", "email": "party@mail.example", "receipt": "88240",
                "reason": "the room was double booked",
            }),
        ),
        // And answered after all: the card that stands shows it.
        tell(22, "guests", "support.logged", "mail:M-78", json!({ "answer": "invited for dinner" })),
    ]
}

/// What has not come in yet.
pub(super) struct Outside {
    /// The last first.
    waiting: Vec<(Signal, &'static str)>,
}

impl Outside {
    pub(super) fn of(today: NaiveDate, curtain: Instant) -> Self {
        let mut waiting: Vec<_> = news(today)
            .into_iter()
            .map(|news| {
                let data: Data = news.data.as_object().cloned().unwrap_or_default();
                let signal = Signal {
                    id: SignalId::new(format!("{}-{}", news.by, news.at)),
                    name: SignalName::new(news.name),
                    case: Some(CaseId::new(news.case)),
                    at: curtain + TimeDelta::minutes(news.at),
                    data,
                };
                (signal, news.by)
            })
            .collect();
        waiting.sort_by_key(|(signal, _)| std::cmp::Reverse(signal.at));
        Self { waiting }
    }

    /// The next one whose time has come, and who tells it.
    pub(super) fn next(&mut self, now: Instant) -> Option<(Signal, &'static str)> {
        let due = self.waiting.last().is_some_and(|(signal, _)| signal.at <= now);
        if due { self.waiting.pop() } else { None }
    }
}
