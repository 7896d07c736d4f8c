//! What each conversation asks of the clinic: who waits and since when, by when an answer is due, what is new to
//! this user, and which views and filters a row belongs to.
//!
//! Pure, and without a screen: the state machine and the commands that print share these definitions, so that they
//! cannot differ. Nothing here reads a clock, a file or a socket; "now" is always the server's clock.
//!
//! | file | owns |
//! |---|---|
//! | `attention` | seen marks, and the standing of every row: kept per slot, counted, changed only where something happened |
//! | `agenda` | rows by a moment each |
//! | `desk` | engine and attention together, for those who have no screen |
//! | `standing` | the standing of one row |
//! | `channel` | by which way people get in touch, for targets and figures |
//! | `hours`, `targets` | business hours; by when an answer is due |
//! | `figures` | response times of the day and arrivals by the hour |
//! | `facts`, `query` | what can be asked of a row, and the language it is asked in |
//! | `rank` | in which order conversations are listed |
//! | `settings` | what the user can set of all this |
//! | `signs`, `words` | how the standing of a row is shown, on the screen and off it |
//! | `views` | the named queries with numbers |
pub mod agenda;
pub mod attention;
pub mod channel;
pub mod desk;
pub mod facts;
pub mod figures;
pub mod hours;
pub mod query;
pub mod rank;
pub mod settings;
pub mod signs;
pub mod standing;
pub mod targets;
#[cfg(test)]
pub(crate) mod testing;
pub mod views;
pub mod words;

pub use agenda::Agenda;
pub use attention::{Attention, Counts, MarkChange, Need, Place, Toward, ViewCounts};
pub use channel::Channel;
pub use desk::{Desk, News};
pub use facts::{Facts, Known};
pub use figures::Figures;
pub use hours::Hours;
pub use query::{Query, QueryError, Typed};
pub use rank::{Rank, SortBy};
pub use settings::Settings;
pub use standing::{RowState, Standing, Wait};
pub use targets::{Band, Deadlines, Targets};
pub use views::{View, ViewError, ViewId, ViewSpec, Views};
