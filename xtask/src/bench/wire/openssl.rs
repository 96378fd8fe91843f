//! What an RSA signature costs at least: OpenSSL's own figure for this machine.

use std::process::Command;

use anyhow::{Context, Result};

use crate::process::quiet;

/// Seconds of a core for one RSA-2048 signature.
///
/// # Errors
/// When `openssl` is missing or says something else than it does today.
pub(super) fn seconds_per_signature() -> Result<f64> {
    let said = quiet(Command::new("openssl").args(["speed", "-mr", "-seconds", "3", "rsa2048"]))?;
    read(&said).context("`openssl speed` printed no figure")
}

/// Its line for machines: `+F2:index:bits:sign:verify`, in seconds for each, or in how many a second as OpenSSL 3.0 says it. No
/// machine takes a second for one.
fn read(said: &str) -> Option<f64> {
    let line = said.lines().find(|line| line.starts_with("+F2:"))?;
    let figure: f64 = line.split(':').nth(3)?.parse().ok()?;
    Some(if figure > 1.0 { figure.recip() } else { figure })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_for_machines_is_read() {
        let said = "+DTP:2048:private:rsa:3\n+F2:3:2048:0.000249:0.000007\n";
        assert!((read(said).unwrap() - 0.000_249).abs() < 1e-9);
        let said = "+F2:2:2048:4000.000000:140000.000000\n";
        assert!((read(said).unwrap() - 0.000_25).abs() < 1e-9);
        assert_eq!(read("nothing"), None);
    }
}
