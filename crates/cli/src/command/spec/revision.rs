//! Text of a file, or of a file in a revision of git (`REVISION:PATH`).

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use deskledger::Message;

use crate::error::{Failure, message_of};
use crate::{locale, messages};

/// More than the largest document; the rest is not read.
const MAX_BYTES: u64 = (16 << 20) + 1;

/// A text, and its path if it is a file.
pub(super) struct Text {
    pub(super) text: String,
    pub(super) path: Option<PathBuf>,
}

/// Reads a file, or a file of a revision where there is no file of that name.
pub(super) fn read(name: &str) -> Result<Text, Failure> {
    let failed = |error: &io::Error| Failure::usage(messages::spec_cannot_read(name, message_of(error)));
    let path = Path::new(name);
    if let Some((revision, file)) = name.split_once(':').filter(|(revision, _)| is_revision(revision) && !path.exists())
    {
        return Ok(Text { text: text_of(show(name, Path::new(""), revision, file)?, name)?, path: None });
    }
    if path.is_dir() {
        return Err(failed(&io::ErrorKind::IsADirectory.into()));
    }
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(MAX_BYTES).read_to_end(&mut bytes)).map_err(|error| failed(&error))?;
    Ok(Text { text: text_of(bytes, name)?, path: Some(path.to_owned()) })
}

/// Reads a revision of a file, in the repository of its directory; the name of it as well.
#[cfg(feature = "docs")]
pub(super) fn of(path: &Path, revision: &str) -> Result<(String, Text), Failure> {
    let name = format!("{revision}:{}", path.display());
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    let bytes = show(&name, path.parent().unwrap_or(path), revision, &format!("./{file}"))?;
    let text = text_of(bytes, &name)?;
    Ok((name, Text { text, path: None }))
}

fn text_of(bytes: Vec<u8>, name: &str) -> Result<String, Failure> {
    String::from_utf8(bytes)
        .map_err(|error| Failure::problems(messages::spec_cannot_read(name, error.utf8_error().to_string())))
}

/// The content of a file in a revision of the repository of a directory; tells apart what is missing.
fn show(name: &str, directory: &Path, revision: &str, file: &str) -> Result<Vec<u8>, Failure> {
    let failed = |why: Message| Failure::usage(messages::spec_cannot_read(name, why));
    let succeeds = |arguments: &[&str]| git(name, directory, arguments).map(|output| output.status.success());
    if !succeeds(&["rev-parse", "--git-dir"])? {
        return Err(failed(messages::not_a_repository()));
    }
    let commit = format!("{revision}^{{commit}}");
    if !succeeds(&["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])? {
        return Err(failed(messages::unknown_revision(revision)));
    }
    let object = format!("{revision}:{file}");
    let kind = git(name, directory, &["cat-file", "-t", &object])?;
    if !kind.status.success() {
        return Err(failed(messages::not_in_revision(file, revision)));
    }
    if kind.stdout != b"blob\n" {
        return Err(failed(locale::message(|_| io::Error::from(io::ErrorKind::IsADirectory).to_string())));
    }
    let mut child = spawn(name, directory, &["cat-file", "blob", &object])?;
    let mut bytes = Vec::new();
    let read = child.stdout.take().map_or(Ok(0), |out| out.take(MAX_BYTES).read_to_end(&mut bytes));
    let status = read.and(child.wait()).map_err(|error| failed(locale::message(|_| error.to_string())))?;
    // The object is damaged, or missing in a partial clone. Of a text that is too long, git cannot write the rest.
    if !status.success() && (bytes.len() as u64) < MAX_BYTES {
        return Err(failed(messages::not_in_revision(file, revision)));
    }
    Ok(bytes)
}

/// The tags of a pattern that lead to the current revision, the highest version first.
pub(super) fn tags(pattern: &str) -> Result<Vec<String>, Failure> {
    let listed =
        git(pattern, Path::new(""), &["tag", "--list", pattern, "--merged", "HEAD", "--sort=-version:refname"])?;
    if listed.status.success() {
        return Ok(String::from_utf8_lossy(&listed.stdout).lines().map(str::to_owned).collect());
    }
    // A repository without a commit has no tags.
    let is_repository = git(pattern, Path::new(""), &["rev-parse", "--git-dir"])?.status.success();
    let stranger = || Failure::usage(messages::spec_cannot_read(pattern, messages::not_a_repository()));
    if is_repository { Ok(Vec::new()) } else { Err(stranger()) }
}

fn git(name: &str, directory: &Path, arguments: &[&str]) -> Result<Output, Failure> {
    let failed = |error: io::Error| Failure::usage(messages::spec_cannot_read(name, message_of(&error)));
    spawn(name, directory, arguments)?.wait_with_output().map_err(failed)
}

/// Runs git in a directory; an empty one is the current one.
fn spawn(name: &str, directory: &Path, arguments: &[&str]) -> Result<std::process::Child, Failure> {
    let mut command = Command::new("git");
    command.arg("-C").arg(directory).args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    command.spawn().map_err(|error| Failure::usage(messages::no_git(name, error.to_string())))
}

/// Whether the text before a colon can be a revision: on Windows one letter is that of a drive.
fn is_revision(text: &str) -> bool {
    text.len() > usize::from(cfg!(windows))
}
