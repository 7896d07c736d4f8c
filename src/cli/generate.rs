//! What is made from the definition of the command line: its help, completions and manual pages.
//!
//! One definition makes them all, so that none of them can fall behind the flags.

use std::fmt::Write as _;
use std::io;

use clap::builder::PossibleValuesParser;
use clap::{Arg, Command, CommandFactory, ValueHint};
use clap_complete::Shell;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::Cli;
use super::page::{self, Page, Part};
use super::words::{self, GROUPS};
use crate::config::Order;

/// Name of the program.
pub const NAME: &str = "spruce-inbox";

/// Commands of a terminal are in section 1 of the manual, everything that is not a command or a file in section 7.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Section {
    /// A command.
    Command,
    /// A topic.
    Topic,
}

impl Section {
    /// Its number.
    #[must_use]
    pub const fn number(self) -> &'static str {
        match self {
            Self::Command => "1",
            Self::Topic => "7",
        }
    }
}

/// A manual page, ready for `man`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ManPage {
    /// Its name, such as `spruce-inbox-list`.
    pub name: String,
    /// Where in the manual it belongs.
    pub section: Section,
    /// Its text in roff.
    pub roff: Vec<u8>,
}

/// The help of a command, which knows how to print itself in colours, and how wide.
#[derive(Debug)]
pub struct Help(clap::Error);

impl Help {
    /// Prints it to the standard output.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn print(&self) -> io::Result<()> {
        self.0.print()
    }
}

/// All flags and commands, with what is said behind them.
pub(super) fn definition() -> Command {
    let names: Vec<_> = Cli::command()
        .get_subcommands()
        .map(|command| command.get_name().to_owned())
        .collect();
    let command = Cli::command()
        .after_help("More: --help, and: spruce-inbox help COMMAND, or a topic such as queries")
        .after_long_help(page::text(&words::of_the_program()));
    names.iter().fold(command, |command, name| {
        command.mut_subcommand(name, |command| explained(command, name))
    })
}

fn explained(command: Command, name: &str) -> Command {
    let what = command
        .get_about()
        .map(ToString::to_string)
        .unwrap_or_default();
    let more = words::about(name).unwrap_or_default();
    let behind = page::text(&words::behind(name));
    let command = command.long_about(format!("{what}\n\n{more}"));
    match words::settings(name) {
        Some(some) => command
            .after_help(format!("More options, such as {some}: --help\n\n{behind}"))
            .after_long_help(behind),
        None => command.after_help(behind),
    }
}

/// The definition by which the command line is read. The help of the program lists the commands by groups, which
/// `clap` cannot, so it does not get to see them there.
pub(super) fn reading() -> Command {
    let command = definition();
    let template = format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{}{{all-args}}{{after-help}}",
        groups(&command)
    );
    command
        .override_usage("spruce-inbox [OPTIONS] [COMMAND]")
        .help_template(template)
        .mut_args(|arg| {
            // They are explained once, at length, rather than at each command.
            let global = arg.is_global_set();
            arg.hide_short_help(global)
        })
        .mut_subcommands(|command| command.hide(true))
}

/// The commands by groups, each group with an empty line behind it.
fn groups(command: &Command) -> String {
    let styles = command.get_styles();
    let (header, literal) = (styles.get_header(), styles.get_literal());
    let column = command
        .get_subcommands()
        .map(|command| command.get_name().len());
    let column = column.max().unwrap_or_default();
    let mut text = String::new();
    for (heading, names) in GROUPS {
        let _ = writeln!(text, "{header}{heading}:{header:#}");
        let found = names
            .iter()
            .filter_map(|name| command.find_subcommand(name));
        for command in found {
            let (name, about) = (command.get_name(), command.get_about().unwrap_or_default());
            let blank = " ".repeat(column - name.len());
            let _ = writeln!(text, "  {literal}{name}{literal:#}{blank}  {about}");
        }
        text.push('\n');
    }
    text
}

/// The help of the command at this path of names; the program's own for an empty one. `None`: there is no such command.
#[must_use]
pub fn help(path: &[String]) -> Option<Help> {
    let root = reading();
    let found = path
        .iter()
        .try_fold(&root, |command, name| command.find_subcommand(name));
    found?;
    let asked = std::iter::once(NAME).chain(path.iter().map(String::as_str));
    let asked = asked.chain(std::iter::once("--help"));
    reading().try_get_matches_from(asked).err().map(Help)
}

/// The names of all commands, without those below others.
#[must_use]
pub fn command_names() -> Vec<String> {
    let command = Cli::command();
    let commands = command.get_subcommands();
    commands
        .map(|command| command.get_name().to_owned())
        .collect()
}

/// The definition that shells complete by: it also lists words that are checked elsewhere, and offers names of files
/// only where a file is meant.
fn completing() -> Command {
    let command = definition();
    let names = GROUPS.iter().flat_map(|(_, names)| names.iter().copied());
    let names = names.filter(|name| command.find_subcommand(name).is_some());
    let topics = words::TOPICS.iter().map(|(name, _)| *name);
    let pages: Vec<_> = names.chain(topics).collect();
    let command = command
        .mut_arg("order", |arg| {
            arg.value_parser(PossibleValuesParser::new(Order::NAMES))
        })
        .mut_subcommand("help", |help| {
            help.mut_arg("topic", |arg| {
                arg.value_parser(PossibleValuesParser::new(pages.clone()))
            })
        })
        .mut_subcommand("man", |man| {
            man.mut_arg("page", |arg| {
                arg.value_parser(PossibleValuesParser::new(pages))
            })
        });
    let command = command.mut_args(no_file_without_a_path);
    command.mut_subcommands(|command| {
        let command = command.mut_args(no_file_without_a_path);
        command.mut_subcommands(|below| below.mut_args(no_file_without_a_path))
    })
}

fn takes_anything(arg: &Arg) -> bool {
    arg.get_action().takes_values() && arg.get_possible_values().is_empty()
}

/// Of a value that is no path, a shell has nothing to offer.
fn no_file_without_a_path(arg: Arg) -> Arg {
    match arg.get_value_hint() {
        // Where words are listed they are what there is to offer; and behind them bash sets its blank.
        ValueHint::Unknown if takes_anything(&arg) => arg.value_hint(ValueHint::Other),
        _ => arg,
    }
}

/// The completions of a shell, as that shell reads them.
#[must_use]
pub fn completions(shell: Shell) -> Vec<u8> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut completing(), NAME, &mut text);
    match String::from_utf8(text) {
        // Of a name with a hyphen the script for bash goes to states by one spelling and looks for them by another
        // (clap issue 6421, in clap_complete 4.6.11): no flag of a command would be offered.
        Ok(text) if shell == Shell::Bash => text
            .replace("spruce__subcmd__inbox", "spruce__inbox")
            .into_bytes(),
        Ok(text) => text.into_bytes(),
        Err(bytes) => bytes.into_bytes(),
    }
}

/// The manual pages of the program and of all commands.
///
/// # Errors
/// Does not happen: pages are made in memory.
pub fn man_pages() -> io::Result<Vec<ManPage>> {
    let mut root = definition().name(NAME);
    root.build();
    let mut pages = vec![man_page(&root, &words::of_the_program())?];
    for command in root.get_subcommands() {
        pages.push(man_page(command, &words::behind(command.get_name()))?);
        for below in command.get_subcommands() {
            pages.push(man_page(below, &[])?);
        }
    }
    Ok(pages)
}

/// The manual page of one command, of a definition that is complete.
fn man_page(command: &Command, more: &[Part]) -> io::Result<ManPage> {
    let below_another = command.get_name() != NAME;
    let name = command.get_display_name().unwrap_or(NAME).to_owned();
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage:").trim().to_owned();
    let mut command = command.clone().override_usage(usage).mut_args(|arg| {
        let elsewhere = below_another && arg.is_global_set();
        match arg.get_id().as_str() {
            "help" => arg.help("Print help").long_help("Print help"),
            _ => arg.hide(elsewhere),
        }
    });
    if !below_another {
        command = command
            .about(env!("CARGO_PKG_DESCRIPTION"))
            .long_about(words::ABOUT);
    }
    let has_commands = command.get_subcommands().next().is_some();
    // Without a date of its own a page bears the version in its place.
    let man = Man::new(command)
        .section(Section::Command.number())
        .date(version())
        .source(NAME);
    let mut roff = Vec::new();
    man.render_title(&mut roff)?;
    man.render_name_section(&mut roff)?;
    man.render_synopsis_section(&mut roff)?;
    man.render_description_section(&mut roff)?;
    man.render_options_section(&mut roff)?;
    if has_commands {
        man.render_subcommands_section(&mut roff)?;
    }
    let mut rest = Roff::new();
    write_parts(&mut rest, more);
    if below_another {
        rest.control("SH", ["SEE ALSO"]);
        rest.text([
            bold(NAME),
            roman("(1), which explains the options that every command takes"),
        ]);
    } else {
        see_topics(&mut rest);
    }
    rest.to_writer(&mut roff)?;
    Ok(ManPage {
        name,
        section: Section::Command,
        roff,
    })
}

/// The manual page of a topic.
///
/// # Errors
/// Does not happen: pages are made in memory.
pub fn man_page_of(page: &Page) -> io::Result<ManPage> {
    let name = format!("{NAME}-{}", page.name);
    let mut roff = Roff::new();
    let number = Section::Topic.number();
    roff.control("TH", [name.as_str(), number, &version(), NAME]);
    roff.control("SH", ["NAME"]);
    roff.text([roman(format!("{name} - {}", page.about))]);
    if !matches!(page.parts.first(), Some(Part::Heading(_))) {
        roff.control("SH", ["DESCRIPTION"]);
    }
    write_parts(&mut roff, &page.parts);
    roff.control("SH", ["SEE ALSO"]);
    roff.text([bold(NAME), roman("(1)")]);
    let mut text = Vec::new();
    roff.to_writer(&mut text)?;
    Ok(ManPage {
        name,
        section: Section::Topic,
        roff: text,
    })
}

fn version() -> String {
    format!("{NAME} {}", env!("CARGO_PKG_VERSION"))
}

fn see_topics(roff: &mut Roff) {
    roff.control("SH", ["SEE ALSO"]);
    let pages = words::TOPICS.iter();
    let names: Vec<_> = pages.map(|(name, _)| format!("{NAME}-{name}(7)")).collect();
    roff.text([roman(names.join(", "))]);
}

fn write_parts(roff: &mut Roff, parts: &[Part]) {
    for part in parts {
        match part {
            Part::Heading(text) => {
                roff.control("SH", [text.to_uppercase().as_str()]);
            }
            Part::Prose(text) => {
                roff.control("PP", []);
                roff.text([roman(text.as_str())]);
            }
            Part::Words(words) => {
                for (word, means) in words {
                    roff.control("TP", []);
                    roff.text([bold(word.as_str())]);
                    roff.text([roman(means.as_str())]);
                }
            }
            Part::Lines(lines) => {
                roff.control("PP", []);
                roff.control("RS", ["4"]);
                roff.control("nf", []);
                for line in lines {
                    roff.text([roman(line.as_str())]);
                }
                roff.control("fi", []);
                roff.control("RE", []);
            }
        }
    }
}
