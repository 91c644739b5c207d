//! One HTTP request: what every part of the house uses that calls somebody.
//!
//! Never a redirect, no proxy. Hosts of the site's own network are called only where the site's file lists them: the
//! address is looked up once, checked, and that one is connected to. Where no answer comes it is told whether anything
//! of the request left this machine.

use std::collections::BTreeSet;
use std::io::Read;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use ureq::config::Config;
use ureq::http::{Request, Uri};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, DefaultConnector, NextTimeout, Transport};
use ureq::{Agent, Error};

/// What is asked.
pub(crate) struct Call<'a> {
    pub method: &'a str,
    pub url: &'a str,
    pub headers: &'a [(String, String)],
    pub body: Option<&'a str>,
    /// For all of it.
    pub patience: Duration,
    /// As many bytes of the answer are read.
    pub most: usize,
    /// Hosts of private networks that may be called.
    pub private: &'a BTreeSet<String>,
}

/// What was answered.
#[derive(Debug)]
pub(crate) struct Answered {
    pub status: u16,
    /// `404 Not Found`.
    pub line: String,
    /// Where a redirect points to.
    pub location: Option<String>,
    pub body: Vec<u8>,
    /// Why what is there of the body is not all of it.
    pub cut: Option<String>,
}

/// Why there is no answer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Unanswered {
    /// It cannot be asked at all.
    Never(String),
    /// Nothing of the request left this machine.
    NotSent(String),
    /// The request left, or a part of it: nobody knows what became of it.
    Lost(String),
}

impl Answered {
    /// Where it points to, which is not followed.
    pub(crate) fn points_to(&self) -> Option<String> {
        let to = self.location.as_ref().filter(|_| (300..400).contains(&self.status))?;
        Some(format!("it points to {to}, which is not followed"))
    }

    /// Its body, for people to read.
    pub(crate) fn said(&self) -> String {
        String::from_utf8_lossy(&self.body).trim().to_owned()
    }
}

/// Asks once.
pub(crate) fn call(call: &Call) -> Result<Answered, Unanswered> {
    let config = Config::builder()
        .timeout_global(Some(call.patience))
        .max_redirects(0)
        .http_status_as_error(false)
        .proxy(None)
        .user_agent("floorboard")
        .build();
    let left = Arc::new(AtomicBool::new(false));
    let connector = DefaultConnector::default().chain(Witness { left: left.clone() });
    let agent = Agent::with_parts(config, connector, Guard { private: call.private.clone() });
    let mut request = Request::builder().method(call.method).uri(call.url);
    for (name, value) in call.headers {
        request = request.header(name, value);
    }
    let never = |cause: ureq::http::Error| Unanswered::Never(cause.to_string());
    let asked = match call.body {
        Some(body) => agent.run(request.body(body).map_err(never)?),
        None => agent.run(request.body(()).map_err(never)?),
    };
    match asked {
        Ok(mut answered) => {
            let mut body = Vec::new();
            let read = answered.body_mut().as_reader().take(call.most as u64 + 1).read_to_end(&mut body);
            let cut = match read {
                Ok(_) if body.len() > call.most => Some(format!("it is longer than {} bytes", call.most)),
                Ok(_) => None,
                Err(cause) => Some(cause.to_string()),
            };
            body.truncate(call.most);
            let status = answered.status();
            let location = answered.headers().get("location");
            let location = location.map(|to| String::from_utf8_lossy(to.as_bytes()).into_owned());
            Ok(Answered { status: status.as_u16(), line: status.to_string(), location, body, cut })
        }
        Err(cause) => Err(unanswered(cause, call.patience, left.load(Ordering::SeqCst))),
    }
}

fn unanswered(cause: Error, patience: Duration, has_left: bool) -> Unanswered {
    let told = match cause {
        Error::BadUri(_) | Error::Http(_) if !has_left => return Unanswered::Never(cause.to_string()),
        Error::Other(cause) if cause.is::<Private>() => return Unanswered::Never(cause.to_string()),
        Error::Timeout(at) => format!("no answer within {} seconds ({at})", patience.as_secs_f32()),
        cause => cause.to_string(),
    };
    if has_left { Unanswered::Lost(told) } else { Unanswered::NotSent(told) }
}

/// Sees the first byte of a request leave.
#[derive(Debug)]
struct Witness {
    left: Arc<AtomicBool>,
}

impl<In: Transport> Connector<In> for Witness {
    type Out = Witnessed<In>;

    fn connect(&self, _: &ConnectionDetails, chained: Option<In>) -> Result<Option<Self::Out>, Error> {
        Ok(chained.map(|inner| Witnessed { inner, left: self.left.clone() }))
    }
}

#[derive(Debug)]
struct Witnessed<In> {
    inner: In,
    left: Arc<AtomicBool>,
}

impl<In: Transport> Transport for Witnessed<In> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }
    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        // Before it is tried: a part may leave of what fails.
        self.left.store(true, Ordering::SeqCst);
        self.inner.transmit_output(amount, timeout)
    }
    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.inner.await_input(timeout)
    }
    fn is_open(&mut self) -> bool {
        self.inner.is_open()
    }
    fn is_tls(&self) -> bool {
        self.inner.is_tls()
    }
}

/// A host of a private network that is not listed.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Private(String);

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
                Err(Error::Other(Box::new(Private(told))))
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
}
