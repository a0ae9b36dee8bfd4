//! The command `deskledger`.
//!
//! Floors, from the top: dispatch, the command line, subcommands; terminal and configuration; arguments and help; errors,
//! origins of values, error codes, locale. A file imports files of lower floors only.

mod args;
mod cli;
mod command;
mod config;
mod dispatch;
mod error;
mod error_codes;
mod help;
mod input_options;
mod locale;
mod messages;
mod origin;
mod output_format;
mod terminal;
mod usage_error;

fn main() -> std::process::ExitCode {
    // A panic of a reader at a broken file is reported as an error of the file.
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !deskledger_records::read::is_panic_expected() {
            report(panic);
        }
    }));
    dispatch::main()
}
