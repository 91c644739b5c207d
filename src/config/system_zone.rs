//! The time zone that the machine is set to: a guess for a new site, never what decides for one that is there.

use crate::time::zone::is_known;
use std::path::Path;

/// The IANA name, where the system tells one that is known.
pub fn guess() -> Option<String> {
    let environment = std::env::var("TZ").ok().map(|zone| zone.trim_start_matches(':').to_owned());
    let file = || std::fs::read_to_string("/etc/timezone").ok().map(|text| text.trim().to_owned());
    let link = || of_path(&std::fs::canonicalize("/etc/localtime").ok()?);
    environment
        .filter(|zone| is_named(zone))
        .or_else(|| link().filter(|zone| is_named(zone)))
        .or_else(|| file().filter(|zone| is_named(zone)))
}

/// A region and a city; `UTC0` and the like are rules, and no place.
fn is_named(zone: &str) -> bool {
    is_known(zone) && (zone.contains('/') || zone == "UTC")
}

/// `/usr/share/zoneinfo/Europe/London` is `Europe/London`.
fn of_path(path: &Path) -> Option<String> {
    let text = path.to_str()?;
    let (_, name) = text.split_once("/zoneinfo/")?;
    let name = name.trim_start_matches("posix/").trim_start_matches("right/");
    Some(if name == "Etc/UTC" { "UTC" } else { name }.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_read_off_the_systems_link() {
        assert_eq!(of_path(Path::new("/usr/share/zoneinfo/Europe/London")).as_deref(), Some("Europe/London"));
        assert_eq!(of_path(Path::new("/var/db/timezone/zoneinfo/posix/Asia/Tokyo")).as_deref(), Some("Asia/Tokyo"));
        assert_eq!(of_path(Path::new("/etc/localtime")), None);
        assert!(!is_named("GMT0") && !is_named("/etc/passwd") && is_named("Europe/Berlin"));
    }
}
