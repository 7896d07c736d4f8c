//! What must happen outside the pure code, as plain data.

use crate::model::link::AppUrl;
use crate::model::read_marks::{ConversationHash, Mark};
use crate::sync::Request;

use super::alarms::{HookCall, Notification, Title};

/// Something for the runtime to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Command {
    /// Perform this request and send its outcome back.
    Fetch(Request),
    /// The token was refused: get it anew from where it comes from.
    RenewToken,
    /// Pooled connections are dead; open new ones.
    ResetConnections,
    /// Keep these seen marks.
    SaveMarks(Vec<(ConversationHash, Mark)>),
    /// Open this in a browser.
    OpenUrl(AppUrl),
    /// Put this on the clipboard. Only links, ids and the diagnostics, never text of a conversation.
    Copy(String),
    /// Ring the terminal's bell.
    Ring,
    /// Tell the desktop.
    Notify(Notification),
    /// Run the user's hook.
    Hook(HookCall),
    /// Make this the terminal's title.
    Title(Title),
    /// Paint the whole screen again.
    Repaint,
    /// Give the terminal back to the shell until the program is resumed.
    Suspend,
    /// End the program.
    Quit,
}
