//! The keys that sign mail: read from their files, and compared with what name servers say of them. It never asks a name server
//! itself.

use super::file::{DkimSection, File};
use super::load::ConfigError;
use super::problems::Finding;
use lagom_render::dkim::{DkimKey, Signers};

impl File {
    /// The keys that sign now.
    ///
    /// # Errors
    /// [`ConfigError`] naming the key that cannot be used.
    pub(crate) fn signers(&self) -> Result<Signers, ConfigError> {
        let keys = self.dkim.iter().enumerate();
        let keys = keys.filter(|(_, section)| section.sign);
        keys.map(|(nth, section)| section.read(nth))
            .collect::<Result<_, _>>()
            .map(Signers::new)
    }

    /// Every key, with whether it signs now.
    pub(crate) fn dkim_keys(&self) -> Vec<(bool, Result<DkimKey, ConfigError>)> {
        let keys = self.dkim.iter().enumerate();
        keys.map(|(nth, section)| (section.sign, section.read(nth)))
            .collect()
    }

    /// What is wrong with them, and what a name server must say of those whose record nobody wrote down.
    pub(crate) fn dkim_problems(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        let mut find = |error, key: String, message| {
            found.push(Finding {
                error,
                key,
                message,
            });
        };
        for (nth, section) in self.dkim.iter().enumerate() {
            let key = match section.read(nth) {
                Ok(key) => key,
                Err(ConfigError::Value { key, message }) => {
                    find(true, key, message);
                    continue;
                }
                Err(other) => {
                    find(true, place(nth, "key_file"), other.to_string());
                    continue;
                }
            };
            let before = self.dkim.iter().take(nth);
            let again = before.filter(|one| {
                one.domain.eq_ignore_ascii_case(&section.domain)
                    && one.selector.eq_ignore_ascii_case(&section.selector)
            });
            if again.count() > 0 {
                let message = format!("`{}` is named twice", key.record_name());
                find(true, place(nth, "selector"), message);
            }
            if let Some(record) = &section.record {
                if let Err(problem) = key.agrees(record) {
                    find(section.sign, place(nth, "record"), problem.to_string());
                }
            } else {
                let message = format!(
                    "nobody checked the record at `{}`; it must read `{}`; copy what the name server answers (`dig +short TXT {}`) \
                         into this key",
                    key.record_name(),
                    key.record(),
                    key.record_name(),
                );
                find(false, place(nth, "record"), message);
            }
            let signs_for = |from: &str| {
                let domain = from
                    .rsplit('@')
                    .next()
                    .unwrap_or_default()
                    .to_ascii_lowercase();
                domain == key.domain() || domain.ends_with(&format!(".{}", key.domain()))
            };
            let mut senders = self.senders.values();
            if section.sign && !senders.any(|sender| signs_for(&sender.from)) {
                let message = format!("no sender writes from `{}`", key.domain());
                find(false, place(nth, "domain"), message);
            }
        }
        found
    }
}

impl DkimSection {
    fn read(&self, nth: usize) -> Result<DkimKey, ConfigError> {
        let file = place(nth, "key_file");
        let pem = std::fs::read(&self.key_file).map_err(|error| {
            let path = self.key_file.display();
            ConfigError::value(&file, &format!("`{path}` cannot be read: {error}"))
        })?;
        DkimKey::read(&self.domain, &self.selector, &pem)
            .map_err(|error| ConfigError::value(&file, &error.to_string()))
    }
}

fn place(nth: usize, key: &str) -> String {
    format!("dkim[{nth}].{key}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn section(folder: &Path, name: &str, pem: &str) -> DkimSection {
        let key_file = folder.join(name);
        std::fs::write(&key_file, pem).unwrap();
        DkimSection {
            domain: "example.org".to_owned(),
            selector: name.to_owned(),
            key_file,
            record: None,
            sign: true,
        }
    }

    fn file(dkim: Vec<DkimSection>) -> File {
        let text = "[installation]\norganisation = 'x'\nbase_url = 'https://letters.example.org'\n[mail]\nrelay = 'maildir:x'\n\
                    [senders.press]\nname = 'Press'\nfrom = 'news@mail.example.org'\n";
        let mut file: File = toml::from_str(text).unwrap();
        file.dkim = dkim;
        file
    }

    #[test]
    fn keys_are_compared_with_their_records() {
        let folder = tempfile::tempdir().unwrap();
        let pem = DkimKey::generate_ed25519().unwrap();
        let right = DkimKey::read("example.org", "a", pem.as_bytes())
            .unwrap()
            .record();
        let with = |record: Option<&str>, sign| {
            let record = record.map(str::to_owned);
            let section = DkimSection {
                record,
                sign,
                ..section(folder.path(), "a", &pem)
            };
            let found = file(vec![section]).dkim_problems().into_iter();
            found
                .map(|one| (one.error, one.key, one.message))
                .collect::<Vec<_>>()
        };
        assert_eq!(with(Some(&right), true), []);
        let [(false, key, message)] = &with(None, true)[..] else {
            panic!("a warning");
        };
        assert!(
            key == "dkim[0].record" && message.contains(&right),
            "{message}"
        );
        let wrong = "v=DKIM1; k=ed25519; p=AAAA";
        let [(true, key, message)] = &with(Some(wrong), true)[..] else {
            panic!("an error");
        };
        assert!(
            key == "dkim[0].record" && message.contains("another key"),
            "{message}"
        );
        assert!(
            !with(Some(wrong), false)[0].0,
            "one that does not sign yet is only warned of"
        );
    }

    #[test]
    fn what_cannot_sign_is_named_and_what_rests_does_not_sign() {
        let folder = tempfile::tempdir().unwrap();
        let pem = DkimKey::generate_ed25519().unwrap();
        let one = || section(folder.path(), "a", &pem);
        let twice = file(vec![one(), one()]).dkim_problems();
        assert!(
            twice
                .iter()
                .any(|found| found.error && found.key == "dkim[1].selector"),
            "{twice:?}"
        );
        let broken = file(vec![section(folder.path(), "b", "nonsense")]);
        assert!(
            broken.dkim_problems()[0]
                .message
                .contains("openssl genpkey")
        );
        assert!(
            broken
                .signers()
                .unwrap_err()
                .to_string()
                .contains("dkim[0].key_file")
        );
        let gone = DkimSection {
            key_file: folder.path().join("gone"),
            ..one()
        };
        assert!(
            file(vec![gone]).dkim_problems()[0]
                .message
                .contains("cannot be read")
        );
        let resting = file(vec![DkimSection {
            sign: false,
            ..one()
        }]);
        assert!(resting.signers().unwrap().is_empty());
        let elsewhere = DkimSection {
            domain: "example.net".to_owned(),
            ..one()
        };
        let found = file(vec![elsewhere]).dkim_problems();
        assert!(
            found
                .iter()
                .any(|one| one.message.contains("no sender writes")),
            "{found:?}"
        );
        assert_eq!(
            file(vec![one()])
                .signers()
                .unwrap()
                .of("mail.example.org")
                .len(),
            1
        );
    }
}
