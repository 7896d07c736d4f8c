//! Every fault between the program and the server, over real HTTP: what the user sees, how long until it is
//! right again, and that no key waits for the network meanwhile.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "helpers of tests fail by panicking"
)]

mod clinic;
mod desk;
mod faults;
mod http;
mod matrix;
mod server;
mod table;
