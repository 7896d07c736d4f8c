//! stub
/// stub
#[derive(Debug, Clone)]
pub struct Theme;
/// stub
#[derive(Debug, thiserror::Error)]
#[error("x")]
pub struct ThemeError;
impl Theme {
    /// stub
    /// # Errors
    /// no
    pub fn named(_: &str) -> Result<Self, ThemeError> {
        Ok(Self)
    }
    /// stub
    #[must_use]
    pub fn without_colours(self) -> Self {
        self
    }
}
/// stub
pub fn draw(f: &mut ratatui::Frame<'_>, app: &crate::app::App, _t: &Theme) {
    let h = app.headline();
    let s = app.status();
    tracing::info!(
        "st {} {:?} {:?} {:?} {:?} {:?}",
        s.unchecked,
        s.budget,
        app.next_deadline(),
        app.now(),
        s.history,
        s.link
    );
    f.render_widget(
        ratatui::text::Line::from(format!(
            "{:?} {:?} {:?} {}",
            h.link,
            h.coverage,
            h.counts,
            app.inbox().len()
        )),
        f.area(),
    );
    for (i, s) in app.inbox().visible(app.picture(), 20).enumerate() {
        if let Some(s) = s {
            let r = app.row(s).unwrap();
            f.render_widget(
                ratatui::text::Line::from(format!(
                    "{:?} {} {:?}",
                    app.attention().state(s),
                    r.conversation.name(),
                    r.digest
                        .as_ref()
                        .and_then(|d| d.preview())
                        .map(|p| p.text.to_string())
                )),
                ratatui::layout::Rect::new(0, 1 + i as u16, f.area().width, 1)
                    .intersection(f.area()),
            );
        }
    }
}
