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
}

/// Told to the user once: a ledger was set aside and a fresh one begun.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Notice {
    /// What was wrong with it.
    pub flaw: Flaw,
    /// Where it is kept now.
    pub kept_as: PathBuf,
    /// How many marks could be read from it and are in the fresh one.
    pub rescued: usize,
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.flaw {
            Flaw::Unreadable => "the file of seen marks was damaged",
            Flaw::Foreign => "the file of seen marks was another program's",
        })?;
        match self.rescued {
            0 => f.write_str("; a fresh one was begun")?,
            1 => f.write_str("; 1 mark was saved")?,
            many => write!(f, "; {many} marks were saved")?,
        }
        write!(f, "; it is kept as {}", self.kept_as.display())
    }
}
