//! What the demo's agents write to: a mail server and a desk on sockets of this machine, ended with it. What they took
//! lies in the demo's `outbox/`, a file each; a second try of the same is taken once.

use std::collections::BTreeSet;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Whoever says nothing for so long is not waited for.
const PATIENCE: Duration = Duration::from_secs(5);
/// More than any letter of the demo.
const MOST: u64 = 1 << 20;

/// Both, as long as it lives.
#[derive(Debug)]
pub(super) struct StandIns {
    pub(super) mail: SocketAddr,
    pub(super) desk: SocketAddr,
    over: Arc<AtomicBool>,
}

/// What came in, in the order of its coming.
#[derive(Debug)]
struct Outbox {
    dir: PathBuf,
    /// Keys of what was taken already, and how many things there are.
    known: Mutex<(BTreeSet<String>, u32)>,
}

impl Outbox {
    /// Takes it once; `key` tells a second try.
    fn take(&self, kind: &str, key: &str, text: &str) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if !key.is_empty() && !known.0.insert(key.to_owned()) {
            return;
        }
        known.1 += 1;
        let name = format!("{:03}-{kind}.txt", known.1);
        // A demo whose directory is gone has nobody who looks.
        let _ = std::fs::write(self.dir.join(name), text);
    }
}

impl StandIns {
    pub(super) fn start(place: &Path) -> io::Result<Self> {
        let dir = place.join("outbox");
        std::fs::create_dir_all(&dir)?;
        let outbox = Arc::new(Outbox { dir, known: Mutex::default() });
        let over = Arc::new(AtomicBool::new(false));
        let mail = listen(&over, &outbox, mail)?;
        let desk = listen(&over, &outbox, desk)?;
        Ok(Self { mail, desk, over })
    }

    /// A file of the sample with their addresses in place of the sample's own.
    pub(super) fn fitted(&self, name: &str, bytes: &[u8]) -> Vec<u8> {
        let text = String::from_utf8_lossy(bytes);
        let text = text.replace("https://desk.example.com", &format!("http://{}", self.desk));
        let mut text = text.replace("\"desk.example.com\"", &format!("\"{}\"", self.desk));
        if name == "config/floorboard.toml" {
            text = text.replace("\"localhost:25\"", &format!("\"{}\"", self.mail));
            text = text.replace("# ---- agents ---", "[http]\nprivate = [\"127.0.0.1\"]\n\n# ---- agents ---");
        }
        text.into_bytes()
    }
}

impl Drop for StandIns {
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
        for address in [self.mail, self.desk] {
            // Wakes who waits for somebody to come; where nobody answers, nobody waits.
            let _ = TcpStream::connect_timeout(&address, PATIENCE);
        }
    }
}

/// A thread that serves whoever comes, one after the other.
fn listen(
    over: &Arc<AtomicBool>,
    outbox: &Arc<Outbox>,
    serve: fn(&TcpStream, &Outbox) -> io::Result<()>,
) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let (over, outbox) = (Arc::clone(over), Arc::clone(outbox));
    let work = move || {
        for stream in listener.incoming() {
            if over.load(Ordering::SeqCst) {
                return;
            }
            let Ok(stream) = stream else { continue };
            let timely = stream.set_read_timeout(Some(PATIENCE)).is_ok();
            if timely {
                // Who hangs up has said all there is.
                let _ = serve(&stream, &outbox);
            }
        }
    };
    std::thread::Builder::new().name("stand-in".to_owned()).spawn(work)?;
    Ok(address)
}

/// Enough of SMTP to take a letter.
fn mail(stream: &TcpStream, outbox: &Outbox) -> io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?.take(MOST));
    let mut out = stream;
    out.write_all(b"220 stand-in ready\r\n")?;
    let (mut letter, mut inside, mut line) = (String::new(), false, String::new());
    while lines.read_line(&mut line)? > 0 {
        let said = line.trim_end();
        if inside && said == "." {
            inside = false;
            let id = letter.lines().find(|line| line.to_lowercase().starts_with("message-id:")).unwrap_or_default();
            outbox.take("mail", id, &letter);
            letter.clear();
            out.write_all(b"250 2.0.0 taken\r\n")?;
        } else if inside {
            letter.push_str(said.strip_prefix('.').unwrap_or(said));
            letter.push('\n');
        } else {
            let word: String = said.chars().take(4).collect::<String>().to_uppercase();
            inside = word == "DATA";
            let answer: &[u8] = match word.as_str() {
                "EHLO" => b"250-stand-in\r\n250 8BITMIME\r\n",
                "DATA" => b"354 go on\r\n",
                "QUIT" => b"221 bye\r\n",
                _ => b"250 ok\r\n",
            };
            out.write_all(answer)?;
            if word == "QUIT" {
                return Ok(());
            }
        }
        line.clear();
    }
    Ok(())
}

/// Enough of HTTP to take a request.
fn desk(stream: &TcpStream, outbox: &Outbox) -> io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?.take(MOST));
    let (mut head, mut length, mut key, mut line) = (String::new(), 0_usize, String::new(), String::new());
    while lines.read_line(&mut line)? > 0 && line.trim_end() != "" {
        if let Some((name, value)) = line.split_once(':') {
            match name.to_lowercase().as_str() {
                "content-length" => length = value.trim().parse().unwrap_or(0),
                "idempotency-key" => value.trim().clone_into(&mut key),
                _ => {}
            }
        }
        head.push_str(line.trim_end());
        head.push('\n');
        line.clear();
    }
    let mut body = vec![0; length.min(MOST as usize)];
    lines.read_exact(&mut body)?;
    outbox.take("desk", &key, &format!("{head}\n{}\n", String::from_utf8_lossy(&body)));
    let answer = "{\"taken\":true}";
    let mut out = stream;
    write!(
        out,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{answer}",
        answer.len()
    )
}
