//! `spec mock`: a server made from a document.

use std::io;

use clap::{ArgMatches, Command};
use deskledger_codegen::Options;
use deskledger_mock::{Api, Server, serve};
use deskledger_server::Chaos;
use tokio::net::TcpListener;

use super::document;
use crate::args::Values as _;
use crate::config::property::is_listen_address;
use crate::error::{Doing as _, Failure};
use crate::help::Help;
use crate::messages;
use crate::terminal::output::{Output, write_stdout};
use crate::terminal::signals::stop_requested;

pub(super) fn command(help: Help) -> Command {
    help.subcommand("mock", messages::about_spec_mock()).after_help(help.say(messages::exit_codes_of_spec_mock())).args(
        [
            help.positional_path("file", "FILE", messages::argument_document()).required(true),
            help.value("listen", "ADDRESS", messages::flag_mock_listen()).default_value("127.0.0.1:4010"),
            help.number::<u64>("seed", "NUMBER", messages::flag_mock_seed(), 0..=u64::MAX).default_value("0"),
            help.path("chaos", "FILE", messages::flag_mock_chaos()),
            help.path("root", "DIR", messages::flag_root()),
        ],
    )
}

pub(crate) async fn run(matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    let address = matches.text("listen").unwrap_or_default();
    if !is_listen_address(address) {
        let expected = messages::expected_but_found(messages::host_and_port(), format!("{address:?}"));
        return Err(Failure::usage(expected).within("--listen"));
    }
    let seed = matches.get_one::<u64>("seed").copied().unwrap_or_default();
    let chaos = matches.path("chaos").map(|file| Chaos::read(file).map_err(Failure::usage)).transpose()?;
    let options = Options::new().time_range("runtime::TimeRange").without_types().without_send();
    let options = document::within_root(options, matches);
    let file = matches.path("file").unwrap_or("".as_ref());
    let generated = document::generated(file, &options, messages::spec_mock_broken)?;
    let api = Api::read(&generated).map_err(io::Error::other).doing(messages::package_making())?;
    drop(generated);
    let options = deskledger_mock::Options { seed };
    for call in api.calls.iter().filter(|call| call.response(&api, "", &options).is_none()) {
        output.note(messages::mock_no_response(call.operation.id));
    }
    let listening = || messages::serve_listening(address);
    let listener = TcpListener::bind(address).await.doing(listening())?;
    let address = listener.local_addr().doing(listening())?;
    let stop = stop_requested()?;
    write_stdout(&format!("listening on http://{address}\n"))?;
    let served = serve(Server { api, options, chaos }, listener, stop).await;
    output.ends_itself();
    served.doing(messages::demo_serving())
}
