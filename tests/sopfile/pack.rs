//! The checkout's own site: every file of it is used as it stands.

use floorboard::config::site_dir::SiteDir;
use floorboard::diagnostic::{Style, render};
use floorboard::domain::sop::When;
use floorboard::sopfile::check::{Checked, check};
use floorboard::sopfile::files::SiteFiles;

pub(super) fn files() -> SiteFiles {
    SiteFiles::read(&SiteDir::named(env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn checked() -> Checked {
    let files = files();
    let checked = check(&files);
    let told: Vec<String> = checked
        .diagnostics
        .iter()
        .map(|it| render(it, it.place.as_ref().and_then(|at| files.text(&at.file)).as_deref(), Style::Plain))
        .collect();
    assert!(told.is_empty(), "{}", told.join("\n\n"));
    checked
}

#[test]
fn the_working_pack_has_no_error_and_no_warning() {
    let checked = checked();
    assert!(checked.sops.len() >= 15, "{} procedures", checked.sops.len());
    assert!(checked.lists.len() >= 2);
    assert!(checked.rejected.is_empty());
}

#[test]
fn the_working_pack_is_fit_for_a_first_day() {
    for sop in checked().sops {
        let (file, sop) = (sop.file, sop.value);
        assert_eq!(file, format!("sops/{}.toml", sop.id), "a file is named after its SOP");
        assert!(sop.owner.is_some(), "{file}: somebody answers for it");
        assert!(sop.title.chars().count() <= 40, "{file}: the title fits a panel");
        for step in &sop.steps {
            assert!(step.text.chars().count() <= 64, "{file}: `{}` fits a line", step.text);
        }
    }
}

#[test]
fn the_working_pack_holds_what_a_venue_needs() {
    let checked = checked();
    let sop = |id: &str| checked.sops.iter().find(|sop| sop.value.id.as_str() == id).map(|sop| &sop.value);
    for id in ["opening-checks", "closing-checks", "fridge-temperatures", "hot-holding", "probe-calibration"] {
        assert!(sop(id).is_some(), "{id}");
    }
    for id in ["accident-book", "delivery", "cooling-cooked-food"] {
        assert!(sop(id).unwrap().is_manual(), "{id}");
    }
    let flush = sop("legionella-flush").unwrap();
    assert!(flush.steps.iter().any(|step| step.each.is_some()));
    let fridges = sop("fridge-temperatures").unwrap();
    let When::Calendar { at, .. } = &fridges.triggers[0].when else { panic!("fridges are read by the calendar") };
    assert_eq!(at.len(), 3);
}

#[test]
fn the_site_has_its_people_and_every_role_is_held() {
    let site = checked().site.unwrap().value;
    assert!(site.people.len() >= 6);
    for role in ["staff", "supervisor", "manager", "owner", "chef"] {
        assert!(site.people.iter().any(|person| person.roles.contains(&role.into())), "{role}");
    }
}
