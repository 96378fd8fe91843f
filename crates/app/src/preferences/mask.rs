//! Masked addresses: enough for the owner to recognise, nothing for whom the letter was forwarded to.

/// `anna@example.org` becomes `a•••@e•••.org`. What is no address becomes `•••`.
pub fn mask(address: &str) -> String {
    const DOTS: &str = "•••";
    let Some((local, domain)) = address.rsplit_once('@') else {
        return DOTS.to_owned();
    };
    let first = |text: &str| text.chars().next().map_or_else(String::new, String::from);
    let ending = domain.rsplit_once('.').map_or("", |(_, ending)| ending);
    let dot = if ending.is_empty() { "" } else { "." };
    format!(
        "{}{DOTS}@{}{DOTS}{dot}{ending}",
        first(local),
        first(domain)
    )
}
