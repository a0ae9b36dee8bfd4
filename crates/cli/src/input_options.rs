//! Flags that say how a file of records is read, where its content leaves a choice.

use std::str::FromStr;

use clap::{Arg, ArgMatches};
use deskledger_records::Message;
use deskledger_records::read::{DateOrder, Options};

use crate::error::Failure;
use crate::help::Help;
use crate::locale::Locale;

/// The flags.
pub(crate) fn flags(help: Help) -> [Arg; 4] {
    [
        help.value(
            "encoding",
            "NAME",
            [
                "Encoding of text files, such as utf-8, gb18030 or windows-1252 [default: detected from the content]",
                "文本文件的编码，例如 utf-8、gb18030 或 windows-1252 [默认值：由内容判断]",
            ],
        ),
        help.value(
            "delimiter",
            "SIGN",
            [
                "What separates the columns of CSV: a character, or comma, tab, semicolon, pipe [default: detected from the \
                 content]",
                "CSV 的分列符：一个字符，或 comma、tab、semicolon、pipe [默认值：由内容判断]",
            ],
        ),
        help.choice(
            "date_order",
            DateOrder::ALL.map(DateOrder::name),
            [
                "Order of day, month and year in dates such as 4/5/2020, which are rejected without it",
                "4/5/2020 这类日期中日、月、年的顺序；不给出则拒绝这类日期",
            ],
        )
        .value_name("ORDER"),
        help.value(
            "time_zone",
            "ZONE",
            [
                "Time zone of times that name none, such as Asia/Shanghai, +08:00 or local. Without it such texts are \
                 rejected, and dates of workbooks are read as UTC",
                "没有写明时区的时间所用的时区，例如 Asia/Shanghai、+08:00 或 local。不给出则拒绝这类文本，工作簿中的日期按 UTC 读取",
            ],
        ),
    ]
}

/// The options that the flags give; every flag that is wrong is reported.
pub(crate) fn options(matches: &ArgMatches) -> Result<Options, Failure> {
    let mut wrong = Vec::new();
    let mut options = Options::default();
    options.encoding = parsed(matches, "encoding", &mut wrong);
    options.delimiter = parsed(matches, "delimiter", &mut wrong);
    options.date_order = parsed(matches, "date_order", &mut wrong);
    options.time_zone = parsed(matches, "time_zone", &mut wrong);
    if wrong.is_empty() { Ok(options) } else { Err(Failure::all(wrong)) }
}

fn parsed<T: FromStr<Err = Message>>(matches: &ArgMatches, name: &str, wrong: &mut Vec<Failure>) -> Option<T> {
    let value = matches.get_one::<String>(name)?;
    let flag = name.replace('_', "-");
    let failure = |message: Message| {
        Failure::usage([
            format!("--{flag}: {}", message.localized(Locale::English)),
            format!("--{flag}：{}", message.localized(Locale::Chinese)),
        ])
    };
    value.parse().map_err(|message| wrong.push(failure(message))).ok()
}
