//! One frame: what the model says, drawn into a buffer. Reads the model and nothing else.

use super::model::{Model, Now, Panel, View};
use super::panes::{self, Look};
use super::popup::Popup;
use super::popups;
use super::theme::Role;
use super::widgets::Pen;
use super::widgets::text::{Layer, Touch, Touches};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// From here panels stand side by side.
const WIDE: u16 = 120;
/// Below this one panel is shown, with the counts of the others.
const NARROW: u16 = 80;
/// Below this only counts are.
const TINY: (u16, u16) = (40, 10);

/// Draws everything; says how many rows the list in focus shows.
pub(crate) fn render(model: &Model, now: Now, area: Rect, buffer: &mut Buffer) -> usize {
    draw(model, now, area, Pen::new(buffer, area, model.theme))
}

/// The rows that can be pointed at, as they are drawn now; those of a popup last.
pub(crate) fn touches(model: &Model, now: Now, area: Rect) -> Vec<Touch> {
    let (mut buffer, touches) = (Buffer::empty(area), Touches::default());
    draw(model, now, area, Pen::new(&mut buffer, area, model.theme).telling(&touches));
    touches.into_inner()
}

fn draw(model: &Model, now: Now, area: Rect, mut pen: Pen<'_>) -> usize {
    if model.theme.has_ground() {
        pen.fill(" ", Role::Plain);
    }
    let tiny = area.width < TINY.0 || area.height < TINY.1;
    if tiny && model.popup.is_none() && model.view == View::Board {
        panes::tiny::draw(model, now, &mut pen);
        return 1;
    }
    let banners = panes::header::banners(model, now);
    let top = 1 + banners.len() as u16;
    let [header, body, footer] = split(area, top, panes::footer::lines(model, now, area));
    panes::header::draw(model, now, &banners, &mut pen.inside(header));
    let look = Look::of(model);
    if model.view == View::Wallboard && model.popup.is_none() {
        // No keys to tell of: the bottom line is the pane's own.
        let rest = Rect { height: body.height + footer.height, ..body };
        panes::wallboard::draw(model, now, &look, &mut pen.inside(rest));
        return 1;
    }
    panes::footer::draw(model, now, &mut pen.inside(footer));
    let page = match &model.view {
        View::Board => board(model, now, &mut pen.inside(body)),
        View::Run(view) => panes::run::draw(model, view, now, &look, &mut pen.inside(body)),
        View::Card(id) => {
            panes::card::draw(model, *id, now, &look, &mut pen.inside(body));
            1
        }
        View::Approval(view) => {
            panes::approval::draw(model, view, now, &look, &mut pen.inside(body));
            1
        }
        View::Day(view) => panes::day::draw(model, view, now, &look, &mut pen.inside(body)),
        View::Journal(view) => panes::journal::draw(model, view, now, &look, &mut pen.inside(body)),
        View::Sops(view) => panes::sops::draw(model, view, now, &look, &mut pen.inside(body)),
        View::Agents(view) => panes::agents::draw(model, view, now, &look, &mut pen.inside(body)),
        View::People(view) => panes::people::draw(model, view, now, &look, &mut pen.inside(body)),
        View::Wallboard => {
            panes::wallboard::draw(model, now, &look, &mut pen.inside(body));
            1
        }
    };
    let under = Rect { height: header.height + body.height, ..area };
    let mut pen = pen.of(Layer::Popup);
    match &model.popup {
        None => page,
        Some(Popup::Pick(pick)) => popups::pick::draw(pick, model.words, &mut pen.inside(under)),
        Some(Popup::Ask(ask)) => {
            popups::ask::draw(ask, &mut pen.inside(under));
            page
        }
        Some(Popup::Edit(edit)) => popups::edit::draw(model, edit, &mut pen.inside(under)),
        Some(Popup::Commands(commands)) => popups::commands::draw(model, commands, &mut pen.inside(under)),
        Some(Popup::Who(who)) => popups::who::draw(model, who, &mut pen.inside(under)),
        Some(Popup::Seen(ask)) => popups::seen::draw(model, ask, now, &mut pen.inside(under)),
        Some(Popup::Why(why)) => {
            popups::why::draw(model, why, now, &mut pen.inside(under));
            page
        }
        Some(Popup::Help { scroll }) => {
            popups::help::draw(model, *scroll, &mut pen.inside(under));
            page
        }
    }
}

fn split(area: Rect, top: u16, bottom: u16) -> [Rect; 3] {
    let top = top.min(area.height);
    let bottom = bottom.min(area.height - top);
    [
        Rect { height: top, ..area },
        Rect { y: area.y + top, height: area.height - top - bottom, ..area },
        Rect { y: area.y + area.height - bottom, height: bottom, ..area },
    ]
}

fn board(model: &Model, now: Now, pen: &mut Pen<'_>) -> usize {
    let area = pen.area;
    let look = Look::of(model);
    if area.width >= WIDE {
        let left = Rect { width: area.width * 11 / 20, ..area };
        let right = Rect { x: area.x + left.width, width: area.width - left.width, ..area };
        let approvals = panes::approvals::height(model, area.height, (area.height / 4).clamp(4, 8));
        let upper = Rect { height: area.height.saturating_sub(approvals), ..right };
        let lower = Rect { y: right.y + upper.height, height: area.height - upper.height, ..right };
        let due = panes::due::draw(model, now, &look, &mut pen.panel(Panel::Due, left));
        let exceptions = panes::exceptions::draw(model, now, &look, &mut pen.panel(Panel::Exceptions, upper));
        let approvals = panes::approvals::draw(model, now, &look, &mut pen.panel(Panel::Approvals, lower));
        return of_focus(model, [due, exceptions, approvals]);
    }
    if area.width >= NARROW && area.height >= 18 {
        let approvals = panes::approvals::height(model, area.height, 4);
        let wanted = (model.exceptions().len() as u16 * 2).max(2) + 2;
        let middle = wanted.clamp(5, ((area.height - approvals) / 2).max(5));
        let upper = Rect { height: area.height - approvals - middle, ..area };
        let exceptions = Rect { y: area.y + upper.height, height: middle, ..area };
        let lower = Rect { y: exceptions.y + middle, height: approvals, ..area };
        let due = panes::due::draw(model, now, &look, &mut pen.panel(Panel::Due, upper));
        let shown = panes::exceptions::draw(model, now, &look, &mut pen.panel(Panel::Exceptions, exceptions));
        let asked = panes::approvals::draw(model, now, &look, &mut pen.panel(Panel::Approvals, lower));
        return of_focus(model, [due, shown, asked]);
    }
    // One panel, and a line of counts for the others.
    let counts = Rect { height: 1.min(area.height), ..area };
    panes::tiny::tabs(model, now, &mut pen.inside(counts));
    let rest = Rect { y: area.y + counts.height, height: area.height - counts.height, ..area };
    let mut pen = pen.panel(model.focus, rest);
    match model.focus {
        Panel::Due => panes::due::draw(model, now, &look, &mut pen),
        Panel::Exceptions => panes::exceptions::draw(model, now, &look, &mut pen),
        Panel::Approvals => panes::approvals::draw(model, now, &look, &mut pen),
    }
}

fn of_focus(model: &Model, [due, exceptions, approvals]: [usize; 3]) -> usize {
    match model.focus {
        Panel::Due => due,
        Panel::Exceptions => exceptions,
        Panel::Approvals => approvals,
    }
}
