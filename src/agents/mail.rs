//! Mail, handed to the site's own server.

use super::message::Message;
use super::secret;
use crate::domain::notice::{Came, Report};
use crate::domain::site::{MailSecurity, MailServer};
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::response::Response;
use lettre::transport::smtp::{Error, SmtpTransport};
use lettre::{Message as Mail, Transport};
use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

/// For each thing that is asked of the server.
const PATIENCE: Duration = Duration::from_secs(15);
/// For all of it: one that answers a byte at a time is not waited for.
const MOST: Duration = Duration::from_mins(1);

/// One mail to all of these. Accepted where the server takes it for every one of them.
pub fn send(root: &Path, server: &MailServer, to: &[String], message: &Message) -> Report {
    let (mail, transport) = match mail(server, to, message).and_then(|mail| Ok((mail, transport(root, server)?))) {
        Ok(ready) => ready,
        Err(report) => return report,
    };
    let (tell, told) = mpsc::sync_channel(1);
    let work = move || {
        // Nobody may wait for it any more.
        let _ = tell.send(transport.send(&mail));
    };
    if let Err(cause) = std::thread::Builder::new().name("mail".to_owned()).spawn(work) {
        return Report::new(Came::Delayed, format!("no thread to send it: {cause}"));
    }
    match told.recv_timeout(MOST) {
        Ok(Ok(response)) => Report::new(Came::Accepted, answer(&response)),
        Ok(Err(cause)) => refused(&cause),
        Err(_late) => Report::new(Came::Unknown, format!("no answer within {} seconds", MOST.as_secs())),
    }
}

fn mail(server: &MailServer, to: &[String], message: &Message) -> Result<Mail, Report> {
    let mailbox = |address: &str| -> Result<Mailbox, Report> {
        address.parse().map_err(|cause| Report::new(Came::Refused, format!("`{address}` is not an address: {cause}")))
    };
    let mut mail = Mail::builder().from(mailbox(&server.from)?).subject(message.subject.as_str());
    for address in to {
        mail = mail.to(mailbox(address)?);
    }
    let text = SinglePart::builder().header(ContentType::TEXT_PLAIN).body(message.text.clone());
    mail.singlepart(text).map_err(|cause| Report::new(Came::Refused, format!("the mail cannot be written: {cause}")))
}

fn transport(root: &Path, server: &MailServer) -> Result<SmtpTransport, Report> {
    let tls = || {
        let host = server.host.trim_matches(['[', ']']).to_owned();
        TlsParameters::new(host).map_err(|cause| Report::new(Came::Refused, format!("no encryption: {cause}")))
    };
    let tls = match server.security {
        MailSecurity::Starttls => Tls::Required(tls()?),
        MailSecurity::Tls => Tls::Wrapper(tls()?),
        MailSecurity::None => Tls::None,
    };
    let mut builder = SmtpTransport::builder_dangerous(server.host.trim_matches(['[', ']']))
        .port(server.port)
        .tls(tls)
        .timeout(Some(PATIENCE));
    if let (Some(user), Some(file)) = (&server.user, &server.password_file) {
        builder = builder.credentials(Credentials::new(user.clone(), secret(root, file)?));
    }
    Ok(builder.build())
}

fn answer(response: &Response) -> String {
    let said: Vec<&str> = response.message().collect();
    format!("{} {}", response.code(), said.join(" "))
}

fn refused(cause: &Error) -> Report {
    let mut said = cause.to_string();
    let mut source = std::error::Error::source(cause);
    while let Some(deeper) = source {
        let deeper_said = deeper.to_string();
        if !said.contains(&deeper_said) {
            said = format!("{said}: {deeper_said}");
        }
        source = deeper.source();
    }
    let came = if cause.is_permanent() || cause.is_client() { Came::Refused } else { Came::Delayed };
    Report::new(came, said)
}
