## error

exit-codes =
    Exit codes:
      0    done
      2    wrong usage, or a parameter that breaks a rule
      3    refused by the server (4xx)
      4    the server or the network failed, or the answer is not the file
      5    a local file failed
      130  interrupted
interrupted-nothing-left-behind = interrupted; nothing is left behind
# $flag, $origin
value-came-from = { $flag } came from { $origin }
# $origin
credential-came-from = the credential came from { $origin }
force-replaces = --force replaces it
request-breaks-rule = the request breaks a rule:
# $count
and-more = { "  " }and { $count } more
# $flag, $message
violation = { "  " }{ $flag }: { $message }
# $place, $what
within = { $place }: { $what }
# $path
reading = reading { $path }
# $path
opening = opening { $path }
# $path
creating = creating { $path }
# $path
writing = writing { $path }

## error_codes

worth-retry-export-retries-itself-increasing = Worth a retry: export retries by itself, with increasing delays.
worth-retry-later-not-retried-automatically = Worth a retry later; it is not retried automatically.
status-502-504-retry-worth-export = With status 502 or 504 a retry is worth it, and export retries by itself; with any other status it is not.
not-worth-retry-same-request-fails = Not worth a retry: the same request fails again.
not-worth-retry-same-credential-fails = Not worth a retry: with the same credential it fails again, and too many failures lock keys and users.
comes-from-cloud-desktop-service-itself = it comes from the cloud-desktop service itself
comes-from-gateway-front-service = it comes from the gateway in front of the service
comes-from-identity-service-check-name = it comes from the identity service: check the name of the user, its domain, its password and the project
check-parameters-deskledger-export-dry-run = Check the parameters; deskledger export --dry-run reports every parameter that breaks a rule.
ask-administrator-project-permission-check-proje = Ask the administrator of the project for the permission, and check the project id.
try-again-later-if-error-persists = Try again later; if the error persists, give the request id to the operator of the service.
was-retried-already-try-again-later = It was retried already; try again later, or raise --max-attempts.
was-retried-already-after-delay-service = It was retried already, after the delay that the service asked for; send fewer requests at a time.
check-endpoint-service = Check that the endpoint is that of the service.
error-codes-parameter-invalid = A parameter is invalid.
credential-not-accepted = The credential is not accepted.
get-new-token-region-endpoint-check = Get a new token for the region of the endpoint, or check the access key. Do not retry blindly: failed attempts lock the key.
user-may-not-access-resource = The user may not access this resource.
resource-does-not-exist = The resource does not exist.
check-project-id-region-service-may = Check the project id and the region: the service may not be available in this region.
method-not-allowed-resource = The method is not allowed for this resource.
operation-failed-inside-service = The operation failed inside the service.
service-currently-unavailable = The service is currently unavailable.
gateway-has-no-such-path-method = The gateway has no such path or method.
check-endpoint-host-must-service-without = Check the endpoint: its host must be that of the service, without a path of its own.
gateway-rejected-request-could-not-reach = The gateway rejected the request or could not reach the service behind it (400, 413, 414, 502 or 504).
status-502-504-was-retried-already = With status 502 or 504 it was retried already; with any other status check the parameters.
gateway-does-not-accept-credential-token = The gateway does not accept the credential: the token has expired or belongs to another region, or the signature is wrong.
get-new-token-access-key-check = Get a new token; for an access key check AK, SK and the clock, which may differ by at most 15 minutes.
gateway-denies-access-user = The gateway denies access to this user.
ask-administrator-account-permission = Ask the administrator of the account for the permission.
token-must-renewed = The token must be renewed.
get-new-token = Get a new token.
too-many-requests = Too many requests.
request-malformed-invalid = The request is malformed or invalid.
credential-not-accepted-2 = The credential is not accepted.
get-new-token-region-endpoint-check-2 = Get a new token for the region of the endpoint, or check the access key, or the user and its password; deskledger doctor checks the clock as well.
user-authenticated-but-lacks-permission = The user is authenticated but lacks the permission.
there-no-resource-address = There is no resource at this address.
check-endpoint-region-project-id = Check the endpoint, the region and the project id.
method-not-allowed-here = The method is not allowed here.
proxy-requires-authentication = The proxy requires authentication.
put-proxy-user-password-into-deskledger = Put the proxy with its user and password into DESKLEDGER_PROXY.
request-took-too-long-arrive = The request took too long to arrive.
request-too-large = The request is too large.
send-less-data-per-request = Send less data per request.
address-too-long = The address is too long.
use-shorter-filters = Use shorter filters.
service-failed-internally = The service failed internally.
gateway-received-no-valid-response-from = The gateway received no valid response from the service.
gateway-received-no-response-from-service = The gateway received no response from the service in time.

## args

examples = Examples:
replace-existing-file = Replace an existing file
print-result-error-json-short-output = Print the result, or the error, as JSON: short for --output-format json
format-result-error-default-text = Format of the result, or the error [default: text]
# $english
what-do-row-not-valid-record = What to do with a row that is not a valid record: { $english }

## cli

exports-cloud-desktop-connection-records-from = Exports cloud-desktop connection records from the cloud into a file

## Subcommand admin

admin-name-user = Name of the user
admin-project = The project
id-access-key = Id of the access key
file-password-first-line-standard-input = File with the password on its first line, or - for standard input
reader-may-export-list-writer-may = reader may export and list, writer may also add records, admin may also grant roles
name-project-requests-token = Name of the project in requests for a token
directory-backup-must-not-exist-appears = Directory of the backup; it must not exist, and appears when it is complete
backs-up-records-users-tokens-while = Backs up records, users and tokens while the server runs; to restore, serve the backup
manages-users-projects-access-keys-reference = Manages users, projects and access keys of the reference server, and backs up its data
access-keys-ak-sk = Access keys (AK and SK)
generates-key-prints-json-secret-shown = Generates a key and prints it as JSON; its secret is shown only once
admin-removes-key = Removes a key
users-their-passwords = Users and their passwords
adds-user-fails-if-exists = Adds a user; fails if it exists
changes-password-user = Changes the password of a user
removes-user-keys-roles = Removes a user with its keys and roles
prints-users-projects-keys-json-one = Prints users, projects and keys as JSON, one user a line
registers-project-has-no-records-yet = Registers a project that has no records yet, or renames one
grants-user-role-project-change-role = Grants a user a role in a project; a change of role invalidates the user's tokens there
projects-roles-users-them = Projects, and the roles of users in them
prints-projects-names-roles-json-one = Prints projects, names and roles as JSON, one project a line
revokes-role-user-project = Revokes the role of a user in a project
expected-data-dir-directory-store-found = expected --data DIR, the directory of the store, found none
# $what
expected-existing-found-none-name = expected an existing { $what }, found none with this name
admin-user = user
admin-key = key
admin-users-server = the users of the server
expected-new-user-found-one-name = expected a new user, found one with this name: admin user passwd changes its password
expected-existing-user-found-none-name = expected an existing user, found none with this name: admin user add adds it
admin-copying-store = copying the store
# $shown
reading-password-from = reading the password from { $shown }

## Subcommand completions

prints-completion-script-shell = Prints a completion script for a shell
completions-shell = The shell

## Subcommand convert

converts-file-records-another-format-xlsx = Converts a file of records to another format: XLSX, CSV, NDJSON or Parquet
converts-file-records-another-format-xlsx-2 =
    Converts a file of records to another format: XLSX, CSV, NDJSON or Parquet.

    The input format is detected from its content: XLSX, CSV (UTF-8, UTF-16, GB18030), NDJSON, the response of the list call, Parquet; each also in gzip, ZIP or multipart. Headings may be English, Chinese or field names. Columns that the document does not define are kept. The output appears when it is complete, or not at all.
file-read-standard-input = File to read, or - for standard input
path-output-standard-output-pipe-device = Path of the output, or - for standard output; a pipe or a device gets the bytes as they come
reject-any-other-input-format = Reject any other input format
output-format-default-output-file-s = Output format; by default that of the output file's extension
excel-csv-has-byte-order-mark = excel: CSV has a byte order mark, and text cannot become a formula; plain: values unchanged, field names as headings [default: excel for XLSX, plain otherwise]
language-headings-default-en-us-excel = Language of the headings [default: en_US for excel, field names for plain]
abort-write-no-file-skip-leave = abort: write no file; skip: leave the row out and report it
# $nglish
convert-left-out = left out { $nglish }
# $more
left-out-more = left out { $more } more
# $records, $path
convert-records = { $records } records in { $path }
converting = converting
expected-format-output-found-none-give = expected the format of the output, found none: give --to, or a name such as records.csv
nothing-was-written-error-skip-leaves = nothing was written; --on-error skip leaves such rows out
rows-before-were-written-error-skip = the rows before it were written; --on-error skip leaves such rows out

## Subcommand convert/io

# $path
io-reading = reading { $path }
io-reading-input = reading the input

## Subcommand demo

runs-everything-locally-end-end-records = Runs everything locally, end to end: records, server, export, files
directory-data-files-can-reused = Directory of the data and the files; can be reused
# $value, $data
m-1-records-published-examples-synthetic-ones = 1. Records: the published examples and { $value } synthetic ones, into { $data }
demo-counting-records = counting the records
demo-listening = listening
# $address
m-2-server-reference-server-http-long = 2. Server: the reference server on http://{ $address }, for as long as the demo runs
demo-making-token = making a token
m-3-export-over-http-client-library = 3. Export: over HTTP, with the client library
# $path, $records, $bytes, $seconds
rows-bytes-s = { "   " }{ $path }: { $records } rows, { $bytes } bytes, { $seconds } s
demo-serving = serving
# $seconds
demo-done-s = done in { $seconds } s
demo-opening-store = opening the store
importing-published-records = importing the published records
demo-seeding = seeding
demo-next-cloud = Next, export from the cloud (the token is the X-Subject-Token of the IAM token call):
demo-next-own = Or from a server of your own:

## Subcommand doctor

reports-origin-each-setting-problems-between = Reports the origin of each setting, and problems between this machine and the service
reports-origin-each-setting-checks-name =
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
project-id = Project id

## Subcommand doctor/words

doctor-ok = ok{ "     " }
doctor-warning = warning
doctor-failed = failed{ " " }
doctor-skipped = skipped
doctor-summary = failed; what was found and what to do is told above
doctor-settings-fit = they fit together
doctor-see-help = put the setting right; deskledger export --help lists them all
# $host, $why
doctor-no-name = { $host } has no address: { $why }
doctor-advice-name = check the spelling of endpoint or region, and the name server; behind a proxy give --proxy
# $host, $port, $why
doctor-no-connection = no connection to { $host } port { $port }: { $why }
doctor-advice-connection = check the port, firewalls, and whether the service runs; behind a proxy give --proxy
# $origin
doctor-behind-proxy = a proxy is named by { $origin }: where it is used, this does not matter
# $as-secs
doctor-silence = silence for { $as-secs } s
doctor-certificate-fits = the certificate is for this name, in its time, and of a trusted issuer
doctor-not-encrypted = the endpoint is http: nothing is encrypted
doctor-advice-certificate = another name: check the endpoint; a time: check the clock; an unknown issuer: give its certificate with --cacert
# $version, $status
doctor-answers = it answers over { $version } (status { $status } to a request for nothing)
doctor-advice-service = check that the endpoint is that of the service, and the proxy
doctor-advice-identity = check the address of the identity service (--iam-endpoint)
doctor-no-date = the answer tells no time
doctor-same-service = the same as that of the service
# $seconds
doctor-ahead = { $seconds } s ahead of that of the service
# $seconds
doctor-behind = { $seconds } s behind that of the service
doctor-advice-clock = set the clock of this machine, best by a time server: signatures are refused at more than 15 minutes
# $origins
doctor-instead-of = ; instead of { $origins }
doctor-skipped-no-credential = not sent, because there is none
doctor-skipped-unreached = not sent, because the service is not reached as it should be
doctor-skipped-clock = not sent, because the signature would be refused, and keys are locked that fail too often
doctor-skipped-project = not sent, because there is no project id: give --project-id
doctor-skipped-build = not sent, because this build has no list call
doctor-accepted = the service accepts them for this project
doctor-advice-forbidden = the service knows who asks, but the list of connections is not permitted; the export has a permission of its own
doctor-advice-credentials = get a new token, or check the key or the user; nothing is tried again, because keys and users are locked who fail too often

## Subcommand explain

explains-error-code-status-service-meaning = Explains an error code or a status of the service: its meaning, what to do, and whether to retry
chinese-if-lc-all-lc-messages = In Chinese if LC_ALL, LC_MESSAGES or LANG selects it; --json is always English.
error-code-example-wks-00211302-status = Error code, for example WKS.00211302, or status, for example 503; without it, all of them
# $known, $wanted, $family
explain-unknown = expected one of the codes { $known }, found { $wanted }{ $family }: read the message of the response, explain its status (deskledger explain 403), and give the request id to the operator of the service

## Subcommand export

rules-over-several-parameters = Rules over several parameters:
downloads-connection-records-project-one-file = Downloads the connection records of a project as one file
downloads-connection-records-project-one-file-2 =
    Downloads the connection records of a project as one file.

    The file appears under its name when it is complete, or not at all. Every parameter is checked before anything is sent, and all problems are reported at once.
path-file-standard-output-without-name = Path of the file, or - for standard output; without it, the name that the service suggests
required-format-file-any-other-rejected = Required format of the file: any other is rejected. By default the format follows the output file's extension; if the service returns another format, it is saved and reported [env: DESKLEDGER_FORMAT]
saveoptions-response-unchanged-do-not-strip = SaveOptions the response unchanged: do not strip gzip, ZIP and multipart layers, and accept a file that is not a table
check-request-print-send-nothing = Check the request and print it; send nothing
# $path, $bytes, $format
export-saved-bytes = saved { $path } ({ $bytes } bytes, { $format })
# $path
export-writing = writing to { $path }

## Subcommand export/format

# $format, $path
note-service-returned-which-what-contains = note: the service returned { $format }, which is what { $path } contains; deskledger convert changes the format

## Subcommand export/request

request-parameters-call = Parameters of the call
# $default
default-note = { " " }[default: { $default }]
# $example
example-note = { " " }[example: { $example }]
# $flag, $name
give-set-deskledger = give { $flag } or set DESKLEDGER_{ $name }

## Subcommand import

imports-connection-records-from-files-into = Imports connection records from files into a local store
imports-connection-records-from-files-into-2 = Imports connection records from files into a local store: XLSX, CSV, NDJSON, Parquet, or the response of the list call (JSON), also in gzip or ZIP. Columns that the document does not define are left out and reported. Importing the same file twice changes nothing. A bad row aborts the import and nothing is kept, unless --on-error skip is given.
import-files-import = Files to import
abort-keep-nothing-skip-leave-row = abort: keep nothing; skip: leave the row out and report it
# $added, $updated, $unchanged, $bad
added-updated-unchanged-bad-rows = { $added } added, { $updated } updated, { $unchanged } unchanged, { $bad } bad rows
importing-nothing-was-kept = importing; nothing was kept
# $nglish
import-left-out = left out { $nglish }
# $count, $name
left-out-values-which-document-does = left out { $count } values of "{ $name }", which the document does not know
# $more
left-out-values-further-columns = left out { $more } values of further columns

## Subcommand schema

subcommand-whose-result-described-config-configu = Subcommand whose result is described; config is the configuration file, serve and chaos are the files of `serve --config` and `serve --chaos`
prints-json-schema-output-json-configuration = Prints the JSON Schema of the output of --json, or of a configuration file
schema-writing-schema = writing the schema

## Subcommand seed

fills-local-store-synthetic-records-same = Fills a local store with synthetic records; the same flags give the same records
seed-number-records = Number of records
seed-random-generator = Seed of the random generator
number-days-records-span = Number of days that the records span
end-records-utc-minute = End of the records in UTC, to the minute
# $error, $end
seed-end-found = --end: { $error }, found "{ $end }"
# $records, $added, $project-id
records-them-new-project = { $records } records, { $added } of them new, in project { $project-id }
filling-store-nothing-was-kept = filling the store; nothing was kept
# $error, $minute
seed-end-found-2 = --end: { $error }, found "{ $minute }"

## Subcommand serve

serve-reading-tokens = reading the tokens
prints-one-line-listening-http-addr =
    Prints one line, `listening on http://ADDR`, when it is ready. After SIGTERM or SIGINT it finishes running requests.
    DESKLEDGER_LOG sets what is logged to standard error (error, warn, info, debug).
runs-reference-server-same-api-over = Runs the reference server: the same API over a local store
# $listen
serve-listening = listening on { $listen }
# $path, $token
made-token-shown-once-kept = made a token, shown this once and kept in { $path }: { $token }

## Subcommand serve/config

# $value
settings-toml-deskledger-schema-serve-flags = Settings in TOML (deskledger schema serve); flags and environment take precedence [env: { $value }CONFIG]
# $variable
expected-directory-store-found-none-give = expected the directory of the store, found none: give --data DIR, set { $variable }, or write data = "DIR" into the file of --config
# $missing, $given
settings-expected-beside-found-none = the settings: expected { $missing } beside { $given }, found none
# $found
environment-expected-variables-deskledger-serve = the environment: expected variables of `deskledger serve --help`, found { $found }

## Subcommand spec

reports-every-problem-documents-file-line = Reports every problem of documents, with file, line and column
exit-codes-0-clean-warnings-only =
    Exit codes:
      0  clean, or warnings only
      1  errors
      2  a file cannot be read, or wrong usage
openapi-document-yaml-json = OpenAPI document in YAML or JSON
directory-must-contain-every-referenced-file = Directory that must contain every referenced file [default: that of the document]
works-openapi-documents = Works on OpenAPI documents
expected-spec-check-file-found-no = expected spec check FILE, found no subcommand
# $path, $why
spec-cannot-read =
    { $path }: cannot be read: { $why }

# $file, $unreadable
expected-found-unreadable = expected { $file }, found { $unreadable } unreadable
# $error, $file
spec-in-text = { $error } in { $file }

## config/client

token-file-file-token = token_file, a file with the token
iam-password-file-file-password = iam_password_file, a file with the password
credentials-section-section-vendor-s-credentials = credentials_section, a section of the vendor's credentials file
key-names-file = a key that names a file
# $origin, $known, $path, $value
expected-one-profiles-section-vendor-s = { $origin }: expected one of the profiles { $known } of { $path }, or a section of the vendor's credentials file, found neither with the name { $value }
# $replacement
no-secret-stands-file-use = no secret stands in this file; use { $replacement }

## config/connection

connection-service-credentials = Service and credentials
expected-endpoint-found-none-give-endpoint = expected an endpoint, found none: give --endpoint URL or --region NAME, or set DESKLEDGER_ENDPOINT
# $found
expected-client-certificate-key-found-only = expected a client certificate and its key, found only { $found }: give --cert and --key
proxy-expected-address-without-password-found = --proxy: expected an address without a password, found one that others on this machine can see: set DESKLEDGER_PROXY instead
# $origin, $value
connection-reading = { $origin }: reading { $value }

## config/credential

user-token-itself-others-machine-can = The user token itself; others on this machine can see it, so prefer --token-file
profile-configuration-file-if-has-no = Profile of the configuration file; if it has no such profile, section of the vendor's credentials file, ~/.huaweicloud/credentials, with the access key that signs requests [env: DESKLEDGER_PROFILE; HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK hold the key itself, HUAWEICLOUD_SDK_CREDENTIALS_FILE names another file]
configuration-file-deskledger-schema-config-env = Configuration file (deskledger schema config) [env: DESKLEDGER_CONFIG] [default: deskledger/config.toml in XDG_CONFIG_HOME or ~/.config]
expected-token-access-key-iam-user = expected a token, an access key or an IAM user, found none: give --token-file FILE or --iam-user NAME, or set DESKLEDGER_TOKEN, or HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK, or write ~/.huaweicloud/credentials
credential-token = token
credential-standard-input = standard input
# $beside
expected-account-iam-user-beside-found = expected the account of the IAM user beside { $beside }, found none: give --iam-domain NAME
credential-password = password
# $beside
expected-password-iam-user-beside-found = expected the password of the IAM user beside { $beside }, found none: give --iam-password-file FILE
# $what
reading-from-standard-input = reading the { $what } from standard input
# $what
standard-input-expected-found-nothing-does = standard input: expected a { $what }, found nothing: does the command before the pipe print it?

## config/data_dir

directory-store-created-if-does-not = Directory of the store; created if it does not exist
project-records-without-project-documented-examp = Project of the records; without it, the project of the documented example [env: DESKLEDGER_PROJECT_ID, HUAWEICLOUD_SDK_PROJECT_ID]
# $shown
data-dir-opening-store = opening the store in { $shown }

## config/file

expected-single-value = expected a single value
# $problem
config-file-invalid-value = invalid value: { $problem }
# $problem
config-file-invalid-type = invalid type: { $problem }
# $known
config-file-expected-one = expected one of { $known }
expected-text-utf-8-found-other = expected text in UTF-8, found other bytes

## config/property

# $variables
env-note = { " " }[env: { $variables }]
# $min
whole-number-from = a whole number from { $min }
# $min, $max
whole-number-between = a whole number from { $min } to { $max }
seconds-such-2-0-5 = seconds such as 2 or 0.5
setting-true-false = true or false
setting-any-text = text
# $expected, $value
setting-expected-found = expected { $expected }, found { $value }

## config/resolve

resolve-reading-settings = reading the settings
# $name
resolve-environment-variable = environment variable { $name }

## config/transfer

how-progress-reported-bar-default-terminal = How progress is reported: bar, the default, at a terminal; json, one object a line (deskledger schema progress), in addition to the result of --json; or none
append-lines-progress-json-file-pipe = Append the lines of --progress json to a file, a pipe or /dev/fd/3 instead of writing to standard error
start-over-ignoring-what-earlier-run = Start over, ignoring what an earlier run has left
compute-sha-256-file-during-download = Compute the SHA-256 of the file during the download, and print it in the format of sha256sum
fail-if-file-larger-than = Fail if the file is larger than this
transfer-retries-limits = Retries and limits

## dispatch

expected-subcommand-found-none-see-deskledger = expected a subcommand, found none; see deskledger --help
dispatch-starting-threads = starting threads

## terminal/output

output-writing-result = writing the result
writing-standard-output = writing to standard output

## terminal/progress

# $delay, $reason
progress-retrying-s = retrying in { $delay } s: { $reason }
# $bar, $bytes, $total, $rate, $left
progress-bytes-of = { $bar } { $bytes } of { $total }, { $rate }, { $left } left
# $spinner, $bytes, $rate, $elapsed
progress-bytes = { $spinner } { $bytes }, { $rate }, { $elapsed }
# $bar, $records, $total, $left
progress-records-of = { $bar } { $records } of { $total } records, { $left } left
# $spinner, $records, $elapsed
progress-records = { $spinner } { $records } records, { $elapsed }

## terminal/signals

signals-listening-signals = listening for signals
# $family
explain-family = ; { $family }
comma = { ", " }
or = { " or " }
# $key
proxy-with-password = { $key }: expected an address without a password, found one: no secret stands in this file; put the address into DESKLEDGER_PROXY
table-of-settings = a table of settings

## Subcommand man

man-about = Writes the manual pages
man-directory = Directory of the pages; created if it does not exist. For man to find them, for example ~/.local/share/man/man1
# $path
writing-pages = writing manual pages into { $path }
man-name = NAME
man-synopsis = SYNOPSIS
man-description = DESCRIPTION
man-notes = NOTES
man-version = VERSION
man-examples = EXAMPLES
man-rules = RULES
man-exit-status = EXIT STATUS
exit-codes-heading = Exit codes:

## usage_error

# $problem
config-file-syntax = { $problem }
# $name, $hint
config-file-unknown = unknown field `{ $name }`: { $hint }
# $flag
usage-unknown-argument = unexpected argument '{ $flag }' found
# $name
usage-unknown-subcommand = unrecognized subcommand '{ $name }'
# $flag
usage-no-value = a value is required for '{ $flag }' but none was supplied
# $flag, $values
usage-no-value-of =
    a value is required for '{ $flag }' but none was supplied
      { "[" }possible values: { $values }]
# $value, $flag
usage-invalid-value = invalid value '{ $value }' for '{ $flag }'
# $value, $flag, $values
usage-invalid-value-of =
    invalid value '{ $value }' for '{ $flag }'
      { "[" }possible values: { $values }]
# $value, $flag, $why
usage-invalid-value-because = invalid value '{ $value }' for '{ $flag }': { $why }
# $flags
usage-missing-arguments = the following required arguments were not provided: { $flags }
# $name, $known
usage-missing-subcommand = '{ $name }' requires a subcommand but one was not provided: { $known }
# $flag
usage-repeated = the argument '{ $flag }' cannot be used multiple times
# $flag, $others
usage-conflict = the argument '{ $flag }' cannot be used with '{ $others }'
# $flag
usage-conflict-with-others = the argument '{ $flag }' cannot be used with one or more of the other specified arguments
# $value, $flag
usage-too-many-values = unexpected value '{ $value }' for '{ $flag }' found; no more were expected
# $flag, $min, $found
usage-too-few-values = { $min } values required by '{ $flag }'; only { $found } provided
# $flag, $expected, $found
usage-wrong-number-of-values = { $expected } values required for '{ $flag }' but { $found } provided
# $flag
usage-no-equals = equal sign is needed when assigning values to '{ $flag }'
usage-not-utf-8 = invalid UTF-8 was detected in one or more arguments
usage-number-too-long = the whole number is too long
usage-whole-number = expected a whole number
# $value, $range
usage-not-in-range = { $value } is not in { $range }
