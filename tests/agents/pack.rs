//! The procedures with agents that the pack ships, lived through at the real binary: a real mail server, a real desk.

use crate::support::outside::{Outside, post_office, web};
use crate::support::site::Site;
use serde_json::Value;

const OK: &str = "HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok";

struct Floor {
    site: Site,
    mail: Outside,
    desk: Outside,
}

impl Floor {
    /// The sample site with these of its procedures.
    fn with(sops: &[&str], clock: &str) -> Self {
        let (mail, desk) = (post_office("250 2.1.5 fine"), web(OK));
        let site = Site::sample();
        let address = desk.address.to_string();
        let read = |file: &str| std::fs::read_to_string(site.path().join(file)).unwrap();
        let kept: Vec<String> = sops.iter().map(|sop| read(&format!("sops/{sop}.toml"))).collect();
        std::fs::remove_dir_all(site.path().join("sops")).unwrap();
        for (sop, text) in sops.iter().zip(kept) {
            let text = text.replace("https://desk.example.com/", &format!("http://{address}/"));
            site.write(&format!("sops/{sop}.toml"), &text);
        }
        let config = read("config/floorboard.toml")
            .replace("desk.example.com", &address)
            .replace("\"localhost:25\"", &format!("\"{}\"", mail.address))
            .replace("# [http]", "[http]\nprivate = [\"127.0.0.1\"]\n#");
        site.write("config/floorboard.toml", &config);
        site.set_clock(clock);
        site.ok(&["engine", "--once"]);
        Self { site, mail, desk }
    }

    fn engine(&self) {
        self.site.ok(&["engine", "--once"]);
    }

    fn at(&self, clock: &str) {
        self.site.set_clock(clock);
        self.engine();
    }

    /// Comes in, and the engine looks at it.
    fn signal(&self, name: &str, case: &str, data: &[&str]) {
        let mut arguments = vec!["signal", name, "--case", case];
        arguments.extend(data.iter().flat_map(|field| ["--data", field]));
        self.site.ok(&arguments);
        self.engine();
    }

    fn tick(&self, run: &str, step: &str, value: &str, by: &str) {
        let mut arguments = vec!["run", "tick", run, step];
        arguments.extend((!value.is_empty()).then_some(value));
        arguments.extend(["--by", by]);
        self.site.ok(&arguments);
        self.engine();
    }

    fn open(&self) -> Vec<Value> {
        self.site.json(&["approval", "list", "--json"])
    }

    /// The one that waits, whole.
    fn waiting(&self) -> Value {
        let open = self.open();
        assert_eq!(open.len(), 1, "{open:?}\n{}", self.site.ok(&["exception", "list"]));
        self.site.json(&["approval", "show", word(&open[0]["id"]), "--json"]).remove(0)
    }

    fn try_to(&self, verb: &str, by: &str, more: &[&str]) -> Result<(), String> {
        let waits = self.waiting();
        let mut arguments = vec!["approval", verb, word(&waits["id"]), "--hash", word(&waits["hash"])];
        arguments.extend(more);
        arguments.extend(["--by", by]);
        let output = self.site.run(&arguments);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        if output.status.success() { Ok(()) } else { Err(told) }
    }

    fn approve(&self, by: &str) {
        self.try_to("approve", by, &[]).unwrap();
        self.engine();
    }

    /// Causes of the cards that are open, in the order of their letters.
    fn cards(&self) -> Vec<String> {
        let cards = self.site.json(&["exception", "list", "--json"]);
        let mut causes: Vec<String> = cards.iter().map(|card| word(&card["cause"]).to_owned()).collect();
        causes.sort();
        causes
    }

    fn run(&self, id: &str) -> Value {
        self.site.json(&["run", "show", id, "--json"]).remove(0)
    }

    fn is_quiet(&self) -> bool {
        self.engine();
        self.mail.nothing_more() && self.desk.nothing_more()
    }

    /// What was asked of it is done, or nobody asked: no letter waits, and the run is over.
    fn is_over(&self, run: &str) {
        let shown = self.run(run);
        assert_eq!(shown["state"], "done", "{}", self.site.ok(&["run", "show", run]));
        assert_eq!(self.open(), Vec::<Value>::new());
        assert!(self.is_quiet());
    }
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

// ---- refunds ------------------------------------------------------------------------------------

/// Asked for; nothing is checked yet.
fn refund(amount: &str) -> Floor {
    let floor = Floor::with(&["refund-request"], "2026-11-23T12:00:00Z");
    let amount = format!("amount={amount}");
    let about = [&*amount, "guest=Table 12", "email=guest@mail.example", "reason=Cold, twice", "receipt=88213"];
    floor.signal("refund.asked", "refund:R-204", &about);
    floor
}

#[test]
fn a_refund_is_paid_once_by_who_did_not_check_it_and_then_told() {
    let floor = refund("42.00");
    floor.tick("R-1", "check", "as they say", "priya");
    let refused = floor.try_to("approve", "priya", &[]).unwrap_err();
    assert!(refused.contains("Priya") || refused.contains("four") || refused.contains("somebody else"), "{refused}");
    floor.try_to("approve", "sam", &[]).unwrap_err();
    floor.approve("tom");
    let paid = floor.desk.next();
    assert!(paid.starts_with("POST /refunds ") && paid.to_lowercase().contains("idempotency-key: "), "{paid}");
    assert!(paid.contains(r#"{"receipt": "88213", "amount": "42", "case": "refund:R-204"}"#), "{paid}");
    assert!(floor.is_quiet(), "paid once, and the letter waits");
    floor.approve("priya");
    let told = floor.mail.next();
    assert!(told.contains("To: guest@mail.example") && told.contains("Subject: Your refund of"), "{told}");
    floor.is_over("R-1");
}

#[test]
fn a_refund_is_decided_by_who_may_decide_about_so_much() {
    for (amount, may_not, may) in [("50.01", &["priya"][..], "tom"), ("260", &["priya", "tom"], "maria")] {
        let floor = refund(amount);
        floor.tick("R-1", "check", "as they say", "sam");
        for person in may_not {
            floor.try_to("approve", person, &[]).unwrap_err();
        }
        floor.approve(may);
        assert!(floor.desk.next().contains(&format!("\"amount\": \"{amount}\"")));
    }
    let floor = refund("50.00");
    floor.tick("R-1", "check", "as they say", "sam");
    floor.approve("priya");
    assert!(floor.desk.next().contains("\"amount\": \"50\""));
}

#[test]
fn a_refund_that_is_withdrawn_is_not_paid() {
    // While it waits, and after somebody said yes.
    for decided in [false, true] {
        let floor = refund("42.00");
        floor.tick("R-1", "check", "as they say", "sam");
        if decided {
            floor.try_to("approve", "tom", &[]).unwrap();
        }
        floor.site.set_clock("2026-11-23T12:05:00Z");
        floor.signal("refund.withdrawn", "refund:R-204", &[]);
        assert!(floor.is_quiet());
        assert_eq!(floor.run("R-1")["state"], "cancelled");
        assert_eq!(floor.open(), Vec::<Value>::new());
    }
}

#[test]
fn a_refund_that_is_not_paid_is_not_told_of_as_paid() {
    let floor = refund("42.00");
    floor.tick("R-1", "check", "not ours", "sam");
    assert_eq!(floor.open(), Vec::<Value>::new());
    floor.tick("R-1", "no", "It was next door", "tom");
    floor.is_over("R-1");

    let floor = refund("42.00");
    floor.tick("R-1", "check", "as they say", "sam");
    floor.try_to("reject", "tom", &["A voucher instead"]).unwrap();
    floor.is_over("R-1");
}

// ---- after a meeting ----------------------------------------------------------------------------

fn meeting() -> Floor {
    let floor = Floor::with(&["meeting-follow-up"], "2026-11-23T10:00:00Z");
    floor.signal("meeting.ended", "meeting:M-8", &["with=Ann Lee", "email=ann@lee.example"]);
    floor
}

const NOTES: &str = "notes=Twelve guests more; menu by Friday";

#[test]
fn a_meeting_is_followed_up_four_hours_later() {
    let floor = meeting();
    floor.site.set_clock("2026-11-23T10:30:00Z");
    floor.signal("meeting.notes", "meeting:M-8", &[NOTES]);
    floor.at("2026-11-23T13:59:00Z");
    assert_eq!(floor.site.json(&["run", "list", "--json"]), Vec::<Value>::new());
    floor.at("2026-11-23T14:00:00Z");
    floor.approve("tom");
    let sent = floor.mail.next();
    assert!(sent.contains("To: ann@lee.example") && sent.contains("menu by Friday"), "{sent}");
    floor.tick("R-1", "ours", "Tom writes the menu by Friday", "tom");
    floor.is_over("R-1");
}

#[test]
fn notes_of_a_meeting_are_missed_once_and_still_taken() {
    let floor = meeting();
    floor.at("2026-11-23T14:00:00Z");
    floor.at("2026-11-24T13:59:00Z");
    assert!(!floor.cards().contains(&"not-come".to_owned()), "{:?}", floor.cards());
    for clock in ["2026-11-24T14:00:00Z", "2026-11-24T14:05:00Z", "2026-11-24T20:00:00Z"] {
        floor.at(clock);
        assert_eq!(floor.cards().iter().filter(|cause| *cause == "not-come").count(), 1, "{clock}");
    }
    assert!(floor.is_quiet());
    floor.signal("meeting.notes", "meeting:M-8", &[NOTES]);
    assert!(!floor.cards().contains(&"not-come".to_owned()), "{:?}", floor.cards());
    floor.approve("maria");
    assert!(floor.mail.next().contains("Twelve guests more"));
}

// ---- invoices -----------------------------------------------------------------------------------

fn invoice(floor: &Floor, case: &str, customer: &str, due: &str) {
    let (customer, due) = (format!("customer={customer}"), format!("due_on={due}"));
    floor.signal("invoice.sent", case, &[&*customer, "email=books@mail.example", "amount=380", &*due]);
}

/// Looks into the account, lets the letter go, and gives it back.
fn reminded(floor: &Floor, run: &str) -> String {
    floor.tick(run, "check", "", "sam");
    floor.approve("tom");
    floor.mail.next()
}

#[test]
fn an_invoice_is_reminded_of_twice_then_called_about_and_left_alone_once_it_is_paid() {
    let floor = Floor::with(&["invoice-reminder", "invoice-collections"], "2026-11-20T09:00:00Z");
    invoice(&floor, "invoice:I-1", "Harbour & Co", "2026-11-23");
    invoice(&floor, "invoice:I-2", "Mill Lane", "2026-11-24");
    floor.at("2026-11-30T09:59:00Z");
    assert_eq!(floor.site.json(&["run", "list", "--json"]), Vec::<Value>::new());
    floor.at("2026-11-30T10:00:00Z");
    let first = reminded(&floor, "R-1");
    assert!(first.contains("Subject: A reminder: invoice:I-1") && first.contains("Harbour & Co"), "{first}");
    assert!(first.contains("380"), "{first}");

    // Another customer's first letter is a first letter.
    floor.at("2026-12-01T10:00:00Z");
    let other = reminded(&floor, "R-2");
    assert!(other.contains("Subject: A reminder: invoice:I-2") && !other.contains("a week ago"), "{other}");

    floor.at("2026-12-07T10:00:00Z");
    let second = reminded(&floor, "R-3");
    assert!(second.contains("Subject: Second reminder: invoice:I-1") && second.contains("a week ago"), "{second}");

    // The other one pays: what would come is not waited for, and what waits for somebody is taken back.
    floor.at("2026-12-08T10:00:00Z");
    floor.tick("R-4", "check", "", "sam");
    assert_eq!(floor.open().len(), 1);
    floor.signal("invoice.paid", "invoice:I-2", &[]);
    assert_eq!(floor.open(), Vec::<Value>::new());

    // Whoever called does not send the last letter; whoever said how they are served may.
    // A fortnight in which nothing at all is recorded looks like a clock set wrong.
    floor.site.set_clock("2026-12-16T10:00:00Z");
    floor.signal("invoice.viewed", "invoice:I-1", &[]);
    floor.at("2026-12-23T10:00:00Z");
    floor.tick("R-5", "call", "nobody reached", "tom");
    floor.tick("R-5", "account", "only against cash", "maria");
    floor.try_to("approve", "tom", &[]).unwrap_err();
    floor.approve("maria");
    let last = floor.mail.next();
    assert!(last.contains("Subject: Last letter about invoice:I-1") && last.contains("collections agency"), "{last}");
    floor.is_over("R-5");
    floor.at("2026-12-31T10:00:00Z");
    let runs = floor.site.json(&["run", "list", "--all", "--json"]);
    assert!(runs.iter().all(|run| run["id"] != "R-6"), "{runs:?}");
}

// ---- the week -----------------------------------------------------------------------------------

#[test]
fn the_week_is_added_up_from_the_till_and_goes_out_when_the_owner_has_read_it() {
    let floor = Floor::with(&["weekly-report"], "2026-11-20T09:00:00Z");
    floor.at("2026-11-23T09:00:00Z");
    let waits = floor.waiting();
    let text = waits["payload_text"].as_str().unwrap();
    assert!(text.contains("£15,426") && text.contains("From 2026-11-16 to 2026-11-22"), "{text}");
    floor.try_to("approve", "tom", &[]).unwrap_err();
    floor.approve("maria");
    let sent = floor.mail.next();
    assert!(sent.contains("owner@anchor.example") && sent.contains("managers@anchor.example"), "{sent}");
    floor.tick(word(&waits["run"]), "change", "One more on Friday, from six", "maria");
    floor.is_over(word(&waits["run"]));
}

#[test]
fn a_week_without_figures_is_a_card_with_what_the_program_said_and_a_persons() {
    for (rows, told) in
        [("", "is not there"), ("date,takings,covers,refunds,complaints\n2026-11-22,n/a,1,0,0\n", "not a row")]
    {
        let floor = Floor::with(&["weekly-report"], "2026-11-20T09:00:00Z");
        std::fs::remove_file(floor.site.path().join("reports/takings.csv")).unwrap();
        if !rows.is_empty() {
            floor.site.write("reports/takings.csv", rows);
        }
        floor.at("2026-11-23T09:00:00Z");
        let cards = floor.site.json(&["exception", "list", "--json"]);
        let card = cards.iter().find(|card| card["cause"] == "not-prepared" && card["run"] == "R-2").unwrap();
        let shown = floor.site.ok(&["exception", "show", word(&card["id"])]);
        assert!(shown.contains(told), "{shown}");
        floor.tick("R-2", "report", "", "maria");
        floor.tick("R-2", "change", "The till exports again", "maria");
        floor.is_over("R-2");
    }
}

// ---- quotes and contracts -----------------------------------------------------------------------

#[test]
fn a_quote_that_nobody_followed_up_gets_a_letter() {
    let floor = Floor::with(&["quote-follow-up"], "2026-11-23T09:00:00Z");
    let about = ["contact=Ann Lee", "email=ann@lee.example", "value=1250", "guests=40"];
    floor.signal("quote.sent", "quote:Q-104", &about);
    floor.signal("quote.sent", "quote:Q-105", &about);
    floor.site.set_clock("2026-11-23T15:00:00Z");
    floor.signal("quote.accepted", "quote:Q-105", &[]);
    floor.at("2026-11-25T08:59:00Z");
    assert_eq!(floor.cards(), Vec::<String>::new());
    floor.at("2026-11-25T09:00:00Z");
    floor.approve("tom");
    let sent = floor.mail.next();
    assert!(sent.contains("Subject: Your quote Q-104") && sent.contains("for 40 guests"), "{sent}");
    floor.tick("R-1", "answer", "yes", "tom");
    floor.is_over("R-1");
}

#[test]
fn what_a_letter_lacks_is_a_card_and_a_persons() {
    let whole = ["contact=Ann Lee", "email=ann@lee.example", "value=1250"];
    for lacks in ["contact", "email", "value"] {
        let floor = Floor::with(&["quote-follow-up"], "2026-11-23T09:00:00Z");
        let data: Vec<&str> = whole.iter().filter(|field| !field.starts_with(lacks)).copied().collect();
        floor.signal("quote.sent", "quote:Q-104", &data);
        floor.at("2026-11-25T09:00:00Z");
        assert_eq!(floor.open(), Vec::<Value>::new(), "without {lacks}");
        assert!(floor.cards().contains(&"not-prepared".to_owned()), "without {lacks}: {:?}", floor.cards());
        floor.tick("R-1", "letter", "", "tom");
        floor.is_over("R-1");
    }
}

#[test]
fn a_contract_that_renews_is_written_about_by_hand_until_the_agent_is_trusted() {
    let floor = Floor::with(&["contract-renewal"], "2026-11-23T09:00:00Z");
    let about = ["supplier=Bluewater Linen", "email=sales@bluewater.example", "renews_on=2027-03-01"];
    floor.signal("contract.signed", "contract:K-3", &about);
    floor.at("2026-12-01T09:00:00Z");
    floor.tick("R-1", "terms", "Three months; 480 a month; half of it used", "tom");
    let laid = floor.waiting();
    assert_eq!(laid["standing"], "review");
    let text = word(&laid["payload_text"]);
    assert!(text.contains("half of it used") && text.contains("Bluewater Linen"), "{text}");
    assert!(floor.is_quiet(), "nothing leaves by itself");
    floor.tick("R-1", "offer", "", "tom");
    floor.site.ok(&["approval", "judge", word(&laid["id"]), "similar", "--by", "maria"]);
    floor.tick("R-1", "decision", "renew", "maria");
    floor.is_over("R-1");
}

// ---- people, and guests -------------------------------------------------------------------------

#[test]
fn somebody_new_is_welcomed_and_payroll_is_written_to_by_hand() {
    let floor = Floor::with(&["employee-onboarding"], "2026-11-23T09:00:00Z");
    let about = ["name=Jo Lane", "email=jo@mail.example", "job=Kitchen porter", "starts_on=2026-12-01", "buddy=Luca"];
    floor.signal("employee.hired", "employee:E-31", &about);
    floor.approve("tom");
    let welcome = floor.mail.next();
    assert!(welcome.contains("To: jo@mail.example") && welcome.contains("Tuesday, 1 December"), "{welcome}");
    floor.tick("R-1", "right_to_work", "seen and copied", "tom");
    floor.site.set_clock("2026-11-24T09:00:00Z");
    floor.signal("employee.contract-signed", "employee:E-31", &[]);
    let laid = floor.waiting();
    assert_eq!((&laid["standing"], &laid["step"]), (&"review".into(), &"payroll".into()));
    assert!(floor.is_quiet());
    for (step, value, by) in [
        ("payroll", "", "maria"),
        ("kit", "M, 14, 3", "sam"),
        ("rota", "", "tom"),
        ("allergens", "10", "luca"),
        ("fire", "", "luca"),
    ] {
        floor.tick("R-1", step, value, by);
    }
    floor.site.ok(&["approval", "judge", word(&laid["id"]), "same", "--by", "maria"]);
    floor.at("2026-11-30T09:00:00Z");
    floor.tick("R-1", "first_week", "Good, but loud", "tom");
    floor.is_over("R-1");
}

#[test]
fn a_complaint_is_answered_by_a_person_and_the_draft_is_judged() {
    let floor = Floor::with(&["complaint-reply"], "2026-11-23T12:00:00Z");
    let about = ["guest=Ms Okafor", "email=okafor@mail.example", "about=waited 50 minutes", "text=Two soups!"];
    floor.signal("complaint.received", "complaint:K-19", &about);
    floor.tick("R-1", "what", "The printer was off", "sam");
    let laid = floor.waiting();
    assert!(word(&laid["payload_text"]).contains("The printer was off"));
    // Nobody can let it happen in this mode.
    floor.try_to("approve", "tom", &[]).unwrap_err();
    assert!(floor.is_quiet());
    floor.tick("R-1", "reply", "", "tom");
    floor.site.ok(&["approval", "judge", word(&laid["id"]), "different", "--note", "Stiff", "--by", "tom"]);
    floor.tick("R-1", "promise", "nothing promised", "tom");
    floor.is_over("R-1");
    let agents = floor.site.ok(&["agent", "show", "service-recovery"]);
    assert!(agents.contains("shadow"), "{agents}");
}

#[test]
fn no_letter_lies_there_that_nobody_sends() {
    let site = Site::sample();
    let texts = |part: &str| -> Vec<String> {
        let files = std::fs::read_dir(site.path().join(part)).unwrap();
        files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect()
    };
    let sops = texts("sops").join("\n");
    for file in std::fs::read_dir(site.path().join("templates")).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        let named = format!("template = \"{}\"", name.strip_suffix(".md").unwrap());
        assert!(sops.contains(&named), "no procedure has `{named}`");
    }
}
