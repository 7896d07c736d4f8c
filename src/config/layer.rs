//! One source's word on every setting.

use std::path::PathBuf;

use super::{
    Alarms, History, Hours, Interval, Keys, LogLevel, Order, Overrides, SeenAfter, Share, Targets,
    TokenAbsent, TokenSource, View, Window,
};

/// What one source says of each of these settings, under the names that the file has for them. `None` where it says
/// nothing. The token is beside them: half of one is no word.
macro_rules! layer {
    ($($key:ident: $value:ty),+ $(,)?) => {
        /// What one source says. `None` where it says nothing.
        #[derive(Default)]
        pub(super) struct Layer {
            /// Where this source says the token is; an error when it says half of it.
            pub(super) token: Option<Result<TokenSource, TokenAbsent>>,
            $(pub(super) $key: Option<$value>),+
        }

        impl Layer {
            /// This layer, and where it says nothing, the `weaker` one.
            pub(super) fn or(self, weaker: Self) -> Self {
                Self {
                    token: prefer(self.token, weaker.token),
                    $($key: self.$key.or(weaker.$key)),+
                }
            }

            /// What it says something of, but for the token.
            pub(super) fn says(&self) -> impl Iterator<Item = &'static str> {
                let all = [$((stringify!($key), self.$key.is_some())),+];
                all.into_iter().filter_map(|(key, said)| said.then_some(key))
            }
        }
    };
}

layer! {
    base_url: String,
    interval: Interval,
    window: Window,
    history: History,
    share: Share,
    order: Order,
    ephemeral: bool,
    log_file: PathBuf,
    log_level: LogLevel,
    seen_after: SeenAfter,
    automated_counts_as_reply: bool,
    archived_counts_as_handled: bool,
    me: String,
    view: String,
    wallboard: bool,
    theme: String,
    keys: Keys,
    targets: Targets,
    hours: Hours,
    views: Vec<View>,
    alarms: Alarms,
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
