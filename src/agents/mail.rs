//! Mail, handed to the site's own server, phase by phase: until the text of a mail is handed over nothing has happened.

use super::message::Message;
use super::secret;
use crate::domain::notice::{Came, Report};
use crate::domain::site::{MailSecurity, MailServer};
use lettre::Message as Mail;
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, MessageBuilder, MultiPart, SinglePart};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail as From, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::Response;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::mpsc;
use std::time::Duration;

/// For each thing that is asked of the server.
const PATIENCE: Duration = Duration::from_secs(15);
/// For all of it: one that answers a byte at a time is not waited for.
const MOST: Duration = Duration::from_mins(1);

/// One mail to all of these. Accepted where the server takes it for every one of them.
pub fn send(root: &Path, server: &MailServer, to: &[String], message: &Message) -> Report {
    match write(server, to, &message.subject, &message.text, None) {
        Ok(mail) => hand_over(root, server, &mail, MOST),
        Err(report) => report,
    }
}

/// A text and the same as a page, in one mail.
pub fn send_page(root: &Path, server: &MailServer, to: &[String], subject: &str, text: &str, page: &str) -> Report {
    let body = MultiPart::alternative_plain_html(text.to_owned(), page.to_owned());
    let mail = addressed(server, to, subject).and_then(|mail| mail.multipart(body).map_err(|cause| unwritten(&cause)));
    match mail {
        Ok(mail) => hand_over(root, server, &mail, MOST),
        Err(report) => report,
    }
}

fn addressed(server: &MailServer, to: &[String], subject: &str) -> Result<MessageBuilder, Report> {
    let mut mail = Mail::builder().from(mailbox(&server.from)?).subject(subject);
    for address in to {
        mail = mail.to(mailbox(address)?);
    }
    Ok(mail)
}

fn unwritten(cause: &impl std::fmt::Display) -> Report {
    Report::new(Came::Refused, format!("the mail cannot be written: {cause}"))
}

/// A mail of plain text. `id` is its Message-ID, with the brackets.
pub(super) fn write(
    server: &MailServer,
    to: &[String],
    subject: &str,
    text: &str,
    id: Option<String>,
) -> Result<Mail, Report> {
    let mut mail = addressed(server, to, subject)?;
    if let Some(id) = id {
        mail = mail.message_id(Some(id));
    }
    let text = SinglePart::builder().header(ContentType::TEXT_PLAIN).body(text.to_owned());
    mail.singlepart(text).map_err(|cause| unwritten(&cause))
}

pub(super) fn mailbox(address: &str) -> Result<Mailbox, Report> {
    address.parse().map_err(|cause| Report::new(Came::Refused, format!("`{address}` is not an address: {cause}")))
}

/// Hands it over, within `most`. Where nobody knows it is so: its text went out, and no answer came back.
pub(super) fn hand_over(root: &Path, server: &MailServer, mail: &Mail, most: Duration) -> Report {
    let office = match Office::of(root, server, most) {
        Ok(office) => office,
        Err(report) => return report,
    };
    let phase = office.phase.clone();
    let (tell, told) = mpsc::sync_channel(1);
    let (envelope, mail) = (mail.envelope().clone(), mail.formatted());
    let work = move || {
        let connection = office.hand_over(&envelope, &mail, &tell);
        // Nobody waits for its good-bye.
        if let Some(mut connection) = connection {
            let _ = connection.quit();
        }
    };
    if let Err(cause) = std::thread::Builder::new().name("mail".to_owned()).spawn(work) {
        return Report::new(Came::Delayed, format!("no thread to send it: {cause}"));
    }
    match told.recv_timeout(most) {
        Ok(report) => report,
        Err(_late) => {
            let late = format!("no answer within {} seconds", most.as_secs_f32());
            // Whoever is slow finds it called off, unless the text is already on its way.
            match phase.compare_exchange(BEFORE, CALLED_OFF, Ordering::SeqCst, Ordering::SeqCst) {
                Ok(_) => Report::new(Came::Delayed, late),
                Err(_on_its_way) => match told.try_recv() {
                    Ok(report) => report,
                    Err(_nothing) => Report::new(Came::Unknown, late),
                },
            }
        }
    }
}

const BEFORE: u8 = 0;
const ON_ITS_WAY: u8 = 1;
const CALLED_OFF: u8 = 2;

/// How the server is reached.
struct Office {
    host: String,
    port: u16,
    tls: Option<TlsParameters>,
    security: MailSecurity,
    credentials: Option<Credentials>,
    patience: Duration,
    /// Whether the text of the mail is on its way.
    phase: Arc<AtomicU8>,
}

impl Office {
    fn of(root: &Path, server: &MailServer, most: Duration) -> Result<Self, Report> {
        let host = server.host.trim_matches(['[', ']']).to_owned();
        let tls = match server.security {
            MailSecurity::None => None,
            MailSecurity::Starttls | MailSecurity::Tls => Some(
                TlsParameters::new(host.clone())
                    .map_err(|cause| Report::new(Came::Refused, format!("no encryption: {cause}")))?,
            ),
        };
        let credentials = match (&server.user, &server.password_file) {
            (Some(user), Some(file)) => Some(Credentials::new(user.clone(), secret(root, file)?)),
            _ => None,
        };
        let phase = Arc::new(AtomicU8::new(BEFORE));
        let (security, patience) = (server.security, PATIENCE.min(most));
        Ok(Self { host, port: server.port, tls, security, credentials, patience, phase })
    }

    /// Tells what came of it as soon as that is known; what is left of the connection comes back.
    fn hand_over(
        &self,
        envelope: &lettre::address::Envelope,
        mail: &[u8],
        tell: &mpsc::SyncSender<Report>,
    ) -> Option<SmtpConnection> {
        let (report, connection) = match self.announce(envelope, mail) {
            Ok(mut connection) => {
                let begun = self.phase.compare_exchange(BEFORE, ON_ITS_WAY, Ordering::SeqCst, Ordering::SeqCst);
                if begun.is_err() {
                    connection.abort();
                    return None;
                }
                match connection.message(mail) {
                    Ok(response) => (Report::new(Came::Accepted, answer(&response)), Some(connection)),
                    Err(cause) if cause.is_permanent() || cause.is_transient() => (refused(&cause), Some(connection)),
                    Err(cause) => (Report::new(Came::Unknown, told(&cause)), None),
                }
            }
            Err(cause) => (refused(&cause), None),
        };
        // Nobody may wait for it any more.
        let _ = tell.send(report);
        connection
    }

    /// Up to where the server says: go on with its text.
    fn announce(&self, envelope: &lettre::address::Envelope, mail: &[u8]) -> Result<SmtpConnection, Error> {
        let hello = ClientId::default();
        let at_once = self.tls.as_ref().filter(|_| self.security == MailSecurity::Tls);
        let place = (self.host.as_str(), self.port);
        let mut connection = SmtpConnection::connect(place, Some(self.patience), &hello, at_once, None)?;
        if let (MailSecurity::Starttls, Some(tls)) = (self.security, &self.tls) {
            connection.starttls(tls, &hello)?;
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials)?;
        }
        let mut options = Vec::new();
        // A server that does not take such letters refuses them by itself.
        if envelope.to().iter().chain(envelope.from()).any(|address| !address.to_string().is_ascii()) {
            options.push(MailParameter::SmtpUtfEight);
        }
        if !mail.is_ascii() && connection.server_info().supports_feature(Extension::EightBitMime) {
            options.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        connection.command(From::new(envelope.from().cloned(), options))?;
        for to in envelope.to() {
            connection.command(Rcpt::new(to.clone(), Vec::new()))?;
        }
        connection.command(Data)?;
        Ok(connection)
    }
}

fn answer(response: &Response) -> String {
    let said: Vec<&str> = response.message().collect();
    format!("{} {}", response.code(), said.join(" "))
}

/// What certainly did not happen.
fn refused(cause: &Error) -> Report {
    let came = if cause.is_permanent() || cause.is_client() { Came::Refused } else { Came::Delayed };
    Report::new(came, told(cause))
}

fn told(cause: &Error) -> String {
    let mut said = cause.to_string();
    let mut source = std::error::Error::source(cause);
    while let Some(deeper) = source {
        let deeper_said = deeper.to_string();
        if !said.contains(&deeper_said) {
            said = format!("{said}: {deeper_said}");
        }
        source = deeper.source();
    }
    said
}
