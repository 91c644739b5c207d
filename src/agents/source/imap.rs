//! The mails of a folder, which is only read: EXAMINE and PEEK leave every mark as it is. Headers alone are fetched.
//!
//! The client never sees a socket that waits for ever, or a server that talks for ever: what is read is bounded in time
//! and in bytes, and a client that loses its head over nonsense takes nobody with it.

use crate::domain::calendar::Instant;
use crate::domain::site::MailSecurity;
use crate::domain::source::Mailbox;
use crate::{clock, harmless};
use chrono::{SecondsFormat, TimeDelta};
use imap::types::Uid;
use imap::{Client, Error, Session};
use mail_parser::{Address, Message, MessageParser};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use serde_json::{Value, json};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::sync::{Arc, mpsc};
use std::time::Duration;

/// Of which the headers are asked for at once.
const AT_ONCE: usize = 200;
/// As many mails, the newest.
const MOST_MAILS: usize = 5_000;
/// As many bytes of all that a server says.
const MOST: usize = 32 << 20;
/// Read again before what was read last: servers search by day, and clocks differ.
const AGAIN: TimeDelta = TimeDelta::days(2);
/// The first time, so far back.
const FIRST: TimeDelta = TimeDelta::days(7);
/// A mail whose own id is longer is known by its number.
const LONGEST_ID: usize = 180;
/// Of what is said before it is encrypted.
const LONGEST_LINE: usize = 8 << 10;
const MOST_LINES: usize = 20;
const FETCH: &str = "(UID INTERNALDATE BODY.PEEK[HEADER.FIELDS \
                     (FROM TO SUBJECT DATE MESSAGE-ID IN-REPLY-TO REFERENCES)])";

/// What came into the folder since then, and a little before.
pub(super) fn mails(
    mailbox: &Mailbox,
    password: &str,
    since: Option<Instant>,
    patience: Duration,
) -> Result<Vec<Value>, String> {
    let (tell, told) = mpsc::sync_channel(1);
    let (mailbox, password, end) = (mailbox.clone(), password.to_owned(), clock::monotonic() + patience);
    let work = move || {
        // Nobody may wait for it any more.
        let _ = tell.send(read(&mailbox, &password, since, end));
    };
    std::thread::Builder::new()
        .name("imap".to_owned())
        .spawn(work)
        .map_err(|cause| format!("no thread to read it: {cause}"))?;
    match told.recv_timeout(patience + Duration::from_secs(1)) {
        Ok(mails) => mails,
        Err(mpsc::RecvTimeoutError::Timeout) => Err(slow(patience)),
        Err(mpsc::RecvTimeoutError::Disconnected) => Err("the server speaks no IMAP that can be followed".to_owned()),
    }
}

fn slow(patience: Duration) -> String {
    format!("not read to its end within {} seconds", patience.as_secs_f32())
}

fn read(
    mailbox: &Mailbox,
    password: &str,
    since: Option<Instant>,
    end: std::time::Instant,
) -> Result<Vec<Value>, String> {
    let plain = connect(mailbox, end)?;
    let client = match mailbox.security {
        MailSecurity::Starttls => Client::new(tls(mailbox, starttls(plain)?)?),
        MailSecurity::Tls => greeted(tls(mailbox, plain)?)?,
        MailSecurity::None => greeted(plain)?,
    };
    let mut session = client
        .login(&mailbox.user, password)
        .map_err(|(cause, _)| format!("`{}` cannot log in: {}", mailbox.user, said(&cause)))?;
    let mails = folder(&mut session, mailbox, since);
    // It was read; how it takes leave changes nothing.
    let _ = session.logout();
    mails
}

fn greeted(line: Line) -> Result<Client<Line>, String> {
    let mut client = Client::new(line);
    client.read_greeting().map_err(|cause| format!("no greeting: {}", said(&cause)))?;
    Ok(client)
}

/// Plain at first: nothing but the greeting and the answer is taken from it.
fn starttls(mut line: Line) -> Result<Line, String> {
    let answer = |line: &mut Line| -> Result<String, String> {
        let (mut text, mut byte) = (Vec::new(), [0]);
        while !text.ends_with(b"\n") && text.len() < LONGEST_LINE {
            match line.read(&mut byte) {
                Ok(0) => return Err("the server hung up".to_owned()),
                Ok(_) => text.push(byte[0]),
                Err(cause) => return Err(cause.to_string()),
            }
        }
        Ok(String::from_utf8_lossy(&text).trim().to_owned())
    };
    let greeting = answer(&mut line)?;
    if !greeting.starts_with("* OK") {
        return Err(format!("no greeting: {greeting}"));
    }
    line.write_all(b"s STARTTLS\r\n").map_err(|cause| cause.to_string())?;
    for _ in 0..MOST_LINES {
        let said = answer(&mut line)?;
        match said.strip_prefix("s ") {
            Some(done) if done.starts_with("OK") => return Ok(line),
            Some(refused) => return Err(format!("no STARTTLS: {refused}")),
            None => {}
        }
    }
    Err("no STARTTLS: the server speaks no IMAP that can be followed".to_owned())
}

fn folder(session: &mut Session<Line>, mailbox: &Mailbox, since: Option<Instant>) -> Result<Vec<Value>, String> {
    let opened = session
        .examine(&mailbox.folder)
        .map_err(|cause| format!("`{}` cannot be opened: {}", mailbox.folder, said(&cause)))?;
    let from = since.map_or_else(|| now() - FIRST, |since| since - AGAIN);
    let found = session.uid_search(format!("SINCE {}", from.format("%d-%b-%Y"))).map_err(|cause| said(&cause))?;
    let mut numbers: Vec<Uid> = found.into_iter().collect();
    numbers.sort_unstable();
    let first = numbers.len().saturating_sub(MOST_MAILS);
    let mut mails = Vec::new();
    for some in numbers[first..].chunks(AT_ONCE) {
        let set = some.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        let fetched = session.uid_fetch(set, FETCH).map_err(|cause| said(&cause))?;
        for mail in fetched.iter() {
            let (Some(uid), Some(header)) = (mail.uid, mail.header()) else { continue };
            let received = mail.internal_date().map(|at| at.to_utc());
            mails.push(record(header, uid, opened.uid_validity, received, &mailbox.folder));
        }
    }
    Ok(mails)
}

fn now() -> Instant {
    use crate::clock::Clock;
    clock::SystemClock.now()
}

/// A mail as fields.
fn record(header: &[u8], uid: Uid, validity: Option<u32>, received: Option<Instant>, folder: &str) -> Value {
    let parsed = MessageParser::default().parse_headers(header).unwrap_or_default();
    let time = |at: Instant| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    let date = parsed.date().and_then(|date| chrono::DateTime::from_timestamp(date.to_timestamp(), 0)).map(time);
    let number = format!("{}-{uid}", validity.unwrap_or_default());
    let own = parsed.message_id().filter(|id| id.len() <= LONGEST_ID && !id.contains(harmless::is_hostile));
    let (from, from_name) = sender(&parsed);
    json!({
        "id": own.map_or_else(|| format!("mail-{number}"), str::to_owned),
        "message_id": parsed.message_id(),
        "uid": uid,
        "folder": folder,
        "from": from,
        "from_name": from_name,
        "to": parsed.to().map(addresses).unwrap_or_default(),
        "subject": parsed.subject().map(str::trim),
        "date": date,
        "received": received.map(time).or_else(|| date.clone()),
        "in_reply_to": parsed.in_reply_to().as_text(),
    })
}

fn sender(mail: &Message<'_>) -> (Option<String>, Option<String>) {
    let first = mail.from().and_then(Address::first);
    let own = |text: Option<&str>| text.map(str::to_owned);
    (first.and_then(|from| own(from.address())), first.and_then(|from| own(from.name())))
}

fn addresses(address: &Address<'_>) -> Vec<String> {
    address.iter().filter_map(|one| one.address().map(str::to_owned)).collect()
}

/// What the server said, or what went wrong.
fn said(cause: &Error) -> String {
    match cause {
        Error::No(no) => no.information.clone(),
        Error::Bad(bad) => bad.information.clone(),
        Error::Bye(bye) => bye.information.clone(),
        Error::ConnectionLost => "the server hung up".to_owned(),
        Error::Parse(_) | Error::Unexpected(_) => "the server speaks no IMAP that can be followed".to_owned(),
        other => other.to_string(),
    }
}

fn connect(mailbox: &Mailbox, end: std::time::Instant) -> Result<Line, String> {
    let host = mailbox.host.trim_matches(['[', ']']);
    let mut last = format!("`{host}` has no address");
    let found = (host, mailbox.port).to_socket_addrs().map_err(|cause| format!("`{host}` is not known: {cause}"))?;
    for address in found {
        let left = end.saturating_duration_since(clock::monotonic()).max(Duration::from_millis(1));
        match TcpStream::connect_timeout(&address, left) {
            Ok(stream) => return Ok(Line { wire: Wire::Plain(stream), end, left: MOST }),
            Err(cause) => last = format!("{address}: {cause}"),
        }
    }
    Err(last)
}

fn tls(mailbox: &Mailbox, line: Line) -> Result<Line, String> {
    let Line { wire: Wire::Plain(stream), end, left } = line else { return Ok(line) };
    let host = mailbox.host.trim_matches(['[', ']']).to_owned();
    let name = ServerName::try_from(host).map_err(|cause| format!("no encryption: {cause}"))?;
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|cause| format!("no encryption: {cause}"))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let connection =
        ClientConnection::new(Arc::new(config), name).map_err(|cause| format!("no encryption: {cause}"))?;
    Ok(Line { wire: Wire::Tls(Box::new(StreamOwned::new(connection, stream))), end, left })
}

/// A connection that ends: in time, and after so many bytes.
#[derive(Debug)]
struct Line {
    wire: Wire,
    end: std::time::Instant,
    left: usize,
}

#[derive(Debug)]
enum Wire {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ClientConnection, TcpStream>>),
}

impl Line {
    /// Neither waits longer than there is time.
    fn hurry(&self) -> io::Result<()> {
        let left = self.end.saturating_duration_since(clock::monotonic());
        if left.is_zero() {
            return Err(io::Error::new(ErrorKind::TimedOut, "its time is over"));
        }
        let stream = match &self.wire {
            Wire::Plain(stream) => stream,
            Wire::Tls(tls) => &tls.sock,
        };
        stream.set_read_timeout(Some(left))?;
        stream.set_write_timeout(Some(left))
    }
}

impl Read for Line {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.hurry()?;
        if self.left == 0 {
            return Err(io::Error::other(format!("the server says more than {} MiB", MOST >> 20)));
        }
        let most = buffer.len().min(self.left);
        let read = match &mut self.wire {
            Wire::Plain(stream) => stream.read(&mut buffer[..most]),
            Wire::Tls(tls) => tls.read(&mut buffer[..most]),
        };
        let read = read.map_err(|cause| match cause.kind() {
            ErrorKind::WouldBlock => io::Error::new(ErrorKind::TimedOut, "no answer in time"),
            _ => cause,
        })?;
        self.left -= read;
        Ok(read)
    }
}

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.hurry()?;
        match &mut self.wire {
            Wire::Plain(stream) => stream.write(bytes),
            Wire::Tls(tls) => tls.write(bytes),
        }
    }
    fn flush(&mut self) -> io::Result<()> {
        match &mut self.wire {
            Wire::Plain(stream) => stream.flush(),
            Wire::Tls(tls) => tls.flush(),
        }
    }
}
