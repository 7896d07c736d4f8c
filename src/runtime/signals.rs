//! What the operating system says.

use std::io;
use std::time::Duration;

/// Longest time the loop may take to end after a signal.
const GRACE: Duration = Duration::from_millis(300);

/// A signal that means something to us.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Signal {
    /// SIGINT from outside; as a key it is `ctrl-c`.
    Interrupt,
    /// SIGTERM.
    Terminate,
    /// SIGHUP: the terminal is gone.
    Hangup,
    /// SIGTSTP from outside; as a key it is `ctrl-z`.
    Stop,
}

/// The signal after which the program still runs although it should have ended. To be asked on another thread
/// than the loop's: that one may stand in a write which the terminal does not take.
///
/// Ends with the line discipline in order; whatever else was to be written to such a terminal is lost.
///
/// # Errors
///
/// When signal handlers cannot be had.
pub async fn overdue() -> io::Result<Signal> {
    let mut signals = Signals::listen()?;
    loop {
        let signal = signals.next().await;
        if signal != Signal::Stop {
            tokio::time::sleep(GRACE).await;
            super::terminal::leave_raw_mode();
            return Ok(signal);
        }
    }
}

#[cfg(unix)]
mod unix {
    use std::io;

    use tokio::signal::unix::{Signal as Stream, SignalKind, signal};

    use super::Signal;

    /// Listens for the signals.
    pub(crate) struct Signals {
        interrupt: Stream,
        terminate: Stream,
        hangup: Stream,
        stop: Stream,
    }

    impl Signals {
        pub(crate) fn listen() -> io::Result<Self> {
            Ok(Self {
                interrupt: signal(SignalKind::interrupt())?,
                terminate: signal(SignalKind::terminate())?,
                hangup: signal(SignalKind::hangup())?,
                stop: signal(SignalKind::from_raw(rustix::process::Signal::TSTP.as_raw()))?,
            })
        }

        /// The next signal. Safe to drop and call again.
        pub(crate) async fn next(&mut self) -> Signal {
            tokio::select! {
                _ = self.interrupt.recv() => Signal::Interrupt,
                _ = self.terminate.recv() => Signal::Terminate,
                _ = self.hangup.recv() => Signal::Hangup,
                _ = self.stop.recv() => Signal::Stop,
            }
        }

        /// Stops the process until it is continued.
        pub(crate) async fn stop_until_resumed(&mut self) -> io::Result<()> {
            // Listened for only from here on: being continued earlier, out of turn, does not count.
            let resume = SignalKind::from_raw(rustix::process::Signal::CONT.as_raw());
            let mut resumed = signal(resume)?;
            // SIGTSTP has a listener now; SIGSTOP does what it would have done. The signal is on its way
            // while this thread goes on, so it waits to be told that it was continued.
            let stop = rustix::process::Signal::STOP;
            rustix::process::kill_process(rustix::process::getpid(), stop)?;
            resumed.recv().await;
            Ok(())
        }
    }
}

#[cfg(not(unix))]
mod other {
    use std::io;

    use super::Signal;

    /// Listens for what there is.
    pub(crate) struct Signals;

    impl Signals {
        pub(crate) fn listen() -> io::Result<Self> {
            Ok(Self)
        }

        pub(crate) async fn next(&mut self) -> Signal {
            match tokio::signal::ctrl_c().await {
                Ok(()) => Signal::Interrupt,
                Err(_) => std::future::pending().await,
            }
        }

        pub(crate) async fn stop_until_resumed(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
}

#[cfg(not(unix))]
pub(crate) use other::Signals;
#[cfg(unix)]
pub(crate) use unix::Signals;
