//! Azure App Service custom backups: a ZIP with its XML manifest, what the management API says of it, its schedule,
//! and the requests that make, restore or delete one.
//!
//! `shared/formats/azure-app-service.md` is the specification; its sections are named where they are followed. Facts of it
//! that are a model of the service (mark \[M\]) are named constants.
//!
//! - [`relaxed_json`], [`json`], [`instant`]: JSON as people paste it, and times as clients write them;
//! - [`record`]: what a JSON document is, and its fields in one form;
//! - [`archive`], [`manifest`], [`filter`], [`database`]: what a dropped backup holds;
//! - [`sas`], [`secrets`]: storage addresses, and how nothing secret leaves;
//! - [`status`], [`limits`], [`messages`]: what the service means and allows;
//! - [`schedule`]: when backups are made and removed, as a model;
//! - [`compose`]: requests and commands as text;
//! - [`rules`] with [`codes`]: the validation rules; [`sets`]: what belongs together; [`report`]: the body of the report.
//!
//! Nothing here knows a clock (`now` is a parameter), a file, a browser, or the ZIP reader.

pub mod archive;
pub mod codes;
pub mod compose;
pub mod database;
pub mod filter;
pub mod instant;
pub mod json;
pub mod limits;
pub mod manifest;
pub mod messages;
pub mod record;
pub mod relaxed_json;
pub mod report;
pub mod rules;
pub mod sas;
pub mod schedule;
pub mod secrets;
pub mod sets;
pub mod status;
