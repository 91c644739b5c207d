//! The world outside, small and real: a mail server and a web server on sockets of this machine.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

/// Far above what anything here takes.
const PATIENCE: Duration = Duration::from_secs(30);

/// What came in, one after the other.
pub(crate) struct Outside {
    pub(crate) address: SocketAddr,
    came: Receiver<String>,
}

impl Outside {
    /// Serves every connection by `serve`, which tells what came in.
    fn start(serve: impl Fn(TcpStream, &Sender<String>) + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (tell, came) = channel();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                serve(stream, &tell);
            }
        });
        Self { address, came }
    }

    pub(crate) fn next(&self) -> String {
        self.came.recv_timeout(PATIENCE).expect("nothing came in")
    }

    pub(crate) fn nothing_more(&self) -> bool {
        self.came.try_recv().is_err()
    }
}

/// Answers each request with this: a whole response, or nothing at all.
pub(crate) fn web(answer: &'static str) -> Outside {
    web_that(move |_| answer.to_owned())
}

/// Answers each request by its number, from 1.
pub(crate) fn web_that(answers: impl Fn(u32) -> String + Send + 'static) -> Outside {
    let asked = std::cell::Cell::new(0);
    Outside::start(move |stream, tell| {
        let Some(request) = request(&stream) else { return };
        let _ = tell.send(request);
        asked.set(asked.get() + 1);
        let answer = answers(asked.get());
        if answer.is_empty() {
            // Stalls: the connection stays open, and nobody says anything.
            std::mem::forget(stream);
            return;
        }
        let _ = (&stream).write_all(answer.as_bytes());
    })
}

/// A mail server that answers `RCPT TO` with this.
pub(crate) fn post_office(to_recipient: &'static str) -> Outside {
    Outside::start(move |stream, tell| {
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let say = |line: &str| (&stream).write_all(format!("{line}\r\n").as_bytes());
        let _ = say("220 post.office ready");
        let (mut mail, mut in_data) = (String::new(), false);
        let mut line = String::new();
        while reader.read_line(&mut line).unwrap_or(0) > 0 {
            mail += &line;
            let upper = line.to_uppercase();
            let _ = match () {
                () if in_data && line == ".\r\n" => {
                    in_data = false;
                    let _ = tell.send(std::mem::take(&mut mail));
                    say("250 2.0.0 queued as 4711")
                }
                () if in_data => Ok(()),
                () if upper.starts_with("EHLO") => say("250-post.office\r\n250 8BITMIME"),
                () if upper.starts_with("RCPT") => say(to_recipient),
                () if upper.starts_with("DATA") => {
                    in_data = true;
                    say("354 go on")
                }
                () if upper.starts_with("QUIT") => {
                    let _ = say("221 bye");
                    break;
                }
                () => say("250 ok"),
            };
            line.clear();
        }
    })
}

/// Where a mail server fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fails {
    /// It says this instead of its greeting, and the same to `MAIL`, `RCPT`, `DATA`, and after the text.
    At(&'static str, &'static str),
    /// It closes the connection there instead of answering.
    DiesAt(&'static str),
    /// It says nothing any more there.
    StallsAt(&'static str),
}

/// A mail server that fails at one of `GREETING`, `EHLO`, `MAIL`, `RCPT`, `DATA`, `TEXT`; it tells every whole mail.
pub(crate) fn failing_office(fails: Fails) -> Outside {
    Outside::start(move |stream, tell| {
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        // False: it is over.
        let answer = |phase: &str, good: &str| {
            let say = |line: &str| (&stream).write_all(format!("{line}\r\n").as_bytes()).is_ok();
            match fails {
                Fails::At(at, bad) if at == phase => say(bad),
                Fails::DiesAt(at) if at == phase => false,
                Fails::StallsAt(at) if at == phase => {
                    std::mem::forget(stream.try_clone());
                    false
                }
                _ => say(good),
            }
        };
        let (mut mail, mut in_data, mut line) = (String::new(), false, String::new());
        let mut goes_on = answer("GREETING", "220 post.office ready");
        while goes_on && reader.read_line(&mut line).unwrap_or(0) > 0 {
            mail += &line;
            let upper = line.to_uppercase();
            goes_on = match () {
                () if in_data && line == ".\r\n" => {
                    in_data = false;
                    let _ = tell.send(std::mem::take(&mut mail));
                    answer("TEXT", "250 2.0.0 queued as 4711")
                }
                () if in_data => true,
                () if upper.starts_with("EHLO") => answer("EHLO", "250 post.office"),
                () if upper.starts_with("MAIL") => answer("MAIL", "250 ok"),
                () if upper.starts_with("RCPT") => answer("RCPT", "250 ok"),
                () if upper.starts_with("DATA") => {
                    in_data = !matches!(fails, Fails::At("DATA", _));
                    answer("DATA", "354 go on")
                }
                () if upper.starts_with("QUIT") => false,
                () => answer("", "250 ok"),
            };
            line.clear();
        }
    })
}

/// A web server that gives these answers one after the other, the last again and again.
pub(crate) fn web_of(answers: Vec<String>) -> Outside {
    let next = std::sync::atomic::AtomicUsize::new(0);
    Outside::start(move |stream, tell| {
        let Some(request) = request(&stream) else { return };
        let _ = tell.send(request);
        let at = next.fetch_add(1, std::sync::atomic::Ordering::SeqCst).min(answers.len() - 1);
        let _ = (&stream).write_all(answers[at].as_bytes());
    })
}

/// A whole response with this body.
pub(crate) fn response(status: &str, kind: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}")
}

/// Headers and body of one request.
fn request(stream: &TcpStream) -> Option<String> {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut request, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return None;
        }
        if let Some(bytes) = line.to_lowercase().strip_prefix("content-length:") {
            length = bytes.trim().parse().unwrap();
        }
        request += &line;
        if line == "\r\n" {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(request + &String::from_utf8_lossy(&body))
}

const MAILS: [(u32, &str, &str); 2] = [
    (
        11,
        "21-Nov-2026 09:12:00 +0000",
        "From: Ann Lee <ann@example.com>\r\nTo: desk@example.com\r\nSubject: =?utf-8?q?Table_f=C3=BCr_4?=\r\n\
         Message-ID: <a1@example.com>\r\nDate: Sat, 21 Nov 2026 09:11:58 +0000\r\n\r\n",
    ),
    (12, "21-Nov-2026 10:00:00 +0000", "From: =?broken\r\nSubject: no id\r\n\r\n"),
];

/// A mail server with two mails in a folder; `mood`: what it does instead of what it should. Tells all that one
/// connection said.
pub(crate) fn mailbox(mood: &'static str) -> Outside {
    Outside::start(move |stream, tell| {
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let say = |line: &str| (&stream).write_all(format!("{line}\r\n").as_bytes());
        let greeting = if mood == "nonsense" { "HTTP/1.1 400 \u{1b}[2J Bad Request {99999999}" } else { "* OK ready" };
        let _ = say(greeting);
        let (mut all, mut line) = (String::new(), String::new());
        while reader.read_line(&mut line).unwrap_or(0) > 0 {
            all += &line;
            let (tag, command) = line.trim_end().split_once(' ').unwrap_or_default();
            let upper = command.to_uppercase();
            let done = |text: &str| say(&format!("{tag} {text}"));
            let _ = match () {
                () if mood == "nonsense" => say("* 1 FETCH (((\u{7}"),
                () if upper.starts_with("LOGIN") && mood == "refuses" => done("NO [AUTHENTICATIONFAILED] no"),
                () if upper.starts_with("LOGIN") => done("OK welcome"),
                () if upper.starts_with("EXAMINE") && mood == "no folder" => done("NO no such folder"),
                () if upper.starts_with("EXAMINE") && mood == "hangs up" => break,
                () if upper.starts_with("EXAMINE") => {
                    let opened = "* 2 EXISTS\r\n* 0 RECENT\r\n* FLAGS (\\Seen)\r\n* OK [UIDVALIDITY 77] yes";
                    say(opened).and_then(|()| done("OK [READ-ONLY] opened"))
                }
                () if upper.starts_with("UID SEARCH") => say("* SEARCH 11 12").and_then(|()| done("OK found")),
                () if upper.starts_with("UID FETCH") => {
                    for (number, (uid, received, header)) in MAILS.iter().enumerate() {
                        let fields = "BODY[HEADER.FIELDS (FROM TO SUBJECT DATE MESSAGE-ID IN-REPLY-TO REFERENCES)]";
                        let (number, length) = (number + 1, header.len());
                        let told = format!("UID {uid} INTERNALDATE \"{received}\" {fields} {{{length}}}\r\n{header}");
                        let _ = say(&format!("* {number} FETCH ({told})"));
                    }
                    done("OK fetched")
                }
                () if upper.starts_with("LOGOUT") => {
                    let _ = say("* BYE").and_then(|()| done("OK bye"));
                    break;
                }
                () => done("BAD what"),
            };
            line.clear();
        }
        let _ = tell.send(all);
    })
}
