//! The command `demo`: the program at a made-up clinic of its own, or that clinic alone.

use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr};

use color_eyre::eyre::WrapErr;
use secrecy::SecretString;

use crate::cli::{self, ExitCode};
use crate::config::{Config, TokenSource};
use crate::demo::{self, DemoOptions, Faults};
use crate::runtime::Origin;

use super::{Failed, failure, inbox, usage};

/// In a day the made-up server allows as much as in so many minutes at most.
const BUSY_MINUTES: u32 = 168;

/// Runs it.
pub(super) async fn run(flags: &cli::Demo, config: Config) -> Result<ExitCode, Failed> {
    let faults = flags
        .faults
        .as_deref()
        .unwrap_or_default()
        .parse::<Faults>();
    let options = DemoOptions {
        conversations: usize::try_from(flags.conversations).unwrap_or(usize::MAX),
        rate_per_minute: flags.rate,
        seed: flags.seed,
        per_minute: Some(flags.per_minute),
        per_day: Some(flags.per_minute.saturating_mul(BUSY_MINUTES)),
        faults: faults.wrap_err("--faults").map_err(usage)?,
        ..DemoOptions::default()
    };
    let loopback = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let server = demo::spawn(flags.serve.unwrap_or(loopback), options)
        .await
        .wrap_err("the demo server cannot start")
        .map_err(failure)?;
    if flags.serve.is_some() {
        return serve(server).await;
    }
    let config = Config {
        base_url: Some(server.base_url()),
        token: Ok(TokenSource::Ready(SecretString::from(server.token()))),
        // Whoever tries it out is one of the made-up teammates.
        me: Some(server.me()),
        ..config
    };
    inbox(&config, Origin::Demo).await
}

async fn serve(server: demo::Demo) -> Result<ExitCode, Failed> {
    let mut out = io::stdout();
    let told = writeln!(
        out,
        "A made-up clinic, for as long as this runs (ctrl-c ends it). To look at it:\n\n  \
         SPRUCE_API_BASE_URL={} SPRUCE_API_TOKEN={} spruce-inbox --ephemeral\n",
        server.base_url(),
        server.token()
    );
    told.and_then(|()| out.flush()).map_err(failure)?;
    server
        .run_until(async {
            let _ = tokio::signal::ctrl_c().await;
        })
        .await;
    Ok(ExitCode::Success)
}
