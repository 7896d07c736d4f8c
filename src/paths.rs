//! Where the program's own files are: one place, by the XDG rules, on every system.
//!
//! Pure functions of the environment, which comes in as a lookup, so that tests need not touch the
//! real one. A relative path in an XDG variable is ignored, as the XDG rules ask.

use std::ffi::OsString;
use std::path::PathBuf;

/// Looks up an environment variable.
pub type Env<'a> = &'a dyn Fn(&str) -> Option<OsString>;

/// Name of the program's folder below each base.
const FOLDER: &str = "spruce-inbox";

/// The configuration file: `$XDG_CONFIG_HOME/spruce-inbox/config.toml`, else below `~/.config`.
/// `None` without a home folder.
#[must_use]
pub fn config_file(env: Env<'_>) -> Option<PathBuf> {
    base(env, "XDG_CONFIG_HOME", &[".config"]).map(|base| base.join(FOLDER).join("config.toml"))
}

/// The folder of what the program remembers: `$XDG_STATE_HOME/spruce-inbox`, else below
/// `~/.local/state`. `None` without a home folder.
#[must_use]
pub fn state_folder(env: Env<'_>) -> Option<PathBuf> {
    base(env, "XDG_STATE_HOME", &[".local", "state"]).map(|base| base.join(FOLDER))
}

/// The file of seen marks, in the state folder. `None` without a home folder.
#[must_use]
pub fn ledger(env: Env<'_>) -> Option<PathBuf> {
    state_folder(env).map(|folder| folder.join("seen.db"))
}

fn base(env: Env<'_>, variable: &str, below_home: &[&str]) -> Option<PathBuf> {
    absolute(env, variable).or_else(|| {
        let mut path = home(env)?;
        path.extend(below_home);
        Some(path)
    })
}

fn home(env: Env<'_>) -> Option<PathBuf> {
    absolute(env, "HOME").or_else(|| absolute(env, "USERPROFILE"))
}

fn absolute(env: Env<'_>, variable: &str) -> Option<PathBuf> {
    env(variable)
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn find(of: fn(Env<'_>) -> Option<PathBuf>, set: &[(&str, &str)]) -> Option<PathBuf> {
        of(&|name| {
            let found = set.iter().find(|(set, _)| *set == name);
            found.map(|(_, value)| OsString::from(value))
        })
    }

    #[test]
    fn xdg_variables_come_first_then_the_home_folder() {
        let home = ("HOME", "/home/casey");
        let set = [home, ("XDG_CONFIG_HOME", "/c"), ("XDG_STATE_HOME", "/s")];
        let path = |of, set: &[_]| find(of, set).unwrap().display().to_string();
        assert_eq!(path(config_file, &set), "/c/spruce-inbox/config.toml");
        assert_eq!(path(ledger, &set), "/s/spruce-inbox/seen.db");
        assert_eq!(
            path(config_file, &[home]),
            "/home/casey/.config/spruce-inbox/config.toml"
        );
        assert_eq!(
            path(state_folder, &[home]),
            "/home/casey/.local/state/spruce-inbox"
        );
    }

    #[test]
    fn relative_and_empty_values_do_not_count() {
        let set = [("XDG_CONFIG_HOME", "here"), ("HOME", "/h")];
        assert_eq!(
            find(config_file, &set),
            Some("/h/.config/spruce-inbox/config.toml".into())
        );
        assert_eq!(find(config_file, &[("HOME", "")]), None);
        assert_eq!(find(ledger, &[]), None);
    }
}
