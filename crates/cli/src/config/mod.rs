//! Configuration: TOML, then environment (`LAGOM__SECTION__KEY`), then flags. Unknown keys are errors
//! that name the key. Nobody but this binary sees it: everyone else takes small option structs.

mod catalogue;
mod file;
mod load;
mod problems;

pub(crate) use file::File;
pub(crate) use load::{ConfigError, load};
pub(crate) use problems::problems;
