//! Texts of every script of the world, in every view: no row is broken by what somebody wrote.

use super::floor::Floor;
use crate::harmless::is_hostile;
use ratatui::buffer::{Buffer, CellWidth};

/// Twelve to a script, from its beginning; then what is drawn over, joined, turned round or wide.
fn every_script() -> String {
    const SCRIPTS: [u32; 70] = [
        0x41, 0xc0, 0x100, 0x250, 0x391, 0x410, 0x531, 0x5d0, 0x627, 0x6f0, 0x710, 0x780, 0x7c0, 0x840, 0x905, 0x985,
        0xa05, 0xa85, 0xb05, 0xb85, 0xc05, 0xc85, 0xd05, 0xd85, 0xe01, 0xe40, 0xe81, 0xf40, 0x1000, 0x10a0, 0x1100,
        0x1200, 0x13a0, 0x1401, 0x1680, 0x16a0, 0x1780, 0x1820, 0x1950, 0x1a00, 0x1b05, 0x1c00, 0x1d00, 0x1e00, 0x2070,
        0x20a0, 0x2190, 0x2460, 0x2580, 0x2800, 0x2c00, 0x2d30, 0x3041, 0x30a1, 0x3105, 0x4e00, 0xa000, 0xa500, 0xa840,
        0xac00, 0xf900, 0xfb50, 0xff01, 0xff66, 0x10000, 0x10300, 0x12000, 0x1d400, 0x1f300, 0x20000,
    ];
    let script = |from: &u32| (*from..from + 12).filter_map(char::from_u32).filter(|c| c.is_alphanumeric());
    let mut text: String = SCRIPTS.iter().flat_map(script).collect();
    text.push_str("سلام لا إله น้ำแข็ง กระป๋อง क्षत्रिय ശ്രീ မြန်မာ ខ្មែរ ᄒᆞᆫ글 e\u{301}\u{302}\u{303} ﾊﾟﾋﾞ ❤\u{fe0f} 👨‍👩‍👧 🇵🇱 👍🏽 \u{202e}abc\u{2066} ");
    text
}

/// A title of 4,000 characters that nobody meant.
fn endless() -> String {
    every_script().chars().filter(|c| !is_hostile(*c)).cycle().take(4_000).collect()
}

const ARABIC: &str = "محمد عبد الرحمن السلام";
const THAI: &str = "สมชาย น้ำแข็งใส";

fn floor() -> Floor {
    let title = endless().replace(['"', '\\', '{', '}'], "");
    let site = format!(
        "[site]\nname = \"{title}\"\nzone = \"Europe/London\"\nday-starts = \"05:00\"\n\
         [[shift]]\nid = \"s\"\nname = \"{title}\"\nfrom = \"15:00\"\nto = \"23:00\"\n\
         [[person]]\nid = \"a\"\nname = \"{ARABIC}\"\ninitials = \"مع\"\nroles = [\"staff\"]\n\
         [[person]]\nid = \"t\"\nname = \"{THAI}\"\ninitials = \"สม\"\nroles = [\"staff\"]\nlanguage = \"pl\"\n"
    );
    let fridges = format!("id,name,max\n1,{},5.0\n2,{ARABIC},5.0\n3,{THAI},5.0\n", title.replace([',', ';', '\t'], ""));
    let sop = format!(
        "id = \"f\"\ntitle = \"{title}\"\nwhy = \"{title}\"\n\
         [[trigger]]\nevery = \"day\"\nat = \"19:00\"\ndue = \"+15m\"\ncloses = \"+3h\"\n\
         [[step]]\nid = \"u\"\neach = \"fridges\"\ndo = \"{{item.name}}\"\nhow = \"{title}\"\n\
         capture = {{ number = \"°C\" }}\nlimits = [{{ above = 8.0, severity = \"high\", must = \"{title}\" }}]\n"
    );
    let by_hand = format!("id = \"m\"\ntitle = \"{ARABIC}\"\ntrigger = {{ manual = true }}\nsteps = [\"{THAI}\"]\n");
    let mut floor = Floor::of(&site, &fridges, &[("f", &sop), ("m", &by_hand)], "2026-11-21T18:30:00Z");
    floor.clock.advance_to("2026-11-21T19:42:00Z".parse().unwrap());
    floor.engine();
    floor
}

/// Every cell stands where it was put: what is wide has room, what is hidden behind it is empty, and frames are whole.
fn whole(buffer: &Buffer, at: &str) {
    let area = buffer.area;
    for y in 0..area.height {
        let mut x = 0;
        while x < area.width {
            let symbol = buffer[(x, y)].symbol();
            assert!(!symbol.chars().any(is_hostile), "{at}: {symbol:?}");
            let wide = symbol.cell_width().max(1);
            assert!(x + wide <= area.width, "{at}: {symbol:?} goes over the edge of row {y}");
            for hidden in 1..wide {
                assert_eq!(buffer[(x + hidden, y)].symbol(), " ", "{at}: behind {symbol:?} in row {y}");
            }
            x += wide;
        }
        let (first, last) = (buffer[(0, y)].symbol(), buffer[(area.width - 1, y)].symbol());
        if first == "│" {
            assert!("│┐┘┤".contains(last), "{at}: row {y} is broken: {last:?}");
        }
    }
}

#[test]
fn no_row_is_broken_by_any_script_in_any_view() {
    let mut floor = floor();
    assert!(floor.screen(80, 24).contains("▲"), "the run is due");
    let walks = [
        "",
        "w",
        "1",
        "1",
        "9,1 enter",
        "enter",
        "4 enter",
        "?",
        "esc",
        "s",
        "esc",
        "u",
        "esc",
        "esc",
        "tab",
        "enter",
        "a",
        "esc",
        "esc",
        "n",
        "esc",
        "d",
        "esc",
        "D",
        "esc",
        "J",
        "esc",
        "S",
        "esc",
        "P",
        "esc",
        "W",
        "esc",
        "w",
        "2",
        "!",
    ];
    for keys in walks {
        if !keys.is_empty() {
            floor.type_in(keys);
        }
        for (columns, rows) in [(20, 5), (40, 12), (61, 20), (80, 24), (120, 36), (203, 60), (300, 100)] {
            whole(&floor.buffer(columns, rows), &format!("{keys:?} at {columns}×{rows}"));
        }
    }
}

#[test]
fn names_in_arabic_and_thai_are_shown_in_full_and_typed() {
    let mut floor = floor();
    floor.type_in("w");
    let asked = floor.screen(80, 24);
    assert!(asked.contains(ARABIC) && asked.contains(THAI), "{asked}");
    floor.type_in("سม");
    floor.type_in("esc w");
    floor.type_in("สม");
    let screen = floor.screen(80, 24);
    assert!(screen.lines().last().unwrap().contains(THAI), "{screen}");
    assert!(screen.contains("Odchylenia"), "and they read Polish: {screen}");
}

#[test]
fn a_title_of_4000_characters_is_cut_at_a_letter_with_a_sign() {
    let floor = floor();
    let board = floor.screen(80, 24);
    let row = board.lines().find(|line| line.contains("19:15")).unwrap();
    assert!(row.contains("ABCDEFGHIJKLÀÁ") && row.contains('…') && row.contains("0/3"), "{row}");
}
