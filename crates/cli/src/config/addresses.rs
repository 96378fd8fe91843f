//! Addresses and domains as the configuration writes them. Those of the house stand in every letter: what a reader's may be
//! (RFC 6531), they may not.

use lagom_smtp::Address;

/// Whether letters can come from an address, or go to the operator by it.
///
/// # Errors
/// What is wrong, with what to write instead.
pub(super) fn usable(text: &str) -> Result<(), String> {
    let address: Address = text.parse().map_err(|problem| format!("{problem}"))?;
    if address.needs_utf8() {
        return Err(
            "most servers would not take mail with it: before the `@` it must be ASCII".to_owned(),
        );
    }
    if !text.is_ascii() {
        return Err(format!(
            "write its domain in A-labels: `{}`",
            address.as_str()
        ));
    }
    Ok(())
}

/// A domain as readers' addresses are kept with it, if it is written otherwise.
pub(super) fn in_a_labels(domain: &str) -> Option<String> {
    let address: Address = format!("postmaster@{domain}").parse().ok()?;
    let (_, kept) = address.as_str().rsplit_once('@')?;
    (kept != domain).then(|| kept.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_house_writes_from_where_every_server_takes_mail() {
        usable("news@example.org").unwrap();
        usable("news@xn--mnchen-3ya.example").unwrap();
        let domain = usable("news@münchen.example").unwrap_err();
        assert!(domain.contains("`news@xn--mnchen-3ya.example`"), "{domain}");
        let name = usable("grüße@example.org").unwrap_err();
        assert!(name.contains("ASCII"), "{name}");
        usable("news").unwrap_err();
    }
}
