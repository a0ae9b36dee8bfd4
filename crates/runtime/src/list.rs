//! Lists in sentences.

use crate::message::{Argument, Message};
use crate::messages;

/// Maximum number of values of a list in a message.
const NAMED: usize = 24;

/// Names or values, separated by commas; of many, the first few and how many more there are.
pub(crate) fn names<T: Clone + Into<Argument>>(names: &[T]) -> Message {
    let mut named: Vec<_> = names.iter().take(NAMED).cloned().map(Message::of).collect();
    if let Some(further @ 1..) = names.len().checked_sub(NAMED) {
        named.push(messages::more(further));
    }
    Message::list(named, messages::comma())
}

/// Names in quotes, separated by commas, and how many more there are.
///
/// ```
/// use deskledger_runtime::Locale;
/// use deskledger_runtime::list::quoted;
/// assert_eq!(quoted(&["a", "b"], 7).to_string(), "\"a\", \"b\", and 7 more");
/// assert_eq!(quoted(&["a", "b"], 0).localized(Locale::Chinese), "“a”、“b”");
/// ```
pub fn quoted(names: &[impl AsRef<str>], further: usize) -> Message {
    and_more(names.iter().map(|name| messages::quoted(name.as_ref())).collect(), further, messages::comma())
}

/// Names as they are, separated by commas, and how many more there are.
pub fn unquoted(names: &[impl AsRef<str>], further: usize) -> Message {
    and_more(names.iter().map(|name| Message::of(name.as_ref())).collect(), further, messages::comma())
}

/// Sentences of which each reports one thing, and how many more there are.
pub fn sentences(sentences: Vec<Message>, further: usize) -> Message {
    and_more(sentences, further, messages::semicolon())
}

fn and_more(mut messages: Vec<Message>, further: usize, separator: Message) -> Message {
    messages.extend((further > 0).then(|| messages::and_more(further)));
    Message::list(messages, separator)
}
