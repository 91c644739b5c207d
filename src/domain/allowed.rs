//! Allow lists: whether an agent may run a program, call an address, write to somebody. What is not listed is barred.
//!
//! Addresses are read strictly: what two readers could take for two different places is no address here.

use super::action::Effect;
use super::agent::Allowed;

/// Why something is barred.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Barred {
    #[error("no program is named")]
    NoProgram,
    #[error("`{0}` is not among the programs of the agent")]
    Program(String),
    #[error("`{0}` is not an address that can be called: {1}")]
    BadUrl(String, &'static str),
    #[error("`{0}` is not among the hosts of the agent")]
    Host(String),
    #[error("`{0}` is not a plain address like `name@example.com`: {1}")]
    BadRecipient(String, &'static str),
    #[error("`{0}` is not among those the agent may write to")]
    Recipient(String),
}

/// Who is called: what an allow list is held against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    /// Small letters, no dot at its end; an IPv6 address in brackets.
    pub host: String,
    /// As written, or what the scheme stands for.
    pub port: u16,
    default_port: u16,
}

impl Allowed {
    /// Whether all that this reaches is listed.
    pub fn effect(&self, effect: &Effect) -> Result<(), Barred> {
        match effect {
            Effect::Exec { argv, .. } => self.program(argv),
            Effect::Http { url, .. } => self.host(url).map(drop),
            Effect::Mail { to, .. } => to.iter().try_for_each(|address| self.recipient(address)),
            Effect::Signal { .. } => Ok(()),
        }
    }

    /// A listed program is the first words of `argv`: `agents/draft`, `python3 agents/draft.py`.
    pub fn program(&self, argv: &[String]) -> Result<(), Barred> {
        let first = argv.first().filter(|first| !first.trim().is_empty()).ok_or(Barred::NoProgram)?;
        let listed = self.programs.iter().any(|listed| {
            let mut words = listed.split_whitespace().enumerate().peekable();
            words.peek().is_some()
                && words.all(|(at, word)| {
                    let plain = |text: &str| text.strip_prefix("./").unwrap_or(text).to_owned();
                    argv.get(at).is_some_and(|given| if at == 0 { plain(given) == plain(word) } else { given == word })
                })
        });
        if listed { Ok(()) } else { Err(Barred::Program(first.clone())) }
    }

    /// A listed host is the place as the address names it: `api.example.com`, `localhost:8080`. Without a port it is
    /// the one that the scheme stands for.
    pub fn host(&self, url: &str) -> Result<Authority, Barred> {
        let asked = authority(url).map_err(|why| Barred::BadUrl(url.to_owned(), why))?;
        if self.hosts.iter().any(|listed| asked.is(listed)) { Ok(asked) } else { Err(Barred::Host(asked.shown())) }
    }

    /// A listed recipient is an address, `*@example.com` for everybody there, or `*`. `a+b@example.com` is not
    /// `a@example.com`.
    pub fn recipient(&self, address: &str) -> Result<(), Barred> {
        let bad = |why| Barred::BadRecipient(address.to_owned(), why);
        let (local, domain) = recipient(address).map_err(bad)?;
        let (local, domain) = (local.to_ascii_lowercase(), domain.to_ascii_lowercase());
        let listed = self.mail.iter().any(|listed| {
            let listed = listed.trim().to_ascii_lowercase();
            listed == "*" || listed.split_once('@').is_some_and(|(of, at)| at == domain && (of == "*" || of == local))
        });
        if listed { Ok(()) } else { Err(Barred::Recipient(address.to_owned())) }
    }
}

impl Authority {
    /// As it would be listed.
    pub fn shown(&self) -> String {
        if self.port == self.default_port { self.host.clone() } else { format!("{}:{}", self.host, self.port) }
    }

    fn is(&self, listed: &str) -> bool {
        let listed = listed.trim().to_ascii_lowercase();
        let (host, port) = match listed.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, port.parse().ok()),
            _ => (listed.as_str(), Some(self.default_port)),
        };
        host.strip_suffix('.').unwrap_or(host) == self.host && port == Some(self.port)
    }
}

/// The place that an `http` or `https` address names. A host in other letters than ours is written in its `xn--` form.
pub fn authority(url: &str) -> Result<Authority, &'static str> {
    if url.bytes().any(|byte| byte <= b' ' || byte >= 0x7f) {
        return Err("blanks, control characters and letters beyond a-z are written as %XX, a host of such as `xn--`");
    }
    let (scheme, rest) = url.split_once("://").ok_or("it begins with neither `https://` nor `http://`")?;
    let default_port = match scheme.to_ascii_lowercase().as_str() {
        "https" => 443,
        "http" => 80,
        _ => return Err("it begins with neither `https://` nor `http://`"),
    };
    if url.contains('\\') {
        return Err("it has a `\\`");
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return Err("it has a name before an `@`, which hides the host");
    }
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => {
            let digits = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
            let port = port.parse::<u16>().ok().filter(|port| digits && *port > 0);
            (host, port.ok_or("its port is not a number from 1 to 65535")?)
        }
        _ => (authority, default_port),
    };
    let host = host.to_ascii_lowercase();
    let host = host.strip_suffix('.').unwrap_or(&host);
    let plain = match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        Some(six) => six.bytes().all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.')),
        None => host.split('.').all(is_label),
    };
    if !plain {
        return Err("its host is not a name or number");
    }
    Ok(Authority { host: host.to_owned(), port, default_port })
}

fn is_label(label: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (1..=63).contains(&label.len()) && label.bytes().all(inner) && !label.starts_with('-') && !label.ends_with('-')
}

/// The two parts of a plain address: nothing that a mail server could read as two, as a name, or as a way round.
pub fn recipient(address: &str) -> Result<(&str, &str), &'static str> {
    if address.len() > 254 {
        return Err("it is too long");
    }
    let (local, domain) = address.rsplit_once('@').ok_or("it has no `@`")?;
    if local.contains('@') {
        return Err("it has more than one `@`");
    }
    if local.contains(['<', '>', '"', '(', ')']) || domain.contains(['<', '>']) {
        return Err("it has a name beside it");
    }
    if address.contains([',', ';']) {
        return Err("it is more than one");
    }
    let atom = |byte: u8| byte.is_ascii_alphanumeric() || b"#$&'+-/=?^_`{}~.".contains(&byte);
    let dots = local.starts_with('.') || local.ends_with('.') || local.contains("..");
    if local.is_empty() || local.len() > 64 || dots || !local.bytes().all(atom) {
        return Err("what is before its `@` is not plain letters, digits and signs");
    }
    if !domain.contains('.') && domain != "localhost" || !domain.split('.').all(is_label) {
        return Err("what is after its `@` is not a name like `example.com`");
    }
    Ok((local, domain))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(words: &[&str]) -> std::collections::BTreeSet<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    fn argv(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn a_program_is_known_by_its_first_words() {
        let may = Allowed { programs: of(&["agents/draft", "python3 agents/x.py"]), ..Allowed::default() };
        for good in [&["agents/draft"][..], &["./agents/draft", "a"], &["python3", "agents/x.py", "--all"]] {
            assert_eq!(may.program(&argv(good)), Ok(()), "{good:?}");
        }
        let bad = [
            &["python3"][..],
            &["python3", "-c", "agents/x.py"],
            &["agents/draft2"],
            &["Agents/draft"],
            &["agents/../agents/draft"],
            &["/agents/draft"],
            &["agents/draft agents/draft"],
            &[],
            &[""],
        ];
        for bad in bad {
            assert!(may.program(&argv(bad)).is_err(), "{bad:?}");
        }
        let blank = Allowed { programs: of(&["", " "]), ..Allowed::default() };
        assert!(blank.program(&argv(&["sh"])).is_err());
    }

    #[test]
    fn a_host_is_the_one_that_is_called() {
        let hosts = of(&["api.example.com", "localhost:8080", "[::1]:80", "xn--mnchen-3ya.example", "Big.Example"]);
        let may = Allowed { hosts, ..Allowed::default() };
        let good = [
            "https://api.example.com/x?y=z",
            "HTTPS://API.Example.COM",
            "https://api.example.com:443/",
            "http://api.example.com/",
            "https://api.example.com./",
            "http://localhost:8080/a",
            "http://[::1]/",
            "https://xn--mnchen-3ya.example/",
            "https://big.example/",
            "https://api.example.com?x=https://evil/",
        ];
        for url in good {
            assert!(may.host(url).is_ok(), "{url}: {:?}", may.host(url));
        }
        let bad = [
            "https://api.example.com@evil.example/",
            "https://evil.example#@api.example.com/",
            "https://evil.example/api.example.com",
            "https://evil.example\\@api.example.com/",
            "https://api.example.com.evil.example/",
            "https://sub.api.example.com/",
            "https://api.example.com:8443/",
            "http://localhost/",
            "http://localhost:80800/",
            "http://localhost:/",
            "http://localhost:+8080/",
            "https://münchen.example/",
            "https://api.example.com\r\nHost: evil/",
            "https://api.example.com%2eevil.example/",
            "https://аpi.example.com/",
            "ftp://api.example.com/",
            "//api.example.com/",
            "api.example.com",
            "https:///x",
            "https://api.example.com../",
            "http://2130706433/",
            "",
        ];
        for url in bad {
            assert!(may.host(url).is_err(), "{url}");
        }
        assert!(Allowed::default().host("https://api.example.com/").is_err());
        assert_eq!(may.host("https://other.example:444/"), Err(Barred::Host("other.example:444".to_owned())));
    }

    #[test]
    fn a_recipient_is_one_plain_address() {
        let may = Allowed { mail: of(&["ana@guest.example", "*@Own.example"]), ..Allowed::default() };
        for good in ["ana@guest.example", "Ana@Guest.Example", "anybody@own.example", "a+b@own.example"] {
            assert_eq!(may.recipient(good), Ok(()), "{good}");
        }
        let bad = [
            "ana+x@guest.example",
            "bob@guest.example",
            "a@b@own.example",
            "bob@sub.own.example",
            "bob@own.example.evil",
            "bob@evilown.example",
            "bob@own.example.",
            "Ana <ana@guest.example>",
            "\"evil@x.example\"@own.example",
            "<bob@own.example>",
            "bob@own.example,evil@x.example",
            "evil@x.example,bob@own.example",
            "evil%x.example@own.example",
            "x.example!evil@own.example",
            "bob@own.example\r\nBcc: evil@x.example",
            "bob @own.example",
            " bob@own.example",
            "(c)bob@own.example",
            "bob@[127.0.0.1]",
            "bob@ówn.example",
            "@own.example",
            "bob@",
            "*@own.example",
            "..@own.example",
            "",
        ];
        for bad in bad {
            assert!(may.recipient(bad).is_err(), "{bad}");
        }
        let all = Allowed { mail: of(&["*"]), ..Allowed::default() };
        assert_eq!(all.recipient("who@ever.example"), Ok(()));
        assert!(all.recipient("a@b.example, c@d.example").is_err());
        assert!(
            Allowed { mail: of(&["@own.example", "own.example"]), ..Allowed::default() }
                .recipient("bob@own.example")
                .is_err()
        );
    }
}
