//! The dispatcher through its public seam.

#[cfg(test)]
mod again;
#[cfg(test)]
mod ahead;
#[cfg(test)]
mod corrections;
#[cfg(test)]
mod events;
#[cfg(test)]
mod judge;
#[cfg(test)]
mod letter;
#[cfg(test)]
mod rare;
#[cfg(test)]
mod second_copy;
mod stale;
#[cfg(test)]
mod world;
