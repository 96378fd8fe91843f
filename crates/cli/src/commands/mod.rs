//! A file per verb.

pub(crate) mod audit;
pub(crate) mod backup;
pub(crate) mod check;
pub(crate) mod demo;
pub(crate) mod doctor;
pub(crate) mod erase;
pub(crate) mod explain;
pub(crate) mod export;
pub(crate) mod feedback;
pub(crate) mod forecast;
pub(crate) mod holidays;
pub(crate) mod import;
pub(crate) mod init;
pub(crate) mod issue;
pub(crate) mod join_form;
pub(crate) mod link;
pub(crate) mod migrate;
pub(crate) mod outbox;
pub(crate) mod run;
pub(crate) mod serve;
pub(crate) mod tick;
