//! What a user can mean. Keys, help and hints are all made from this one list.

use strum::{Display, EnumIter, EnumString};

/// One thing the user can ask for. Its name in the keymap file is the kebab-case of the variant.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Display, EnumString, EnumIter)]
#[strum(serialize_all = "kebab-case")]
pub enum Action {
    /// One row or line down.
    MoveDown,
    /// One row or line up.
    MoveUp,
    /// Half a screen down.
    HalfPageDown,
    /// Half a screen up.
    HalfPageUp,
    /// A screen down.
    PageDown,
    /// A screen up.
    PageUp,
    /// To the first row or line; takes in rows that arrived above.
    First,
    /// To the last row or line.
    Last,
    /// Open the selected conversation.
    Open,
    /// One step back; never quits.
    Back,
    /// To the other pane.
    SwitchPane,
    /// Scroll the conversation while the list keeps the focus.
    ScrollDetailDown,
    /// Scroll the conversation while the list keeps the focus.
    ScrollDetailUp,
    /// Next order of the list.
    CycleOrder,
    /// The same order the other way round.
    ReverseOrder,
    /// Poll now.
    Refresh,
    /// Read everything again, after a question.
    Reread,
    /// Hold the list still, or let it go on.
    Freeze,
    /// Search: jump and highlight.
    Search,
    /// To the next match.
    NextMatch,
    /// To the previous match.
    PreviousMatch,
    /// Mark the selected conversation as seen.
    MarkSeen,
    /// Mark it as unseen.
    MarkUnseen,
    /// Open it in the Spruce app.
    OpenInApp,
    /// Copy its address in the Spruce app.
    CopyUrl,
    /// Copy its id.
    CopyId,
    /// Help for what the keys do here.
    Help,
    /// What support needs to know.
    Diagnostics,
    /// Copy all of that.
    CopyDiagnostics,
    /// Paint the screen again.
    Redraw,
    /// Back to the shell for a while.
    Suspend,
    /// Yes.
    Confirm,
    /// Close the top layer; at the last one ask whether to quit.
    Close,
    /// Quit at once.
    Quit,
}

/// Groups of the help screen, in its order.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Display, EnumIter)]
pub enum Group {
    /// Getting around.
    Moving,
    /// The list.
    List,
    /// The conversation at hand.
    Conversation,
    /// The program.
    Program,
}

impl Action {
    /// What it does, for the help screen.
    #[must_use]
    pub const fn describe(self) -> &'static str {
        match self {
            Self::MoveDown => "down",
            Self::MoveUp => "up",
            Self::HalfPageDown => "half a page down",
            Self::HalfPageUp => "half a page up",
            Self::PageDown => "a page down",
            Self::PageUp => "a page up",
            Self::First => "to the first, and take in what arrived above",
            Self::Last => "to the last",
            Self::Open => "open the conversation and mark it seen",
            Self::Back => "back, or close (never quits)",
            Self::SwitchPane => "to the other pane",
            Self::ScrollDetailDown => "scroll the conversation down from the list",
            Self::ScrollDetailUp => "scroll the conversation up from the list",
            Self::CycleOrder => "order: last message, created",
            Self::ReverseOrder => "the same order reversed",
            Self::Refresh => "ask the server now, or try the token again",
            Self::Reread => "read everything again; asks first",
            Self::Freeze => "hold the list still, or let it go on",
            Self::Search => "search by name, line, tag or last words",
            Self::NextMatch => "next match",
            Self::PreviousMatch => "previous match",
            Self::MarkSeen => "mark as seen",
            Self::MarkUnseen => "mark as unseen",
            Self::OpenInApp => "open in the Spruce app",
            Self::CopyUrl => "copy its link",
            Self::CopyId => "copy its id",
            Self::Help => "this help",
            Self::Diagnostics => "diagnostics, to be sent to support",
            Self::CopyDiagnostics => "copy the diagnostics, with nothing private in them",
            Self::Redraw => "paint the screen again",
            Self::Suspend => "back to the shell for a while",
            Self::Confirm => "yes",
            Self::Close => "close what is open, then ask whether to quit",
            Self::Quit => "quit at once",
        }
    }

    /// A word or two for the hint line.
    #[must_use]
    pub const fn hint(self) -> &'static str {
        match self {
            Self::MoveDown => "down",
            Self::MoveUp => "up",
            Self::PageDown => "page down",
            Self::Open => "open",
            Self::Back => "back",
            Self::SwitchPane => "other pane",
            Self::CycleOrder => "order",
            Self::Refresh => "refresh",
            Self::Reread => "read all again",
            Self::Freeze => "freeze",
            Self::Search => "search",
            Self::NextMatch => "next match",
            Self::MarkSeen => "seen",
            Self::MarkUnseen => "unseen",
            Self::OpenInApp => "open in Spruce",
            Self::Help => "help",
            Self::Diagnostics => "diagnostics",
            Self::CopyDiagnostics => "copy",
            Self::Confirm => "yes",
            Self::Close => "close",
            Self::Quit => "quit",
            _ => self.describe(),
        }
    }

    /// Whether it does the same whatever is on the screen.
    pub(super) fn works_everywhere(self) -> bool {
        self == Self::Back || self.group() == Group::Program
    }

    /// Where it stands on the help screen.
    #[must_use]
    pub const fn group(self) -> Group {
        match self {
            Self::MoveDown
            | Self::MoveUp
            | Self::HalfPageDown
            | Self::HalfPageUp
            | Self::PageDown
            | Self::PageUp
            | Self::First
            | Self::Last
            | Self::Open
            | Self::Back
            | Self::SwitchPane
            | Self::ScrollDetailDown
            | Self::ScrollDetailUp => Group::Moving,
            Self::CycleOrder
            | Self::ReverseOrder
            | Self::Refresh
            | Self::Reread
            | Self::Freeze
            | Self::Search
            | Self::NextMatch
            | Self::PreviousMatch => Group::List,
            Self::MarkSeen | Self::MarkUnseen | Self::OpenInApp | Self::CopyUrl | Self::CopyId => {
                Group::Conversation
            }
            Self::Help
            | Self::Diagnostics
            | Self::CopyDiagnostics
            | Self::Redraw
            | Self::Suspend
            | Self::Confirm
            | Self::Close
            | Self::Quit => Group::Program,
        }
    }
}
