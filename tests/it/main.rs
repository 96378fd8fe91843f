//! The one binary of integration tests: a scenario per file, and the rules of the repository in `tidy`.
//! To add a scenario, put a file beside this one and a line below.

#[cfg(test)]
mod audit;
#[cfg(test)]
mod backups;
#[cfg(test)]
mod beyond_ascii;
#[cfg(test)]
mod browser;
#[cfg(test)]
mod calendar_agrees;
#[cfg(test)]
mod catch_up;
#[cfg(test)]
mod choices_by_link;
#[cfg(test)]
mod complaints;
#[cfg(test)]
mod connections;
#[cfg(test)]
mod corrected;
#[cfg(test)]
mod doctor;
#[cfg(test)]
mod draining;
#[cfg(test)]
mod events;
#[cfg(test)]
mod explained;
#[cfg(test)]
mod first_hour;
#[cfg(test)]
mod forecast;
#[cfg(test)]
mod foretold;
#[cfg(test)]
mod frozen;
#[cfg(test)]
mod given_up;
#[cfg(test)]
mod issue_life;
#[cfg(test)]
mod joining;
#[cfg(test)]
mod letters_of_a_quarter;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod lost_relay;
#[cfg(test)]
mod operator_hears;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod questions;
#[cfg(test)]
mod quiet_days;
#[cfg(test)]
mod races;
#[cfg(test)]
mod relays;
#[cfg(test)]
mod restored;
#[cfg(test)]
mod same_on_both;
#[cfg(test)]
mod signed;
#[cfg(test)]
mod slowed;
#[cfg(test)]
mod support;
#[cfg(test)]
mod tarpit;
#[cfg(test)]
mod tidy;
#[cfg(test)]
mod twice;
#[cfg(test)]
mod waited;
#[cfg(test)]
mod ways_out;
#[cfg(test)]
mod wrong_input;
