//! Flags that every command without a screen takes.

use std::str::FromStr;
use std::time::Duration;

use clap::Args;
use strum::{Display, EnumString, VariantNames};

/// How much a command may ask, and for how long.
#[derive(Args, Clone, Copy, PartialEq, Eq, Debug, Default)]
#[command(next_help_heading = "Limits")]
pub struct Limits {
    /// Ask the server at most so many questions; what is missing then is said
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub max_requests: Option<u32>,

    /// Give what there is after this time, such as 30s or 1h
    #[arg(long, value_name = "TIME", default_value_t)]
    pub max_time: MaxTime,
}

/// The longest time a command may take: one second to a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MaxTime(pub Duration);

impl Default for MaxTime {
    /// Five minutes.
    fn default() -> Self {
        Self(Duration::from_secs(300))
    }
}

impl std::fmt::Display for MaxTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        humantime::format_duration(self.0).fmt(f)
    }
}

impl FromStr for MaxTime {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        span(text, "1d").map(Self)
    }
}

/// Reads a length of time from a second to `longest`.
pub(super) fn span(text: &str, longest: &str) -> Result<Duration, String> {
    let read = |text| humantime::parse_duration(text).map_err(|error| error.to_string());
    let length = read(text)?;
    if (Duration::from_secs(1)..=read(longest)?).contains(&length) {
        Ok(length)
    } else {
        Err(format!("not from 1s to {longest}"))
    }
}

/// What a command says beside its answer.
#[derive(Args, Clone, Copy, PartialEq, Eq, Debug, Default)]
#[command(next_help_heading = "Output")]
pub struct Speech {
    /// Print nothing but the answer; that something is missing shows in the exit code only
    #[arg(long, short)]
    pub quiet: bool,

    /// Do not show how far it is
    #[arg(long)]
    pub no_progress: bool,

    /// When to use colours
    #[arg(long, value_name = "WHEN", default_value_t, value_parser = words::<ColorWhen>())]
    pub color: ColorWhen,
}

/// When to use colours.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, EnumString, Display, VariantNames)]
#[strum(serialize_all = "lowercase")]
pub enum ColorWhen {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Also into a file or a pipe.
    Always,
    /// Never.
    Never,
}

/// Reads one of the words an enum is made of; help and completions list them.
pub(super) fn words<T>() -> impl clap::builder::TypedValueParser<Value = T>
where
    T: FromStr<Err = strum::ParseError> + VariantNames + Clone + Send + Sync + 'static,
{
    use clap::builder::TypedValueParser as _;
    clap::builder::PossibleValuesParser::new(T::VARIANTS.iter().copied())
        .try_map(|word| word.parse::<T>())
}
