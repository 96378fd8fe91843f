//! The dispatcher through its public seam.

#[cfg(test)]
mod judge;
#[cfg(test)]
mod world;
