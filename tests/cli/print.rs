//! `print`: sheets for a power cut, and the poster; from the files, without a store.

use super::venue::{stderr, venue};

/// A page's text, a line a row.
fn read(page: &str) -> String {
    let (_, body) = page.split_once("<body").unwrap();
    let mut text = String::new();
    let mut inside = true;
    for c in body.replace("</tr>", "\n").replace("</section>", "\n").replace("</p>", "\n").chars() {
        match c {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                text.push('|');
            }
            _ if !inside => text.push(c),
            _ => {}
        }
    }
    let lines =
        text.lines().map(|line| line.split('|').filter(|part| !part.trim().is_empty()).collect::<Vec<_>>().join(" | "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_days_sheets_have_every_line_with_its_limits_and_a_column_a_firing() {
    let site = venue();
    site.write(
        "sops/fridges.toml",
        &std::fs::read_to_string(site.path().join("sops/fridges.toml"))
            .unwrap()
            .replace("at     = \"08:00\"", "at     = [\"08:00\", \"20:00\"]"),
    );
    let page = site.ok(&["print", "--date", "2026-11-23"]);
    insta::assert_snapshot!(read(&page));
    assert!(!site.path().join("floorboard.db").exists(), "nothing is opened");
    let week = site.ok(&["print", "--week"]);
    assert_eq!(week.matches("<section").count(), 14, "two procedures on seven days");
}

#[test]
fn blank_sheets_carry_no_date_and_the_poster_tells_the_times() {
    let site = venue();
    let blank = read(&site.ok(&["print", "--blank", "--sop", "delivery"]));
    assert!(blank.contains("From whom?") && blank.contains("above 8.0: Refuse the goods"), "{blank}");
    assert!(blank.contains("Date: ____") && !blank.contains("due by"), "{blank}");
    let wall = read(&site.ok(&["print", "--wall"]));
    assert!(wall.contains("Fridge temperatures | every day 09:00 | anybody"), "{wall}");
    assert!(wall.contains("Delivery | whenever it is needed"), "{wall}");
}

#[test]
fn a_sheet_goes_into_a_file_and_a_sop_that_is_not_there_is_guessed() {
    let site = venue();
    site.ok(&["print", "--output", "today.html"]);
    assert!(std::fs::read_to_string(site.path().join("today.html")).unwrap().starts_with("<!DOCTYPE html>"));
    let output = site.run(&["print", "--sop", "openning"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("did you mean `opening`?"), "{}", stderr(&output));
}

#[test]
fn a_sheet_says_which_agent_works_in_a_step_and_who_decides() {
    let site = venue();
    site.write(
        "sops/refund.toml",
        "id = \"refund\"\ntitle = \"Refund\"\nowner = \"manager\"\ntrigger = { manual = true }\n\
         [[step]]\ndo = \"Tell the others\"\nagent = \"desk\"\nact = { signal = \"refund.paid\" }\napprove = { within = \"4h\" }\n",
    );
    let config = std::fs::read_to_string(site.path().join("config/floorboard.toml")).unwrap();
    let agent = "[[agent]]\nid = \"desk\"\nname = \"Desk\"\njob = \"Refunds.\"\nserves = [\"refund\"]\n";
    site.write("config/floorboard.toml", &format!("{config}\n{agent}"));
    let page = read(&site.ok(&["print", "--blank", "--sop", "refund"]));
    assert!(page.contains("(Agent: desk; Decides: manager; within 4h)"), "{page}");
}
