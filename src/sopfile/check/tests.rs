use super::*;

const SITE: &str = r#"
[site]
name = "The Anchor"
zone = "Europe/London"
roles = ["staff", "manager", "chef"]
[hours]
mon = "11:00-23:00"
[area.kitchen]
[[shift]]
id = "early"
from = "07:00"
to = "15:00"
[[person]]
id = "sam"
name = "Sam Okoro"
roles = ["staff", "manager"]
"#;
const FRIDGES: &str = "id,name,max\nwalk-in,Walk-in,5.0\nbar,Bar,8.5\n";
const GOOD: &str = r#"
id = "good"
title = "Good"
owner = "manager"
trigger = { every = "day", at = "opening" }
steps = ["One"]
"#;

fn with(sops: &[(&str, &str)]) -> Checked {
    let always = [("config/floorboard.toml", SITE), ("lists/fridges.csv", FRIDGES)];
    check(&SiteFiles::from_pairs(always.iter().chain(sops).copied()))
}

fn told(checked: &Checked) -> String {
    let line = |it: &Diagnostic| {
        let line = it.line();
        let level = if it.level == Level::Error { "error" } else { "warning" };
        let (file, at, column) = (line.file.unwrap_or("-"), line.line.unwrap_or(0), line.column.unwrap_or(0));
        format!("{file}:{at}:{column} {level} {}: {} ({})", it.kind, it.message, line.help.unwrap_or_default())
    };
    checked.diagnostics.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn files_that_agree_are_all_accepted() {
    let checked = with(&[("sops/good.toml", GOOD)]);
    assert_eq!(checked.sops.len(), 1, "{}", told(&checked));
    assert_eq!(checked.sops[0].hash, version_hash(GOOD));
    assert!(checked.site.is_some() && checked.lists.len() == 1 && checked.rejected.is_empty());
    // The site's own: a role that nobody holds.
    assert_eq!(checked.diagnostics.len(), 1, "{}", told(&checked));
}

#[test]
fn what_a_sop_names_elsewhere_has_to_be_there() {
    let sop = r#"
id = "x"
title = "X"
owner = "managr"
role = "chef"
area = "kitchn"
[[trigger]]
every = "day"
at = ["erly.start", "07:00"]
[[step]]
id = "unit"
do = "{item.nam}"
how = "{item.colour}"
each = "fridges"
role = "owner"
capture = { number = "°C" }
limits = [{ above = "item.mx", severity = "low" }]
[[step]]
id = "other"
do = "Outlets"
each = "outlets"
"#;
    let checked = with(&[("sops/x.toml", sop)]);
    assert!(checked.sops.is_empty());
    assert_eq!(checked.rejected[0].id.as_deref(), Some("x"));
    insta::assert_snapshot!(told(&checked));
}

#[test]
fn limits_from_columns_are_held_against_every_row() {
    let sop = r#"
id = "x"
title = "X"
trigger = { manual = true }
[[step]]
do = "{item.name}"
each = "fridges"
capture = { number = "°C" }
limits = [{ above = "item.max", severity = "low" }, { above = 8.0, severity = "high" }]
"#;
    let checked = with(&[("sops/x.toml", sop)]);
    insta::assert_snapshot!(told(&checked));
    let text = sop.replace("item.max", "item.name");
    let checked = with(&[("sops/x.toml", &text)]);
    assert!(told(&checked).contains("`name` of `walk-in` is `Walk-in`, which is no number"), "{}", told(&checked));
}

#[test]
fn two_files_with_one_id_are_both_refused() {
    let checked = with(&[("sops/a.toml", GOOD), ("sops/b.toml", GOOD)]);
    assert!(checked.sops.is_empty());
    assert_eq!(checked.rejected.len(), 2);
    assert!(
        told(&checked)
            .contains("sops/a.toml:2:6 error duplicate-id: two SOPs are called `good` (it is in `sops/b.toml`")
    );
}

#[test]
fn a_schedule_that_never_fires_is_an_error() {
    let sop = |trigger: &str| format!("id = \"x\"\ntitle = \"X\"\ntrigger = {{ {trigger} }}\nsteps = [\"a\"]\n");
    for never in [
        "every = [\"tue\"], at = \"10:00\"",
        "every = [\"tue\"], at = \"opening\", closed-days = \"run\"",
        "cron = \"0 7 30 2 *\"",
    ] {
        let checked = with(&[("sops/x.toml", &sop(never))]);
        assert!(told(&checked).contains("3:"), "{never}: {}", told(&checked));
        assert!(told(&checked).contains("error never-fires"), "{never}: {}", told(&checked));
    }
    for fires in [
        "every = [\"tue\"], at = \"10:00\", closed-days = \"run\"",
        "every = \"year\", on = \"02-29\", at = \"10:00\", closed-days = \"run\"",
        "every = \"2 weeks\", starts = \"2031-01-06\", at = \"10:00\"",
        "cron = \"0 7 29 2 *\", closed-days = \"run\"",
        "every = \"7h\", starts = \"2026-01-05\"",
    ] {
        let checked = with(&[("sops/x.toml", &sop(fires))]);
        assert!(!checked.has_errors(), "{fires}: {}", told(&checked));
    }
}

#[test]
fn a_time_from_opening_without_hours_is_a_warning() {
    let site = "[site]\nname = \"A\"\nzone = \"UTC\"\nroles = [\"manager\"]\n\
                [[person]]\nid = \"a\"\nname = \"A\"\nroles = [\"manager\"]\n";
    let check = |site: &str| check(&SiteFiles::from_pairs([("config/floorboard.toml", site), ("sops/x.toml", GOOD)]));
    assert!(told(&check(site)).contains("sops/x.toml:5:33 warning no-hours"), "{}", told(&check(site)));
    assert_eq!(told(&check(&format!("{site}[hours]\nmon = \"09:00-17:00\"\n"))), "");
}

#[test]
fn a_window_that_runs_into_the_next_is_a_warning() {
    let sop = GOOD.replace("at = \"opening\"", "at = [\"12:00\", \"14:00\"], closes = \"+3h\"");
    let checked = with(&[("sops/x.toml", &sop)]);
    assert!(told(&checked).contains("windows-overlap"), "{}", told(&checked));
    assert_eq!(checked.sops.len(), 1);
    let sop = sop.replace("+3h", "+2h");
    assert!(!told(&with(&[("sops/x.toml", &sop)])).contains("windows-overlap"));
}

#[test]
fn a_broken_config_stands_behind_its_last_good_version() {
    let files = SiteFiles::from_pairs([("config/floorboard.toml", "[site"), ("sops/good.toml", GOOD)]);
    let site = parse_site("c", SITE).value.map(Arc::new);
    let checked = check_beside(&files, &InForce { site, lists: BTreeMap::new() });
    assert!(checked.site.is_none());
    assert_eq!(checked.rejected.iter().map(|it| it.file.as_str()).collect::<Vec<_>>(), ["config/floorboard.toml"]);
    assert_eq!(checked.sops.len(), 1, "{}", told(&checked));
}

#[test]
fn a_broken_list_stands_behind_its_last_good_version() {
    let sop =
        "id = \"x\"\ntitle = \"X\"\ntrigger = { manual = true }\n[[step]]\ndo = \"{item.name}\"\neach = \"fridges\"\n";
    let files = SiteFiles::from_pairs([
        ("config/floorboard.toml", SITE),
        ("lists/fridges.csv", "id,name\na,A\na,A\n"),
        ("sops/x.toml", sop),
    ]);
    let alone = check(&files);
    assert!(told(&alone).contains("unusable-list") && alone.sops.is_empty(), "{}", told(&alone));
    let good = parse_list("f", &"fridges".into(), FRIDGES).value.map(Arc::new).unwrap();
    let beside = check_beside(&files, &InForce { site: None, lists: BTreeMap::from([("fridges".into(), good)]) });
    assert_eq!(beside.sops.len(), 1, "{}", told(&beside));
}

#[test]
fn bytes_that_are_no_text_are_told_with_their_place() {
    let pairs: [(&str, Vec<u8>); 5] = [
        ("config/floorboard.toml", SITE.into()),
        ("sops/big.toml", vec![b'#'; 2 * 1024 * 1024]),
        ("sops/latin.toml", b"id = \"x\"\ntitle = \"caf\xe9\"\n".to_vec()),
        ("sops/nul.toml", b"id = \"x\"\n\0".to_vec()),
        ("sops/notes.txt", b"not ours".to_vec()),
    ];
    let checked = check(&SiteFiles::from_pairs(pairs));
    let told: Vec<String> = checked.rejected.iter().map(|it| format!("{} {}", it.file, it.first.message)).collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn a_file_that_cannot_be_read_is_rejected_not_absent() {
    let files = SiteFiles::new(vec![SourceFile {
        name: "sops/a.toml".to_owned(),
        content: Content::Unreadable("permission denied".to_owned()),
    }]);
    let checked = check(&files);
    assert_eq!(checked.rejected.len(), 1);
    assert!(told(&checked).contains("missing-file"), "{}", told(&checked));
}

#[test]
fn a_files_own_mistakes_do_not_hide_those_across_files() {
    let sop = "id = \"x\"\ntitle = \"X\"\nowner = \"nobody\"\narea = \"moon\"\ncost = 7\n\
               trigger = { every = \"dayly\", at = \"08:00\" }\n\
               [[step]]\ndo = \"{item.colour}\"\neach = \"fridges\"\nproof = \"maybe\"\n[[step]]\ndo = \"A\"\nrole = \"king\"\n";
    let checked = with(&[("sops/x.toml", sop)]);
    let kinds: Vec<&str> = checked.diagnostics.iter().filter(|it| it.level == Level::Error).map(|it| it.kind).collect();
    let all =
        ["unknown-role", "unknown-area", "wrong-type", "bad-value", "unknown-column", "bad-value", "unknown-role"];
    assert_eq!(kinds, all, "{}", told(&checked));
}

#[test]
fn what_is_required_is_there_and_waits_for_nobody_in_turn() {
    let sop = |id: &str, requires: &str| {
        format!("id = \"{id}\"\ntitle = \"X\"\n{requires}\ntrigger = {{ manual = true }}\nsteps = [\"One\"]\n")
    };
    let files = [
        ("sops/a.toml", sop("aaa", "requires = [\"bbb today\", \"fine this week\"]")),
        ("sops/b.toml", sop("bbb", "requires = \"ccc today\"")),
        ("sops/c.toml", sop("ccc", "requires = \"aaa today\"")),
        ("sops/d.toml", sop("fine", "")),
        ("sops/e.toml", sop("waits", "requires = \"fien today\"")),
        // What waits for a broken one keeps its word: the last good version of that stays in force.
        ("sops/f.toml", sop("sound", "requires = \"broken today\"")),
        ("sops/g.toml", format!("{}\noops = 1", sop("broken", ""))),
    ];
    let pairs: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let checked = with(&pairs);
    let told = told(&checked);
    let lines: Vec<&str> = told.lines().filter(|line| line.contains("cycle") || line.contains("unknown-sop")).collect();
    insta::assert_snapshot!(lines.join("\n"));
    let accepted: Vec<&str> = checked.sops.iter().map(|sop| sop.value.id.as_str()).collect();
    assert_eq!(accepted, ["fine", "sound"]);
}

const CALENDAR: &str = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261225\nEND:VEVENT\nEND:VCALENDAR\n";

fn site_with_calendar(calendar: Option<&str>) -> Checked {
    let site = SITE.replace("[hours]", "[hours]\nholidays = [\"2027-01-01\"]\nholidays-file = \"config/england.ics\"");
    let mut files = vec![("config/floorboard.toml", site)];
    files.extend(calendar.map(|text| ("config/england.ics", text.to_owned())));
    check(&SiteFiles::from_pairs(files))
}

#[test]
fn the_holidays_of_a_calendar_are_part_of_the_version() {
    let first = site_with_calendar(Some(CALENDAR)).site.unwrap();
    let dates: Vec<String> = first.value.hours.holidays.iter().map(ToString::to_string).collect();
    assert_eq!(dates, ["2026-12-25", "2027-01-01"]);
    // Whoever reads the text in force needs no file.
    let again = crate::sopfile::site::parse_site("the active version", &first.text).value.unwrap();
    assert_eq!(again, *first.value);
    let second = site_with_calendar(Some(&CALENDAR.replace("1225", "1226"))).site.unwrap();
    assert_ne!(first.hash, second.hash, "another calendar is another version");
}

#[test]
fn a_calendar_that_is_not_there_or_broken_rejects_the_sites_file() {
    let torn = &CALENDAR[..40];
    for (calendar, place) in [(None, "config/floorboard.toml:8"), (Some(torn), "config/england.ics:3")] {
        let checked = site_with_calendar(calendar);
        assert!(checked.site.is_none());
        assert_eq!(checked.rejected[0].file, "config/floorboard.toml");
        let line = checked.rejected[0].first.line();
        assert_eq!(format!("{}:{}", line.file.unwrap_or_default(), line.line.unwrap_or_default()), place);
    }
}

#[test]
fn a_list_of_holidays_that_is_over_is_a_warning() {
    let checked = site_with_calendar(Some(CALENDAR));
    let site = checked.site.unwrap();
    let ran_out = |today: &str| crate::sopfile::holidays::ran_out(&site.value, "x", &site.text, today.parse().unwrap());
    assert!(ran_out("2027-01-01").is_none(), "it is that day");
    let told = ran_out("2027-01-02").unwrap();
    assert_eq!((told.message.as_str(), told.level), ("no holidays are known after 2027-01-01", Level::Warning));
}

#[test]
fn a_pack_in_which_most_is_high_is_told_once() {
    let sop = |id: usize, severity: &str| {
        format!(
            "id = \"sop-{id}\"\ntitle = \"T\"\nowner = \"manager\"\ntrigger = {{ signal = \"a.b\" }}\n[raise]\nseverity = \"{severity}\"\n\
             what = \"w\"\nwhy = \"y\"\nrecommend = \"r\"\nrespond-within = \"1h\"\n"
        )
    };
    let pack = |high: usize| {
        let texts: Vec<(String, String)> =
            (0..10).map(|n| (format!("sops/sop-{n}.toml"), sop(n, if n < high { "high" } else { "low" }))).collect();
        let files: Vec<(&str, &str)> = texts.iter().map(|(file, text)| (file.as_str(), text.as_str())).collect();
        let checked = with(&files);
        assert_eq!(checked.sops.len(), 10, "{}", told(&checked));
        checked.diagnostics.iter().filter(|it| it.kind == "top-heavy").map(|it| it.message.clone()).collect::<Vec<_>>()
    };
    assert!(pack(5).is_empty());
    assert_eq!(pack(6), ["6 of the 10 severities in these SOPs are high"]);
}

#[test]
fn a_raise_that_leaves_its_reader_alone_is_a_warning() {
    let text = "id = \"quotes\"\ntitle = \"T\"\nowner = \"manager\"\ntrigger = { signal = \"a.b\" }\n[raise]\nseverity = \"low\"\nwhat = \"w\"\n";
    let checked = with(&[("sops/quotes.toml", text)]);
    assert_eq!(checked.sops.len(), 1, "{}", told(&checked));
    let missing: Vec<&str> =
        checked.diagnostics.iter().filter(|it| it.kind == "raise-incomplete").map(|it| it.message.as_str()).collect();
    assert_eq!(missing, ["the card has no `why`", "the card has no `recommend`", "the card has no `respond-within`"]);
}

fn waits(id: &str, unless: &str) -> String {
    format!(
        "id = \"{id}\"\ntitle = \"X\"\n[trigger]\nafter = \"quote.sent\"\nunless = [\"quote.won\", \"{unless}\"]\nwithin = \"2h\"\n\
         [raise]\nseverity = \"low\"\nwhat = \"X\"\nwhy = \"X\"\nrecommend = \"X\"\nrespond-within = \"1h\"\n"
    )
}

#[test]
fn a_signal_that_nobody_else_knows_may_be_a_slip() {
    let all = [waits("a", "quote.accepted"), waits("b", "quote.accepted"), waits("c", "quote.acepted")];
    let checked = with(&[("sops/a.toml", &all[0]), ("sops/b.toml", &all[1]), ("sops/c.toml", &all[2])]);
    let told = told(&checked);
    let odd: Vec<&str> = told.lines().filter(|line| line.contains("odd-signal")).collect();
    assert_eq!(odd.len(), 1, "{told}");
    assert!(odd[0].starts_with("sops/c.toml:5:24 warning"), "{told}");
    assert!(odd[0].contains("`quote.acepted`"), "{told}");
}

#[test]
fn a_signal_that_never_came_is_told_of_where_any_came() {
    let sop = waits("a", "quote.accepted");
    let checked = with(&[("sops/a.toml", &sop)]);
    let seen = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(never_seen(&checked, &seen(&[])), []);
    assert_eq!(never_seen(&checked, &seen(&["quote.sent", "quote.won", "quote.accepted"])), []);
    let found = never_seen(&checked, &seen(&["quote.sent", "quote.won", "quote.acceptd"]));
    let found: Vec<_> = found.iter().map(|it| (it.level, it.kind, it.message.as_str())).collect();
    assert_eq!(found, [(Level::Warning, "unseen-signal", "no signal called `quote.accepted` ever came")]);
}

#[test]
fn a_step_can_ask_what_the_signal_said_where_one_starts_it() {
    let sop = |trigger: &str, when: &str| {
        format!(
            "id = \"x\"\ntitle = \"X\"\nowner = \"manager\"\n{trigger}\n[[step]]\nid = \"a\"\ndo = \"A\"\nwhen = \"{when}\"\n"
        )
    };
    let told = |trigger: &str, when: &str| {
        let checked = with(&[("sops/x.toml", &sop(trigger, when))]);
        told(&checked)
            .lines()
            .filter(|line| line.starts_with("sops/") && line.contains(" error "))
            .collect::<Vec<_>>()
            .join("\n")
    };
    let signal = "trigger = { signal = \"request.received\" }";
    assert_eq!(told(signal, "data.text.contains('refund')"), "");
    assert!(told(signal, "data == 'refund'").contains("`data` wants a field"));
    let daily = "trigger = { every = \"day\", at = \"12:00\" }";
    assert!(told(daily, "data.text.contains('refund')").contains("no signal starts this"));
}

const AGENTS: &str = r#"
[[agent]]
id = "desk"
name = "Desk"
job = "Answers guests."
serves = ["reply", "replay"]
programs = ["agents/draft"]
mail = ["*@anchor.example"]
hosts = ["api.example"]
secrets = ["secrets/api.key"]
[chat]
url = "http://localhost:11434/v1"
model = "small"
key-file = "secrets/chat.key"
"#;

/// A SOP whose second step has these keys, beside a site with an agent.
fn with_agent(keys: &str) -> (Checked, SiteFiles) {
    let sop = format!(
        "id = \"reply\"\ntitle = \"Reply\"\nowner = \"manager\"\ntrigger = {{ signal = \"mail.received\" }}\n\
         [[step]]\ndo = \"Read\"\n[[step]]\ndo = \"Answer\"\n{keys}\n"
    );
    let site = format!("{SITE}{AGENTS}");
    let files = SiteFiles::from_pairs([("config/floorboard.toml", site), ("sops/reply.toml", sop)]);
    (check(&files), files)
}

/// What is told of that SOP.
fn of_reply(checked: &Checked) -> Vec<String> {
    told(checked).lines().filter_map(|line| line.strip_prefix("sops/reply.toml:")).map(str::to_owned).collect()
}

#[test]
fn an_agent_is_the_sites_and_serves_the_sop() {
    let act = "act = { exec = [\"agents/draft\"] }";
    let (checked, _) = with_agent(&format!("agent = \"dsk\"\n{act}"));
    assert_eq!(of_reply(&checked), ["9:9 error unknown-agent: no agent is called `dsk` (did you mean `desk`?)"]);
    assert!(checked.sops.is_empty());
    let (checked, _) = with_agent(&format!("agent = \"desk\"\n{act}"));
    assert_eq!(of_reply(&checked), [""; 0]);
    let other = with(&[(
        "sops/x.toml",
        &GOOD.replace("steps = [\"One\"]", &format!("[[step]]\ndo = \"A\"\nagent = \"desk\"\n{act}")),
    )]);
    assert!(told(&other).contains("declares no agent: `[[agent]]`"), "{}", told(&other));
    let renamed = format!("{SITE}{}", AGENTS.replace("[\"reply\", \"replay\"]", "[]"));
    let sop = GOOD.replace("steps = [\"One\"]", &format!("[[step]]\ndo = \"A\"\nagent = \"desk\"\n{act}"));
    let checked = check(&SiteFiles::from_pairs([("config/floorboard.toml", renamed), ("sops/good.toml", sop)]));
    assert!(
        told(&checked).contains("error not-served: the agent `desk` does not serve `good` (add `\"good\"`"),
        "{}",
        told(&checked)
    );
}

#[test]
fn what_an_agent_serves_is_there() {
    let (checked, _) = with_agent("agent = \"desk\"\nact = { exec = [\"agents/draft\"] }");
    let line = told(&checked).lines().find(|line| line.contains("unknown-sop")).unwrap().to_owned();
    assert_eq!(
        line,
        "config/floorboard.toml:22:20 warning unknown-sop: no SOP is called `replay`, which `desk` serves (did you mean `reply`?)"
    );
    assert!(checked.site.is_some());
}

#[test]
fn who_decides_holds_a_role_of_the_sites() {
    let (checked, _) = with_agent(
        "agent = \"desk\"\nact = { exec = [\"agents/draft\"] }\n\
         approve = { role = \"managr\", amount = \"3\", limits = { chef = 5, cheff = 6 } }",
    );
    let found = of_reply(&checked);
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found[0].contains("no role is called `managr` (did you mean `manager`?)"), "{found:?}");
    assert!(found[1].contains("role-not-held") && found[2].contains("no role is called `cheff`"), "{found:?}");
}

#[test]
fn what_the_site_lacks_is_a_warning() {
    let act = "agent = \"desk\"\nact = { mail = { to = \"a@anchor.example\", subject = \"A\", text = \"B\" } }";
    let (checked, _) = with_agent(act);
    assert_eq!(checked.sops.len(), 1);
    assert!(
        of_reply(&checked)[0].contains("10:16 warning no-mail: nothing takes the site's mail"),
        "{}",
        told(&checked)
    );
    let sop = GOOD.replace("steps = [\"One\"]", "[[step]]\ndo = \"A\"\nagent = \"desk\"\nprepare = { chat = \"p\" }");
    let site = format!("{SITE}{}", AGENTS.split("[chat]").next().unwrap().replace("\"reply\"", "\"good\""));
    let checked = check(&SiteFiles::from_pairs([("config/floorboard.toml", site), ("sops/good.toml", sop)]));
    assert!(told(&checked).contains("warning no-chat"), "{}", told(&checked));
}

#[test]
fn files_that_are_named_and_not_there_are_told_of() {
    let (checked, files) = with_agent(
        "agent = \"desk\"\nprepare = { exec = [\"agents/draft\"] }\n\
         act = { mail = { to = \"a@anchor.example\", template = \"reply\" } }",
    );
    let told = |there: &[&str]| {
        let missing = missing_files(&checked, &files, |file| there.contains(&file));
        assert!(missing.iter().all(|it| (it.level, it.kind) == (Level::Warning, "missing-file")));
        let line = |it: &Diagnostic| {
            let place = it.place.clone().unwrap();
            format!("{}:{}: {}", place.file, place.line, it.message)
        };
        missing.iter().map(line).collect::<Vec<_>>()
    };
    assert_eq!(
        told(&[]),
        [
            "sops/reply.toml:10: there is no `agents/draft`",
            "sops/reply.toml:11: there is no `templates/reply.md`",
            "config/floorboard.toml:26: there is no `secrets/api.key`",
            "config/floorboard.toml:30: there is no `secrets/chat.key`",
        ]
    );
    assert_eq!(told(&["agents/draft", "templates/reply.md", "secrets/api.key", "secrets/chat.key"]), [""; 0]);
}

#[test]
fn sources_are_watched_by_agents_that_are_there_and_tell_what_somebody_listens_for() {
    let sop = GOOD.replace("every = \"day\", at = \"opening\"", "signal = \"mail.received\"");
    let sources = |sources: &str| {
        let site = format!("{SITE}{AGENTS}{sources}");
        let files = SiteFiles::from_pairs([("config/floorboard.toml", site), ("sops/good.toml", sop.clone())]);
        let checked = check(&files);
        assert!(checked.site.is_some(), "{}", told(&checked));
        let mut found = checked.diagnostics.clone();
        found.extend(missing_files(&checked, &files, |file| file.starts_with("secrets/")));
        let of = |it: &Diagnostic| {
            let text = it.place.clone().map(|place| place.line).unwrap_or_default();
            it.place.as_ref().is_some_and(|place| place.file == "config/floorboard.toml" && text > 30)
        };
        let line = |it: &Diagnostic| {
            assert_eq!(it.level, Level::Warning, "{it:?}");
            let place = it.place.clone().unwrap();
            format!("{}: {}: {}", site_line(&checked, place.span.start), it.kind, it.message)
        };
        found.iter().filter(|it| of(it)).map(line).collect::<Vec<_>>()
    };
    let exec = "[[source]]\nid = \"rota\"\nagent = \"dsk\"\nevery = \"5m\"\nexec = [\"watchers/rota\"]\n\
                map = { id = \"{id}\", name = \"rota.published\" }\n";
    assert_eq!(
        sources(exec),
        [
            "agent = \"dsk\": unknown-agent: no agent is called `dsk`",
            "map = { id = \"{id}\", name = \"rota.published\" }: unheard-signal: no SOP listens for `rota.published`, which `rota` tells",
            "exec = [\"watchers/rota\"]: missing-file: there is no `watchers/rota`",
        ]
    );
    let http = "[[source]]\nid = \"desk\"\nevery = \"5m\"\nhttp = \"https://a.example/x\"\ntoken-file = \"config/desk.token\"\n\
                map = { id = \"{id}\", name = \"mail.{kind}\" }\n";
    assert_eq!(sources(http), ["token-file = \"config/desk.token\": missing-file: there is no `config/desk.token`"]);
    let emits = format!("{http}emits = [\"mail.received\", \"mail.lost\"]\n").replace("config/desk", "secrets/desk");
    assert_eq!(
        sources(&emits),
        [
            "emits = [\"mail.received\", \"mail.lost\"]: unheard-signal: no SOP listens for `mail.lost`, which `desk` tells"
        ]
    );
    let imap = "[[source]]\nid = \"inbox\"\nagent = \"desk\"\nevery = \"5m\"\n\
                imap = { host = \"imap.a.example\", user = \"u\", password-file = \"config/imap\" }\n";
    let told = sources(imap);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("there is no `config/imap`"), "{told:?}");
}

/// The line of the site's file where this stands.
fn site_line(checked: &Checked, at: usize) -> String {
    let text = checked.site.as_ref().unwrap().text.to_string();
    let before = text[..at].rfind('\n').map_or(0, |at| at + 1);
    text[before..].lines().next().unwrap_or_default().to_owned()
}

#[test]
fn an_agent_may_use_what_its_list_names() {
    let barred = |keys: &str| {
        let (checked, _) = with_agent(&format!("agent = \"desk\"\n{keys}"));
        let found = of_reply(&checked)
            .into_iter()
            .filter_map(|line| line.split_once(" error not-allowed: ").map(|it| it.1.to_owned()));
        found.collect::<Vec<_>>().join("\n")
    };
    assert_eq!(barred("prepare = { exec = [\"agents/draft\", \"--all\"] }"), "");
    assert_eq!(
        barred("prepare = { exec = [\"agents/drafty\"] }"),
        "the agent `desk` may not run `agents/drafty` (add `\"agents/drafty\"` to its `programs` in `config/floorboard.toml`, or take it out here)"
    );
    assert!(barred("act = { exec = [\"sh\", \"agents/draft\"] }").starts_with("the agent `desk` may not run `sh`"));
    assert_eq!(barred("act = { http = { url = \"https://API.example/{case.id}\" } }"), "");
    assert_eq!(
        barred("act = { http = { url = \"https://api.example?a={case.id}\", token-file = \"secrets/api.key\" } }"),
        ""
    );
    for (url, host) in [
        ("https://api.example:8443/{case.id}", "api.example:8443"),
        ("https://api.example.evil.example/", "api.example.evil.example"),
        ("http://localhost/", "localhost"),
    ] {
        let told = barred(&format!("act = {{ http = {{ url = \"{url}\" }} }}"));
        assert!(told.starts_with(&format!("the agent `desk` may not call `{host}` (add `\"{host}\"`")), "{told}");
    }
    let token = barred("act = { http = { url = \"https://api.example\", token-file = \"secrets/other.key\" } }");
    assert!(token.starts_with("the agent `desk` may not use `secrets/other.key`"), "{token}");
    let mail = |to: &str| barred(&format!("act = {{ mail = {{ to = {to}, subject = \"A\", text = \"B\" }} }}"));
    assert_eq!(mail("[\"sam@anchor.example\", \"{data.email}\"]"), "");
    assert!(
        mail("[\"sam@anchor.example\", \"sam@other.example\"]")
            .starts_with("the agent `desk` may not write to `sam@other.example`")
    );
    assert_eq!(barred("act = { signal = \"reply.sent\", case = \"{case}\" }"), "");
    let none = AGENTS.replace("mail = [\"*@anchor.example\"]", "");
    let sop = GOOD.replace(
        "trigger = { every = \"day\", at = \"opening\" }\nsteps = [\"One\"]",
        "trigger = { signal = \"a.b\" }\n[[step]]\ndo = \"A\"\nagent = \"desk\"\nact = { mail = { to = \"{data.email}\", subject = \"A\", text = \"B\" } }",
    );
    let site = format!("{SITE}{}", none.replace("\"reply\"", "\"good\""));
    let checked = check(&SiteFiles::from_pairs([("config/floorboard.toml", site), ("sops/good.toml", sop)]));
    assert!(told(&checked).contains("may not write to `{data.email}` (add `\"*\"`"), "{}", told(&checked));
}
