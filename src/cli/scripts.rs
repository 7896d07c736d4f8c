//! Flags of the commands without a screen.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::{Args, Subcommand};
use strum::{Display, EnumString, VariantNames};

use super::asking::{Limits, Speech, span, words};

/// How conversations are printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, EnumString, Display, VariantNames)]
#[strum(serialize_all = "lowercase")]
pub enum Format {
    /// For people.
    #[default]
    Table,
    /// One JSON document.
    Json,
    /// One JSON document a line.
    Jsonl,
    /// Ids only, one a line.
    Ids,
}

/// How one conversation, a count or a report is printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, EnumString, Display, VariantNames)]
#[strum(serialize_all = "lowercase")]
pub enum ShowFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON document.
    Json,
}

/// How a check is printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, EnumString, Display, VariantNames)]
#[strum(serialize_all = "lowercase")]
pub enum CheckFormat {
    /// One line for people.
    #[default]
    Text,
    /// One JSON document.
    Json,
    /// For Prometheus, its text format.
    Prometheus,
    /// One short line for a status bar.
    Tmux,
}

/// Flags of `list`.
#[derive(Args, Clone, Debug, Default)]
pub struct List {
    /// Only those that this query matches, such as: is:overdue tag:refill
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
    pub filter: Option<String>,

    /// At most so many, from the top
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,

    /// How to print them
    #[arg(long, value_name = "FORMAT", default_value_t, value_parser = words::<Format>())]
    pub format: Format,

    /// Print also what people wrote
    #[arg(long)]
    pub include_text: bool,

    /// How much to ask.
    #[command(flatten)]
    pub limits: Limits,

    /// What to say.
    #[command(flatten)]
    pub speech: Speech,
}

/// Flags of `show`.
#[derive(Args, Clone, Debug, Default)]
pub struct Show {
    /// Id of the conversation, as list prints it
    #[arg(value_name = "ID")]
    pub id: String,

    /// At most so many items, the latest ones; from 1 to 2000
    #[arg(long, value_name = "N", default_value_t = 40,
          value_parser = clap::value_parser!(u16).range(1..=2000))]
    pub limit: u16,

    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value_t, value_parser = words::<ShowFormat>())]
    pub format: ShowFormat,

    /// Print also what people wrote
    #[arg(long)]
    pub include_text: bool,

    /// How much to ask.
    #[command(flatten)]
    pub limits: Limits,

    /// What to say.
    #[command(flatten)]
    pub speech: Speech,
}

/// Flags of `count`.
#[derive(Args, Clone, Debug, Default)]
pub struct Count {
    /// Only those that this query matches, such as: is:overdue tag:refill
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
    pub filter: Option<String>,

    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value_t, value_parser = words::<ShowFormat>())]
    pub format: ShowFormat,

    /// How much to ask.
    #[command(flatten)]
    pub limits: Limits,

    /// What to say.
    #[command(flatten)]
    pub speech: Speech,
}

/// Flags of `watch`.
#[derive(Args, Clone, Debug, Default)]
pub struct Watch {
    /// Begin with what came in since then: a time such as 2026-11-23T08:00:00Z, or how long ago, such as 2h
    #[arg(long, value_name = "WHEN")]
    pub since: Option<String>,

    /// Only what this query matches, such as: ch:phone
    #[arg(long, value_name = "QUERY")]
    pub filter: Option<String>,

    /// End after the first message, call or page from outside
    #[arg(long)]
    pub exit_on_first: bool,

    /// Run this with the shell for each line, which it gets on its input
    #[arg(long, value_name = "CMD")]
    pub exec: Option<String>,

    /// Print also what people wrote
    #[arg(long)]
    pub include_text: bool,

    /// What to say.
    #[command(flatten)]
    pub speech: Speech,
}

/// The longest wait that is allowed: one second to a year.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MaxWait(pub Duration);

impl FromStr for MaxWait {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        span(text, "365d").map(Self)
    }
}

/// Flags of `check`.
#[derive(Args, Clone, Debug, Default)]
pub struct Check {
    /// Nobody may wait for longer than this, whatever the targets say, such as 30m
    #[arg(long, value_name = "TIME")]
    pub max_wait: Option<MaxWait>,

    /// At most so many conversations of the inbox may be unread; what is archived never counts
    #[arg(long, value_name = "N")]
    pub max_unread: Option<usize>,

    /// Do not look into archived conversations: fewer requests, but a page still open there is not seen
    #[arg(long)]
    pub skip_archived: bool,

    /// End as soon as somebody is known to wait for too long; the counts are then at least so many
    #[arg(long)]
    pub until_overdue: bool,

    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value_t, value_parser = words::<CheckFormat>())]
    pub format: CheckFormat,

    /// How much to ask.
    #[command(flatten)]
    pub limits: Limits,

    /// What to say.
    #[command(flatten)]
    pub speech: Speech,
}

/// Flags of `doctor`.
#[derive(Args, Clone, Debug, Default)]
pub struct Doctor {
    /// List only what is written to this computer and what is in it; asks nobody
    #[arg(long)]
    pub privacy: bool,

    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value_t, value_parser = words::<ShowFormat>())]
    pub format: ShowFormat,

    /// What to say.
    #[command(flatten)]
    pub speech: Speech,
}

/// What can be done with the configuration.
#[derive(Subcommand, Clone, Debug)]
pub enum ConfigCommand {
    /// Print where the configuration file is looked for
    Path,
    /// Print the settings in force and where each comes from; no secrets
    Show {
        /// How to print them
        #[arg(long, value_name = "FORMAT", default_value_t, value_parser = words::<ShowFormat>())]
        format: ShowFormat,
    },
    /// Say whether the configuration is in order
    Check,
    /// Print a configuration file with every setting and its default
    Default,
}

/// Which shell.
#[derive(Args, Clone, Copy, Debug)]
pub struct Completions {
    /// Which shell
    pub shell: clap_complete::Shell,
}

/// Flags of `man`.
#[derive(Args, Clone, Debug, Default)]
pub struct Man {
    /// Which page, such as spruce-inbox-list; without it, the main one
    pub page: Option<String>,

    /// Write all pages into this folder instead of printing one
    #[arg(long, value_name = "PATH", conflicts_with = "page")]
    pub dir: Option<PathBuf>,
}

/// Flags of `version`.
#[derive(Args, Clone, Copy, Debug, Default)]
pub struct Version {
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// What to help with.
#[derive(Args, Clone, Debug, Default)]
pub struct Help {
    /// A command, or a topic such as exit-codes
    pub topic: Vec<String>,
}
