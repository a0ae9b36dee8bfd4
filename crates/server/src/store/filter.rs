//! Selection of records.

use deskledger::{ExportConnectionRecords, TimeRange};

use crate::generated::{ListConnectionRecords, SummarizeRecords};

/// Selection of records. Texts match exactly and case-sensitively; an absent field selects all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// The project.
    pub project_id: String,
    /// Range of the start of the connection: its start is inclusive, its end exclusive.
    pub time_range: Option<TimeRange>,
    /// User.
    pub user_name: Option<String>,
    /// Computer name of the desktop.
    pub computer_name: Option<String>,
    /// Operating system of the terminal.
    pub terminal_type: Option<String>,
}

/// A page of the selected records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Number of records to skip.
    pub offset: u32,
    /// Maximum number of records.
    pub limit: u32,
    /// Whether the records are in the reverse order of the export.
    pub is_newest_first: bool,
}

impl From<(u32, u32)> for Page {
    /// An offset and a limit, in the order of the export.
    fn from((offset, limit): (u32, u32)) -> Self {
        Self { offset, limit, is_newest_first: false }
    }
}

impl Filter {
    /// All records of a project.
    pub fn project(project_id: &str) -> Self {
        Self { project_id: project_id.to_owned(), ..Self::default() }
    }

    /// The range in seconds since 1970: its start is inclusive, its end exclusive.
    pub fn seconds(&self) -> Option<(i64, i64)> {
        self.time_range.map(|range| (range.start().unix_seconds(), range.end().unix_seconds()))
    }

    /// Whether it selects by a text of the record.
    pub fn has_texts(&self) -> bool {
        self.user_name.is_some() || self.computer_name.is_some() || self.terminal_type.is_some()
    }
}

impl From<&Filter> for Filter {
    fn from(filter: &Filter) -> Self {
        filter.clone()
    }
}

/// The export, the list and the summary request have the same filters, each with a generated type of its own.
macro_rules! filter_of {
    ($request:ty) => {
        impl From<&$request> for Filter {
            fn from(request: &$request) -> Self {
                let given = |value: &Option<String>| value.clone().filter(|value| !value.is_empty());
                Self {
                    project_id: request.project_id.clone(),
                    time_range: request.time_range(),
                    user_name: given(&request.user_name),
                    computer_name: given(&request.computer_name),
                    terminal_type: given(&request.terminal_type),
                }
            }
        }
    };
}

filter_of!(ExportConnectionRecords);
filter_of!(ListConnectionRecords);
filter_of!(SummarizeRecords);
