//! `spec mock`: a server made from a document.

use std::path::PathBuf;

use clap::{ArgMatches, Command, value_parser};
use deskledger_codegen::Options;
use deskledger_mock::{Api, Server, serve};
use deskledger_server::Chaos;
use tokio::net::TcpListener;

use crate::error::Failure;
use crate::help::Help;
use crate::messages;
use crate::terminal::output::{Output, write_stdout};
use crate::terminal::signals::stop_requested;

/// The subcommand and its flags.
pub(super) fn command(help: Help) -> Command {
    let path = value_parser!(PathBuf);
    help.subcommand("mock", messages::about_spec_mock()).after_help(help.say(messages::exit_codes_of_spec_mock())).args(
        [
            help.positional("file", "FILE", messages::argument_document()).required(true).value_parser(path),
            help.value("listen", "ADDRESS", messages::flag_mock_listen()).default_value("127.0.0.1:4010"),
            help.value("seed", "NUMBER", messages::flag_mock_seed())
                .value_parser(value_parser!(u64))
                .default_value("0"),
            help.value("chaos", "FILE", messages::flag_mock_chaos()).value_parser(value_parser!(PathBuf)),
            help.value("root", "DIR", messages::flag_root()).value_parser(value_parser!(PathBuf)),
        ],
    )
}

/// Runs the subcommand.
pub(crate) async fn run(matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    let path = |name: &str| matches.get_one::<PathBuf>(name).map(PathBuf::as_path);
    let address = matches.get_one::<String>("listen").map(String::as_str).unwrap_or_default();
    let seed = matches.get_one::<u64>("seed").copied().unwrap_or_default();
    let chaos = path("chaos").map(|file| Chaos::read(file).map_err(Failure::usage)).transpose()?;
    let mut options = Options::new().time_range("runtime::TimeRange").without_types().without_send();
    if let Some(root) = path("root") {
        options = options.root(root);
    }
    let generated = super::document::generated(path("file").unwrap_or("".as_ref()), &options)?;
    let making = |error: &dyn std::fmt::Display| {
        Failure::local(messages::package_making(), &std::io::Error::other(error.to_string()))
    };
    let api = Api::read(&generated).map_err(|error| making(&error))?;
    drop(generated);
    let options = deskledger_mock::Options { seed };
    for call in api.calls.iter().filter(|call| call.answer(&api, "", &options).is_none()) {
        output.note(messages::mock_no_response(call.operation.id));
    }
    let listening = |error: std::io::Error| Failure::local(messages::serve_listening(address.to_owned()), &error);
    let listener = TcpListener::bind(address).await.map_err(listening)?;
    let address = listener.local_addr().map_err(listening)?;
    let stop = stop_requested()?;
    write_stdout(&format!("listening on http://{address}\n"))?;
    let served = serve(Server { api, options, chaos }, listener, stop).await;
    output.ends_itself();
    served.map_err(|error| Failure::local(messages::demo_serving(), &error))
}
