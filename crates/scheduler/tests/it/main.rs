//! The scheduler through its public seam.

#[cfg(test)]
mod events;
#[cfg(test)]
mod person;
