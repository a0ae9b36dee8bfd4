//! Columns of a file and their headings.

use deskledger::{ColumnKind, ConnectionRecord};

use crate::labels::FIELD_NAMES;
use crate::read::TimeZone;

/// A column of a file.
///
/// ```
/// use deskledger::ColumnKind;
/// use deskledger_records::write::Layout;
/// let layout = Layout::new("en_US");
/// let column = layout.columns().iter().find(|column| column.name == "connection_start_time").ok_or("no column")?;
/// assert_eq!((column.heading.as_str(), column.kind, column.required), ("Connection Started", ColumnKind::Instant, true));
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Column {
    /// Name of the field.
    pub name: String,
    /// Heading in the language of the file.
    pub heading: String,
    /// Type of the values.
    pub kind: ColumnKind,
    /// Whether every record has a value.
    pub required: bool,
}

/// The columns of a file, and what CSV does for its reader.
///
/// ```
/// use deskledger_records::write::Layout;
/// let layout = Layout::new("zh_CN").with_columns(["vip".to_owned()]);
/// assert_eq!(layout.columns()[0].heading, "连接用户");
/// assert_eq!(Layout::plain().columns()[0].heading, "user_name");
/// assert_eq!(layout.columns().last().map(|column| column.name.as_str()), Some("vip"));
/// ```
#[derive(Clone, Debug)]
pub struct Layout {
    columns: Vec<Column>,
    pub(super) language: String,
    pub(super) is_for_spreadsheet: bool,
    pub(super) zone: Option<TimeZone>,
}

impl Layout {
    /// The columns of the document with headings in a language of it, such as `zh_CN`.
    pub fn new(language: &str) -> Self {
        let columns = ConnectionRecord::COLUMNS.iter().map(|column| Column {
            name: column.name.to_owned(),
            heading: column.heading(language).to_owned(),
            kind: column.kind,
            required: column.required,
        });
        Self { columns: columns.collect(), language: language.to_owned(), is_for_spreadsheet: false, zone: None }
    }

    /// The columns of the document under the names of their fields; yes and no are `true` and `false`.
    pub fn plain() -> Self {
        Self::new(FIELD_NAMES)
    }

    /// Makes CSV that a spreadsheet program opens as it is meant: with a byte order mark, and with an apostrophe in
    /// front of every text that it would take for a formula.
    #[must_use]
    pub fn for_spreadsheet(mut self) -> Self {
        self.is_for_spreadsheet = true;
        self
    }

    /// Shows times by the clocks of a zone, which their headings name. Parquet, which holds points in time, rejects it.
    ///
    /// ```
    /// use deskledger::Value;
    /// use deskledger_records::write::{Format, Layout, Writer};
    /// let layout = Layout::plain().in_time_zone("Asia/Shanghai".parse()?);
    /// let mut file = Writer::begin(Format::Ndjson, Vec::new(), &layout)?;
    /// let start = layout.columns().iter().position(|column| column.required).ok_or("no column")?;
    /// let mut values = vec![Value::Absent; start];
    /// values.push(Value::Text("2020-04-24T03:02:47Z"));
    /// file.row(&values)?;
    /// assert_eq!(file.end()?, b"{\"connection_start_time\":\"2020-04-24T11:02:47+08:00\"}\n");
    /// assert_eq!(layout.columns()[start].heading, "connection_start_time (Asia/Shanghai)");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn in_time_zone(mut self, zone: TimeZone) -> Self {
        for column in self.columns.iter_mut().filter(|column| column.kind == ColumnKind::Instant) {
            column.heading = format!("{} ({zone})", column.heading);
        }
        self.zone = Some(zone);
        self
    }

    /// With further columns of text behind those of the document.
    #[must_use]
    pub fn with_columns(mut self, names: impl IntoIterator<Item = String>) -> Self {
        self.columns.extend(names.into_iter().map(|name| Column {
            heading: name.clone(),
            name,
            kind: ColumnKind::Text,
            required: false,
        }));
        self
    }

    /// The columns in their order.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }
}
