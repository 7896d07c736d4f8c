//! What help and manual pages say beyond the flags: groups of commands, what each prints, examples, topics.
//!
//! Kept as data, so that help, manual pages and `help TOPIC` say the same; tests hold the tables against the flags.

use super::ExitCode;
use super::page::Part;

/// What the program is, in the words of its help.
pub(super) const ABOUT: &str = "\
A live inbox of your clinic's Spruce conversations: what is new, who is waiting
for an answer, and for how long. It only reads; it never changes anything.";

/// Commands, as the help groups them.
pub(super) const GROUPS: [(&str, &[&str]); 3] = [
    (
        "Without the screen",
        &["list", "show", "count", "check", "watch"],
    ),
    ("Set up", &["config", "doctor", "completions", "man"]),
    ("Learn more", &["demo", "help", "schema", "version"]),
];

/// What `help` can explain beside commands.
pub const TOPICS: [(&str, &str); 6] = [
    ("exit-codes", "What each exit code means"),
    (
        "json",
        "What is printed as JSON, and what scripts may rely on",
    ),
    (
        "queries",
        "The language of --filter, of searches and of views",
    ),
    ("views", "The views that are always there"),
    ("settings", "Where settings come from, and which goes first"),
    ("token", "How to give the token"),
];

/// More about one command.
pub(super) struct More {
    /// Its name.
    pub(super) command: &'static str,
    /// What it prints, and what else there is to know.
    pub(super) about: &'static str,
    /// How it is used.
    pub(super) examples: &'static [&'static str],
    /// Exit codes that it gives a meaning.
    pub(super) codes: &'static [ExitCode],
}

const ASKED: &[ExitCode] = &[ExitCode::Partial];

/// More about every command that can be asked something.
pub(super) const MORE: [More; 13] = [
    More {
        command: "demo",
        about: "The whole program on a made-up clinic in which things happen by themselves. With \
                --serve it has no screen and prints how to point other programs at it.",
        examples: &[
            "spruce-inbox demo",
            "spruce-inbox demo --serve 127.0.0.1:8080 --faults 500:0.1",
        ],
        codes: &[],
    },
    More {
        command: "list",
        about: "Prints the conversations of --view in the order of --order; without --history only those \
                of the window. What people wrote is left out unless --include-text is given. Plain words \
                of --filter are looked for in names, numbers, tags and the last words of a conversation.",
        examples: &[
            "spruce-inbox list --view 'Needs reply' --order waiting",
            "spruce-inbox list --filter 'is:overdue ch:phone' --format ids",
            "spruce-inbox list --format jsonl | jq -r '.conversation.appURL // empty'",
        ],
        codes: ASKED,
    },
    More {
        command: "show",
        about: "Prints a conversation and its latest items, the newest last. What people wrote is left \
                out unless --include-text is given.",
        examples: &[
            "spruce-inbox show t_1234 --include-text",
            "spruce-inbox show t_1234 --limit 5 --format json",
        ],
        codes: ASKED,
    },
    More {
        command: "count",
        about: "Prints a number, with ≥ before it while it is not known to be all; without --history, of \
                the window only.",
        examples: &[
            "spruce-inbox count --view Unread",
            "spruce-inbox count --filter 'wait:>30m' --format json",
        ],
        codes: ASKED,
    },
    More {
        command: "watch",
        about: "Prints a line of JSON for each thing that happens, until it is interrupted; help json \
                explains the lines. It goes on by itself after faults, and ends if the token is refused.",
        examples: &[
            "spruce-inbox watch | jq -c .",
            "spruce-inbox watch --filter ch:phone --exec ./ring-the-desk",
            "spruce-inbox watch --exit-on-first && echo 'somebody wrote'",
        ],
        codes: &[],
    },
    More {
        command: "check",
        about: "Prints one line, and says the same by its exit code: for cron, a monitoring system or a \
                status bar. No names and no text. It judges everybody unless --view or SPRUCE_INBOX_VIEW says \
                otherwise (the view of the configuration file does not count), also in archived \
                conversations: a page may be open there.",
        examples: &[
            "spruce-inbox check --max-wait 30m || echo 'look into the inbox'",
            "spruce-inbox check --format tmux --quiet",
            "spruce-inbox check --format prometheus",
        ],
        codes: &[
            ExitCode::Success,
            ExitCode::Partial,
            ExitCode::DueSoon,
            ExitCode::Overdue,
        ],
    },
    More {
        command: "doctor",
        about: "Looks at the configuration, the token, the connection and the terminal, with at most four \
                requests, and says what to do. It can be sent to whoever helps: it names the clinic and \
                files, and nobody. Ends with the exit code of the first thing that failed.",
        examples: &["spruce-inbox doctor", "spruce-inbox doctor --privacy"],
        codes: &[],
    },
    More {
        command: "config",
        about: "None of these asks the server anything, and none prints a secret. The last example takes \
                the place of a file that is there.",
        examples: &[
            "spruce-inbox config show",
            "mkdir -p ~/.config/spruce-inbox",
            "spruce-inbox config default > ~/.config/spruce-inbox/config.toml",
        ],
        codes: &[],
    },
    More {
        command: "schema",
        about: "Prints a JSON Schema (draft 2020-12). Every document and every line that is printed as \
                JSON keeps to it; help json reads it to you.",
        examples: &["spruce-inbox schema > spruce-inbox.schema.json"],
        codes: &[],
    },
    More {
        command: "completions",
        about: "Prints a script for the shell, which reads it at its start from where the examples put it. \
                The folder may have to be made first.",
        examples: &[
            "spruce-inbox completions bash \\",
            "  > ~/.local/share/bash-completion/completions/spruce-inbox",
            "spruce-inbox completions fish > ~/.config/fish/completions/spruce-inbox.fish",
            "spruce-inbox completions zsh > ~/.zfunc/_spruce-inbox   # a folder of $fpath",
        ],
        codes: &[],
    },
    More {
        command: "man",
        about: "Prints a manual page as man reads it, or writes all of them below a folder, into its \
                man1 and man7.",
        examples: &[
            "spruce-inbox man list | man -l -",
            "spruce-inbox man --dir ~/.local/share/man",
        ],
        codes: &[],
    },
    More {
        command: "version",
        about: "Prints the version; with --json also what was built in, and for which system.",
        examples: &["spruce-inbox version --json"],
        codes: &[],
    },
    More {
        command: "help",
        about: "Prints the same as --help behind a command, or explains a topic. Without either it \
                prints the help of the program.",
        examples: &["spruce-inbox help list", "spruce-inbox help queries"],
        codes: &[],
    },
];

/// What there is to know about a command, beyond the line that says what it is.
pub(super) fn about(command: &str) -> Option<&'static str> {
    let more = MORE.iter().find(|more| more.command == command)?;
    Some(more.about)
}

/// Settings that matter most to a command; its short help names them, as it leaves all of them out.
pub(super) fn settings(command: &str) -> Option<&'static str> {
    match command {
        "list" => Some("--view, --order and --window"),
        "count" | "check" => Some("--view and --window"),
        "watch" => Some("--interval and --share"),
        "show" | "doctor" | "config" => Some("--config"),
        _ => None,
    }
}

/// What is said behind the flags of a command.
pub(super) fn behind(command: &str) -> Vec<Part> {
    let Some(more) = MORE.iter().find(|more| more.command == command) else {
        return Vec::new();
    };
    let mut parts = vec![
        Part::heading("Examples"),
        Part::lines(more.examples.iter().copied()),
    ];
    if !more.codes.is_empty() {
        parts.push(Part::heading("Exit codes"));
        parts.push(codes(more.codes));
        parts.push(Part::prose("The others: spruce-inbox help exit-codes"));
    }
    parts
}

/// Exit codes with what they mean.
fn codes(codes: &[ExitCode]) -> Part {
    Part::words(
        codes
            .iter()
            .map(|code| (code.code().to_string(), code.meaning())),
    )
}

/// What is said of the topics in the help of the program.
pub(super) fn topics() -> Part {
    Part::words(TOPICS)
}

/// What there is to say about exit codes.
#[must_use]
pub fn about_exit_codes() -> Vec<Part> {
    vec![
        codes(&ExitCode::ALL),
        Part::prose(
            "With 3, 4, 5 and 6 there is no answer: one line on the standard error says why, and nothing \
             else is printed, but by check in its formats for monitoring, which say so, too. With 7 there \
             is one, and it says what is missing.",
        ),
        Part::prose(
            "Of several that would be true, check ends with the first of 11, 7, 10, 0: somebody \
             overdue is true even if something is missing, and what is missing could be somebody \
             overdue.",
        ),
    ]
}

/// What there is to say about the token.
#[must_use]
pub fn about_token() -> Vec<Part> {
    vec![Part::prose(
        "Set SPRUCE_API_TOKEN, or SPRUCE_ACCESS_ID and SPRUCE_API_KEY, or name a file or a command in \
         the configuration file. No option takes the token itself, since other users of this computer \
         could read it there.",
    )]
}

/// What there is to say about settings.
#[must_use]
pub fn about_settings() -> Vec<Part> {
    vec![Part::prose(
        "Everything under Connection and Settings but --config can also be set in the environment, such \
         as SPRUCE_INBOX_LOG_FILE, and in the configuration file, as log_file. An option comes first, \
         then the environment, then the file. Targets, opening hours, views of your own, alarms and keys \
         are set in the file only.",
    )]
}

/// What is said behind the flags of the program itself.
pub(super) fn of_the_program() -> Vec<Part> {
    let sections = [
        ("The token", about_token()),
        ("Where settings come from", about_settings()),
        ("Exit codes", vec![codes(&ExitCode::ALL)]),
        ("Topics of help", vec![topics()]),
    ];
    let parts = sections.into_iter().flat_map(|(heading, parts)| {
        let heading = std::iter::once(Part::heading(heading));
        heading.chain(parts)
    });
    parts.collect()
}
