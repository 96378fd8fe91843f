//! The calendar agrees with Python's: zones, slots and quiet time with its `zoneinfo` over the same compiled data, public
//! holidays with `PyPI`'s `holidays`. The one place here that calls the policy itself, and not the binary.

mod answers;
mod holidays;
mod zones;
