//! Credential discovery.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use deskledger::{Credential, DiscoveredCredential, Error, Source, Token};

const AK: &str = "HUAWEICLOUD_SDK_AK";
const SK: &str = "HUAWEICLOUD_SDK_SK";
const PROJECT_ID: &str = "HUAWEICLOUD_SDK_PROJECT_ID";
const FILE: &str = "HUAWEICLOUD_SDK_CREDENTIALS_FILE";
const USER: &str = "DESKLEDGER_IAM_USER";
const DOMAIN: &str = "DESKLEDGER_IAM_DOMAIN";
const PASSWORD_FILE: &str = "DESKLEDGER_IAM_PASSWORD_FILE";

fn found(
    section: Option<&str>,
    variables: &[(&str, &str)],
    home: &std::path::Path,
) -> Result<Option<DiscoveredCredential>, Error> {
    let variable = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into());
    Credential::find_in(section, &variable, Some(home.to_owned()))
}

fn home(credentials: &str) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join(".huaweicloud")).unwrap();
    std::fs::write(home.path().join(".huaweicloud/credentials"), credentials).unwrap();
    home
}

#[test]
fn the_nearest_source_wins() {
    let home = home("[basic]\nak = fromfile\nsk = s\nproject_id = p\n[work]\nak = fromwork\nsk = s\n");
    let all = [(Token::ENV_VAR, "token"), (AK, "fromenv"), (SK, "s"), (PROJECT_ID, "q")];
    let first = found(None, &all, home.path()).unwrap().unwrap();
    assert_eq!((first.source, first.project_id), (Source::TokenVariable, None));
    let second = found(None, &all[1..], home.path()).unwrap().unwrap();
    assert_eq!(
        format!("{:?} {}", second.credential, second.source),
        format!("AccessKey(fromenv) environment variables {AK} and {SK}")
    );
    assert_eq!(second.project_id.as_deref(), Some("q"));
    let third = found(None, &[], home.path()).unwrap().unwrap();
    assert_eq!(format!("{:?}", third.credential), "AccessKey(fromfile)");
    assert_eq!(third.project_id.as_deref(), Some("p"));
    let named = found(Some("work"), &all, home.path()).unwrap().unwrap();
    assert_eq!(format!("{:?}", named.credential), "AccessKey(fromwork)");
}

#[test]
fn a_user_of_the_environment_is_whole_or_reported() {
    let home = home("");
    let password = home.path().join("password");
    std::fs::write(&password, "hunter2\n").unwrap();
    let password = password.to_str().unwrap();
    let all = [(USER, "wang"), (DOMAIN, "example"), (PASSWORD_FILE, password), (PROJECT_ID, "p"), (AK, "a"), (SK, "s")];
    let user = found(None, &all, home.path()).unwrap().unwrap();
    assert_eq!(
        (format!("{:?}", user.credential), user.source, user.project_id.as_deref()),
        ("IamUser(wang of example)".to_owned(), Source::UserVariables, Some("p"))
    );
    for (variables, reported) in [
        (&all[..1], DOMAIN),
        (&all[..2], PASSWORD_FILE),
        (&[(USER, "wang"), (DOMAIN, "example"), (PASSWORD_FILE, "/nowhere/password")], "/nowhere/password"),
    ] {
        let error = found(None, variables, home.path()).unwrap_err().to_string();
        assert!(error.contains(reported) && !error.contains("hunter"), "{error}");
    }
}

#[test]
fn nothing_anywhere_is_no_failure() {
    let home = home("[other]\nx = y\n");
    assert!(found(None, &[(AK, ""), (SK, "")], home.path()).unwrap().is_none());
    assert!(found(None, &[], tempfile::tempdir().unwrap().path()).unwrap().is_none());
}

#[test]
fn half_a_key_is_reported_and_not_passed_over() {
    let home = home("[basic]\nak = a\nsk = s\n[half]\nsk = hunter2\n[none]\nx = y\n");
    for (section, variables, reported) in [
        (None, &[(AK, "a")][..], SK),
        (None, &[(SK, "hunter2")], AK),
        (None, &[(AK, "a"), (SK, "hunter 2")], "secret access key"),
        (Some("half"), &[], "ak"),
        (Some("none"), &[], "expected ak and sk"),
        (Some("nowhere"), &[], "[nowhere]"),
        (Some("nowhere"), &[], "found [basic], [half], [none]"),
        (None, &[(FILE, "/nowhere/credentials")], "/nowhere/credentials"),
    ] {
        let error = found(section, variables, home.path()).unwrap_err().to_string();
        assert!(error.contains(reported) && !error.contains("hunter"), "{error}");
    }
}
