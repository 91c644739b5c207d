//! The help, word by word.

use crate::support::site::Site;

#[test]
fn help_reads_as_it_should() {
    let site = Site::empty();
    let pages: [&[&str]; 6] = [
        &["--help"],
        &["run", "--help"],
        &["run", "tick", "--help"],
        &["exception", "--help"],
        &["journal", "--help"],
        &["plan", "--help"],
    ];
    let all = pages.map(|page| format!("$ floorboard {}\n{}", page.join(" "), site.ok(page)));
    insta::assert_snapshot!(all.join("\n"));
}
