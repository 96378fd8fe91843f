//! Why a transport cannot be opened, in the words of who wrote its URL. It never repeats a password, nor the whole URL that may hold one.

use std::io;
use std::path::PathBuf;

/// What is wrong with a transport's URL or options.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// The part before the colon.
    #[error("`{scheme}` is no kind of transport; begin with `smtp://`, `smtps://` or `maildir:`")]
    Scheme {
        /// What was found there.
        scheme: String,
    },
    /// Not a URL at all.
    #[error(
        "the transport's URL is not understood: {reason}; it should look like `smtp://relay.example.org:587`"
    )]
    Malformed {
        /// What the parser said; never the URL.
        reason: String,
    },
    /// No host.
    #[error("the transport's URL names no host; write `smtp://relay.example.org`")]
    Host,
    /// Something behind the host.
    #[error(
        "the transport's URL ends with `{part}`, which means nothing here; only `?tls=none` or `?tls=required` may follow the host and port"
    )]
    Part {
        /// The path, option or fragment.
        part: String,
    },
    /// A value of `tls`.
    #[error("`tls={value}` is not known; write `tls=required` (STARTTLS or nothing) or `tls=none`")]
    Tls {
        /// What was found there.
        value: String,
    },
    /// `smtps://…?tls=…`.
    #[error("`smtps://` always uses TLS; leave `tls=` out, or write `smtp://` for STARTTLS")]
    TlsTwice,
    /// A user's name or password that is not UTF-8 once decoded.
    #[error("the {part} in the transport's URL is not valid UTF-8 once `%xx` is decoded")]
    Encoding {
        /// `user` or `password`.
        part: &'static str,
    },
    /// A user without a password.
    #[error(
        "the transport has a user but no password; give it in the options, or as `user:password@` with special characters as `%xx`"
    )]
    PasswordMissing,
    /// A password without a user.
    #[error("the transport has a password but no user; write `smtps://user@relay.example.org`")]
    UserMissing,
    /// A password that would go over the network in the clear.
    #[error("a password would go to `{host}` unencrypted; leave out `tls=none`, or use `smtps://`")]
    PasswordInClear {
        /// The relay.
        host: String,
    },
    /// The host can't be in a certificate.
    #[error("`{host}` cannot be the name in a TLS certificate; use the relay's DNS name")]
    ServerName {
        /// The relay.
        host: String,
    },
    /// The extra root certificate.
    #[error("cannot read certificates from `{}`: {reason}; it must be a PEM file", path.display())]
    RootCertificate {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        reason: String,
    },
    /// The machine trusts nobody.
    #[error(
        "this machine has no trusted root certificates; install the package `ca-certificates`, or name a root certificate file"
    )]
    NoRoots,
    /// TLS could not be set up.
    #[error("TLS cannot be set up: {reason}")]
    TlsSetup {
        /// What the library said.
        reason: String,
    },
    /// The name to say in EHLO.
    #[error("`{name}` cannot be said in EHLO; use this machine's DNS name")]
    HelloName {
        /// What was found there.
        name: String,
    },
    /// A number that must not be zero.
    #[error("`{option}` is 0; it must be at least 1")]
    Zero {
        /// The option.
        option: &'static str,
    },
    /// The Maildir.
    #[error("cannot use `{}` as a Maildir: {source}", path.display())]
    Maildir {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}
