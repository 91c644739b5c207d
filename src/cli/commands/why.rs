//! `floorboard run why ID`, `floorboard exception why ID`: which file and line, which fact, what arithmetic.

use super::super::failure::Failure;
use super::super::output::Output;
use super::super::session::Session;
use super::super::shapes::WhyShape;
use crate::cli::floor::Floor;
use crate::config::site_files::sop_file;
use crate::domain::why::{Asked, Why};
use crate::words;

/// What the store knows, with the file called as it lies there now.
pub(super) fn answer(session: &mut Session, asked: &Asked) -> Result<Option<Why>, Failure> {
    let Some(mut why) = session.store.why(asked)? else { return Ok(None) };
    let file = why.sop.as_ref().and_then(|sop| sop_file(&session.dir, &sop.id));
    if let Some(file) = file {
        why.call_file(&file);
    }
    Ok(Some(why))
}

/// Line by line, each with the lines of files that say so.
pub(super) fn tell(id: &str, title: &str, why: &Why, floor: &Floor, output: &mut Output) -> Result<(), Failure> {
    if output.is_json() {
        return output.json(&WhyShape::of(id, why, floor));
    }
    output.line(format!("{id}  {title}").trim_end())?;
    let lines = words::why(why, floor);
    let names = lines.iter().map(|line| line.name.chars().count()).max().unwrap_or(0);
    for line in lines {
        output.line(format!("{:names$}  {}", line.name, line.says).trim_end())?;
        for place in line.places {
            output.line(format!("{:names$}  {}:{}  {}", "", place.file, place.line, place.text).trim_end())?;
        }
    }
    Ok(())
}
