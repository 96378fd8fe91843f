//! One binary for the policy's tests: the corpus of case files, tables for calendars and menus, and
//! properties against an independent, naive model. It never reads the clock.

#![cfg(test)]

mod cases;
mod closed;
mod entitlement;
mod menu;
mod naive;
mod properties;
mod quiet;
mod seasons;
mod slots;
mod world;
