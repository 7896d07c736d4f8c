//! The program: everything it does is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    spruce_inbox::program::run(std::env::args_os()).into()
}
