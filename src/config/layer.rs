//! One source's word on every setting.

use std::path::PathBuf;

use super::{
    Alarms, History, Hours, Interval, Keys, LogLevel, Order, Overrides, SeenAfter, Share, Targets,
    TokenAbsent, TokenSource, View, Window,
};

/// What one source says. `None` where it says nothing.
#[derive(Default)]
pub(super) struct Layer {
    pub(super) base_url: Option<String>,
    /// Where this source says the token is; an error when it says half of it.
    pub(super) token: Option<Result<TokenSource, TokenAbsent>>,
    pub(super) interval: Option<Interval>,
    pub(super) window: Option<Window>,
    pub(super) history: Option<History>,
    pub(super) share: Option<Share>,
    pub(super) order: Option<Order>,
    pub(super) ephemeral: Option<bool>,
    pub(super) log_file: Option<PathBuf>,
    pub(super) log_level: Option<LogLevel>,
    pub(super) seen_after: Option<SeenAfter>,
    pub(super) automated_counts_as_reply: Option<bool>,
    pub(super) archived_counts_as_handled: Option<bool>,
    pub(super) me: Option<String>,
    pub(super) view: Option<String>,
    pub(super) wallboard: Option<bool>,
    pub(super) theme: Option<String>,
    pub(super) keys: Option<Keys>,
    pub(super) targets: Option<Targets>,
    pub(super) hours: Option<Hours>,
    pub(super) views: Option<Vec<View>>,
    pub(super) alarms: Option<Alarms>,
}

impl Layer {
    /// This layer, and where it says nothing, the `weaker` one.
    pub(super) fn or(self, weaker: Self) -> Self {
        Self {
            base_url: self.base_url.or(weaker.base_url),
            token: prefer(self.token, weaker.token),
            interval: self.interval.or(weaker.interval),
            window: self.window.or(weaker.window),
            history: self.history.or(weaker.history),
            share: self.share.or(weaker.share),
            order: self.order.or(weaker.order),
            ephemeral: self.ephemeral.or(weaker.ephemeral),
            log_file: self.log_file.or(weaker.log_file),
            log_level: self.log_level.or(weaker.log_level),
            seen_after: self.seen_after.or(weaker.seen_after),
            automated_counts_as_reply: self
                .automated_counts_as_reply
                .or(weaker.automated_counts_as_reply),
            archived_counts_as_handled: self
                .archived_counts_as_handled
                .or(weaker.archived_counts_as_handled),
            me: self.me.or(weaker.me),
            view: self.view.or(weaker.view),
            wallboard: self.wallboard.or(weaker.wallboard),
            theme: self.theme.or(weaker.theme),
            keys: self.keys.or(weaker.keys),
            targets: self.targets.or(weaker.targets),
            hours: self.hours.or(weaker.hours),
            views: self.views.or(weaker.views),
            alarms: self.alarms.or(weaker.alarms),
        }
    }
}

/// The stronger source, unless it has only half a token and the weaker has one.
fn prefer(
    stronger: Option<Result<TokenSource, TokenAbsent>>,
    weaker: Option<Result<TokenSource, TokenAbsent>>,
) -> Option<Result<TokenSource, TokenAbsent>> {
    match (stronger, weaker) {
        (Some(Err(_)), Some(Ok(source))) => Some(Ok(source)),
        (Some(stronger), _) => Some(stronger),
        (None, weaker) => weaker,
    }
}

impl From<&Overrides> for Layer {
    fn from(flags: &Overrides) -> Self {
        Self {
            base_url: flags.base_url.clone(),
            token: flags
                .token_file
                .clone()
                .map(|path| Ok(TokenSource::File(path))),
            interval: flags.interval,
            window: flags.window,
            history: flags.history,
            share: flags.share,
            order: flags.order,
            ephemeral: flags.ephemeral,
            log_file: flags.log_file.clone(),
            log_level: flags.log_level,
            view: flags.view.clone(),
            wallboard: flags.wallboard,
            ..Self::default()
        }
    }
}
