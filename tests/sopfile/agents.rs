//! Agents' work in steps: read as it is written, and every mistake told.

use floorboard::diagnostic::{Level, Style, render};
use floorboard::domain::action::{Act, OnFail, Retry, Then};
use floorboard::domain::agent::{Gates, Mode, Tier};
use floorboard::domain::approval::{ApproveRule, FourEyes, OnTimeout};
use floorboard::domain::preparation::PrepareBy;
use floorboard::domain::sop::{AgentWork, Capture, Wait};
use floorboard::sopfile::check::{check, missing_files};
use floorboard::sopfile::files::SiteFiles;
use floorboard::sopfile::parse_sop;
use floorboard::sopfile::site::parse_site;
use floorboard::words::procedure::procedure;
use floorboard::words::{Language, Words};

/// Every key there is, in every form.
pub(super) const SOP: &str = r#"id = "refund"
title = "A refund is asked for"
owner = "manager"
cost = { failure = 2 }
trigger = { signal = "refund.asked" }
[[step]]
id = "counted"
do = "Count what is missing"
capture = { number = "£" }
[[step]]
id = "draft"
do = "Look at what is proposed"
agent = "desk"
prepare = { exec = ["agents/draft", "--kind", "refund"], timeout = "45s" }
capture = { choice = ["fair", "too much"] }
[[step]]
id = "reply"
do = "Answer the guest"
needs = ["counted"]
agent = "desk"
prepare = { chat = "prompts/reply.md", model = "large", timeout = "2m" }
act = { mail = { to = ["{data.email}", "desk@anchor.example"], subject = "Your refund {case.id}", text = "{draft.text}" } }
tier = "autonomous"
mode = "assist"
approve = { role = "manager", four-eyes = true, within = "4h", on-timeout = "approve", votes = 2, amount = "{draft.amount}", limits = { supervisor = "50", manager = 250.50 }, not = ["counted"] }
on-fail = { retry = "safe", times = 3, wait = "24h", then = "skip" }
promote = { min-runs = 30, min-days = 7, min-agreement = 90, max-failures = 1 }
[[step]]
id = "pay"
do = "Pay it back"
needs = ["counted", "reply"]
agent = "desk"
prepare = { template = "refund" }
act = { http = { url = "https://pay.example:8443/refunds/{case.id}?by={counted}", method = "PUT", headers = { X-Desk = "{label}" }, body = "{\"amount\": \"{counted}\", \"note\": {\"text\": \"{draft.text}\"}}", token-file = "secrets/pay.key" } }
[[step]]
do = "Note it in the books"
agent = "desk"
act = { exec = ["programs/post", "{case}"], input = "{}", timeout = "10s" }
tier = "human-led"
[[step]]
do = "Tell the others"
agent = "desk"
act = { signal = "refund.paid", case = "{case}", data = { email = "{data.email}" } }
"#;

pub(super) const SITE: &str = r#"[site]
name = "The Anchor"
zone = "Europe/London"
[[agent]]
id = "desk"
name = "Desk"
job = "Drafts answers about refunds."
serves = ["refund"]
programs = ["agents/draft", "/usr/bin/python3"]
hosts = ["pay.example:8443", "LOCALHOST:9000"]
mail = ["desk@anchor.example", "*@guests.example", "*"]
secrets = ["secrets/pay.key"]
[chat]
url = "http://localhost:11434/v1/"
model = "small"
key-file = "secrets/chat.key"
timeout = "90s"
"#;

fn work() -> Vec<Option<Box<AgentWork>>> {
    let parsed = parse_sop("sops/refund.toml", SOP);
    assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
    parsed.value.unwrap().steps.into_iter().map(|step| step.work).collect()
}

/// Every mistake of steps behind a head that is right; `case` is there where `trigger` says so.
fn shown(trigger: &str, steps: &str) -> String {
    let text = format!("id = \"x\"\ntitle = \"X\"\ncost = {{ failure = 4 }}\ntrigger = {trigger}\n{steps}\n");
    let parsed = parse_sop("sops/x.toml", &text);
    assert!(parsed.value.is_none(), "accepted:\n{text}");
    let told: Vec<String> = parsed.diagnostics.iter().map(|it| render(it, Some(&text), Style::Plain)).collect();
    told.join("\n\n")
}

fn of_a_case(steps: &str) -> String {
    shown("{ signal = \"refund.asked\" }", steps)
}

/// The mistakes of one step with these keys, in short.
fn kinds(keys: &str) -> Vec<&'static str> {
    let text = format!(
        "id = \"x\"\ntitle = \"X\"\ntrigger = {{ signal = \"a.b\" }}\n[[step]]\nid = \"a\"\ndo = \"A\"\n\
         [[step]]\nid = \"b\"\ndo = \"B\"\nneeds = [\"a\"]\nagent = \"desk\"\n{keys}\n"
    );
    parse_sop("sops/x.toml", &text).diagnostics.into_iter().map(|it| it.kind).collect()
}

#[test]
fn all_that_a_step_says_of_its_agent_is_read() {
    let work = work();
    assert_eq!(work[0], None);
    let led = work[1].as_ref().unwrap();
    assert_eq!((led.agent.as_str(), led.tier, led.mode), ("desk", Tier::HumanLed, Mode::Shadow));
    let prepare = led.prepare.as_ref().unwrap();
    assert_eq!(prepare.by, PrepareBy::Exec { argv: ["agents/draft", "--kind", "refund"].map(str::to_owned).to_vec() });
    assert_eq!(prepare.timeout_seconds, 45);
    let reply = work[2].as_ref().unwrap();
    assert_eq!((reply.tier, reply.mode), (Tier::Autonomous, Mode::Assist));
    assert_eq!(
        reply.approve,
        ApproveRule {
            role: Some("manager".into()),
            votes: 2,
            four_eyes: FourEyes::Yes,
            within: Some(Wait::Elapsed(4 * 3_600)),
            on_timeout: OnTimeout::Approve,
            amount: Some("{draft.amount}".to_owned()),
            limits: [("supervisor".into(), "50".parse().unwrap()), ("manager".into(), "250.50".parse().unwrap())]
                .into(),
            not: vec!["counted".into()],
        }
    );
    assert_eq!((reply.on_fail.retry, reply.on_fail.times, reply.on_fail.then), (Retry::Safe, 3, Then::Skip));
    assert_eq!(reply.on_fail.wait, Some(Wait::Elapsed(86_400)));
    assert_eq!(reply.gates, Gates { min_runs: 30, min_days: 7, min_agreement: 90, max_failures: 1 });
    let pay = work[3].as_ref().unwrap();
    assert_eq!((pay.tier, pay.mode, &pay.gates), (Tier::Prepared, Mode::Shadow, &Gates::default()));
    assert_eq!((pay.approve.clone(), pay.on_fail), (ApproveRule::default(), OnFail::default()));
    let Some(Act::Http { url, method, token_file, .. }) = &pay.act else { panic!("{:?}", pay.act) };
    assert_eq!(
        (url.as_str(), method.as_str(), token_file.as_deref()),
        ("https://pay.example:8443/refunds/{case.id}?by={counted}", "PUT", Some("secrets/pay.key"))
    );
    assert_eq!(work[4].as_ref().unwrap().tier, Tier::HumanLed);
    let Some(Act::Signal { name, case, data }) = &work[5].as_ref().unwrap().act else { panic!() };
    assert_eq!(
        (name.as_str(), case.as_deref(), data["email"].as_str()),
        ("refund.paid", Some("{case}"), "{data.email}")
    );
}

#[test]
fn a_step_that_acts_is_a_tick_for_a_person() {
    let sop = parse_sop("sops/refund.toml", SOP).value.unwrap();
    assert!(sop.steps[2..].iter().all(|step| step.capture == Capture::Tick));
    assert!(matches!(sop.steps[1].capture, Capture::Choice { .. }));
}

#[test]
fn agents_and_what_answers_prompts_are_read() {
    let parsed = parse_site("config/floorboard.toml", SITE);
    assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
    let site = parsed.value.unwrap();
    let agent = &site.agents[0];
    assert_eq!((agent.id.as_str(), agent.name.as_str()), ("desk", "Desk"));
    assert!(agent.serves.contains(&"refund".into()) && agent.may.programs.contains("/usr/bin/python3"));
    assert!(agent.may.hosts.contains("pay.example:8443") && agent.may.hosts.contains("localhost:9000"));
    assert_eq!((agent.may.mail.len(), agent.secrets.as_slice()), (3, &["secrets/pay.key".to_owned()][..]));
    let chat = site.chat.unwrap();
    assert_eq!(
        (chat.url.as_str(), chat.model.as_str(), chat.timeout_seconds),
        ("http://localhost:11434/v1", "small", 90)
    );
}

#[test]
fn what_an_agents_step_lacks_or_has_too_much_of() {
    insta::assert_snapshot!(of_a_case(
        "[[step]]\ndo = \"A\"\nprepare = { template = \"a\" }\n[[step]]\ndo = \"B\"\nagent = \"desk\"\n\
         [[step]]\ndo = \"C\"\ntier = \"prepared\"\non-fail = { retry = \"safe\" }\n\
         [[step]]\ndo = \"D\"\nagent = \"desk\"\neach = \"fridges\"\nprepare = { template = \"a\" }\napprove = { role = \"manager\" }\n\
         [[step]]\ndo = \"E\"\nagent = \"desk\"\ncapture = \"file\"\nact = { exec = [\"a\"] }\n\
         [[step]]\ndo = \"F\"\nagent = \"desk\"\nprepare = { template = \"a\" }\ntier = \"autonomous\""
    ));
}

#[test]
fn words_that_are_none_of_those_there_are() {
    insta::assert_snapshot!(of_a_case(
        "[[step]]\ndo = \"A\"\nagent = \"desk\"\nact = { exec = [\"a\"], timout = \"3s\" }\ntier = \"prepaired\"\n\
         mode = \"autonomos\"\napprove = { on-timeout = \"expires\", within = \"0m\", votes = 10, four-eye = true }\n\
         on-fail = { retry = \"always\", times = 21, wait = \"-1h\", then = \"give-up\" }\n\
         promote = { min-agreement = 101, min-run = 3 }\n\
         [[step]]\ndo = \"B\"\nagent = \"desk\"\nact = { http = { url = \"https://a.example\", method = \"post\" } }\nmode = \"autonomous\""
    ));
}

#[test]
fn decisions_that_cannot_be() {
    insta::assert_snapshot!(of_a_case(
        "[[step]]\nid = \"counted\"\ndo = \"Count\"\n[[step]]\nid = \"pay\"\ndo = \"Pay\"\nagent = \"desk\"\n\
         act = { exec = [\"a\"] }\n\
         approve = { on-timeout = \"approve\", within = \"4h\", limits = { manager = \"lots\", supervisor = -1 }, not = [\"conted\", \"pay\"] }\n\
         [[step]]\ndo = \"B\"\nagent = \"desk\"\nact = { exec = [\"a\"] }\napprove = { on-timeout = \"expire\", amount = \"all\", limits = {} }"
    ));
}

#[test]
fn acts_that_cannot_be() {
    insta::assert_snapshot!(of_a_case(
        "[[step]]\ndo = \"A\"\nagent = \"desk\"\nact = { http = { url = \"https://{data.host}/x\" } }\n\
         [[step]]\ndo = \"B\"\nagent = \"desk\"\nact = { http = { url = \"ftp://a.example/x\" } }\n\
         [[step]]\ndo = \"C\"\nagent = \"desk\"\nact = { http = { url = \"https://me@a.example\", headers = { Host = \"b\", \"X Y\" = \"a\", Authorization = \"c\", Z = \"a\\nb\" }, token-file = \"../key\" } }\n\
         [[step]]\ndo = \"D\"\nagent = \"desk\"\nact = { exec = [\"{data.program}\"] }\n\
         [[step]]\ndo = \"E\"\nagent = \"desk\"\nact = { mail = { to = \"the guest\", subject = \"A\" } }\n\
         [[step]]\ndo = \"F\"\nagent = \"desk\"\nact = { mail = { to = \"a@b.example\", text = \"A\" } }\n\
         [[step]]\ndo = \"G\"\nagent = \"desk\"\nact = { mail = { to = [], subject = \"A\\nBcc: all\", text = \"B\", template = \"c\" } }\n\
         [[step]]\ndo = \"H\"\nagent = \"desk\"\nact = { signal = \"Refund\", case = \"{case}\", data = { Amount = \"3\" } }\n\
         [[step]]\ndo = \"I\"\nagent = \"desk\"\nact = { signal = \"a.b\", case = \"booking\", exec = [\"a\"] }\n\
         [[step]]\ndo = \"J\"\nagent = \"desk\"\nact = { signal = \"a.b\", case = \"booking\" }\n\
         [[step]]\ndo = \"K\"\nagent = \"desk\"\nact = {}"
    ));
}

#[test]
fn preparations_that_cannot_be() {
    insta::assert_snapshot!(of_a_case(
        "[[step]]\ndo = \"A\"\nagent = \"desk\"\nprepare = { exec = [\"a\", \"{case}\"], template = \"b\" }\n\
         [[step]]\ndo = \"B\"\nagent = \"desk\"\nprepare = { exec = [\"a\", \"{case}\"], timeout = \"1h\" }\n\
         [[step]]\ndo = \"C\"\nagent = \"desk\"\nprepare = { template = \"templates/apology.md\", timeout = \"3s\" }\n\
         [[step]]\ndo = \"D\"\nagent = \"desk\"\nprepare = { chat = \"/etc/passwd\" }\n\
         [[step]]\ndo = \"E\"\nagent = \"desk\"\nprepare = { exec = [\"../a\"], model = \"m\" }\n\
         [[step]]\ndo = \"F\"\nagent = \"desk\"\nprepare = { timeout = \"3s\" }\n\
         [[step]]\ndo = \"G\"\nagent = \"desk\"\nprepare = \"apology\""
    ));
}

#[test]
fn placeholders_of_acts_that_nothing_fills() {
    let steps = "[[step]]\nid = \"unit\"\neach = \"fridges\"\ndo = \"{item.name}\"\n[[step]]\nid = \"a\"\ndo = \"A\"\nagent = \"desk\"\n\
         act = { exec = [\"a\", \"{cas}\", \"{unit}\", \"{b}\", \"{draft.amount}\", \"{email}\", \"{a\"], input = \"{ {nobody} }\" }\n\
         approve = { amount = \"{data.Amount}\" }\n\
         [[step]]\nid = \"b\"\ndo = \"B\"\nagent = \"desk\"\nprepare = { template = \"t\" }\n\
         act = { mail = { to = \"{data.email}\", subject = \"{draft.amount}\" } }";
    insta::assert_snapshot!(of_a_case(steps));
    insta::assert_snapshot!(shown(
        "{ every = \"day\", at = \"08:00\" }",
        "[[step]]\ndo = \"A\"\nagent = \"desk\"\nact = { exec = [\"a\", \"{case.id}\", \"{data.email}\", \"{label}\"] }"
    ));
}

#[test]
fn an_answer_that_may_not_be_there_yet_is_a_warning() {
    let text = SOP.replace("needs = [\"counted\", \"reply\"]", "when = \"reply == \\\"done\\\"\"");
    let parsed = parse_sop("sops/refund.toml", &text);
    let told: Vec<_> = parsed.diagnostics.iter().map(|it| (it.level, it.kind)).collect();
    // By way of what the condition asks, which needs it.
    assert_eq!(told, []);
    let text = SOP.replace("needs = [\"counted\", \"reply\"]\n", "");
    let parsed = parse_sop("sops/refund.toml", &text);
    assert!(parsed.value.is_some());
    assert!(parsed.diagnostics.iter().all(|it| (it.level, it.kind) == (Level::Warning, "not-awaited")));
    assert_eq!(parsed.diagnostics.len(), 2, "{:?}", parsed.diagnostics);
}

#[test]
fn what_sends_the_signal_that_starts_it_is_a_warning() {
    assert_eq!(kinds("act = { signal = \"a.b\", case = \"{case}\" }"), ["starts-itself"]);
    assert_eq!(kinds("act = { signal = \"a.c\", case = \"{case}\" }"), [""; 0]);
}

#[test]
fn a_ceiling_holds_for_every_tier() {
    let cases = [
        ("human-led", "shadow", true),
        ("human-led", "assist", false),
        ("prepared", "assist", true),
        ("prepared", "autonomous", false),
        ("autonomous", "autonomous", true),
    ];
    for (tier, mode, good) in cases {
        let told = kinds(&format!("act = {{ exec = [\"a\"] }}\ntier = \"{tier}\"\nmode = \"{mode}\""));
        assert_eq!(told.is_empty(), good, "{tier} {mode}: {told:?}");
    }
}

#[test]
fn agents_that_cannot_be() {
    let text = "[site]\nname = \"A\"\nzone = \"Europe/London\"\n\
         [[agent]]\nid = \"desk\"\nname = \"Desk\"\nserve = [\"a\"]\nhosts = [\"https://a.example/x\", \"a b\"]\nmail = [\"a\", \"*@b.example\", \"*@b.example\"]\n\
         [[agent]]\nid = \"desk\"\nname = \"Two\\nlines\"\njob = \"J\"\nprograms = [\"../a\", \"agents/*\"]\nsecrets = [\"/etc/shadow\", \"a/../b\"]\nserves = [\"A B\"]\n\
         [chat]\nurl = \"localhost:11434\"\ntimeout = \"1h\"\nkey = \"sk-123\"\n";
    let parsed = parse_site("config/floorboard.toml", text);
    assert!(parsed.value.is_none());
    let told: Vec<String> = parsed.diagnostics.iter().map(|it| render(it, Some(text), Style::Plain)).collect();
    insta::assert_snapshot!(told.join("\n\n"));
    let call = parse_site("c", &SITE.replace("/v1/", "/v1/chat/completions"));
    assert_eq!(call.diagnostics[0].label.as_deref(), Some("did you mean `http://localhost:11434/v1`?"));
}

/// All of a SOP in plain words.
fn said(text: &str, language: Language) -> String {
    let parsed = parse_sop("sops/refund.toml", text);
    let sop = parsed.value.unwrap_or_else(|| panic!("{:?}\n{text}", parsed.diagnostics));
    let words = Words::of(language);
    let lines = procedure(&sop, words).lines(words);
    lines
        .iter()
        .fold(String::new(), |all, line| format!("{all}{}{}\n", "  ".repeat(usize::from(line.depth)), line.text))
}

#[test]
fn who_prepares_what_acts_and_who_decides_is_said_in_words() {
    insta::assert_snapshot!(said(SOP, Language::English));
    insta::assert_snapshot!(said(SOP, Language::Polish));
}

#[test]
fn every_change_of_an_agents_work_changes_its_words() {
    for (before, after) in [
        ("agents/draft", "agents/other"),
        ("\"refund\"], timeout = \"45s\"", "\"refund\"], timeout = \"46s\""),
        ("prompts/reply.md", "prompts/other.md"),
        ("model = \"large\"", "model = \"larger\""),
        ("\"2m\"", "\"3m\""),
        ("desk@anchor.example", "all@anchor.example"),
        ("Your refund", "Our refund"),
        ("text = \"{draft.text}\"", "text = \"{draft.other}\""),
        ("text = \"{draft.text}\"", "template = \"refund\""),
        ("tier = \"autonomous\"", "tier = \"prepared\""),
        ("mode = \"assist\"", "mode = \"shadow\""),
        ("role = \"manager\"", "role = \"owner\""),
        ("four-eyes = true", "four-eyes = false"),
        ("within = \"4h\"", "within = \"5h\""),
        ("on-timeout = \"approve\"", "on-timeout = \"expire\""),
        ("on-timeout = \"approve\"", "on-timeout = \"escalate\""),
        ("votes = 2", "votes = 1"),
        ("{draft.amount}", "{draft.sum}"),
        ("\"50\"", "\"51\""),
        (", not = [\"counted\"]", ""),
        ("retry = \"safe\"", "retry = \"never\""),
        ("times = 3", "times = 0"),
        ("\"24h\"", "\"25h\""),
        ("then = \"skip\"", "then = \"escalate\""),
        ("min-runs = 30", "min-runs = 31"),
        ("min-days = 7", "min-days = 8"),
        ("min-agreement = 90", "min-agreement = 91"),
        ("max-failures = 1", "max-failures = 2"),
        ("template = \"refund\" }", "template = \"other\" }"),
        ("pay.example", "pay2.example"),
        ("\"PUT\"", "\"POST\""),
        ("X-Desk = \"{label}\"", "X-Desk = \"{case}\""),
        ("\\\"note\\\"", "\\\"memo\\\""),
        ("secrets/pay.key", "secrets/pay2.key"),
        ("\"programs/post\", \"{case}\"", "\"programs/post\""),
        ("input = \"{}\"", "input = \"[]\""),
        ("\"10s\"", "\"11s\""),
        ("tier = \"human-led\"", "tier = \"prepared\""),
        ("refund.paid", "refund.done"),
        ("case = \"{case}\"", "case = \"refund:{case.id}\""),
        ("data = { email", "data = { mail"),
    ] {
        let other = SOP.replacen(before, after, 1);
        assert_ne!(other, SOP, "{before}");
        assert_ne!(said(&other, Language::English), said(SOP, Language::English), "{before}");
    }
}

#[test]
fn a_condition_names_how_a_step_that_acts_can_end() {
    let when = |when: &str| {
        let text =
            SOP.replacen("do = \"Tell the others\"", &format!("do = \"Tell the others\"\nwhen = '''{when}'''"), 1);
        let told = parse_sop("sops/refund.toml", &text).diagnostics;
        told.into_iter()
            .map(|it| format!("{}: {}", it.kind, it.label.or(it.help).unwrap_or_default()))
            .collect::<Vec<_>>()
    };
    for good in [
        "pay == \"done\"",
        "pay != \"rejected\" && reply == 'by-hand'",
        "pay in [\"expired\", 'abandoned']",
        "!(pay == \"done\") || draft == \"fair\"",
        "pay.startsWith(\"by\")",
    ] {
        assert_eq!(when(good), Vec::<String>::new(), "{good}");
    }
    assert_eq!(when("pay == \"don\""), ["unknown-choice: did you mean `done`?"]);
    assert_eq!(when("pay in [\"done\", \"byhand\"]"), ["unknown-choice: did you mean `by-hand`?"]);
    assert_eq!(
        when("reply == \"approved\""),
        ["unknown-choice: there are: `done`, `by-hand`, `rejected`, `expired`, `abandoned`"]
    );
    let bare = "bad-condition: compare it: `pay == \"done\"`, `pay in [\"done\", \"by-hand\"]`";
    for text in ["pay", "!pay", "draft == \"fair\" && pay", "(pay) || draft == \"fair\""] {
        assert_eq!(when(text), [bare], "{text}");
    }
}

#[test]
fn the_example_of_the_manual_is_right_to_the_last_word() {
    let page = include_str!("../../docs/agents.md");
    let block = |name: &str| {
        let start = format!("```toml\n# {name}\n");
        let rest = page.split_once(&start).unwrap_or_else(|| panic!("no {name}")).1;
        rest.split_once("```").unwrap().0.to_owned()
    };
    let config = block("config/floorboard.toml");
    let people = "[[person]]\nid = \"ana\"\nname = \"Ana\"\nroles = [\"manager\"]\n";
    let config = format!("[site]\nname = \"The Anchor\"\nzone = \"Europe/London\"\n{people}{config}");
    let sop = block("sops/refund-request.toml");
    let files = SiteFiles::from_pairs([("config/floorboard.toml", config), ("sops/refund-request.toml", sop)]);
    let checked = check(&files);
    assert!(checked.diagnostics.is_empty(), "{:?}", checked.diagnostics);
    assert_eq!(checked.sops[0].value.steps.iter().filter(|step| step.work.is_some()).count(), 4);
    let missing = missing_files(&checked, &files, |_| false);
    let names: Vec<&str> = missing.iter().map(|it| it.message.as_str()).collect();
    assert_eq!(
        names,
        [
            "there is no `prompts/refund.md`",
            "there is no `agents/draft-refund`",
            "there is no `templates/refund-paid.md`",
            "there is no `secrets/pay.key`",
            "there is no `secrets/chat.key`",
        ]
    );
}
