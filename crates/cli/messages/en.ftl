### Messages of the command: help, results and failures.

## sentences

# $place is where it happened or what was done, $what the message
within = { $place }: { $what }
# $flag, $message
broken-rule = { "  " }{ $flag }: { $message }
more-broken-rules = { "  " }and { $count } more
# $flag, $origin
value-came-from = { $flag } came from { $origin }
credential-came-from = the credential came from { $origin }
comma = { ", " }
# $list is all but the last value, $last the last one
or = { $list } or { $last }
# $expected, $found
expected-found = expected { $expected }, found { $found }
variables = { " " }[env: { $names }]

## help of the parser of the command line

help-flag = Print help
help-flag-see-more = Print help (see more with '--help')
help-flag-see-summary = Print help (see a summary with '-h')
version-flag = Print version
help-subcommand = Print this message or the help of the given subcommand(s)
# The words in braces stay as they are
help-template =
    { "{" }before-help{ "}" }{ "{" }about-with-newline{ "}" }
    Usage: { "{" }usage{ "}" }

    { "{" }all-args{ "}" }{ "{" }after-help{ "}" }
heading-subcommands = Commands
heading-arguments = Arguments
heading-options = Options
default-value = [default: { $value }]
possible-values = [possible values: { $values }]

## args

# $actions explains the two actions
on-error = What to do with a row that is not a valid record: { $actions }
examples = Examples:
replace-an-existing-file = Replace an existing file
print-the-result-or-the-error = Print the result, or the error, as JSON: short for --output-format json
format-of-the-result = Format of the result, or the error [default: text]
directory-of-the-store-created-if = Directory of the store; created if it does not exist
project-of-the-records-without = Project of the records; without it, the project of the documented example [env: DESKLEDGER_PROJECT_ID, HUAWEICLOUD_SDK_PROJECT_ID]

## cli

exports-cloud-desktop-connection-records = Exports cloud-desktop connection records from the cloud into a file

## command/admin

# $what is a user or a key
expected-an-existing-one = expected an existing { $what }, found none with this name
name-of-the-user = Name of the user
the-project = The project
id-of-the-access-key = Id of the access key
file-with-the-password = File with the password on its first line, or - for standard input
reader-may-export-and-list-writer = reader may export and list, writer may also add records, admin may also grant roles
name-of-the-project-in-requests = Name of the project in requests for a token
directory-of-the-backup-it-must = Directory of the backup; it must not exist, and appears when it is complete
backs-up-records-users-and-tokens = Backs up records, users and tokens while the server runs; to restore, serve the backup
manages-users-projects-and-access-keys = Manages users, projects and access keys of the reference server, and backs up its data
access-keys-ak-and-sk = Access keys (AK and SK)
generates-a-key-and-prints = Generates a key and prints it as JSON; its secret is shown only once
removes-a-key = Removes a key
users-and-their-passwords = Users and their passwords
adds-a-user-fails-if = Adds a user; fails if it exists
changes-the-password-of-a-user = Changes the password of a user
removes-a-user-with-its-keys = Removes a user with its keys and roles
prints-users-projects-and-keys = Prints users, projects and keys as JSON, one user a line
registers-a-project-that-has-no = Registers a project that has no records yet, or renames one
grants-a-user-a-role = Grants a user a role in a project; a change of role invalidates the user's tokens there
projects-and-the-roles-of-users = Projects, and the roles of users in them
prints-projects-names-and-roles = Prints projects, names and roles as JSON, one project a line
revokes-the-role-of-a-user = Revokes the role of a user in a project
expected-data-dir-the-directory = expected --data DIR, the directory of the store, found none
user = user
key = key
the-users-of-the-server = the users of the server
expected-a-new-user-found-one = expected a new user, found one with this name: admin user passwd changes its password
expected-an-existing-user-found-none = expected an existing user, found none with this name: admin user add adds it
copying-the-store = copying the store
reading-the-password = reading the password from { $shown }

## command/completions

prints-a-completion-script = Prints a completion script for a shell
the-shell = The shell

## command/convert

left-out = left out { $row }
the-thread-has-died = the thread has died
# $from, $found
another-input-format = expected { $from }, as --from says, found { $found }
# $file, $row
row-of-file = { $file }:{ $row }
converts-a-file-of-records = Converts a file of records to another format: XLSX, CSV, NDJSON or Parquet
converts-a-file-of-records-2 =
    Converts a file of records to another format: XLSX, CSV, NDJSON or Parquet.

    The input format is detected from its content: XLSX, CSV (UTF-8, UTF-16, GB18030), NDJSON, the response of the list call, Parquet; each also in gzip, ZIP or multipart. Headings may be English, Chinese or field names. Columns that the document does not define are kept. The output appears when it is complete, or not at all.
file-to-read-or-for-standard = File to read, or - for standard input
path-of-the-output = Path of the output, or - for standard output; a pipe or a device gets the bytes as they come
reject-any-other-input-format = Reject any other input format
output-format-by-default = Output format; by default that of the output file's extension
excel-csv-has-a-byte-order = excel: CSV has a byte order mark, and text cannot become a formula; plain: values unchanged, field names as headings [default: excel for XLSX, plain otherwise]
language-of-the-headings-default-en = Language of the headings [default: en_US for excel, field names for plain]
abort-write-no-file-skip-leave = abort: write no file; skip: leave the row out and report it
left-out-more = left out { $more } more
# $records, $path
records = { $records } records in { $path }
converting = converting
expected-the-format-of-the-output = expected the format of the output, found none: give --to, or a name such as records.csv
nothing-was-written-on-error-skip = nothing was written; --on-error skip leaves such rows out
the-rows-before-it-were-written = the rows before it were written; --on-error skip leaves such rows out

## command/convert/io

input-is-read-once = it can be read once only
reading = reading { $path }
reading-the-input = reading the input
writing = writing { $path }

## command/demo

making = making { $path }
next-against-the-cloud = Next, against the cloud (the token is the X-Subject-Token of the IAM token call):
or-against-your-own-server = Or against a server of your own:
runs-everything-locally-end-to-end = Runs everything locally, end to end: records, server, export, files
directory-of-the-data = Directory of the data and the files; can be reused
# $seeded, $data
n-1-records-the-published-examples = 1. Records: the published examples and { $seeded } synthetic ones, into { $data }
counting-the-records = counting the records
listening = listening
n-2-server-the-reference-server = 2. Server: the reference server on http://{ $address }, for as long as the demo runs
making-a-token = making a token
n-3-export-over-http = 3. Export: over HTTP, with the client library
# $path, $records, $bytes, $seconds
rows-bytes-s = { "   " }{ $path }: { $records } rows, { $bytes } bytes, { $seconds } s
serving = serving
done-in-s = done in { $seconds } s
opening-the-store = opening the store
importing-the-published-records = importing the published records
seeding = seeding

## command/doctor

project-id-with-variables = Project id [env: { $names }]
reports-the-origin-of-each-setting = Reports the origin of each setting, and problems between this machine and the service
reports-the-origin-of-each-setting-2 =
    Reports the origin of each setting, and checks name resolution, connection, certificate, response, clock and credentials, in this order; for each failure it says what to do. Without a credential it checks the rest.

    Credentials are tried once, with the cheapest call that needs them: one record of the list of connections. It does not retry: repeated failures lock the account.
examples-deskledger-doctor-region-cn-north =
    Examples:
      deskledger doctor --region cn-north-4 --project-id 8dc9c40a06574a598941b254d4b63b43
      deskledger doctor --endpoint https://records.example --token-file token.txt --json

    Exit codes:
      0    no check failed
      2    a setting is wrong
      3    the service rejects the credentials
      4    the service cannot be reached, or its certificate or the clock is wrong

    In Chinese if LC_ALL, LC_MESSAGES or LANG selects it; --json is always English.

## command/doctor/words

not-sent-because-this-build-has = not sent, because this build has no list call
ok = ok{ "     " }
warning = warning
failed = failed{ " " }
skipped = skipped
failed-what-was-found-and-what = failed; what was found and what to do is told above
they-fit-together = they fit together
put-the-setting-right-deskledger-export = put the setting right; deskledger export --help lists them all
# $host, $why
has-no-address = { $host } has no address: { $why }
check-the-spelling-of-endpoint = check the spelling of endpoint or region, and the name server; behind a proxy give --proxy
# $host, $port, $why
no-connection-to-port = no connection to { $host } port { $port }: { $why }
check-the-port-firewalls-and-whether = check the port, firewalls, and whether the service runs; behind a proxy give --proxy
a-proxy-is-named-by-where = a proxy is named by { $origin }: where it is used, this does not matter
silence-for-s = silence for { $as-secs } s
the-certificate-is-for-this-name = the certificate is for this name, in its time, and of a trusted issuer
the-endpoint-is-http-nothing = the endpoint is http: nothing is encrypted
another-name-check-the-endpoint = another name: check the endpoint; a time: check the clock; an unknown issuer: give its certificate with --cacert
# $version, $status
it-answers-over-status = it answers over { $version } (status { $status } to a request for nothing)
check-that-the-endpoint = check that the endpoint is that of the service, and the proxy
check-the-address-of-the-identity = check the address of the identity service (--iam-endpoint)
the-answer-tells-no-time = the answer tells no time
the-same = the same as that of the service
s-ahead = { $seconds } s ahead of that of the service
s-behind-that-of-the-service = { $seconds } s behind that of the service
set-the-clock-of-this-machine = set the clock of this machine, best by a time server: signatures are refused at more than 15 minutes
instead = ; instead of { $origins }
not-sent-because-there-is-none = not sent, because there is none
not-sent-because-the-service = not sent, because the service is not reached as it should be
not-sent-because-the-signature-would = not sent, because the signature would be refused, and keys are locked that fail too often
not-sent-because-there-is-no = not sent, because there is no project id: give --project-id
the-service-accepts-them = the service accepts them for this project
the-service-knows-who-asks-but = the service knows who asks, but the list of connections is not permitted; the export has a permission of its own
get-a-new-token-or-check = get a new token, or check the key or the user; nothing is tried again, because keys and users are locked who fail too often

## command/explain

# $codes, $found
expected-code = expected one of the codes { $codes }, found { $found }: read the message of the response, explain its status (deskledger explain 403), and give the request id to the operator of the service
# $wanted is the unknown code, $family says where it comes from
found-with-family = { $wanted }; { $family }
explains-an-error-code = Explains an error code or a status of the service: its meaning, what to do, and whether to retry
in-chinese-if-lc-all-lc = In Chinese if LC_ALL, LC_MESSAGES or LANG selects it; --json is always English.
error-code-for-example-wks-00211302 = Error code, for example WKS.00211302, or status, for example 503; without it, all of them

## command/export

rules-over-several-parameters = Rules over several parameters:
downloads-the-connection-records = Downloads the connection records of a project as one file
downloads-the-connection-records-2 =
    Downloads the connection records of a project as one file.

    The file appears under its name when it is complete, or not at all. Every parameter is checked before anything is sent, and all problems are reported at once.
path-of-the-file = Path of the file, or - for standard output; without it, the name that the service suggests
required-format-of-the-file-any = Required format of the file: any other is rejected. By default the format follows the output file's extension; if the service returns another format, it is saved and reported [env: DESKLEDGER_FORMAT]
saveoptions-the-response-unchanged-do-not = Save the response unchanged: do not strip gzip, ZIP and multipart layers, and accept a file that is not a table
check-the-request-and-print = Check the request and print it; send nothing
# $path, $bytes, $format
saved-bytes = saved { $path } ({ $bytes } bytes, { $format })
writing-2 = writing to { $path }

## command/export/format

# $format, $path
note-the-service-returned-which = note: the service returned { $format }, which is what { $path } contains; deskledger convert changes the format

## command/export/request

parameters-of-the-call = Parameters of the call
default = { " " }[default: { $default }]
example = { " " }[example: { $example }]
# $flag, $name
give-or-set-deskledger = give { $flag } or set DESKLEDGER_{ $name }

## command/import

left-out-row = left out { $row }
imports-connection-records-from-files-into = Imports connection records from files into a local store
imports-connection-records-from-files-into-2 = Imports connection records from files into a local store: XLSX, CSV, NDJSON, Parquet, or the response of the list call (JSON), also in gzip or ZIP. Columns that the document does not define are left out and reported. Importing the same file twice changes nothing. A bad row aborts the import and nothing is kept, unless --on-error skip is given.
files-to-import = Files to import
abort-keep-nothing-skip-leave = abort: keep nothing; skip: leave the row out and report it
# $added, $updated, $unchanged, $bad
added-updated-unchanged-bad-rows = { $added } added, { $updated } updated, { $unchanged } unchanged, { $bad } bad rows
importing-nothing-was-kept = importing; nothing was kept
# $count, $name
left-out-values-of-which = left out { $count } values of "{ $name }", which the document does not know
left-out-values-of-further-columns = left out { $more } values of further columns

## command/schema

subcommand-whose-result-is-described-config = Subcommand whose result is described; config is the configuration file, serve and chaos are the files of `serve --config` and `serve --chaos`
prints-the-json-schema = Prints the JSON Schema of the output of --json, or of a configuration file
writing-the-schema = writing the schema

## command/seed

# $expected, $found
wrong-end = --end: { $expected }, found "{ $found }"
fills-a-local-store-with-synthetic = Fills a local store with synthetic records; the same flags give the same records
number-of-records = Number of records
seed-of-the-random-generator = Seed of the random generator
number-of-days-that-the-records = Number of days that the records span
end-of-the-records-in-utc = End of the records in UTC, to the minute
# $records, $added, $project-id
records-of-them-new-in-project = { $records } records, { $added } of them new, in project { $project-id }
filling-the-store-nothing-was-kept = filling the store; nothing was kept

## command/serve

reading-the-tokens = reading the tokens
prints-one-line-listening-on-http =
    Prints one line, `listening on http://ADDR`, when it is ready. After SIGTERM or SIGINT it finishes running requests.
    DESKLEDGER_LOG sets what is logged to standard error (error, warn, info, debug).
runs-the-reference-server-the-same = Runs the reference server: the same API over a local store
listening-2 = listening on { $listen }
# $path, $token
made-a-token-shown-this-once = made a token, shown this once and kept in { $path }: { $token }

## command/serve/config

settings-in-toml-deskledger-schema-serve = Settings in TOML (deskledger schema serve); flags and environment take precedence [env: { $prefix }CONFIG]
expected-the-directory-of-the-store = expected the directory of the store, found none: give --data DIR, set { $variable }, or write data = "DIR" into the file of --config
# $missing, $given
the-settings-expected-beside-found-none = the settings: expected { $missing } beside { $given }, found none
the-environment-expected-variables-of-deskledger = the environment: expected variables of `deskledger serve --help`, found { $found }

## command/spec

# $path, $why
cannot-be-read = { $path }: cannot be read: { $why }
# $count, $unreadable
unreadable-files =
    expected { $count } readable { $count ->
        [one] file
       *[other] files
    }, found { $unreadable } unreadable
# $errors, $count
errors-in-files =
    { $errors } { $errors ->
        [one] error
       *[other] errors
    } in { $count } { $count ->
        [one] file
       *[other] files
    }
reports-every-problem-of-documents = Reports every problem of documents, with file, line and column
exit-codes-0-clean-or-warnings =
    Exit codes:
      0  clean, or warnings only
      1  errors
      2  a file cannot be read, or wrong usage
openapi-document-in-yaml-or-json = OpenAPI document in YAML or JSON
directory-that-must-contain-every-referenced = Directory that must contain every referenced file [default: that of the document]
works-on-openapi-documents = Works on OpenAPI documents
expected-spec-check-file-found-no = expected spec check FILE, found no subcommand


## config/client

# $instead is a key that does not hold a secret
no-secret-in-this-file = no secret stands in this file; use { $instead }
token-file-a-file = token_file, a file with the token
iam-password-file-a-file = iam_password_file, a file with the password
credentials-section-a-section = credentials_section, a section of the vendor's credentials file
a-key-that-names-a-file = a key that names a file
# $origin, $known, $path, $value
expected-one-of-the-profiles = { $origin }: expected one of the profiles { $known } of { $path }, or a section of the vendor's credentials file, found neither with the name { $value }
proxy-expected-an-address-without = { $prefix }proxy: expected an address without a password, found one: no secret stands in this file; put the address into DESKLEDGER_PROXY

## config/connection

service-and-credentials = Service and credentials
expected-an-endpoint-found-none-give = expected an endpoint, found none: give --endpoint URL or --region NAME, or set DESKLEDGER_ENDPOINT
expected-a-client-certificate = expected a client certificate and its key, found only { $found }: give --cert and --key
proxy-expected-an-address-without-2 = --proxy: expected an address without a password, found one that others on this machine can see: set DESKLEDGER_PROXY instead
# $origin, $value
reading-2 = { $origin }: reading { $value }

## config/credential

reading-from-standard-input = reading the { $what } from standard input
nothing-on-standard-input = standard input: expected a { $what }, found nothing: does the command before the pipe print it?
the-user-token-itself-others = The user token itself; others on this machine can see it, so prefer --token-file
profile-of-the-configuration-file-if = Profile of the configuration file; if it has no such profile, section of the vendor's credentials file, ~/.huaweicloud/credentials, with the access key that signs requests [env: DESKLEDGER_PROFILE; HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK hold the key itself, HUAWEICLOUD_SDK_CREDENTIALS_FILE names another file]
configuration-file-deskledger-schema-config-env = Configuration file (deskledger schema config) [env: DESKLEDGER_CONFIG] [default: deskledger/config.toml in XDG_CONFIG_HOME or ~/.config]
expected-a-token-an-access-key = expected a token, an access key or an IAM user, found none: give --token-file FILE or --iam-user NAME, or set DESKLEDGER_TOKEN, or HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK, or write ~/.huaweicloud/credentials
token = token
standard-input = standard input
expected-the-account-of-the-iam = expected the account of the IAM user beside { $beside }, found none: give --iam-domain NAME
password = password
expected-the-password-of-the-iam = expected the password of the IAM user beside { $beside }, found none: give --iam-password-file FILE

## config/data_dir

opening-the-store-2 = opening the store in { $shown }

## config/file

# $name, $hint
unknown-field = unknown field `{ $name }`: { $hint }
toml-syntax = { $problem }
expected-a-single-value = expected a single value
invalid-value = invalid value
invalid-type = invalid type
expected-one = expected one of { $known }
expected-text-in-utf-8-found = expected text in UTF-8, found other bytes

## config/property

a-whole-number = a whole number from { $min }
# $min, $max
a-whole-number-2 = a whole number from { $min } to { $max }
seconds-such-as-2-or-0 = seconds such as 2 or 0.5
true-or-false = true or false
text = text

## config/resolve

reading-the-settings = reading the settings
environment-variable = environment variable { $name }

## config/transfer

how-progress-is-reported-bar = How progress is reported: bar, the default, at a terminal; json, one object a line (deskledger schema progress), in addition to the result of --json; or none
append-the-lines-of-progress-json = Append the lines of --progress json to a file, a pipe or /dev/fd/3 instead of writing to standard error
start-over-ignoring-what-an-earlier = Start over, ignoring what an earlier run has left
compute-the-sha-256 = Compute the SHA-256 of the file during the download, and print it in the format of sha256sum
fail-if-the-file-is-larger = Fail if the file is larger than this
retries-and-limits = Retries and limits

## dispatch

expected-a-subcommand-found-none-see = expected a subcommand, found none; see deskledger --help
starting-threads = starting threads

## error

exit-codes-0-done-2-wrong =
    Exit codes:
      0    done
      2    wrong usage, or a parameter that breaks a rule
      3    refused by the server (4xx)
      4    the server or the network failed, or the answer is not the file
      5    a local file failed
      130  interrupted
interrupted-nothing-is-left-behind = interrupted; nothing is left behind
force-replaces = --force replaces it
the-request-breaks-a-rule = the request breaks a rule:

## error_codes

worth-a-retry-export-retries = Worth a retry: export retries by itself, with increasing delays.
worth-a-retry-later = Worth a retry later; it is not retried automatically.
with-status-502-or-504 = With status 502 or 504 a retry is worth it, and export retries by itself; with any other status it is not.
not-worth-a-retry-the-same = Not worth a retry: the same request fails again.
not-worth-a-retry = Not worth a retry: with the same credential it fails again, and too many failures lock keys and users.
it-comes-from-the-cloud-desktop = it comes from the cloud-desktop service itself
it-comes-from-the-gateway = it comes from the gateway in front of the service
it-comes-from-the-identity-service = it comes from the identity service: check the name of the user, its domain, its password and the project
check-the-parameters-deskledger-export-dry = Check the parameters; deskledger export --dry-run reports every parameter that breaks a rule.
ask-the-administrator-of-the-project = Ask the administrator of the project for the permission, and check the project id.
try-again-later-if-the-error = Try again later; if the error persists, give the request id to the operator of the service.
it-was-retried-already-try-again = It was retried already; try again later, or raise --max-attempts.
it-was-retried-already-after = It was retried already, after the delay that the service asked for; send fewer requests at a time.
check-that-the-endpoint-2 = Check that the endpoint is that of the service.
a-parameter-is-invalid = A parameter is invalid.
the-credential-is-not-accepted = The credential is not accepted.
get-a-new-token = Get a new token for the region of the endpoint, or check the access key. Do not retry blindly: failed attempts lock the key.
the-user-may-not-access = The user may not access this resource.
the-resource-does-not-exist = The resource does not exist.
check-the-project-id = Check the project id and the region: the service may not be available in this region.
the-method-is-not-allowed = The method is not allowed for this resource.
the-operation-failed-inside-the-service = The operation failed inside the service.
the-service-is-currently-unavailable = The service is currently unavailable.
the-gateway-has-no-such-path = The gateway has no such path or method.
check-the-endpoint-its-host-must = Check the endpoint: its host must be that of the service, without a path of its own.
the-gateway-rejected-the-request = The gateway rejected the request or could not reach the service behind it (400, 413, 414, 502 or 504).
with-status-502-or-504-2 = With status 502 or 504 it was retried already; with any other status check the parameters.
the-gateway-does-not-accept = The gateway does not accept the credential: the token has expired or belongs to another region, or the signature is wrong.
get-a-new-token-2 = Get a new token; for an access key check AK, SK and the clock, which may differ by at most 15 minutes.
the-gateway-denies-access = The gateway denies access to this user.
ask-the-administrator-of-the-account = Ask the administrator of the account for the permission.
the-token-must-be-renewed = The token must be renewed.
get-a-new-token-3 = Get a new token.
too-many-requests = Too many requests.
the-request-is-malformed-or-invalid = The request is malformed or invalid.
the-credential-is-not-accepted-2 = The credential is not accepted.
get-a-new-token-4 = Get a new token for the region of the endpoint, or check the access key, or the user and its password; deskledger doctor checks the clock as well.
the-user-is-authenticated-but-lacks = The user is authenticated but lacks the permission.
there-is-no-resource = There is no resource at this address.
check-the-endpoint-the-region = Check the endpoint, the region and the project id.
the-method-is-not-allowed-here = The method is not allowed here.
the-proxy-requires-authentication = The proxy requires authentication.
put-the-proxy-with-its-user = Put the proxy with its user and password into DESKLEDGER_PROXY.
the-request-took-too-long = The request took too long to arrive.
the-request-is-too-large = The request is too large.
send-less-data-per-request = Send less data per request.
the-address-is-too-long = The address is too long.
use-shorter-filters = Use shorter filters.
the-service-failed-internally = The service failed internally.
the-gateway-received-no-valid-response = The gateway received no valid response from the service.
the-gateway-received-no-response = The gateway received no response from the service in time.

## terminal/output

writing-the-result = writing the result
writing-to-standard-output = writing to standard output

## terminal/progress

# $bar, $bytes, $total, $speed, $left
bytes-of-total = { $bar } { $bytes } of { $total }, { $speed }, { $left } left
# $spinner, $bytes, $speed, $elapsed
bytes = { $spinner } { $bytes }, { $speed }, { $elapsed }
# $bar, $count, $total, $left
records-of-total = { $bar } { $count } of { $total } records, { $left } left
# $spinner, $count, $elapsed
records-so-far = { $spinner } { $count } records, { $elapsed }
# $delay, $reason
retrying-in-s = retrying in { $delay } s: { $reason }

## terminal/signals

listening-for-signals = listening for signals

## terminal/events

opening = opening { $path }

## command/man

where-the-pages-go = Where the pages go; made if it does not exist. For man to find them, for example ~/.local/share/man/man1
writes-the-manual-pages = Writes the manual pages
writing-manual-pages = writing manual pages into { $path }
# The first line of the list of exit codes
heading-exit-codes = Exit codes:
section-examples = EXAMPLES
section-rules = RULES
section-exit-status = "EXIT STATUS"
# As the generator of pages writes them
section-name = NAME
section-synopsis = SYNOPSIS
section-description = DESCRIPTION
section-extra = EXTRA
section-version = VERSION

## input_options

time-zone-of-times-that-name = Time zone of times that name none, such as Asia/Shanghai, +08:00 or local. Without it such texts are rejected, and dates of workbooks are read as UTC
order-of-day-month-and-year = Order of day, month and year in dates such as 4/5/2020, which are rejected without it
what-separates-the-columns-of-csv = What separates the columns of CSV: a character, or comma, tab, semicolon, pipe [default: detected from the content]
encoding-of-text-files-such = Encoding of text files, such as utf-8, gb18030 or windows-1252 [default: detected from the content]

## usage_error: wrong use of a flag; the English texts are those of the parser

# $problem is one of the texts below
error = error: { $problem }
similar-subcommand = { "  " }tip: similar subcommands exist: { $names }
similar-argument = { "  " }tip: similar arguments exist: { $names }
similar-value = { "  " }tip: similar values exist: { $names }
usage = Usage: { $usage }
more-information = For more information, try '--help'.
unknown-argument = unexpected argument { $flag } found
unknown-subcommand = unrecognized subcommand { $name }
# $flag, $allowed is empty or as below
missing-value = a value is required for { $flag } but none was supplied{ $allowed }
# $flag, $value, $allowed
wrong-value = invalid value { $value } for { $flag }{ $allowed }
# $flag, $value, $cause
wrong-value-because = invalid value { $value } for { $flag }: { $cause }
allowed-values = ; possible values: { $values }
missing-argument = required arguments were not provided: { $flags }
# $command, $subcommands
missing-subcommand = { $command } requires a subcommand: { $subcommands }
argument-twice = { $flag } cannot be used multiple times
argument-conflicts = { $flag } cannot be used with one or more of the other arguments
# $flag, $other
argument-conflicts-with = { $flag } cannot be used with { $other }
# $flag, $value
too-many-values = unexpected value { $value } for { $flag } found; no more were expected
# $flag, $min, $found
too-few-values = { $flag } requires at least { $min } values, found { $found }
# $flag, $expected, $found
wrong-number-of-values = { $flag } requires { $expected } values, found { $found }
no-equals = equal sign is needed when assigning values to { $flag }
invalid-utf-8 = invalid UTF-8 was detected in one or more arguments
number-too-long = number too large to fit in target type
expected-whole-number = expected a whole number
expected-in-range = expected a value in { $range }
