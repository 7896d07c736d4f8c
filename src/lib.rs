//! A live, read-only terminal inbox for Spruce Health conversations.

pub mod demo;
