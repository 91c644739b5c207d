//! An HTTP POST as ntfy takes it: the text as the body, title, priority and tags as headers.
//!
//! One request, never a redirect, no proxy. Hosts of the site's own network are posted to only where the site's file
//! lists them: the address is looked up once, checked, and that one is connected to.

use super::message::Message;
use super::secret;
use crate::domain::exception::Severity;
use crate::domain::notice::{Came, Report};
use crate::domain::site::Post;
use crate::harmless;
use std::collections::BTreeSet;
use std::io::Read;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::Path;
use std::time::Duration;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error};

/// For all of it.
const PATIENCE: Duration = Duration::from_secs(15);
/// As much of an answer is read.
const MOST: u64 = 4 << 10;

/// One post, and what it was answered with.
pub fn send(root: &Path, post: &Post, private: &BTreeSet<String>, message: &Message) -> Report {
    send_within(root, post, private, message, PATIENCE)
}

/// The same with a patience of its own.
pub fn send_within(
    root: &Path,
    post: &Post,
    private: &BTreeSet<String>,
    message: &Message,
    patience: Duration,
) -> Report {
    let token = match post.token_file.as_deref().map(|file| secret(root, file)).transpose() {
        Ok(token) => token,
        Err(report) => return report,
    };
    let config = Config::builder()
        .timeout_global(Some(patience))
        .max_redirects(0)
        .http_status_as_error(false)
        .proxy(None)
        .user_agent("floorboard")
        .build();
    let agent = Agent::with_parts(config, DefaultConnector::default(), Guard { private: private.clone() });
    let (priority, tag) = match message.severity {
        Severity::Low => ("low", "information_source"),
        Severity::Medium => ("default", "small_orange_diamond"),
        Severity::High => ("urgent", "rotating_light"),
    };
    let mut request = agent
        .post(&post.url)
        .header("Content-Type", "text/plain; charset=utf-8")
        .header("Title", encoded(&message.subject))
        .header("Priority", priority)
        .header("Tags", tag);
    if let Some(token) = token {
        request = request.header("Authorization", format!("Bearer {token}"));
    }
    match request.send(message.text.as_str()) {
        Ok(mut answered) => {
            let status = answered.status();
            let mut said = Vec::new();
            // What it says beside its status is only for people to read.
            let _ = answered.body_mut().as_reader().take(MOST).read_to_end(&mut said);
            let said = String::from_utf8_lossy(&said);
            let came = came(status.as_u16());
            let said = if came == Came::Accepted { "" } else { said.trim() };
            let to = answered.headers().get("location").and_then(|to| to.to_str().ok());
            let said = match to.filter(|_| status.is_redirection()) {
                Some(to) => format!("it points to {to}, which is not followed"),
                None => said.to_owned(),
            };
            Report::new(came, harmless::line(&format!("{status} {said}")))
        }
        Err(Error::Timeout(at)) => {
            Report::new(Came::Delayed, format!("no answer within {} seconds ({at})", patience.as_secs_f32()))
        }
        Err(cause @ (Error::BadUri(_) | Error::Http(_))) => Report::new(Came::Refused, cause.to_string()),
        Err(Error::Io(cause)) if cause.kind() == std::io::ErrorKind::PermissionDenied => {
            Report::new(Came::Refused, cause.to_string())
        }
        Err(cause) => Report::new(Came::Delayed, cause.to_string()),
    }
}

/// What a status means for another try.
fn came(status: u16) -> Came {
    match status {
        200..=299 => Came::Accepted,
        408 | 425 | 429 | 500..=599 => Came::Delayed,
        _ => Came::Refused,
    }
}

/// A header's text: as it is where it is plain, else as mail writes it (RFC 2047), which ntfy reads.
fn encoded(text: &str) -> String {
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return text.to_owned();
    }
    format!("=?UTF-8?B?{}?=", base64(text.as_bytes()))
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let of = |at: usize| u32::from(three.get(at).copied().unwrap_or(0));
        let bits = of(0) << 16 | of(1) << 8 | of(2);
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place) & 63) as usize] as char;
            text.push(if place <= three.len() { letter } else { '=' });
        }
    }
    text
}

/// Looks hosts up as ever, and lets none pass that is of the site's own network and not listed.
#[derive(Debug)]
struct Guard {
    private: BTreeSet<String>,
}

impl Resolver for Guard {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let found = DefaultResolver::default().resolve(uri, config, timeout)?;
        let authority = uri.authority().map(ureq::http::uri::Authority::as_str).unwrap_or_default().to_lowercase();
        let host = uri.host().unwrap_or_default().to_lowercase();
        let listed = [authority.as_str(), host.as_str(), host.trim_matches(['[', ']'])]
            .iter()
            .any(|name| self.private.contains(*name));
        match found.iter().find(|address| is_private(address.ip())) {
            Some(address) if !listed => {
                let told = format!(
                    "`{host}` is {}, of a private network: list it in `[http] private` if that is meant",
                    address.ip()
                );
                Err(Error::Io(std::io::Error::new(std::io::ErrorKind::PermissionDenied, told)))
            }
            _ => Ok(found),
        }
    }
}

/// Whether an address is no place of the public network.
fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_private_4(ip),
        IpAddr::V6(ip) => is_private_6(ip),
    }
}

fn is_private_4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_multicast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (18..20).contains(&b))
        || ip.is_documentation()
}

fn is_private_6(ip: Ipv6Addr) -> bool {
    let [first, second, ..] = ip.segments();
    // What stands for an address of the old kind is as public as that.
    let old = ip.to_ipv4().filter(|_| !ip.is_loopback() && !ip.is_unspecified());
    let carried = match first {
        0x0064 if second == 0xff9b => Some(last_32(ip)),
        0x2002 => {
            let [_, b, c, ..] = ip.segments();
            Some(Ipv4Addr::from(u32::from(b) << 16 | u32::from(c)))
        }
        _ => None,
    };
    old.or(carried).is_some_and(is_private_4)
        || ip.is_loopback()
        || ip.is_unspecified()
        || ip.is_multicast()
        || ip.is_unique_local()
        || ip.is_unicast_link_local()
        || first & 0xffc0 == 0xfec0
        || (first == 0x2001 && second == 0x0db8)
}

fn last_32(ip: Ipv6Addr) -> Ipv4Addr {
    Ipv4Addr::from(ip.to_bits() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_private_networks_are_known_in_every_form() {
        let private = [
            "10.1.2.3",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "192.168.1.20",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::a9fe:a9fe",
            "2002:7f00:1::",
            "ff02::1",
            "::127.0.0.1",
        ];
        for ip in private {
            assert!(is_private(ip.parse().unwrap()), "{ip}");
        }
        for ip in ["1.1.1.1", "172.32.0.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"] {
            assert!(!is_private(ip.parse().unwrap()), "{ip}");
        }
    }

    #[test]
    fn a_header_is_plain_or_encoded_and_never_two_lines() {
        assert_eq!(encoded("High: fridge"), "High: fridge");
        assert_eq!(encoded("9.1 °C"), "=?UTF-8?B?OS4xIMKwQw==?=");
        assert_eq!(encoded("ü"), "=?UTF-8?B?w7w=?=");
        assert_eq!(encoded("a\r\nX: y"), "=?UTF-8?B?YQ0KWDogeQ==?=");
    }
}
