//! My data: what a reader can see by their preference link, and what only the owner of the address may do, by a link that works
//! once: take everything along, move to another address, make the links new, be erased.
//!
//! A token that does something is used up by it, also if that fails later.

mod act;
mod export;
mod view;

pub use act::{
    MoveError, ask_new_address, ask_step_up, erase, erase_person, open, renew_links, take_away,
    withdraw,
};
pub use export::{Exported, Format, export};
pub use view::{DataEntry, DataView, OwnerView, fresh, look, send_fresh};
