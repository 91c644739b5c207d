//! What must never happen to a reading: `above 8 °C: move the food`, `never below 63 °C`, `between 0 and 5 °C`.

use super::DraftStep;
use super::reading::numbers;
use crate::sopfile::quoted::quoted;
use rust_decimal::Decimal;

/// A limit as somebody said it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    unit: &'static str,
    /// Not more, and not less.
    above: Option<Decimal>,
    below: Option<Decimal>,
    /// What is to be done then.
    must: Option<String>,
}

/// Reads it. `above 8` is what is wrong, where it stands after `if`, `never` or alone; `must be below 8` is what is right.
pub(super) fn read(text: &str) -> Option<Said> {
    let lower = text.to_lowercase();
    let numbers = numbers(&lower);
    let first = numbers.iter().find(|number| number.unit.is_some())?;
    let unit = first.unit?;
    let must = must(text, first.at);
    let wants = lower.contains("must be")
        || lower.contains("should be")
        || lower.contains("has to be")
        || lower.contains("keep");
    if let [low, high, ..] = &numbers[..]
        && high.unit.is_some()
        && low.value < high.value
        && ["and", "to", "-", "–"].iter().any(|joint| lower.get(low.at..high.at).is_some_and(|it| it.contains(joint)))
    {
        return Some(Said { unit, above: Some(high.value), below: Some(low.value), must });
    }
    let before = lower.get(..first.at)?;
    let said = |any: &[&str]| any.iter().any(|word| before.contains(word));
    let most = said(&["at most", "no more than", "not more than", "max", "up to"]);
    let least = said(&["at least", "no less than", "not less than", "min"]);
    let (above, below) = (
        said(&["above", "over", "more than", ">", "hotter", "warmer"]),
        said(&["below", "under", "less than", "<", "colder"]),
    );
    let over = most || above && !least && !wants || below && wants;
    let under = least || below && !most && !wants || above && wants;
    let value = first.value;
    match (over, under) {
        (true, false) => Some(Said { unit, above: Some(value), below: None, must }),
        (false, true) => Some(Said { unit, above: None, below: Some(value), must }),
        _ => None,
    }
}

/// What stands behind the number, after a colon, a comma or a dash.
fn must(text: &str, at: usize) -> Option<String> {
    // Small letters may be longer than great ones: the place is only near.
    let rest = text.char_indices().find(|(start, _)| *start >= at).map(|(start, _)| &text[start..])?;
    let (_, told) = rest.split_once([':', ',', '–', '→'])?;
    let told = told.trim().trim_start_matches("then ").trim();
    let told = told.trim_end_matches('.');
    (told.chars().any(char::is_alphabetic) && told.len() < 200).then(|| told.replace(['{', '}'], " "))
}

impl Said {
    /// Puts it to the last step that reads a number of its kind; false where none does.
    pub(super) fn put(&self, steps: &mut [DraftStep]) -> bool {
        let capture = format!("{{ number = {} }}", quoted(self.unit));
        let reads = |step: &&mut DraftStep| step.capture.as_ref() == Some(&capture);
        let Some(step) = steps.iter_mut().rev().find(reads) else { return false };
        let must = self.must.as_ref().map(|must| format!(", must = {}", quoted(must))).unwrap_or_default();
        for (side, value) in [("below", self.below), ("above", self.above)] {
            let Some(value) = value else { continue };
            // The mild comes before the worse, and none says the same twice.
            let start = format!("{{ {side} = ");
            let of = |limit: &String| limit.strip_prefix(&start)?.split(',').next()?.trim().parse::<Decimal>().ok();
            let milder = |there: Decimal| if side == "above" { there < value } else { there > value };
            step.limits.retain(|limit| of(limit).is_none_or(milder));
            step.limits.push(format!("{{ {side} = {value}, severity = \"high\"{must} }}"));
        }
        true
    }

    /// The unit that a step would have to read.
    pub(super) fn unit(&self) -> &'static str {
        self.unit
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sopfile::draft::guessed_step;

    fn put(step: &str, said: &str) -> Vec<String> {
        let mut steps = [guessed_step(step)];
        assert!(read(said).expect(said).put(&mut steps), "{said}");
        steps[0].limits.clone()
    }

    #[test]
    fn what_is_wrong_and_what_is_right_are_told_apart() {
        let above = "{ above = 8, severity = \"high\"";
        for said in ["if above 8 °C", "never above 8 °C", "must be below 8 °C", "at most 8 °C", "keep it under 8 °C"]
        {
            assert!(put("Fridge temperature in °C", said)[0].starts_with(above), "{said}");
        }
        for said in ["never below 63 °C", "must be above 63 °C", "at least 63 °C"] {
            let limits = put("Core temperature", said);
            assert!(limits[0].starts_with("{ below = 63, severity = \"high\""), "{said}: {limits:?}");
        }
        assert_eq!(put("Fridge temperature", "between 0 and 5 °C").len(), 2);
    }

    #[test]
    fn what_is_to_be_done_stands_with_it() {
        let limits = put("Fridge temperature", "If above 8 °C: move the food, call the engineer.");
        assert_eq!(limits, ["{ above = 8, severity = \"high\", must = \"move the food, call the engineer\" }"]);
    }

    #[test]
    fn a_limit_finds_no_step_of_another_unit() {
        let mut steps = [guessed_step("Fridge temperature")];
        assert!(!read("never above 3 bar").expect("a limit").put(&mut steps));
        assert!(read("never late").is_none() && read("8 °C").is_none());
    }
}
