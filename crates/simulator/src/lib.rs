//! A whole installation in one process with a simulated clock, against an independent model.
//!
//! Real store, real use-cases, real planner, gate and composer; only the clock, the relay and the people are
//! simulated. A step is one transaction of the store or one phase of SMTP; what plays at the same time is
//! interleaved between steps, as the seed says, so that a seed replays a run exactly.

pub mod agenda;
pub mod dice;
pub mod faults;
pub mod issues;
pub mod machine;
pub mod mail;
pub mod model;
pub mod operator;
pub mod readers;
pub mod relay;
pub mod runs;
pub mod scene;
pub mod stage;
pub mod tally;
pub mod watched;
pub mod world;
