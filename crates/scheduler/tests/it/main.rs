//! The scheduler through its public seam.

#[cfg(test)]
mod context;
#[cfg(test)]
mod corrections;
#[cfg(test)]
mod events;
#[cfg(test)]
mod moved;
#[cfg(test)]
mod person;
#[cfg(test)]
mod planner;
#[cfg(test)]
mod reminding;
#[cfg(test)]
mod script;
#[cfg(test)]
mod wake;
