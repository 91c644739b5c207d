//! What a step computes from others: `counted - z_read`. Decimals, exactly: plus, minus, times, divided by, brackets,
//! and the ids of steps. At most 1,000 characters and 50 levels, checked before anything is built.

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Range;

pub const LONGEST: usize = 1_000;
pub const DEEPEST: usize = 50;
/// Places that a quotient keeps where the file does not say.
pub const PLACES: u32 = 2;

/// A formula as written; read again where it is computed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Formula {
    pub text: String,
    /// Decimal places that the result is rounded to, half away from zero. None: as exact as it is, and two places where
    /// something is divided.
    pub places: Option<u32>,
}

/// Why a formula cannot be used; `span` is in bytes of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormulaError {
    pub span: Range<usize>,
    pub fault: FormulaFault,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormulaFault {
    Empty,
    TooLong,
    TooDeep,
    /// What stands there has no place in a formula.
    Stranger(String),
    /// Something is missing before it, or at the end.
    Wanted(&'static str),
    BadNumber,
}

/// Why there is no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ComputeFault {
    DivisionByZero,
    /// More digits than are kept exactly.
    TooLarge,
}

/// A step named in a formula, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub name: String,
    pub span: Range<usize>,
}

impl fmt::Display for FormulaFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the formula is empty"),
            Self::TooLong => write!(f, "a formula has at most {LONGEST} characters"),
            Self::TooDeep => write!(f, "a formula is nested at most {DEEPEST} levels deep"),
            Self::Stranger(what) => write!(f, "`{what}` has no place in a formula"),
            Self::Wanted(what) => write!(f, "here {what} is missing"),
            Self::BadNumber => f.write_str("this number has too many digits"),
        }
    }
}

impl Formula {
    /// Reads it, and says which steps it names, in the order of the text.
    pub fn check(text: &str) -> Result<Vec<Named>, FormulaError> {
        let (tree, _) = read(text)?;
        let mut named = Vec::new();
        tree.name(&mut named);
        Ok(named)
    }

    /// The steps it names, each once; none where it cannot be read.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for named in Self::check(&self.text).unwrap_or_default() {
            if !names.contains(&named.name) {
                names.push(named.name);
            }
        }
        names
    }

    /// What it comes to with these readings. `see` knows every name.
    pub fn compute(&self, see: impl Fn(&str) -> Option<Decimal>) -> Result<Decimal, ComputeFault> {
        let (tree, divides) = read(&self.text).map_err(|_unreadable| ComputeFault::TooLarge)?;
        let exact = tree.compute(&see)?;
        Ok(match self.places.or(divides.then_some(PLACES)) {
            Some(places) => {
                let mut rounded = exact.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
                // Money divided shows its places: 2.50, not 2.5.
                rounded.rescale(places);
                rounded
            }
            None => exact,
        })
    }
}

#[derive(Debug)]
enum Tree {
    Number(Decimal),
    Name(Named),
    Minus(Box<Tree>),
    Two(Sign, Box<Tree>, Box<Tree>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    Plus,
    Minus,
    Times,
    Over,
}

impl Tree {
    fn name(&self, named: &mut Vec<Named>) {
        match self {
            Self::Number(_) => {}
            Self::Name(name) => named.push(name.clone()),
            Self::Minus(inner) => inner.name(named),
            Self::Two(_, left, right) => {
                left.name(named);
                right.name(named);
            }
        }
    }

    fn compute(&self, see: &impl Fn(&str) -> Option<Decimal>) -> Result<Decimal, ComputeFault> {
        Ok(match self {
            Self::Number(value) => *value,
            Self::Name(named) => see(&named.name).ok_or(ComputeFault::TooLarge)?,
            Self::Minus(inner) => -inner.compute(see)?,
            Self::Two(sign, left, right) => apply(*sign, left.compute(see)?, right.compute(see)?)?,
        })
    }
}

/// A result that lost digits on the way is none; only a quotient may be rounded.
fn apply(sign: Sign, left: Decimal, right: Decimal) -> Result<Decimal, ComputeFault> {
    let exact = |value: Option<Decimal>, scale: u32| {
        let value = value.ok_or(ComputeFault::TooLarge)?;
        // Where either is nothing, or the end is, no digit was there to lose.
        let trivial = left.is_zero() || right.is_zero() || value.is_zero() && sign != Sign::Times;
        if trivial || value.scale() == scale { Ok(value) } else { Err(ComputeFault::TooLarge) }
    };
    match sign {
        Sign::Plus => exact(left.checked_add(right), left.scale().max(right.scale())),
        Sign::Minus => exact(left.checked_sub(right), left.scale().max(right.scale())),
        Sign::Times => exact(left.checked_mul(right), left.scale() + right.scale()),
        Sign::Over if right.is_zero() => Err(ComputeFault::DivisionByZero),
        Sign::Over => left.checked_div(right).ok_or(ComputeFault::TooLarge),
    }
}

/// The tree, and whether anything is divided in it.
fn read(text: &str) -> Result<(Tree, bool), FormulaError> {
    if let Some((at, _)) = text.char_indices().nth(LONGEST) {
        return Err(FormulaError { span: at..text.len(), fault: FormulaFault::TooLong });
    }
    if text.trim().is_empty() {
        return Err(FormulaError { span: 0..text.len(), fault: FormulaFault::Empty });
    }
    let mut reading = Reading { text, at: 0, divides: false };
    let tree = reading.sum(0)?;
    match reading.peek() {
        None => Ok((tree, reading.divides)),
        Some(')') => Err(reading.stranger()),
        Some(c) if c.is_alphanumeric() || c == '(' || c == '_' => Err(reading.wanted("+, -, * or /")),
        Some(_) => Err(reading.stranger()),
    }
}

struct Reading<'t> {
    text: &'t str,
    at: usize,
    divides: bool,
}

impl Reading<'_> {
    /// The next character that is no space.
    fn peek(&mut self) -> Option<char> {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
        self.text[self.at..].chars().next()
    }

    fn sum(&mut self, depth: usize) -> Result<Tree, FormulaError> {
        let mut left = self.product(depth)?;
        while let Some(sign) = self.sign(&[('+', Sign::Plus), ('-', Sign::Minus), ('−', Sign::Minus)]) {
            left = Tree::Two(sign, Box::new(left), Box::new(self.product(depth)?));
        }
        Ok(left)
    }

    fn product(&mut self, depth: usize) -> Result<Tree, FormulaError> {
        let mut left = self.one(depth)?;
        while let Some(sign) = self.sign(&[('*', Sign::Times), ('/', Sign::Over)]) {
            self.divides |= sign == Sign::Over;
            left = Tree::Two(sign, Box::new(left), Box::new(self.one(depth)?));
        }
        Ok(left)
    }

    fn sign(&mut self, signs: &[(char, Sign)]) -> Option<Sign> {
        let next = self.peek()?;
        let (c, sign) = signs.iter().find(|(c, _)| *c == next)?;
        self.at += c.len_utf8();
        Some(*sign)
    }

    fn one(&mut self, depth: usize) -> Result<Tree, FormulaError> {
        let next = self.peek();
        if depth >= DEEPEST {
            return Err(self.fault(FormulaFault::TooDeep));
        }
        match next {
            Some(sign @ ('-' | '−')) => {
                self.at += sign.len_utf8();
                Ok(Tree::Minus(Box::new(self.one(depth + 1)?)))
            }
            Some('(') => {
                self.at += 1;
                let inner = self.sum(depth + 1)?;
                if self.peek() != Some(')') {
                    return Err(self.wanted("`)`"));
                }
                self.at += 1;
                Ok(inner)
            }
            Some(c) if c.is_ascii_digit() => self.number(),
            Some(c) if c.is_ascii_lowercase() => {
                let span = self.word(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
                Ok(Tree::Name(Named { name: self.text[span.clone()].to_owned(), span }))
            }
            None | Some('+' | '*' | '/' | ')') => Err(self.wanted("a number or the id of a step")),
            Some(_) => Err(self.stranger()),
        }
    }

    fn number(&mut self) -> Result<Tree, FormulaError> {
        let span = self.word(|c| c.is_ascii_digit() || c == '.');
        match Decimal::from_str_exact(&self.text[span.clone()]) {
            Ok(value) => Ok(Tree::Number(value)),
            Err(_unreadable) => Err(FormulaError { span, fault: FormulaFault::BadNumber }),
        }
    }

    fn word(&mut self, of: impl Fn(char) -> bool) -> Range<usize> {
        let rest = &self.text[self.at..];
        let length = rest.find(|c| !of(c)).unwrap_or(rest.len());
        let span = self.at..self.at + length;
        self.at = span.end;
        span
    }

    fn fault(&self, fault: FormulaFault) -> FormulaError {
        let next = self.text[self.at..].chars().next();
        FormulaError { span: self.at..self.at + next.map_or(0, char::len_utf8), fault }
    }
    fn wanted(&self, what: &'static str) -> FormulaError {
        self.fault(FormulaFault::Wanted(what))
    }
    fn stranger(&self) -> FormulaError {
        let what = self.text[self.at..].chars().next().map(String::from).unwrap_or_default();
        self.fault(FormulaFault::Stranger(what))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn formula(text: &str) -> Formula {
        Formula { text: text.into(), places: None }
    }

    /// With `a` 10.50, `b` 3, `zero` 0.00.
    fn come_to(text: &str) -> Result<String, ComputeFault> {
        let see = |name: &str| match name {
            "a" => "10.50".parse().ok(),
            "b" => Some(3.into()),
            "zero" => "0.00".parse().ok(),
            "huge" => Some(Decimal::MAX),
            "tiny" => "0.0000000000000000000000000001".parse().ok(),
            _ => None,
        };
        formula(text).compute(see).map(|value| value.to_string())
    }

    #[test]
    fn arithmetic_is_decimal_and_in_the_usual_order() {
        for (text, result) in [
            ("a - b", "7.50"),
            ("0.1 + 0.2", "0.3"),
            ("1 + 2 * b", "7"),
            ("(1 + 2) * b", "9"),
            ("10 - 4 - 3", "3"),
            ("-a + b", "-7.50"),
            ("--b", "3"),
            ("b * -1.5", "-4.5"),
            ("a − b", "7.50"),
            ("zero * a", "0"),
            ("a - a", "0.00"),
        ] {
            assert_eq!(come_to(text).as_deref(), Ok(result), "{text}");
        }
    }

    #[test]
    fn a_quotient_is_rounded_half_away_from_zero() {
        for (text, result) in [("10 / b", "3.33"), ("5 / 2", "2.50"), ("1 / 8", "0.13"), ("-1 / 8", "-0.13")] {
            assert_eq!(come_to(text).as_deref(), Ok(result), "{text}");
        }
        let rounded = |places| Formula { text: "2 / 3".into(), places: Some(places) }.compute(|_| None).unwrap();
        assert_eq!((rounded(0).to_string(), rounded(4).to_string()), ("1".into(), "0.6667".into()));
    }

    #[test]
    fn what_has_no_exact_result_has_none() {
        for text in ["a / zero", "b / (a - a)"] {
            assert_eq!(come_to(text), Err(ComputeFault::DivisionByZero), "{text}");
        }
        for text in ["huge + 1", "huge * 2", "huge + 0.1", "tiny * tiny", "huge / tiny", "1 + tiny - huge"] {
            assert_eq!(come_to(text), Err(ComputeFault::TooLarge), "{text}");
        }
        assert_eq!(come_to("huge + zero").as_deref().map(str::len), Ok(Decimal::MAX.to_string().len()));
    }

    #[test]
    fn mistakes_have_their_place() {
        for (text, span, told) in [
            ("", 0..0, "the formula is empty"),
            ("a -", 3..3, "here a number or the id of a step is missing"),
            ("a * / b", 4..5, "here a number or the id of a step is missing"),
            ("a b", 2..3, "here +, -, * or / is missing"),
            ("(a - b", 6..6, "here `)` is missing"),
            ("a - b)", 5..6, "`)` has no place in a formula"),
            ("a > b", 2..3, "`>` has no place in a formula"),
            ("Total", 0..1, "`T` has no place in a formula"),
            ("1.2.3", 0..5, "this number has too many digits"),
            ("£5", 0..2, "`£` has no place in a formula"),
        ] {
            let error = Formula::check(text).unwrap_err();
            assert_eq!((error.span, error.fault.to_string().as_str()), (span, told), "{text}");
        }
        assert_eq!(Formula::check(&"a".repeat(LONGEST + 1)).unwrap_err().fault, FormulaFault::TooLong);
        assert_eq!(Formula::check(&"(".repeat(200)).unwrap_err().fault, FormulaFault::TooDeep);
        assert_eq!(Formula::check(&"-".repeat(200)).unwrap_err().fault, FormulaFault::TooDeep);
        assert!(Formula::check(&format!("{}1", "1+".repeat(490))).is_ok());
    }

    #[test]
    fn names_are_told_once_each() {
        assert_eq!(formula("a - b * (a + c_2)").names(), ["a", "b", "c_2"]);
        assert!(formula("a -").names().is_empty());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_told_at_a_place_inside(text in "[-+*/(). a-c0-9£−]{0,60}") {
            match Formula::check(&text) {
                Ok(_) => {
                    let _result = formula(&text).compute(|_| Some(Decimal::ONE));
                }
                Err(error) => {
                    prop_assert!(text.get(error.span.clone()).is_some(), "{error:?}");
                }
            }
        }
    }
}
