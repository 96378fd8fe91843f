//! The one binary of integration tests: a scenario per file, and the rules of the repository in `tidy`.
//! To add a scenario, put a file beside this one and a line below.

#[cfg(test)]
mod tidy;
