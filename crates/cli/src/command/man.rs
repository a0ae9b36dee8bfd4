//! `man`: the manual, one page for each subcommand.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{ArgMatches, Command, value_parser};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

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

/// The headings in the text after the help of a subcommand, and the sections that they become.
const SECTIONS: [[[&str; 2]; 2]; 3] = [
    [["Examples:", "示例："], ["EXAMPLES", "示例"]],
    [["Rules over several parameters:", "涉及多个参数的规则："], ["RULES", "规则"]],
    [["Exit codes:", "退出码："], ["EXIT STATUS", "退出码"]],
];

/// Runs the subcommand.
pub(crate) fn run(matches: &ArgMatches, command: Command) -> Result<(), Failure> {
    let directory = matches.get_one::<PathBuf>("dir").cloned().unwrap_or_default();
    let mut command = command.disable_help_subcommand(true);
    command.build();
    let written =
        std::fs::create_dir_all(&directory).and_then(|()| write_pages(&command, &directory, locale::of_environment()));
    let shown = directory.display();
    let doing = [format!("writing manual pages into {shown}"), format!("将手册页写入 {shown} 失败")];
    written.map_err(|error| Failure::local(doing, &error))
}

/// Writes the pages of a command and of every subcommand.
fn write_pages(command: &Command, directory: &Path, locale: Locale) -> io::Result<()> {
    for subcommand in command.get_subcommands() {
        write_pages(subcommand, directory, locale)?;
    }
    let man = Man::new(command.clone());
    let mut page = Vec::new();
    write_page(&man, command, locale, &mut page)?;
    std::fs::write(directory.join(man.get_filename()), page)
}

fn write_page(man: &Man, command: &Command, locale: Locale, page: &mut Vec<u8>) -> io::Result<()> {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name());
    let text = |text: Option<&clap::builder::StyledStr>| text.map(ToString::to_string).unwrap_or_default();
    man.render_title(page)?;
    section(locale.pick(["NAME", "名称"]), &format!("{name} - {}", text(command.get_about())), page)?;
    let mut synopsis = Vec::new();
    man.render_synopsis_section(&mut synopsis)?;
    section(locale.pick(["SYNOPSIS", "概要"]), "", page)?;
    page.write_all(body(&synopsis))?;
    let about = command.get_long_about().or_else(|| command.get_about());
    section(locale.pick(["DESCRIPTION", "描述"]), &text(about), page)?;
    man.render_options_section(page)?;
    if command.has_subcommands() {
        man.render_subcommands_section(page)?;
    }
    let (mut heading, mut lines) = (locale.pick(["NOTES", "说明"]), String::new());
    for line in text(command.get_after_help()).lines() {
        match SECTIONS.iter().find(|[heading, _]| locale.pick(*heading) == line) {
            Some([_, next]) => {
                section_of_lines(heading, &lines, page)?;
                (heading, lines) = (locale.pick(*next), String::new());
            }
            None => {
                lines.push_str(line);
                lines.push('\n');
            }
        }
    }
    section_of_lines(heading, &lines, page)?;
    match command.get_version() {
        Some(version) => section(locale.pick(["VERSION", "版本"]), &format!("v{version}"), page),
        None => Ok(()),
    }
}

/// A section whose lines stay as they are; nothing if there are none.
fn section_of_lines(heading: &str, lines: &str, page: &mut Vec<u8>) -> io::Result<()> {
    if lines.trim().is_empty() { Ok(()) } else { section(heading, lines.trim_end(), page) }
}

/// A section of paragraphs.
fn section(heading: &str, text: &str, page: &mut Vec<u8>) -> io::Result<()> {
    let mut roff = Roff::new();
    roff.control("SH", [heading]);
    for line in text.lines() {
        match line.is_empty() {
            true => roff.control("PP", []),
            false => roff.text([roman(line)]),
        };
    }
    page.write_all(roff.to_roff().as_bytes())
}

/// A section that the generator has rendered, without its English heading.
fn body(section: &[u8]) -> &[u8] {
    let heading = section.windows(4).position(|bytes| bytes == b".SH ").unwrap_or_default();
    let rest = section.get(heading..).unwrap_or_default();
    let end = rest.iter().position(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    rest.get(end..).unwrap_or_default()
}
