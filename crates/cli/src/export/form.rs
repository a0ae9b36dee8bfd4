//! The form of the file: what is asked for, what comes, and what a person is told where the two differ.

use std::path::Path;

use deskledger::{Download, FileFormat};

use super::{Exported, Target};
use crate::failure::Failure;
use crate::output::Output;
use crate::settings::{Level, Setting, Settings};

/// The form that is asked for.
#[derive(Clone, Copy)]
pub(super) struct Form {
    pub(super) asked: Option<FileFormat>,
    /// Whether another one is refused. The ending of a name only wishes.
    pub(super) is_required: bool,
}

impl Form {
    /// The download, if it has the form that it must have.
    pub(super) fn checked(self, download: Download) -> Result<Download, deskledger::Error> {
        match self.asked {
            Some(kind) if self.is_required => download.expect_format(kind),
            _ => Ok(download),
        }
    }
}

/// The form that was asked for, or that the ending of the output says; else that of the environment or the profile. Where
/// a file is taken as it is, none is required.
pub(super) fn wanted(settings: &Settings<'_>, target: &Target, is_as_is: bool) -> Result<Form, Failure> {
    let ending = match target {
        Target::File(path) => path.extension().and_then(|ending| ending.to_str()),
        _ => None,
    };
    let known = ending.and_then(FileFormat::from_extension);
    match (settings.at(Level::Flag, "format")?, known) {
        (None, Some(kind)) => Ok(Form { asked: Some(kind), is_required: false }),
        (flag, _) => {
            let Some(Setting { value, origin }) = flag.map_or_else(|| settings.get("format"), |flag| Ok(Some(flag)))?
            else {
                return Ok(Form { asked: None, is_required: false });
            };
            let asked = FileFormat::from_extension(&value).ok_or_else(|| {
                Failure::usage([
                    format!("{origin}: expected xlsx, csv, ndjson or parquet, found {value:?}"),
                    format!("{origin}：应为 xlsx、csv、ndjson 或 parquet，实际为 {value:?}"),
                ])
            })?;
            Ok(Form { asked: Some(asked), is_required: !is_as_is })
        }
    }
}

/// Tells where the ending of the name is that of another form than the file has: at a terminal or not, because whoever opens
/// it is misled.
pub(super) fn note(exported: &Exported, output: &Output) {
    let ending = Path::new(&exported.path).extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let is_known =
        ["xlsx", "xls", "csv", "ndjson", "parquet", "zip", "gz", "txt"].contains(&&*ending.to_ascii_lowercase());
    if !is_known || ending.eq_ignore_ascii_case(&exported.format) {
        return;
    }
    let (path, format) = (&exported.path, &exported.format);
    output.note([
        format!(
            "note: the service sent {format}, and that is what stands in {path}; deskledger convert makes another form of it"
        ),
        format!("注意：服务发送的是 {format} 格式，{path} 的内容即为此格式；可用 deskledger convert 转换为其他格式"),
    ]);
}
