//! `man`: the manual, one page for each subcommand.

use std::io;
use std::path::{Path, PathBuf};

use clap::{ArgMatches, Command, value_parser};

use crate::error::Failure;
use crate::help::Help;
use crate::locale::{self, Locale, Pick as _};

/// The subcommand and its flags.
pub(crate) fn command(help: Help) -> Command {
    let dir = help.value(
        "dir",
        "DIR",
        [
            "Where the pages go; made if it does not exist. For man to find them, for example ~/.local/share/man/man1",
            "手册页写入的目录；不存在则创建。要让 man 找到，例如 ~/.local/share/man/zh_CN/man1",
        ],
    );
    help.subcommand("man", ["Writes the manual pages", "写出手册页"])
        .arg(dir.required(true).value_parser(value_parser!(PathBuf)))
}

/// Runs the subcommand.
pub(crate) fn run(matches: &ArgMatches, command: Command) -> Result<(), Failure> {
    let directory = matches.get_one::<PathBuf>("dir").cloned().unwrap_or_default();
    let locale = locale::of_environment();
    let written = std::fs::create_dir_all(&directory)
        .and_then(|()| clap_mangen::generate_to(command, &directory))
        .and_then(|()| with_sections(&directory, locale));
    let shown = directory.display();
    let doing = [format!("writing manual pages into {shown}"), format!("将手册页写入 {shown} 失败")];
    written.map_err(|error| Failure::local(doing, &error))
}

/// What stands behind the help becomes sections that man pages usually have.
fn with_sections(directory: &Path, locale: Locale) -> io::Result<()> {
    for entry in std::fs::read_dir(directory)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.starts_with("deskledger") && name.ends_with(".1") {
            let page = std::fs::read_to_string(&path)?;
            std::fs::write(&path, sections(&page, locale))?;
        }
    }
    Ok(())
}

fn sections(page: &str, locale: Locale) -> String {
    let mut page = page.to_owned();
    for (heading, section) in [
        (["Examples:", "示例："], ["EXAMPLES", "示例"]),
        (["Rules over several parameters:", "涉及多个参数的规则："], ["RULES", "规则"]),
        (["Exit codes:", "退出码："], ["\"EXIT STATUS\"", "退出码"]),
    ] {
        let (heading, section) = (locale.pick(heading), locale.pick(section));
        page = page.replace(&format!("\n.SH EXTRA\n{heading}\n"), &format!("\n.SH {section}\n"));
        page = page.replace(&format!("\n{heading}\n"), &format!("\n.SH {section}\n"));
    }
    for section in
        [["NAME", "名称"], ["SYNOPSIS", "概要"], ["DESCRIPTION", "描述"], ["EXTRA", "说明"], ["VERSION", "版本"]]
    {
        let [english, chosen] = [section[0], locale.pick(section)];
        page = page.replace(&format!("\n.SH {english}\n"), &format!("\n.SH {chosen}\n"));
    }
    page
}
