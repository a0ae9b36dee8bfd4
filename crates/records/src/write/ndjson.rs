//! One JSON object a line, for machines: field names are independent of the language.

use std::io::{self, Write};

use deskledger::Value;

use super::layout::Layout;

pub(super) struct Writer<W> {
    out: W,
    /// The keys, as JSON.
    keys: Vec<String>,
    line: Vec<u8>,
}

impl<W: Write> Writer<W> {
    pub(super) fn begin(out: W, layout: &Layout) -> io::Result<Self> {
        let keys: Result<_, _> = layout.columns().iter().map(|column| serde_json::to_string(&column.name)).collect();
        Ok(Self { out, keys: keys?, line: Vec::new() })
    }

    pub(super) fn add_column(&mut self, name: &str) -> bool {
        let key = serde_json::to_string(name);
        key.map(|key| self.keys.push(key)).is_ok()
    }

    pub(super) fn row(&mut self, values: &[Value<'_>]) -> io::Result<()> {
        self.line.clear();
        for (key, value) in self.keys.iter().zip(values) {
            if *value == Value::Absent {
                continue;
            }
            self.line.extend_from_slice(if self.line.is_empty() { b"{" } else { b"," });
            self.line.extend_from_slice(key.as_bytes());
            self.line.push(b':');
            match *value {
                Value::Text(value) => text(&mut self.line, value)?,
                Value::Int(number) => write!(self.line, "{number}")?,
                Value::Number(number) => serde_json::to_writer(&mut self.line, &number)?,
                Value::Boolean(yes) => write!(self.line, "{yes}")?,
                _ => self.line.extend_from_slice(b"null"),
            }
        }
        if self.line.is_empty() {
            self.line.push(b'{');
        }
        self.line.extend_from_slice(b"}\n");
        self.out.write_all(&self.line)
    }

    pub(super) fn end(self) -> io::Result<W> {
        Ok(self.out)
    }
}

/// Adds a text as JSON. Most have nothing that is escaped, and are copied at once.
fn text(line: &mut Vec<u8>, value: &str) -> io::Result<()> {
    if value.bytes().any(|byte| byte < b' ' || byte == b'"' || byte == b'\\') {
        return Ok(serde_json::to_writer(line, value)?);
    }
    line.push(b'"');
    line.extend_from_slice(value.as_bytes());
    line.push(b'"');
    Ok(())
}

#[cfg(test)]
mod tests {
    use deskledger::ConnectionRecord;

    use super::*;

    fn written(record: &ConnectionRecord) -> String {
        let mut writer = Writer::begin(Vec::new(), &Layout::new("zh_CN")).unwrap();
        writer.row(&record.values()).unwrap();
        String::from_utf8(writer.end().unwrap()).unwrap()
    }

    #[test]
    fn a_record_comes_back_as_it_was() {
        let record = ConnectionRecord {
            user_name: Some("张三 \"the\n\u{1}first\" \u{2028}".into()),
            connection_start_time: "2020-04-24T03:02:47Z".into(),
            network_rtt: Some(-3),
            is_reconnect: Some(false),
            ..Default::default()
        };
        let line = written(&record);
        assert_eq!(line.find('\n'), Some(line.len() - 1));
        assert_eq!(serde_json::from_str::<ConnectionRecord>(&line).unwrap(), record);
    }

    #[test]
    fn values_that_are_absent_are_left_out() {
        let record = ConnectionRecord { connection_start_time: "2020-04-24T03:02:47Z".into(), ..Default::default() };
        assert_eq!(written(&record), "{\"connection_start_time\":\"2020-04-24T03:02:47Z\"}\n");
    }
}
