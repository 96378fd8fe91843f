//! The few things by which operators make mails and pages look like theirs without a template of their own: a logo and a colour.
//! What cannot be read on the paper behind it is refused.

use minijinja::{Value, context};

/// The colour that comes with Lagom.
const COLOUR: &str = "#2f5d50";

/// The paper that mails and pages are printed on, by day.
const PAPER: [u8; 3] = [0xff, 0xfd, 0xf9];

/// The least contrast of text that is no headline (WCAG 2.2, 1.4.3).
const LEAST_CONTRAST: f64 = 4.5;

/// A logo and a colour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brand {
    logo: Option<String>,
    colour: String,
}

/// Why a logo or a colour cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BrandError {
    /// Mails show pictures over https alone.
    #[error("`{0}` is no address of a picture; write it like `https://example.org/logo.png`")]
    Logo(String),
    /// It is no colour.
    #[error("`{0}` is no colour; write it like `#2f5d50`")]
    Colour(String),
    /// Nobody could read it.
    #[error("`{0}` is too light to be read on white; choose a darker one")]
    TooLight(String),
}

impl Default for Brand {
    fn default() -> Self {
        Self {
            logo: None,
            colour: COLOUR.to_owned(),
        }
    }
}

impl Brand {
    /// A brand; what is not given is as Lagom comes.
    ///
    /// # Errors
    /// [`BrandError`] names what cannot be used.
    pub fn new(logo: Option<&str>, colour: Option<&str>) -> Result<Self, BrandError> {
        let mut brand = Self::default();
        if let Some(logo) = logo {
            let clean = |letter: char| letter.is_ascii_graphic() && !"\"'<>\\`".contains(letter);
            if !logo.starts_with("https://") || !logo.chars().all(clean) {
                return Err(BrandError::Logo(logo.to_owned()));
            }
            brand.logo = Some(logo.to_owned());
        }
        if let Some(colour) = colour {
            let parts = parse(colour).ok_or_else(|| BrandError::Colour(colour.to_owned()))?;
            if contrast(parts, PAPER) < LEAST_CONTRAST {
                return Err(BrandError::TooLight(colour.to_owned()));
            }
            brand.colour = colour.to_ascii_lowercase();
        }
        Ok(brand)
    }

    /// As templates see it.
    pub(super) fn view(&self) -> Value {
        context! { logo => self.logo.clone(), colour => self.colour.clone() }
    }

    /// The colour, if it is the operator's own: `#rrggbb`.
    pub fn own_colour(&self) -> Option<&str> {
        (self.colour != COLOUR).then_some(&self.colour)
    }
}

fn parse(colour: &str) -> Option<[u8; 3]> {
    let digits = colour.strip_prefix('#').filter(|it| it.len() == 6)?;
    let number = u32::from_str_radix(digits, 16).ok()?;
    let [_, red, green, blue] = number.to_be_bytes();
    Some([red, green, blue])
}

/// The contrast of two colours (WCAG 2.2, "contrast ratio").
fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// WCAG 2.2, "relative luminance".
fn luminance(colour: [u8; 3]) -> f64 {
    let [red, green, blue] = colour.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_read_and_shown_is_taken() {
        let logo = Some("https://example.org/logo.png");
        let brand = Brand::new(logo, Some("#7A1F3D")).unwrap();
        assert_eq!(brand.own_colour(), Some("#7a1f3d"));
        assert_eq!(Brand::new(None, None).unwrap(), Brand::default());
        assert_eq!(Brand::default().own_colour(), None);
        for (logo, colour) in [
            (Some("http://example.org/logo.png"), None),
            (Some("https://example.org/\"onerror=x"), None),
            (None, Some("red")),
            (None, Some("#12345")),
            (None, Some("#zzzzzz")),
            (None, Some("#ffee88")),
        ] {
            assert!(Brand::new(logo, colour).is_err(), "{logo:?} {colour:?}");
        }
    }
}
