use super::view::render;
use super::{Inspected, InspectedRow, InspectedSheet, Model, Page, RowLook};
use crate::tui::options::{Colour, Signs};
use crate::tui::theme::Theme;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::time::Duration;

const SOON: Duration = Duration::from_secs(1_000);
const LATE: Duration = Duration::from_secs(2_000);

fn model() -> Model {
    let row = |at: usize| InspectedRow {
        when: format!("2026-11-{at:02} 08:45 +00:00"),
        what: "Walk-in fridge".into(),
        result: "9.10 °C  OUT, high".into(),
        more: "Moved the food (Person A) \u{202e}\x1b[2J; next 4.0 in".into(),
        look: RowLook::Out,
    };
    let sheet = |title: &str| InspectedSheet {
        title: title.into(),
        summary: "30 readings, 30 out of range".into(),
        rows: (1..=30).map(row).collect(),
    };
    let records = Inspected {
        site: "The Anchor".into(),
        lines: vec!["1 to 30 November 2026".into()],
        sheets: vec![sheet("Fridge temperatures"), sheet("Cash-up")],
    };
    Model::new(records, "4821".into(), Theme::new(Colour::Mono, Signs::Unicode), LATE)
}

fn press(model: &mut Model, keys: &[KeyCode]) -> bool {
    keys.iter().any(|code| model.press(KeyEvent::new(*code, KeyModifiers::NONE), SOON))
}

fn digits(text: &str) -> Vec<KeyCode> {
    text.chars().map(KeyCode::Char).chain([KeyCode::Enter]).collect()
}

fn screen(model: &mut Model, now: Duration, width: u16, height: u16) -> String {
    let area = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(area);
    render(model, now, area, &mut buffer);
    let rows = buffer.content().chunks(usize::from(width.max(1)));
    rows.map(|row| row.iter().map(ratatui::buffer::Cell::symbol).collect::<String>().trim_end().to_owned() + "\n")
        .collect()
}

#[test]
fn the_pages_say_what_may_be_seen_and_how_long_still() {
    let mut model = model();
    let hand = screen(&mut model, SOON, 60, 12);
    press(&mut model, &[KeyCode::Enter]);
    let choose = screen(&mut model, SOON, 60, 14);
    press(&mut model, &[KeyCode::Enter, KeyCode::Down]);
    let sheet = screen(&mut model, SOON, 80, 14);
    let narrow = screen(&mut model, SOON, 30, 10);
    insta::assert_snapshot!([hand, choose, sheet, narrow].join("--------\n"));
}

#[test]
fn only_the_code_closes_it() {
    let mut model = model();
    assert!(!press(&mut model, &[KeyCode::Enter, KeyCode::Char('q')]));
    assert!(!press(&mut model, &digits("1234")), "a wrong code");
    assert!(!press(&mut model, &[KeyCode::Esc, KeyCode::Enter, KeyCode::Char('q')]), "no quit from a sheet");
    press(&mut model, &[KeyCode::Esc, KeyCode::Char('q')]);
    assert!(press(&mut model, &digits("4821")));
}

#[test]
fn after_five_wrong_codes_it_waits_even_for_the_right_one() {
    let mut model = model();
    press(&mut model, &[KeyCode::Enter, KeyCode::Char('q')]);
    for _ in 0..5 {
        press(&mut model, &digits("1111"));
    }
    assert!(!press(&mut model, &digits("4821")));
    assert!(screen(&mut model, SOON, 60, 10).contains("wait half a minute"));
    let later = SOON + Duration::from_secs(30);
    assert!(digits("4821").into_iter().any(|code| model.press(KeyEvent::new(code, KeyModifiers::NONE), later)));
}

#[test]
fn when_the_time_is_over_the_rows_are_gone_and_stay_gone() {
    let mut model = model();
    press(&mut model, &[KeyCode::Enter, KeyCode::Enter]);
    model.passed(LATE);
    assert!(model.records.sheets.is_empty());
    for key in [KeyCode::Esc, KeyCode::Enter, KeyCode::Left, KeyCode::Char('q')] {
        assert!(!model.press(KeyEvent::new(key, KeyModifiers::NONE), LATE));
        assert_eq!(model.page, Page::Over);
    }
    let shown = screen(&mut model, LATE, 80, 12);
    assert!(shown.contains("has ended") && !shown.contains("9.10"), "{shown}");
    assert!(digits("4821").into_iter().any(|code| model.press(KeyEvent::new(code, KeyModifiers::NONE), LATE)));
}

proptest! {
    #[test]
    fn it_survives_every_size_and_key_and_never_closes_by_itself(
        keys in proptest::collection::vec(0_usize..14, 0..40), width in 1_u16..300, height in 1_u16..100
    ) {
        let codes = [
            KeyCode::Enter, KeyCode::Up, KeyCode::Down, KeyCode::Esc, KeyCode::Left, KeyCode::PageDown, KeyCode::End,
            KeyCode::Home, KeyCode::Char('q'), KeyCode::Char('c'), KeyCode::Char('7'), KeyCode::Backspace, KeyCode::Tab,
            KeyCode::F(1),
        ];
        let mut model = model();
        for key in keys {
            prop_assert!(!press(&mut model, &[codes[key]]));
            prop_assert!(!model.press(KeyEvent::new(codes[key], KeyModifiers::CONTROL), SOON));
            let shown = screen(&mut model, SOON, width, height);
            prop_assert!(!shown.chars().any(|c| c != '\n' && crate::harmless::is_hostile(c)));
        }
    }
}
