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
    /// To the next conversation that needs attention: overdue, due soon, needs reply, new.
    NextAttention,
    /// To the previous one.
    PreviousAttention,
    /// A page of the conversation; at its end mark it seen and go to the next that needs attention.
    PageOn,
    /// The first view.
    View1,
    /// The second view.
    View2,
    /// The third view.
    View3,
    /// The fourth view.
    View4,
    /// The fifth view.
    View5,
    /// The sixth view.
    View6,
    /// The seventh view.
    View7,
    /// The eighth view.
    View8,
    /// The ninth view.
    View9,
    /// Everything: the view of all, without search and filter.
    ClearView,
    /// The next view.
    NextView,
    /// The previous view.
    PreviousView,
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
    /// Filter: hide what does not match.
    Filter,
    /// To the next match.
    NextMatch,
    /// To the previous match.
    PreviousMatch,
    /// Mark the selected conversation as seen.
    MarkSeen,
    /// Mark it as unseen.
    MarkUnseen,
    /// Mark everything in this view as seen, after a question.
    MarkAllSeen,
    /// Take back the last mark.
    UndoMark,
    /// Acknowledge the alarm of the selected conversation.
    Acknowledge,
    /// Open it in the Spruce app.
    OpenInApp,
    /// Copy its address in the Spruce app.
    CopyUrl,
    /// Copy its id.
    CopyId,
    /// No bell and no notification for a while, or again.
    Mute,
    /// Big figures, legible across a room, with nothing private.
    Wallboard,
    /// What happened since the user last looked.
    SinceYouLooked,
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
    /// What shows the first nine views, in their order.
    pub const VIEWS: [Self; 9] = [
        Self::View1,
        Self::View2,
        Self::View3,
        Self::View4,
        Self::View5,
        Self::View6,
        Self::View7,
        Self::View8,
        Self::View9,
    ];

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
            Self::NextAttention => "next that needs attention: overdue, due soon, needs reply, new",
            Self::PreviousAttention => "previous that needs attention",
            Self::PageOn => {
                "read on; at the end mark it seen and go to the next that needs attention"
            }
            Self::View1 => "view: inbox",
            Self::View2 => "view: needs reply",
            Self::View3 => "view: unread",
            Self::View4 => "view: overdue",
            Self::View5 => "view: calls and pages",
            Self::View6 => "view: mine",
            Self::View7 => "view: unassigned",
            Self::View8 => "view: team",
            Self::View9 => "view: all",
            Self::ClearView => "everything, without view, search and filter",
            Self::NextView => "next view",
            Self::PreviousView => "previous view",
            Self::CycleOrder => "order: last message, created, longest wait",
            Self::ReverseOrder => "the same order reversed",
            Self::Refresh => "ask the server now, or try the token again",
            Self::Reread => "read everything again; asks first",
            Self::Freeze => "hold the list still, or let it go on",
            Self::Search => "search by name, line, tag or last words",
            Self::Filter => "filter: show only what matches",
            Self::NextMatch => "next match",
            Self::PreviousMatch => "previous match",
            Self::MarkSeen => "mark as seen",
            Self::MarkUnseen => "mark as unseen",
            Self::MarkAllSeen => "mark all in this view as seen; asks first",
            Self::UndoMark => "undo the last mark",
            Self::Acknowledge => "acknowledge its alarm",
            Self::OpenInApp => "open in the Spruce app",
            Self::CopyUrl => "copy its link",
            Self::CopyId => "copy its id",
            Self::Mute => "no bell and no notification for a while, or again",
            Self::Wallboard => "wallboard: big figures, nothing private",
            Self::SinceYouLooked => "what happened since you looked",
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
            Self::NextAttention => "next to do",
            Self::PageOn => "read on",
            Self::Filter => "filter",
            Self::UndoMark => "undo",
            Self::Acknowledge => "acknowledge",
            Self::Mute => "mute",
            Self::Wallboard => "wallboard",
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
        let of_panes = matches!(self, Self::Mute | Self::Wallboard | Self::SinceYouLooked);
        self == Self::Back || (self.group() == Group::Program && !of_panes)
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
            | Self::ScrollDetailUp
            | Self::NextAttention
            | Self::PreviousAttention
            | Self::PageOn => Group::Moving,
            Self::View1
            | Self::View2
            | Self::View3
            | Self::View4
            | Self::View5
            | Self::View6
            | Self::View7
            | Self::View8
            | Self::View9
            | Self::ClearView
            | Self::NextView
            | Self::PreviousView
            | Self::Filter
            | Self::MarkAllSeen
            | Self::CycleOrder
            | Self::ReverseOrder
            | Self::Refresh
            | Self::Reread
            | Self::Freeze
            | Self::Search
            | Self::NextMatch
            | Self::PreviousMatch => Group::List,
            Self::MarkSeen
            | Self::MarkUnseen
            | Self::UndoMark
            | Self::Acknowledge
            | Self::OpenInApp
            | Self::CopyUrl
            | Self::CopyId => Group::Conversation,
            Self::Mute
            | Self::Wallboard
            | Self::SinceYouLooked
            | Self::Help
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
