//! What a case is: a story and its end.

use spruce_inbox::model::conversation::ConversationKind;

/// What happens in a conversation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum What {
    Message,
    Fax,
    MissedCall,
    Voicemail,
    /// Its call claims to have been answered.
    AnsweredVoicemail,
    SpamCall,
    Reply,
    AutomatedReply,
    AnsweredCall,
    CallBack,
    VainCallBack,
    Note,
    Page,
    PagingReply,
    PagingAutomatically,
    PageResolved,
    Archived,
    Unarchived,
    Assigned(Option<&'static str>),
    Tagged,
    ReadOnly,
    FirstDeleted,
    LastDeleted,
    Edited,
    /// A message that claims to be of tomorrow.
    OfTheFuture,
    /// Shows up so many seconds after it happened.
    Late(&'static Self, u64),
    /// The list says nothing of it.
    Untold(&'static Self),
    /// From now on no item can be read.
    Unreadable,
    /// The user opens it.
    Seen,
    /// In the other conversation.
    InSecond(&'static Self),
}

impl What {
    /// In words, for the table.
    pub(crate) fn words(self) -> String {
        match self {
            Self::Message => "message",
            Self::Fax => "fax",
            Self::MissedCall => "missed call",
            Self::Voicemail => "voicemail",
            Self::AnsweredVoicemail => "voicemail of an answered call",
            Self::SpamCall => "spam call",
            Self::Reply => "reply",
            Self::AutomatedReply => "automated reply",
            Self::AnsweredCall => "answered call",
            Self::CallBack => "call-back",
            Self::VainCallBack => "call-back in vain",
            Self::Note => "note",
            Self::Page => "page",
            Self::PagingReply => "reply with a page",
            Self::PagingAutomatically => "automated reply with a page",
            Self::PageResolved => "page resolved",
            Self::Archived => "archived",
            Self::Unarchived => "taken out of the archive",
            Self::Assigned(Some(_)) => "assigned",
            Self::Assigned(None) => "unassigned",
            Self::Tagged => "tagged",
            Self::ReadOnly => "made read-only",
            Self::FirstDeleted => "first item deleted",
            Self::LastDeleted => "last item deleted",
            Self::Edited => "message edited",
            Self::OfTheFuture => "message dated tomorrow",
            Self::Unreadable => "items cannot be read",
            Self::Seen => "the user opens it",
            Self::Late(what, seconds) => return format!("{} ({seconds} s late)", what.words()),
            Self::Untold(what) => return format!("{} (the list is behind)", what.words()),
            Self::InSecond(what) => return format!("in another line: {}", what.words()),
        }
        .to_owned()
    }
}

/// What is set other than usual.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Setting {
    Usual,
    /// Automated replies count.
    AutomatedAnswers,
    /// Archiving ends no wait.
    ArchivedWaits,
}

impl Setting {
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Usual => "",
            Self::AutomatedAnswers => " (automated replies count)",
            Self::ArchivedWaits => " (archived ones are waited on)",
        }
    }
}

/// What kind of conversation it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Line {
    Phone,
    Fax,
    Team,
    Note,
}

impl Line {
    pub(crate) fn kind(self) -> ConversationKind {
        match self {
            Self::Phone => ConversationKind::Phone,
            Self::Fax => ConversationKind::Fax,
            Self::Team => ConversationKind::Team,
            Self::Note => ConversationKind::Note,
        }
    }

    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Phone => "",
            Self::Fax => " (fax conversation)",
            Self::Team => " (team conversation)",
            Self::Note => " (note conversation)",
        }
    }
}

/// A story, and how it ends.
#[derive(Clone, Copy)]
pub(crate) struct Case {
    pub(crate) name: &'static str,
    /// Of all its conversations.
    pub(crate) line: Line,
    pub(crate) setting: Setting,
    /// What happens in which minute from noon, when the program starts.
    pub(crate) steps: &'static [(i64, What)],
    /// The minute in which it is looked at.
    pub(crate) look: i64,
    /// What is said of the first conversation, and of the second where there is one.
    pub(crate) ends: &'static [&'static str],
}

pub(crate) const fn case(
    name: &'static str,
    steps: &'static [(i64, What)],
    look: i64,
    ends: &'static [&'static str],
) -> Case {
    Case {
        name,
        line: Line::Phone,
        setting: Setting::Usual,
        steps,
        look,
        ends,
    }
}

impl Case {
    pub(crate) const fn of(self, line: Line) -> Self {
        Self { line, ..self }
    }

    pub(crate) const fn with(self, setting: Setting) -> Self {
        Self { setting, ..self }
    }
}
