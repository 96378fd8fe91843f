//! The scheduler through its public seam.

#[cfg(test)]
mod person;
