//! The address of a cluster.

use std::fmt;

use deskledger::Message;

use crate::messages;

/// `clickhouse[s]://[USER@]HOST:PORT[,HOST:PORT ...]/DATABASE`; `clickhouses` with TLS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) is_secure: bool,
    pub(crate) user: Option<String>,
    pub(crate) nodes: Vec<String>,
    pub(crate) database: String,
}

impl Address {
    pub(crate) fn parse(text: &str) -> Result<Self, Message> {
        let wrong = || messages::address(if text.contains('@') { "another text" } else { text });
        let (scheme, rest) = text.split_once("://").ok_or_else(wrong)?;
        let is_secure = match scheme {
            "clickhouse" => false,
            "clickhouses" => true,
            _ => return Err(wrong()),
        };
        let (user, rest) = match rest.rsplit_once('@') {
            Some((user, _)) if user.contains(':') => return Err(messages::password_in_address()),
            Some((user, rest)) => (Some(user.to_owned()), rest),
            None => (None, rest),
        };
        let (nodes, database) = rest.split_once('/').ok_or_else(wrong)?;
        let is_word = |text: &str| {
            !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
        };
        let mut nodes: Vec<String> = nodes.split(',').map(str::to_owned).collect();
        let is_node = |node: &String| {
            node.rsplit_once(':').is_some_and(|(host, port)| {
                let is_host = |byte: u8| byte.is_ascii_alphanumeric() || b".-_[]:".contains(&byte);
                !host.is_empty() && host.bytes().all(is_host) && port.parse::<u16>().is_ok()
            })
        };
        if !is_word(database) || !nodes.iter().all(is_node) || !user.as_deref().is_none_or(is_word) {
            return Err(wrong());
        }
        nodes.sort();
        nodes.dedup();
        Ok(Self { is_secure, user, nodes, database: database.to_owned() })
    }
}

/// Checks the syntax of an address, without connecting.
///
/// # Errors
/// The expected syntax, and the found text unless it may contain a password.
pub fn check_address(text: &str) -> Result<(), Message> {
    Address::parse(text).map(drop)
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let s = if self.is_secure { "s" } else { "" };
        write!(f, "clickhouse{s}://{}/{}", self.nodes.join(","), self.database)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_a_password_in_it_is_neither_accepted_nor_repeated() {
        let address = Address::parse("clickhouse://ledger@b:8123,a:8123/records").unwrap();
        assert_eq!(
            (address.user.as_deref(), address.to_string().as_str()),
            (Some("ledger"), "clickhouse://a:8123,b:8123/records")
        );
        let secure = Address::parse("clickhouses://a:8443/records").unwrap();
        assert!(secure.is_secure && !address.is_secure);
        assert_eq!(secure.to_string(), "clickhouses://a:8443/records");
        for wrong in [
            "",
            "http://a:8123/x",
            "clickhouse://a:8123",
            "clickhouse://a/x",
            "clickhouse://a:8123/x;y",
            "clickhouse://a:99999/x",
        ] {
            let error = Address::parse(wrong).unwrap_err().to_string();
            assert!(error.contains("expected clickhouse://") && error.ends_with(wrong), "{error}");
        }
        let error = Address::parse("clickhouse://ledger:secret@a:8123/records").unwrap_err().to_string();
        assert!(error.contains("DESKLEDGER_STORE_PASSWORD") && !error.contains("secret"), "{error}");
    }
}
