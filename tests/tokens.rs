//! Tokens as values and in files.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use deskledger::Token;

#[test]
fn a_token_that_would_break_the_header_is_rejected_without_being_shown() {
    for (token, reported) in [
        ("", "at least 1 character"),
        ("hunter2\r\nX-Evil: 1", "character 8"),
        ("hunter2 ", "character 8"),
        ("hunter２", "character 7"),
        (&"h".repeat(40_001), "at most 40000 characters"),
    ] {
        let error = Token::new(token).unwrap_err();
        assert!(error.is_invalid() && error.to_string().contains(reported), "{error}");
        assert!(!format!("{error} {error:?}").contains("hunter"), "{error:?}");
    }
}

#[test]
fn an_empty_file_is_called_empty() {
    let file = tempfile::NamedTempFile::new().unwrap();
    for content in ["", "\n", "\r\n"] {
        std::fs::write(file.path(), content).unwrap();
        let reported = Token::from_file(file.path()).unwrap_err().to_string();
        assert!(reported.contains("found an empty file") && reported.contains("token file"), "{reported}");
    }
}

#[test]
fn a_token_file_may_end_in_one_newline_of_either_kind() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("token");
    for text in ["secret", "secret\n", "secret\r\n"] {
        std::fs::write(&path, text).unwrap();
        assert_eq!(format!("{:?}", Token::from_file(&path).unwrap()), "Token(6 characters)");
    }
    std::fs::write(&path, "secret\n\n").unwrap();
    assert!(Token::from_file(&path).unwrap_err().is_invalid());
    let error = Token::from_file(dir.path().join("none")).unwrap_err();
    assert!(error.is_local() && error.to_string().contains("none"), "{error}");
}
