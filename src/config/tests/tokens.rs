//! Where the token comes from, and that it is shown nowhere.

use super::*;

#[test]
fn a_token_in_the_file_is_refused_without_showing_it() {
    for key in ["token", "api_key", "access_id"] {
        let message = mistake(&format!("{key} = \"sk_made_up\""));
        assert!(
            message.contains("use token_file or token_command"),
            "{message}"
        );
        assert!(!message.contains("sk_made_up"), "{message}");
    }
}

#[cfg(unix)]
#[test]
fn bytes_that_are_no_text_are_refused_without_showing_them() {
    use std::os::unix::ffi::OsStringExt;

    let env =
        |name: &str| (name == "SPRUCE_API_TOKEN").then(|| OsString::from_vec(b"sk\xff".into()));
    let error = load(&Overrides::default(), &env, None).unwrap_err();
    assert_eq!(error.to_string(), "SPRUCE_API_TOKEN is not UTF-8 text");
    assert!(!format!("{error:?}").contains("sk"));
}

#[test]
fn the_nearest_source_of_the_token_counts() {
    let file = "token_file = \"/in-file\"";
    let own = ("SPRUCE_INBOX_TOKEN_COMMAND", "own");
    let ready = ("SPRUCE_API_TOKEN", "ready");
    let id = ("SPRUCE_ACCESS_ID", "aid_made_up");
    let key = ("SPRUCE_API_KEY", "sk_made_up");
    let flags = Overrides {
        token_file: Some("/in-flag".into()),
        ..Overrides::default()
    };
    let token = |flags: &Overrides, vars: &[_], file| {
        let token = load_with(flags, vars, file).unwrap().token;
        format!("{:?}", token.unwrap())
    };
    let none = Overrides::default();
    assert_eq!(
        token(&flags, &[own, ready, id, key], file),
        "File(/in-flag)"
    );
    assert_eq!(token(&none, &[own, ready, id, key], file), "Command(…)");
    assert_eq!(token(&none, &[ready, id, key], file), "Ready(…)");
    assert_eq!(token(&none, &[id, key], file), "Pair(…)");
    assert_eq!(token(&none, &[id], file), "File(/in-file)");
    assert_eq!(token(&none, &[], file), "File(/in-file)");
}

#[test]
fn half_a_pair_says_what_is_missing() {
    let absent = |vars: &[_]| from_env(vars).unwrap().token.unwrap_err().to_string();
    assert_eq!(
        absent(&[("SPRUCE_ACCESS_ID", "aid_made_up")]),
        "SPRUCE_ACCESS_ID is set but SPRUCE_API_KEY is not"
    );
    assert_eq!(
        absent(&[("SPRUCE_API_KEY", "sk_made_up")]),
        "SPRUCE_API_KEY is set but SPRUCE_ACCESS_ID is not"
    );
    assert!(absent(&[]).starts_with("no API token: set SPRUCE_API_TOKEN"));
}

#[test]
fn two_places_for_the_token_in_one_source_are_a_mistake() {
    let file = from_file("token_file = \"a\"\ntoken_command = \"b\"").unwrap_err();
    assert_eq!(
        file.to_string(),
        "both token_file and token_command are set: keep one of them"
    );
    let env = from_env(&[
        ("SPRUCE_INBOX_TOKEN_FILE", "a"),
        ("SPRUCE_INBOX_TOKEN_COMMAND", "b"),
    ]);
    assert!(matches!(env, Err(Error::TwoTokens { .. })));
}

#[test]
fn debug_shows_no_secret() {
    let shown = |vars: &[_]| format!("{:?}", from_env(vars).unwrap());
    let all = [
        shown(&[("SPRUCE_API_TOKEN", "hush")]),
        shown(&[("SPRUCE_ACCESS_ID", "hush"), ("SPRUCE_API_KEY", "hush")]),
        shown(&[("SPRUCE_INBOX_TOKEN_COMMAND", "echo hush")]),
    ];
    for shown in all {
        assert!(!shown.contains("hush"), "{shown}");
    }
    let url = ("SPRUCE_API_BASE_URL", "https://casey:hush@example.com");
    let error = from_env(&[url]).unwrap_err();
    assert!(matches!(error, Error::UrlWithCredentials));
    assert!(!format!("{error:?} {error}").contains("hush"));
}

#[cfg(unix)]
#[test]
fn a_token_file_must_be_private_and_hold_a_token() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token");
    let read = |content: &[u8], mode| {
        fs::write(&path, content).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        read_token_file(&path)
    };
    let token = |content: &[u8]| read(content, 0o600).unwrap().expose_secret().to_owned();
    assert_eq!(token(b"made up\n"), "made up");
    assert_eq!(token(b" \r\nYWlk+/==\r\n"), "YWlk+/==");
    for mode in [0o640, 0o604, 0o620, 0o644] {
        let error = read(b"token", mode).unwrap_err();
        assert!(matches!(error, TokenFileError::Shared { .. }), "{mode:o}");
    }
    let too_long = vec![b'x'; 70_000];
    for bad in [b"".as_slice(), b" \n", b"\xff\xfe", &too_long] {
        let error = read(bad, 0o600).unwrap_err();
        assert!(matches!(error, TokenFileError::NotAToken { .. }));
    }
    let missing = read_token_file(&folder.path().join("missing")).unwrap_err();
    assert!(matches!(missing, TokenFileError::Unreadable { .. }));
    assert!(read_token_file(folder.path()).is_err());
}
