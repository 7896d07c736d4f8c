//! What the user is told when a file was set aside.

use std::fmt;
use std::path::PathBuf;

/// Why a file was set aside.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flaw {
    /// Not SQLite, damaged, or cut short.
    Unreadable,
    /// A readable SQLite file of some other program.
    Foreign,
    /// Written by a newer version of this program.
    Newer {
        /// Its schema version.
        version: i64,
    },
}

/// Told to the user once: a ledger was set aside and a fresh one begun.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Notice {
    /// What was wrong with it.
    pub flaw: Flaw,
    /// Where it is kept now.
    pub kept_as: PathBuf,
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.flaw {
            Flaw::Unreadable => f.write_str("the file of seen marks is damaged")?,
            Flaw::Foreign => f.write_str("the file of seen marks belongs to another program")?,
            Flaw::Newer { version } => {
                write!(f, "the file of seen marks is of a newer kind ({version})")?;
            }
        }
        let kept_as = self.kept_as.display();
        write!(f, "; it is kept as {kept_as} and a fresh one was begun")
    }
}
