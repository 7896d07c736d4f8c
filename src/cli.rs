//! The command line: flags, subcommands, help, and what the program's exit code means.
//!
//! Owns the words of the help and nothing else; no logic. What flags mean and how far they may go is
//! said by [`crate::config`], which also reads the same settings from environment and file.
//!
//! There is no flag for the token, on purpose: every user of a machine can read the flags of every
//! running program.
//!
//! | file | owns |
//! |---|---|
//! | `asking`, `scripts` | flags of the commands without a screen |
//! | `exit` | what the exit codes mean |
//! | `words` | what help says beyond the flags |
//! | `page` | explanations as text |
//! | `generate` | help, completions and manual pages |

mod asking;
mod exit;
pub mod generate;
pub mod page;
mod scripts;
#[cfg(test)]
mod tests;
mod words;

use std::ffi::OsString;
#[cfg(feature = "demo")]
use std::net::SocketAddr;
use std::path::PathBuf;

#[cfg(feature = "demo")]
use clap::error::ErrorKind;
use clap::{Args, FromArgMatches, Parser, Subcommand};

use crate::config::{History, Interval, LogLevel, Order, Overrides, Share, Window};

pub use asking::{ColorWhen, Limits, MaxTime, Speech};
pub use exit::ExitCode;
pub use scripts::{
    Check, CheckFormat, Completions, ConfigCommand, Count, Doctor, Format, Help, List, Man,
    MaxWait, Show, ShowFormat, Version, Watch,
};
pub use words::{TOPICS, about_exit_codes, about_settings, about_token};

/// The command line as given.
#[derive(Parser, Clone, Debug)]
#[command(name = "spruce-inbox", version, about = words::ABOUT,
          max_term_width = 100, disable_help_subcommand = true)]
pub struct Cli {
    /// What to do; without it, show the inbox.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Flags about the other side.
    #[command(flatten)]
    pub remote: Remote,
    /// Flags that every subcommand takes.
    #[command(flatten)]
    pub common: Common,
    /// Flags of the screen.
    #[command(flatten)]
    pub screen: Screen,
}

/// What else the program can do.
#[derive(Subcommand, Clone, Debug)]
pub enum Command {
    /// Try it out with a made-up clinic; needs no token and no network
    #[cfg(feature = "demo")]
    Demo(Demo),
    /// Print conversations, as a table or for programs
    List(List),
    /// Print one conversation with its items
    Show(Show),
    /// Print how many conversations there are in a view
    Count(Count),
    /// Print what happens, as it happens: one line of JSON each
    Watch(Watch),
    /// Say by the exit code whether somebody waits for too long
    Check(Check),
    /// Find out what does not work, and what is kept on this computer
    Doctor(Doctor),
    /// Look at the configuration
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Print the JSON Schema of everything that is printed as JSON
    Schema,
    /// Print completions for a shell
    Completions(Completions),
    /// Print the manual pages
    Man(Man),
    /// Print the version; with --json also how it was built
    Version(Version),
    /// Print help on a command or a topic, such as: help exit-codes
    Help(Help),
}

/// Flags about the other side; the demo brings its own.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Connection")]
pub struct Remote {
    /// Address of the API, if it is not Spruce's own
    #[arg(long, global = true, value_name = "URL")]
    pub base_url: Option<String>,

    /// Read the token from this file, which only you may be able to read
    #[arg(long, global = true, value_name = "PATH")]
    pub token_file: Option<PathBuf>,
}

/// Flags that make sense everywhere.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Settings")]
pub struct Common {
    /// How often to look for news, such as 15s or 1m; at least 1s [default: 15s; demo: 5s]
    #[arg(long, global = true, value_name = "TIME")]
    pub interval: Option<Interval>,

    /// How far back the inbox reaches, such as 12h or 7d; at least 1h [default: 7d]
    #[arg(long, global = true, value_name = "TIME")]
    pub window: Option<Window>,

    /// What to load from before that: all, off, or a time such as 90d [default: all; without a screen: off]
    #[arg(long, global = true, value_name = "WHAT")]
    pub history: Option<History>,

    /// Share of the request limit to spend at most, from 0.05 to 1 [default: 0.25]
    #[arg(long, global = true, value_name = "SHARE")]
    pub share: Option<Share>,

    /// The order to start in, or to print in.
    #[arg(
        long,
        global = true,
        value_name = "ORDER",
        help = "Order: last_message, created or waiting [default: last_message]"
    )]
    pub order: Option<Order>,

    /// View to start in or to print, such as "Needs reply", or one of your own [default: Inbox]
    #[arg(long, global = true, value_name = "NAME")]
    pub view: Option<String>,

    /// Write nothing to disk; what you have seen is forgotten at the end
    #[arg(long, global = true)]
    pub ephemeral: bool,

    /// Read this configuration file instead of the usual one
    #[arg(long, global = true, value_name = "PATH")]
    pub config: Option<PathBuf>,

    /// Write a log to this file; it holds no names and no text
    #[arg(long, global = true, value_name = "PATH")]
    pub log_file: Option<PathBuf>,

    /// How much to log: off, error, warn, info, debug or trace [default: info]
    #[arg(long, global = true, value_name = "LEVEL")]
    pub log_level: Option<LogLevel>,
}

/// Flags of the screen.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Screen")]
pub struct Screen {
    /// Start with the wallboard: big figures for a screen on the wall, nothing private
    #[arg(long)]
    pub wallboard: bool,
}

/// Flags of `demo`.
#[cfg(feature = "demo")]
#[derive(Args, Clone, Debug)]
pub struct Demo {
    /// Only run the made-up server at this address, such as 127.0.0.1:8080
    #[arg(long, value_name = "ADDR")]
    pub serve: Option<SocketAddr>,

    /// How many conversations the clinic has, from 1 to 1000000
    #[arg(long, value_name = "N", default_value_t = 240,
          value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub conversations: u32,

    /// How many things happen per minute; 0 for none
    #[arg(long, value_name = "EVENTS_PER_MINUTE", default_value_t = 6.0, value_parser = rate)]
    pub rate: f64,

    /// The same number makes the same clinic again
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,

    /// How many requests the made-up server allows per minute
    #[arg(long, value_name = "N", default_value_t = 1_200,
          value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    pub per_minute: u32,

    /// What goes wrong and how often, such as 500:0.1,slow:300ms
    #[arg(long, value_name = "SPEC")]
    pub faults: Option<String>,

    /// Flags of the screen.
    #[command(flatten)]
    pub screen: Screen,
}

impl Cli {
    /// Reads the command line, the program's name included.
    ///
    /// # Errors
    ///
    /// When it asks for help or the version, or holds a mistake. `clap`'s error knows what to print,
    /// and where, and [`ExitCode::from`] which code it means.
    pub fn read(args: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let mut command = generate::reading();
        let matches = command.try_get_matches_from_mut(args)?;
        let cli = Self::from_arg_matches(&matches).map_err(|error| error.format(&mut command))?;
        #[cfg(feature = "demo")]
        if cli.is_demo() && (cli.remote.base_url.is_some() || cli.remote.token_file.is_some()) {
            return Err(command.error(
                ErrorKind::ArgumentConflict,
                "the demo brings its own server: leave out --base-url and --token-file",
            ));
        }
        Ok(cli)
    }

    /// What the flags say about settings.
    #[must_use]
    pub fn overrides(&self) -> Overrides {
        let (remote, common) = (&self.remote, &self.common);
        Overrides {
            config: common.config.clone(),
            base_url: remote.base_url.clone(),
            token_file: remote.token_file.clone(),
            interval: common.interval,
            window: common.window,
            history: common.history,
            share: common.share,
            order: common.order,
            view: common.view.clone(),
            wallboard: self.wallboard().then_some(true),
            ephemeral: common.ephemeral.then_some(true),
            log_file: common.log_file.clone(),
            log_level: common.log_level,
            usual_interval: if self.is_demo() {
                Interval::DEMO
            } else {
                Interval::default()
            },
            // What is said of the configuration is said of the screen.
            usual_history: if self.is_about_the_screen() {
                History::All
            } else {
                // Whoever wants an answer now does not want to read through years for it.
                History::Off
            },
        }
    }

    /// Whether it shows the screen, or says what is set for it.
    fn is_about_the_screen(&self) -> bool {
        let command = self.command.as_ref();
        let asks = |it: &Command| matches!(it, Command::Config(_) | Command::Doctor(_));
        command.is_none_or(asks) || self.is_demo()
    }

    #[cfg(feature = "demo")]
    fn is_demo(&self) -> bool {
        matches!(self.command, Some(Command::Demo(_)))
    }

    #[cfg(not(feature = "demo"))]
    #[expect(clippy::unused_self, reason = "there is a demo in other builds")]
    const fn is_demo(&self) -> bool {
        false
    }

    fn wallboard(&self) -> bool {
        #[cfg(feature = "demo")]
        if matches!(&self.command, Some(Command::Demo(demo)) if demo.screen.wallboard) {
            return true;
        }
        self.screen.wallboard
    }
}

/// Reads a rate: a number of events per minute, 0 to 60000.
#[cfg(feature = "demo")]
fn rate(text: &str) -> Result<f64, &'static str> {
    match text.parse() {
        Ok(rate) if (0.0..=60_000.0).contains(&rate) => Ok(rate),
        _ => Err("not a number from 0 to 60000"),
    }
}
