## Errors

exit-codes =
    Exit codes:
      0    done
      2    wrong usage, or an invalid parameter
      3    rejected by the server (4xx)
      4    the server or the network failed, or the response is not the file
      5    a local file failed
      6    no records, with --fail-if-empty
      130  interrupted
interrupted-nothing-left-behind = interrupted; nothing is left behind
# $path
interrupted-partial-file-kept = interrupted; { $path } is kept, and the same command resumes it (--no-keep-partial removes it)
interrupted-transaction = interrupted; either all of the records are in the store, or none
# $flag, $origin
value-came-from = { $flag } came from { $origin }
# $origin
credential-came-from = the credential came from { $origin }
force-replaces = --force replaces it
remedy-retry-after = --retry-after-max permits a longer delay
remedy-cacert = --cacert adds trusted certificates
remedy-cert = --cert and --key give a client certificate
remedy-raw = --raw saves the response unmodified; deskledger convert reads records in archives
remedy-format = without --format, the file is saved in the format of the service; deskledger convert changes it
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
comma = { ", " }
or = { " or " }

## Error codes

retry-automatic = Retryable: export retries automatically, with increasing delays.
retry-later = Retryable later; it is not retried automatically.
retry-by-status = Retryable with status 502 or 504, and export retries automatically; not with any other status.
retry-never = Not retryable: the same request fails again.
retry-locks = Not retryable: with the same credential it fails again, and too many failures lock keys and users.
family-of-service = it comes from the cloud-desktop service itself
family-of-gateway = it comes from the gateway in front of the service
family-of-identity-service = it comes from the identity service: check the name of the user, its domain, its password and the project
check-parameters = Check the parameters; deskledger export --dry-run reports every parameter that breaks a rule.
ask-project-administrator = Ask the administrator of the project for the permission, and check the project id.
try-again-later = Try again later; if the error persists, give the request id to the operator of the service.
was-retried = It was retried already; try again later, or raise --max-attempts.
was-retried-as-asked = It was retried already, after the delay that the service asked for; send fewer requests at a time.
check-endpoint = Check that the endpoint is that of the service.
error-codes-parameter-invalid = A parameter is invalid.
user-not-authenticated = The credential is not accepted.
get-new-token-and-do-not-retry = Get a new token for the region of the endpoint, or check the access key. Do not retry blindly: failed attempts lock the key.
user-may-not-access-resource = The user may not access this resource.
resource-does-not-exist = The resource does not exist.
check-project-and-region = Check the project id and the region: the service may not be available in this region.
method-not-allowed-resource = The method is not allowed for this resource.
operation-failed-inside-service = The operation failed inside the service.
service-currently-unavailable = The service is currently unavailable.
storage-of-service-full = The storage of the service is full.
ask-operator-to-free-space = Ask the operator of the service to free disk space. Until then, use a token instead of an access key for reading.
gateway-has-no-such-path-method = The gateway has no such path or method.
check-endpoint-host = Check the endpoint: its host must be that of the service, without a path of its own.
gateway-rejected-request-could-not-reach = The gateway rejected the request or could not reach the service behind it (400, 413, 414, 502 or 504).
status-502-504-was-retried-already = With status 502 or 504 it was retried already; with any other status check the parameters.
gateway-does-not-accept-credential-token = The gateway does not accept the credential: the token has expired or belongs to another region, or the signature is wrong.
get-new-token-or-check-clock = Get a new token; for an access key check AK, SK and the clock, which may differ by at most 15 minutes.
gateway-denies-access-user = The gateway denies access to this user.
ask-account-administrator = Ask the administrator of the account for the permission.
token-must-renewed = The token must be renewed.
get-new-token = Get a new token.
too-many-requests = Too many requests.
request-malformed-invalid = The request is malformed or invalid.
credential-not-accepted = The credential is not accepted.
get-new-credential = Get a new token for the region of the endpoint, or check the access key, or the user and its password; deskledger doctor checks the clock as well.
user-authenticated-but-lacks-permission = The user is authenticated but lacks the permission.
there-no-resource-address = There is no resource at this address.
check-endpoint-region-and-project = Check the endpoint, the region and the project id.
method-not-allowed-here = The method is not allowed here.
proxy-requires-authentication = The proxy requires authentication.
put-password-into-proxy-variable = Put the proxy with its user and password into DESKLEDGER_PROXY.
request-took-too-long-arrive = The request took too long to arrive.
request-too-large = The request is too large.
send-less-data-per-request = Send less data per request.
address-too-long = The address is too long.
use-shorter-filters = Use shorter filters.
record-differs-from-stored = A record differs from the one stored under its identity.
request-conflicts-with-stored = The request contradicts what is stored.
correct-record-or-remove-stored = Nothing of the batch has been stored. Correct the record, or remove the stored one first.
media-type-not-accepted = The media type or the content encoding of the body is not accepted.
send-declared-media-type = Send the body in the media type that the message of the response names.
range-outside-file = The requested range is outside the file.
request-whole-file = Request the whole file again, without a range.
headers-too-large = The headers of the request are too large.
send-fewer-headers = Send fewer or shorter headers.
function-not-supported = The service does not support the request.
send-body-without-transfer-coding = Send the body without a transfer coding other than chunked.
service-failed-internally = The service failed internally.
gateway-received-no-valid-response-from = The gateway received no valid response from the service.
gateway-received-no-response-from-service = The gateway received no response from the service in time.

## Arguments of several subcommands

examples = Examples:
flag-force = Replace an existing file
flag-json = Print the result, or the error, as JSON: short for --output-format json
flag-output-format = Format of the result, or the error [default: text]
flag-quiet = Write nothing but errors to standard error
flag-verbose = Log requests and steps to standard error, and the time taken; DESKLEDGER_LOG selects what is logged
flag-fail-if-empty = Exit with code 6 if there are no records; the output is written all the same
# $subcommand
done = { $subcommand }: done
# $seconds
took = took { $seconds } s
# $count
records = { $count } records
one-record = 1 record
records-unknown = number of records unknown
# $actions
flag-on-error = What to do with a row that is not a valid record: { $actions }

## The command

about-deskledger = Exports cloud-desktop connection records from the cloud into a file

## Subcommand admin

argument-user = Name of the user
argument-project = The project
argument-key = Id of the access key
flag-password-file = File with the password on its first line, or - for standard input
flag-role = reader may export and list, writer may also add records, admin may also grant roles
flag-name = Name of the project in requests for a token
argument-backup-directory = Directory of the backup; it must not exist, and is created when the backup is complete
about-admin-backup = Backs up records, users and tokens while the server runs; to restore, serve the backup
about-admin = Manages users, projects and access keys of the reference server, and backs up its data
about-admin-key = Access keys (AK and SK)
about-admin-key-add = Generates a key and prints it as JSON; its secret is shown only once
about-admin-key-remove = Removes a key
about-admin-user = Users and their passwords
about-admin-user-add = Adds a user; fails if it exists
about-admin-user-passwd = Changes the password of a user
about-admin-user-remove = Removes a user with its keys and roles
about-admin-user-unlock = Lifts the locks of a user and its keys after failed sign-ins or signatures
about-admin-user-list = Prints users, projects and keys as JSON, one user a line
about-admin-project-add = Registers a project that has no records yet, or renames one
about-admin-project-grant = Grants a user a role in a project; a change of role invalidates the user's tokens there
about-admin-project = Projects, and the roles of users in them
about-admin-project-list = Prints projects, names and roles as JSON, one project a line
about-admin-project-revoke = Revokes the role of a user in a project
about-admin-project-remove = Removes a project with its records, roles and tokens; without --confirm, prints how many records
about-admin-records = Records of a project
about-admin-records-remove = Removes records so that nothing of them remains in the files; without --confirm, prints how many
about-admin-retention = Removes records that are older than a number of days; without --confirm, prints how many
about-admin-restore = Copies a backup to the data directory, which must not exist, and checks it
about-admin-check = Checks the files of the data directory for damage
about-admin-optimize = Stores records that were not added in the order of their starts in that order, so that exports read them faster
about-admin-clock = The clock by which tokens expire
about-admin-clock-accept = Accepts the clock as it is, after it was ahead; restart the server afterwards
argument-backup = Directory of the backup
admin-preview = nothing was removed: --confirm removes what is listed
flag-confirm = Removes, instead of printing what would be removed
flag-days-of-retention = Age in days, counted from the start of the connection
flag-user-of-removal = Only records of this user
flag-start-of-removal = Only connections that started at or after this time, for example 2026-01-01T00:00Z; needs --end-time
flag-end-of-removal = Only connections that started before this time; needs --start-time
writing-the-audit-log = writing audit.log; the change was made
reading-the-audit-log = reading audit.log
admin-checking = checking the data
admin-optimizing = optimizing the store
admin-removing = removing records
no-store-in = expected a store in { $directory }, found none
# $directory, $problem
data-are-damaged = { $directory } is damaged: { $problem }. Stop the server, keep the directory, and restore a backup with admin restore
unknown-project = expected a known project, found { $project }: deskledger admin project add adds it
no-data-flag = expected --data DIR, the directory of the store, found none
# $what
does-not-exist = expected an existing { $what }, found none with this name
admin-user = user
admin-key = key
admin-users-server = the users of the server
user-exists = expected a new user, found one with this name: admin user passwd changes its password
user-does-not-exist = expected an existing user, found none with this name: admin user add adds it
admin-copying-store = copying the store
admin-moving-month = moving a month
# $shown
reading-password-from = reading the password from { $shown }

## Subcommand completions

about-completions = Prints a completion script for a shell
argument-shell = The shell

## Subcommand convert

about-convert = Converts a file of records to another format: XLSX, CSV, NDJSON or Parquet
description-of-convert =
    Converts a file of records to another format: XLSX, CSV, NDJSON or Parquet.

    The input format is detected from its content: XLSX, CSV (UTF-8, UTF-16, GB18030), NDJSON, the response of the list call, Parquet; each also in gzip, ZIP or multipart. Headings may be English, Chinese or field names. Columns that the document does not define are kept. The output appears when it is complete, or not at all.
argument-input = File to read, or - for standard input
flag-output-of-convert = Path of the output, or - for standard output; to a pipe or a device the bytes are written directly
flag-from = Reject any other input format
flag-to = Output format; by default that of the output file's extension
# $columns
columns-kept = kept columns that the document does not define: { $columns }
no-records-in-input = no records: the input has a heading and no row below it, or is an empty list
# $bad
every-row-was-left-out = no records: every row was left out, { $bad } of them; the first ones are reported above, or in bad_rows of --json
flag-dialect = excel: CSV has a byte order mark, and text cannot become a formula; plain: values unchanged, field names as headings [default: excel for XLSX, plain otherwise]
flag-language = Language of the headings [default: en_US for excel, field names for plain]
flag-output-time-zone = Show times by the clocks of this zone, such as Asia/Shanghai, and name it in their headings; without it, in UTC
# $format
no-zoned-times = expected xlsx, csv or ndjson (--format, or the name of the output), found "{ $format }": Parquet holds points in time, which each program shows in its own zone
on-error-of-convert = abort: write no file; skip: leave the row out and report it
# $row
convert-left-out = left out { $row }
# $more
left-out-more = left out { $more } more
# $records, $path
converted = { $records } in { $path }
converting = converting
no-output-format = expected the format of the output, found none: give --to, or a name such as records.csv
nothing-written = nothing was written; --on-error skip leaves such rows out
rows-written-before = the rows before it were written; --on-error skip leaves such rows out

## Input and output of convert

# $path
io-reading = reading { $path }
io-reading-input = reading the input

## Subcommand demo

about-demo = Runs everything locally, end to end: records, server, export, files
flag-dir-of-demo = Directory of the data and the files; can be reused
# $count, $data
demo-records = 1. Records: the published examples and { $count } synthetic ones, into { $data }
demo-counting-records = counting the records
demo-listening = listening
# $address
demo-server = 2. Server: the reference server on http://{ $address }, for as long as the demo runs
demo-making-token = generating a token
demo-export = 3. Export: over HTTP, with the client library
# $path, $records, $bytes, $seconds
demo-file = { "   " }{ $path }: { $records } rows, { $bytes } bytes, { $seconds } s
demo-serving = serving
# $seconds
demo-done = done in { $seconds } s
demo-other-dir = choose another directory with --dir
demo-opening-store = opening the store
importing-published-records = importing the published records
demo-seeding = seeding
demo-next-cloud = Next, export from the cloud (the token is the X-Subject-Token of the IAM token call):
demo-next-own = Or from a server of your own:

## Subcommand doctor

about-doctor = Reports the origin of each setting, and problems between this machine and the service
description-of-doctor =
    Reports the origin of each setting, and checks name resolution, connection, certificate, response, clock and credentials, in this order; for each failure it says what to do. Without a credential it checks the rest.

    Credentials are tried once, with the cheapest call that needs them: one record of the list of connections. It does not retry: repeated failures lock the account.
examples-of-doctor =
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

## Checks of doctor

doctor-ok = ok{ "     " }
doctor-warning = warning
doctor-failed = failed{ " " }
doctor-skipped = skipped
doctor-summary = failed; the report above says what was found and what to do
doctor-settings-fit = consistent
doctor-see-help = correct the setting; deskledger export --help lists all settings
# $host, $why
doctor-no-name = { $host } has no address: { $why }
doctor-advice-name = check the spelling of endpoint or region, and the name server; if a proxy is required, give --proxy
# $host, $port, $why
doctor-no-connection = no connection to { $host } port { $port }: { $why }
doctor-advice-connection = check the port, firewalls, and whether the service runs; if a proxy is required, give --proxy
# $origin
doctor-behind-proxy = { $origin } names a proxy: this does not matter for requests through it
# $seconds
doctor-silence = no response within { $seconds } s
doctor-certificate-fits = the certificate matches the name, is within its validity period, and has a trusted issuer
doctor-not-encrypted = the endpoint is http: nothing is encrypted
doctor-advice-certificate = for a wrong name check the endpoint, for a validity period the clock; for an unknown issuer give its certificate with --cacert
# $version, $status
doctor-answers = it responds over { $version } (status { $status } to an empty request)
doctor-advice-service = check that the endpoint is that of the service, and the proxy
doctor-advice-identity = check the address of the identity service (--iam-endpoint)
doctor-no-date = the response has no date
doctor-same-service = the same as that of the service
# $seconds
doctor-ahead = { $seconds } s ahead of that of the service
# $seconds
doctor-behind = { $seconds } s behind that of the service
doctor-advice-clock = set the clock of this machine, preferably with a time server: signatures are rejected at a difference of more than 15 minutes
# $origins
doctor-instead-of = ; instead of { $origins }
doctor-skipped-no-credential = not sent: there is no credential
doctor-skipped-unreached = not sent: the service cannot be reached
doctor-skipped-clock = not sent: the signature would be rejected, and the key is locked after repeated failures
doctor-skipped-project = not sent: there is no project id; give --project-id
doctor-skipped-build = not sent: this build does not include the list call
doctor-accepted = the service accepts them for this project
doctor-advice-forbidden = the user is authenticated, but may not list connections; the export has a separate permission
doctor-advice-credentials = get a new token, or check the key or the user; it does not retry: repeated failures lock the account

## Subcommand explain

about-explain = Explains an error code or a status of the service: its meaning, what to do, and whether to retry
explain-languages = In Chinese if LC_ALL, LC_MESSAGES or LANG selects it; --json is always English.
argument-code = Error code, for example WKS.00211302, or status, for example 503; without it, all of them
# $known, $wanted, $family
explain-unknown = expected one of the codes { $known }, found { $wanted }{ $family }: read the message of the response, explain its status (deskledger explain 403), and give the request id to the operator of the service
# $family
explain-family = ; { $family }

## Subcommand export

rules-over-several-parameters = Rules over several parameters:
about-export = Downloads the connection records of a project as one file
description-of-export =
    Downloads the connection records of a project as one file.

    The file appears under its name when it is complete, or not at all. Every parameter is checked before anything is sent, and all problems are reported at once.
flag-output-of-export = Path of the file, or - for standard output; without it, the name that the service suggests
flag-format = Required format of the file: any other is rejected. It takes precedence over the environment and the profile, and these over the output file's extension; all that are given must agree with the extension. If only the extension gives the format and the service returns another format, it is saved and reported [env: DESKLEDGER_FORMAT]
flag-raw = Save the response unchanged: do not strip gzip, ZIP and multipart layers, and accept a file that is not a table
flag-dry-run = Check the request and print it; send nothing
flag-dialect-of-export = excel: write CSV with a byte order mark, and so that no text becomes a formula; plain: the file as the service sends it [default: plain]
dialect-needs-csv = --dialect excel: expected CSV or XLSX, found another format or none: give --format csv
dialect-needs-file = --dialect excel: expected the name of a file or standard output: give -o FILE or -o -
# $directory
creating-temporary-file = creating a temporary file in { $directory } (the variable TMPDIR selects another directory)
# $path
unconverted-file-kept = the file of the service is kept as { $path }
# $names
no-records-with-names = no records: names match exactly, including case, spaces and domain; check { $names }, or leave it out to see the names
# $start, $end
no-records-in-range = no records: no connection from { $start } to { $end }; both ends are UTC, and the end is exclusive
# $project-id
no-records-of-project = no records: project { $project-id } has none in this region; check --project-id and the region or endpoint
# $path, $records, $bytes, $format
exported = saved { $path } ({ $records }, { $bytes } bytes, { $format })
# $path
export-writing = writing to { $path }

## Time range of an export

time-range-heading = Time range
flag-today = From the start of today until now
flag-yesterday = The whole of yesterday
flag-this-month = From the start of this month until now
flag-last-month = The whole of last month
flag-on = One day, such as 2026-10-03
flag-since = From a time on: 7d (also m, h, w), 2026-10-01, 2026-10-01T08:30, or with its zone 2026-10-01T08:30+08:00
flag-until = End of the time range, in the same formats; a day is included [default: now, to the minute]
flag-time-zone-of-export = Time zone of these days and times, such as Asia/Shanghai, +08:00 or UTC [default: that of the system]
# $local-start, $local-end, $zone, $start, $end
time-range = time range { $local-start } to { $local-end } ({ $zone }): --start-time { $start } --end-time { $end }
no-system-time-zone = --time-zone: expected a time zone, found none on this system: give one such as Asia/Shanghai or UTC
# $found
no-day = expected a day such as 2026-10-03, found "{ $found }"
# $day
no-such-day = expected a day that the time zone has, found { $day }, which it skipped
# $found
no-time = expected 7d, 2026-10-01, 2026-10-01T08:30 or 2026-10-01T08:30+08:00, found "{ $found }"
out-of-calendar = expected a time in the years 1 to 9999, up to 9999-12-30T22:00Z, found another one
# $start, $end
no-range = expected a start before the end, found { $start } to { $end }
# $start, $end
no-whole-minute = expected whole minutes, found { $start } to { $end } and seconds
# $time, $zone, $change
skipped-local-time = expected a local time of { $zone }, found { $time }, which clocks skip: type { $change }
# $time, $zone, $first, $second
repeated-local-time = expected one point in time, found { $time }, which clocks of { $zone } show twice: type { $first } or { $second }

## Format of an export

# $format, $path
other-format-returned = note: the service returned { $format }, which is what { $path } contains; deskledger convert changes the format

## Format of an output file

# $extension, $instead
unwritten-extension = expected .xlsx, .csv, .ndjson, .jsonl or .parquet, found .{ $extension }: { $instead }
instead-of-json = write .ndjson, one JSON object a line
instead-of-tsv = write .csv; --dialect excel makes it open in spreadsheet programs
instead-of-old-workbook = write .xlsx
instead-of-compressed = write to standard output and compress there, for example -o - --format csv | gzip > records.csv.gz (convert: --to csv)
# $format, $origin, $extension, $other
format-differs = expected a file name that ends in .{ $format }, the format that { $origin } selects, found .{ $extension }: change the name, or give the format { $other }
binary-to-terminal = expected a file, found a terminal, which cannot show this format: give -o FILE, select the format csv or ndjson, or redirect standard output

## Parameters of an export

request-parameters-call = Parameters of the call
# $deprecation
deprecation-note = { " " }[{ $deprecation }]
# $deprecation
deprecated-call = The call of the service has been { $deprecation }.
# $default
default-note = { " " }[default: { $default }]
# $example
example-note = { " " }[example: { $example }]
# $flag, $name
give-flag-or-variable = give { $flag } or set DESKLEDGER_{ $name }

## Subcommand import

about-import = Imports connection records from files into a local store
description-of-import = Imports connection records from files into a local store: XLSX, CSV, NDJSON, Parquet, or the response of the list call (JSON), also in gzip or ZIP. Columns that the document does not define are left out and reported. Importing the same file twice changes nothing. A bad row aborts the import and nothing is kept, unless --on-error skip is given.
argument-files = Files to import, or - for standard input
no-project = expected --project-id PROJECT_ID, the project of the records, found none
flag-project-of-import = Project of the records, required [env: DESKLEDGER_PROJECT_ID, HUAWEICLOUD_SDK_PROJECT_ID]
flag-new-project = Creates the project if it does not exist
flag-correct = Replaces stored values that differ, and keeps the old and the new ones in the table correction
on-error-of-import = abort: keep nothing; skip: leave the row out and report it
# $project, $records, $added, $updated, $corrected, $unchanged, $bad
imported = project { $project }: { $records }: { $added } added, { $updated } updated, { $corrected } corrected, { $unchanged } unchanged, { $bad } bad rows
importing-nothing-was-kept = importing; nothing was kept
correct-replaces = import --correct replaces stored values
# $row
import-left-out = left out { $row }
# $count, $name
left-out-values = left out { $count } values of "{ $name }", which the document does not define
# $more
left-out-further-values = left out { $more } values of further columns

## Subcommand schema

argument-schema = Subcommand whose result is described; config is the configuration file, serve and chaos are the files of `serve --config` and `serve --chaos`; error is the failure alone
about-schema = Prints the JSON Schema of the output of --json, or of a configuration file
schema-writing-schema = writing the schema

## Subcommand seed

about-seed = Fills a local store with synthetic records; the same flags give the same records
flag-records = Number of records
flag-seed = Seed of the random generator
flag-days = Number of days that the records span
flag-end = End of the records in UTC, to the minute
# $error, $end
seed-invalid-end = --end: { $error }, found "{ $end }"
# $records, $added, $project-id
seeded = { $records }, { $added } of them new, in project { $project-id }
filling-store-nothing-was-kept = filling the store; nothing was kept
# $error, $minute
seed-invalid-minute = --end: { $error }, found "{ $minute }"

## Subcommand serve

serve-plaintext = connections from other machines are not encrypted: set tls_certificate and tls_key, or listen on the loopback address behind a proxy
serve-reading-tokens = reading the tokens
serve-notes =
    Prints one line, `listening on http://ADDR`, when it is ready. After SIGTERM or SIGINT it finishes running requests.
    DESKLEDGER_LOG selects what is logged to standard error: a level (error, warn, info, debug, trace), also
    for one part of the program, as in `warn,audit=info`.
about-serve = Runs the reference server: the same API over a local store
# $listen
serve-listening = listening on { $listen }
# $path, $token
serve-new-token = generated a token, shown only once and stored in { $path }: { $token }

## Settings of serve

# $value
flag-config-of-serve = Settings in TOML (deskledger schema serve); flags and environment take precedence [env: { $value }CONFIG]
# $variable
no-data-directory = expected the directory of the store, found none: give --data DIR, set { $variable }, or write data = "DIR" into the file of --config
# $missing, $given
incomplete-settings = the settings: expected { $missing } beside { $given }, found none
# $found
unknown-variables = the environment: expected variables of `deskledger serve --help`, found { $found }

## Subcommand spec

about-spec-check = Reports every problem of documents, with file, line and column
exit-codes-of-spec-check =
    Exit codes:
      0  clean, or warnings only
      1  errors
      2  a file cannot be read, or wrong usage
argument-documents = OpenAPI document in YAML or JSON
flag-root = Directory that must contain every referenced file [default: that of the document]
flag-max-files = Maximum number of files of a document [default: 256]
flag-max-document-size = Maximum size of a document with its files, in bytes [default: 16777216]
about-spec = Checks, compares, releases and serves OpenAPI documents, and generates code from them
no-spec-subcommand = expected a subcommand such as spec check FILE, found none: spec --help lists them
about-spec-diff = Compares two versions of a document: every change, its verdict, and the next version
exit-codes-of-spec-diff =
    Verdicts, from the strongest: breaking (there are clients that fail), maybe (it cannot be decided), source-only (code that uses the Rust SDK may not compile), safe, information.

    Exit codes:
      0  no change of the level of --fail-on
      1  such changes, or a document is broken or not OpenAPI 3.0 to 3.2
      2  a file or a revision cannot be read, or wrong usage
argument-old-document = Old version: a file, or REVISION:PATH of git
argument-new-document = New version: a file, or REVISION:PATH of git
flag-report = Format of the report; JSON is --json [default: text]
flag-fail-on = Fail if there is a change of this verdict or a stronger one
flag-ignore = Accepted changes, each with a reason and an end date
# $count, $level
spec-diff-fails = expected no change that is { $level } or stronger, found { $count }: change the document back, publish a new major version, or accept the changes with --ignore
about-spec-drift = Compares a live service with its document: statuses, media types, headers, unknown and missing fields
exit-codes-of-spec-drift =
    Only operations that change nothing (GET, HEAD, OPTIONS) are called, each once, with the examples and defaults of the document. A difference is reported as a change from the document to the service.

    Exit codes:
      0  no difference of the level of --fail-on
      1  such differences, no operation was called, no call succeeded, or the document is broken
      2  the document cannot be read, or wrong usage
      4  the service does not respond
flag-endpoint-of-drift = Address of the service; the paths of the document follow it
flag-parameter = Value of a parameter of every operation that has it; may be repeated
flag-header = Header of every request, such as 'Authorization: Bearer TOKEN', or @FILE with one header a line; may be repeated
flag-allow = Also call this operation, although its method may change data; may be repeated
flag-allow-http-of-drift = Permit unencrypted HTTP to another machine
# $count, $level
spec-drift-fails = expected no difference from the document that is { $level } or stronger, found { $count }: correct the document or the service
# $count
drift-nothing = expected an operation that can be called, found none of { $count }: give values with --parameter, or permit operations with --allow
# $count
drift-no-success = expected a call that succeeds, found { $count } that the service rejects: correct --header, --parameter or --endpoint
# $found
drift-no-pair = --parameter: expected NAME=VALUE, found { $found }
drift-no-header = --header: expected NAME: VALUE, found no colon
# $name, $known
drift-no-operation = --allow: expected an operation of the document ({ $known }), found { $name }
# $name
drift-no-request = { $name }: expected a method and headers that HTTP permits: check --parameter and --header
# $name, $seconds
drift-late = { $name }: expected a complete response within { $seconds } s, found none
# $name, $why
drift-cut = { $name }: expected a complete response, found that it was interrupted: { $why }
# $name, $limit
drift-long = { $name }: expected a response of at most { $limit } bytes, found a longer one
about-spec-release = Prepares a release: version, changelog with migration notes, and everything that is generated
exit-codes-of-spec-release =
    The document is checked and compared with the last release, a tag of git. Its version becomes the one that is due by semantic versioning, unless it is higher already. Then the steps of release.toml are run. Nothing is committed or tagged; running it again changes nothing.

    Exit codes:
      0  written, or current
      1  with --check: something is not current; or a document is broken, or a step failed
      2  a file or a revision cannot be read, or wrong usage
argument-released-document = OpenAPI documents, released together with one version [default: those of release.toml, otherwise openapi.yaml]
flag-check-of-release = Write nothing, and fail if something is not current
flag-since-release = Revision of git with the last release [default: the highest tag of release.toml, otherwise v*]
# $path
release-writing = writing { $path }
# $version, $stale
release-stale = version { $version }: expected current files, found stale: { $stale }: run deskledger spec release
# $version
release-current = version { $version }: everything is current
# $version, $files, $tag
release-written = version { $version }: written { $files }: commit it, then run: git tag { $tag }
# $found
release-no-version = expected a version of the document such as 1.4.2 in both revisions, found { $found }: correct info.version, or give --since another revision
# $line, $found
release-cannot-edit = expected the version { $found } in line { $line } of the document, found another spelling: write it as plain or quoted text
# $step, $why
release-step = step { $step }: expected success, found { $why }: correct it and run deskledger spec release again
# $found
release-tag = tag: expected a pattern with { "{" }version{ "}" }, found { $found }
# $name, $problems
spec-diff-broken =
    { $name } cannot be compared:
    { $problems }
not-a-repository = expected a repository of git here, found none: run the command in one, or name a file
# $revision
unknown-revision = expected a revision of git, found no { $revision }: git log and git tag list revisions
# $path, $revision
not-in-revision = expected { $path } in the revision { $revision }, found none: a path starts at the top of the repository, or with ./ in the directory
# $name, $why
no-git = { $name }: the program git, which reads revisions, cannot be run: { $why }: install git, or name a file
# $path, $why
spec-cannot-read = { $path }: cannot be read: { $why }
about-spec-generate = Generates a Rust package from a document: client, validators, examples, tests
exit-codes-of-spec-generate =
    Files that were added to the package stay. A generated file that was edited is not overwritten: the command names it and writes nothing.

    Exit codes:
      0  written, or nothing to do
      1  the document is broken; with --check, the package is not that of the document
      2  a file cannot be read, the directory holds something else, an edited file, or wrong usage
      5  a file cannot be written
argument-document = OpenAPI document in YAML or JSON
flag-package-directory = Directory of the package: new, empty, or generated before
flag-package-name = Name of the package
flag-package-runtime = Source of the runtime: a directory with this project, a URL of git (with #REVISION), or a version [default: the version of this command]
flag-package-license = Licence of the package, as SPDX expression [default: that of the document]
flag-package-repository = Repository of the package, for its registry page
flag-package-server = Generate the server side, too: a trait for each tag, behind the feature server
flag-package-check = Write nothing; fail if the package is not that of the document
# $name, $problems
spec-mock-broken =
    { $name } cannot be served:
    { $problems }
# $name, $problems
spec-release-broken =
    { $name } cannot be released:
    { $problems }
# $name, $problems
spec-broken =
    { $name }: nothing was generated:
    { $problems }
# $name
package-name = expected the name of a package, such as my-api, found { $name }: letters, digits, - and _ after a letter, and no keyword of Rust
# $found
package-runtime = --runtime: expected a directory with crates/runtime, a URL of git or a version, found { $found }
package-runtime-path = reading { $path }
package-making = reading the generated code
# $path
package-reading = reading the package { $path }
package-writing = writing the package { $path }
# $path, $found
package-other-directory = expected a new or empty directory or a generated package, found { $found } in { $path }: name another directory
# $names
package-edited = expected generated files as they were generated, found edited ones: { $names }: move the edits to files of your own, delete these, and run the command again
# $names, $command
package-stale = expected the package of this document, found other contents of { $names }: run { $command }
# $path, $written, $unchanged, $calls, $tested
package-generated = { $path }: { $written } files written, { $unchanged } unchanged; { $calls } calls, { $tested } of them with a test
about-spec-mock = Serves a document: requests checked by every rule, responses from its examples and schemas
exit-codes-of-spec-mock =
    "listening on URL" is printed when requests are accepted; SIGINT and SIGTERM stop the server. A request that violates rules is rejected with 400 and every violation. Any credential is accepted; a request without one is rejected with 401.

    Exit codes:
      0  stopped
      1  the document is broken
      2  a file cannot be read, or wrong usage
      5  the address cannot be used
    130  interrupted
flag-mock-listen = Address and port; port 0 selects a free one
flag-mock-seed = Seed of the values that no example gives
flag-mock-chaos = Faults to inject, as for serve; deskledger schema chaos prints the format
# $operation
mock-no-response = { $operation }: no value was found that the schema of its response accepts; calls return 501 until the document has an example
# $file, $unreadable
spec-unreadable = expected { $file }, found { $unreadable } unreadable
# $error, $file
spec-errors = { $error } in { $file }

## Subcommand sdk

about-sdk = Generates SDKs in languages other than Rust from OpenAPI documents
about-sdk-build = Generates an SDK from a document with a generator of the language's community, at a fixed version
exit-codes-of-sdk-build =
    The generator is installed once, in the directory of --tools. Files that were added to the SDK stay. A generated file that was edited is not overwritten: the command names it and writes nothing.

    Exit codes:
      0  written, or nothing to do
      1  the document is broken, or the generator fails; with --check, the SDK is stale
      2  a program is missing, a file cannot be read, the directory holds something else,
         an edited file, or wrong usage
      5  a file cannot be written
argument-sdk-language = Language of the SDK
flag-sdk-directory = Directory of the SDK: new, empty, or generated before [default: sdk/LANGUAGE]
flag-sdk-name = Name of the package; of the module in Go [default: the title of the document, in lower case]
flag-sdk-layer = File to add to the generated code, such as a thin layer on it; may be repeated
flag-sdk-tools = Directory of the generators [default: $XDG_CACHE_HOME/deskledger/sdk, otherwise ~/.cache/deskledger/sdk]
flag-sdk-check = Write nothing; fail if the SDK is not that of the document
no-sdk-subcommand = expected sdk build LANGUAGE [FILE], found no subcommand
# $program, $package, $site
sdk-missing = expected the program { $program } on PATH, found none: install it with apt-get install { $package }, or from { $site }
# $name
sdk-name = expected a package name such as my-api, found { $name }: lower-case letters, digits, - and _ after a letter; @scope/ for npm, a path for Go; no keyword of the language
sdk-no-home = expected a home directory for the generators, found none: name a directory with --tools
# $path
sdk-installing = installing the generator in { $path }
# $path
sdk-busy = expected exclusive use of { $path }, found another deskledger sdk build: wait for it, or name another directory with --tools
# $language
sdk-generating = generating the SDK in { $language }
# $program
sdk-running = running { $program }
# $command, $status, $log
sdk-step =
    { $command }: expected success, found { $status }:
    { $log }
# $name
sdk-layer-name = --layer: expected a name that no generated file has, found { $name }: rename the file
# $problem
sdk-layer = --layer: expected a file that compiles with the generated code, found: { $problem }
# $generator, $problem
sdk-problem = note: the compiler rejects code of { $generator }: { $problem }
# $path, $language, $written, $unchanged, $generator
sdk-built = { $path }: SDK in { $language } by { $generator }; { $written } files written, { $unchanged } unchanged

## Subcommand docs

about-docs = Writes documentation of OpenAPI documents
about-docs-build = Builds a static documentation site of a document: reference with samples, pages, search, in English and Chinese
exit-codes-of-docs-build =
    The site works from files, without a server and without a network. Every page has a twin in Markdown; llms.txt lists them.

    Exit codes:
      0  written
      1  the document, a page or a template is wrong; nothing is written
      2  a file cannot be read, the directory holds other files, or wrong usage
      5  a file cannot be written
flag-output-of-docs = Directory of the site: absent, empty, or an earlier site, which is replaced
flag-pages = Directory with pages in Markdown that index.md links: its lists of links are the navigation, NAME.zh.md is NAME.md in Chinese, and samples/NAME.LANGUAGE are templates of samples
flag-changes = Revisions of git whose differences are the page of changes, such as v1.0.0..v2.0.0; with one, those since then [default: the releases in CHANGELOG.md]
no-docs-subcommand = expected docs build [FILE], found no subcommand
# $found
docs-no-revisions = --changes: expected REVISION or OLD..NEW, found { $found }
# $problems
docs-problems =
    no site was written:
    { $problems }
# $files
docs-outside = note: links that lead to no part of the site: { $files }: copy these files there, or change the links
# $count, $directory
docs-written = { $count } files in { $directory }; open index.html there

## Configuration

instead-of-token = token_file, a file with the token
instead-of-password = iam_password_file, a file with the password
instead-of-access-key = credentials_section, a section of the vendor's credentials file
instead-of-secret = a key that names a file
# $origin, $known, $path, $value
unknown-profile = { $origin }: expected one of the profiles { $known } of { $path }, or a section of the vendor's credentials file, found neither with the name { $value }
# $replacement
secret-in-file = secrets are not permitted in this file; use { $replacement }
# $key
password-in-proxy-key = { $key }: expected an address without a password, found one: secrets are not permitted in this file; put the address into DESKLEDGER_PROXY
default-configuration = this file is read unless another one is named: correct or remove it, or give --config FILE
table-of-settings = a table of settings
# $problem
config-file-syntax = { $problem }
# $name, $hint
config-file-unknown = unknown field `{ $name }`: { $hint }

## Configuration: connection

connection-service-credentials = Service and credentials
no-endpoint = expected an endpoint, found none: give --endpoint URL or --region NAME, or set DESKLEDGER_ENDPOINT
# $found
certificate-without-key = expected a client certificate and its key, found only { $found }: give --cert and --key
password-in-proxy-flag = --proxy: expected an address without a password, found one that others on this machine can see: set DESKLEDGER_PROXY instead
# $origin, $value
connection-reading = { $origin }: reading { $value }

## Configuration: credential

flag-token = The user token itself; others on this machine can see it, so prefer --token-file
flag-profile = Profile of the configuration file; if it has no such profile, section of the vendor's credentials file, ~/.huaweicloud/credentials, with the access key that signs requests [env: DESKLEDGER_PROFILE; HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK hold the key itself, HUAWEICLOUD_SDK_CREDENTIALS_FILE names another file]
flag-config = Configuration file (deskledger schema config) [env: DESKLEDGER_CONFIG] [default: deskledger/config.toml in XDG_CONFIG_HOME or ~/.config]
no-credential = expected a token, an access key or an IAM user, found none: give --token-file FILE or --iam-user NAME, or set DESKLEDGER_TOKEN, or HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK, or write ~/.huaweicloud/credentials
credential-token = token
credential-standard-input = standard input
# $beside
no-iam-domain = expected the account of the IAM user beside { $beside }, found none: give --iam-domain NAME
credential-password = password
# $beside
no-iam-password = expected the password of the IAM user beside { $beside }, found none: give --iam-password-file FILE
# $what
reading-from-standard-input = reading the { $what } from standard input
# $what
empty-standard-input = standard input: expected a { $what }, found nothing: check that the command before the pipe prints it

## Local store

flag-store = Store of the records: clickhouse://[USER@]HOST:PORT[,HOST:PORT ...]/DATABASE (clickhouses:// with TLS), whose password is in the variable DESKLEDGER_STORE_PASSWORD; without it, a file in the directory of --data. Users and keys of a cluster are in the cluster, and the directory has a replica [env: DESKLEDGER_STORE]
opening-the-cluster = opening the cluster
expected-the-embedded-store = --store, DESKLEDGER_STORE: expected no cluster for backup, restore, check and optimize, which handle the files in --data: use the backup of ClickHouse for its records, and omit the address to handle the users and keys in --data
no-cluster-in-this-build = --store: this build has only the embedded store; install the command with the feature clickhouse
flag-month = Month of UTC that is over, such as 2026-01
flag-seal-to = Where the files go: s3://BUCKET/PATH, with the variables AWS_..., or file:///PATH
about-admin-store-seal = Moves a month of every project of a cluster to Parquet files on object storage; exports read it there. After an interruption, run it again
about-admin-store-unseal = Moves a month of every project back to the cluster, and removes its files
flag-copy-to = Store to copy to, as for --store
about-admin-store = Store of the records
about-admin-store-copy = Copies the records of all projects to another store and compares counts and digests; after an interruption, run it again
# $project, $expected, $found
copy-differs = project { $project }: expected { $expected } records, found { $found } or other values: records were added during the copy, or the target has others; stop the servers and copy again to find out
flag-data = Directory of the store; created if it does not exist
flag-project-id = Project of the records; without it, the project of the documented example [env: DESKLEDGER_PROJECT_ID, HUAWEICLOUD_SDK_PROJECT_ID]
# $shown
data-dir-opening-store = opening the store in { $shown }

## Configuration: file

expected-single-value = expected a single value
# $problem
config-file-invalid-value = invalid value: { $problem }
# $problem
config-file-invalid-type = invalid type: { $problem }
# $known
config-file-expected-one = expected one of { $known }
empty-flag = expected a value, found empty text: give a value, or leave the flag out
not-utf-8 = expected text in UTF-8, found other bytes

## Values of settings

# $variables
env-note = { " " }[env: { $variables }]
# $min, $max
number-between = a whole number from { $min } to { $max }
host-and-port = an address and a port from 0 to 65535, such as 127.0.0.1:8080
some-seconds = seconds such as 2 or 0.5
true-or-false = true or false
any-text = text
# $expected, $value
expected-but-found = expected { $expected }, found { $value }

## Flags and variables

resolve-reading-settings = reading the settings
# $name
resolve-environment-variable = environment variable { $name }

## Configuration: transfer

flag-progress = How progress is reported: bar, the default, is a bar at a terminal; json, one object a line (deskledger schema progress), in addition to the result of --json; or none
flag-progress-file = Append the lines of --progress json to a file, a pipe or /dev/fd/3 instead of writing to standard error
flag-allow-unproved-end = Save a CSV or NDJSON file whose end is proved only by the end of the connection; --json then has "end": "unproved"
end-is-unproved = the end of the file is not proved: the service sent neither a length nor chunks; it may be cut
flag-no-resume = Start over, ignoring what an earlier run has left
flag-sha256 = Compute the SHA-256 of the file during the download, and print it in the format of sha256sum
flag-no-keep-partial = Remove the partial file of an export that fails or is interrupted; otherwise the same command resumes it
flag-max-size = Fail if the file is larger than this
transfer-retries-limits = Retries and limits

## Start

no-subcommand = expected a subcommand, found none; see deskledger --help
# $found
log-filter = expected a level (error, warn, info, debug, trace) or levels of modules such as deskledger=info, found "{ $found }"
dispatch-starting-threads = starting threads

## Terminal: output

output-writing-result = writing the result
writing-standard-output = writing to standard output

## Terminal: progress

# $delay, $reason
progress-retrying = retrying in { $delay } s: { $reason }
# $bar, $bytes, $total, $rate, $left
progress-bytes-of = { $bar } { $bytes } of { $total }, { $rate }, { $left } left
# $spinner, $bytes, $rate, $elapsed
progress-bytes = { $spinner } { $bytes }, { $rate }, { $elapsed }
# $bar, $records, $total, $left
progress-records-of = { $bar } { $records } of { $total } records, { $left } left
# $spinner, $records, $elapsed
progress-records = { $spinner } { $records } records, { $elapsed }

## Terminal: signals

signals-listening-signals = listening for signals

## Subcommand man

about-man = Writes the manual pages
flag-dir-of-man = Directory of the pages; created if it does not exist. For man to find them, for example ~/.local/share/man/man1
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
man-environment = ENVIRONMENT
man-files = FILES
man-see-also = SEE ALSO
man-variable-log = What is logged to standard error, for example deskledger=debug
man-variable-language = Language of the texts: English or Chinese
man-file-config = Settings by profile (deskledger schema config)
man-file-credentials = The vendor's credentials file, with access keys
man-file-part = The output while it is written
man-file-resume-metadata = What a later run needs to resume FILE.part
man-file-store = Records
man-file-access = Users, projects and keys; accepted tokens
man-file-pages = Where man finds manual pages (deskledger man)
man-file-completions = Where bash finds completions (deskledger completions)
# $count, $path
pages-written = { $count } pages in { $path }
exit-codes-heading = Exit codes:

## Wrong usage

# $problem
usage-error = error: { $problem }
# $names
usage-similar-subcommand = tip: similar subcommands: { $names }
# $names
usage-similar-argument = tip: similar arguments: { $names }
# $names
usage-similar-value = tip: similar values: { $names }
# $usage
usage-of-command = Usage: { $usage }
usage-see-help = For more information, try '--help'.
# $problem, $names
usage-similar = { $problem }; similar: { $names }
# $flag
usage-unknown-argument = unexpected argument '{ $flag }' found
# $name
usage-unknown-subcommand = unrecognized subcommand '{ $name }'
# $flag
usage-no-value = a value is required for '{ $flag }' but none was supplied
# $flag, $values
usage-no-value-of =
    a value is required for '{ $flag }' but none was supplied
    { "  [" }possible values: { $values }]
# $value, $flag
usage-invalid-value = invalid value '{ $value }' for '{ $flag }'
# $value, $flag, $values
usage-invalid-value-of =
    invalid value '{ $value }' for '{ $flag }'
    { "  [" }possible values: { $values }]
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
# $min, $max
usage-number-too-long = the whole number is too long: expected one from { $min } to { $max }
# $min, $max
usage-whole-number = expected a whole number from { $min } to { $max }
# $range
usage-not-in-range = expected a number in { $range }

## Options of files to read

flag-encoding = Encoding of text files, such as utf-8, gb18030 or windows-1252 [default: detected from the content]
flag-delimiter = What separates the columns of CSV: a character, or comma, tab, semicolon, pipe [default: detected from the content]
flag-date-order = Order of day, month and year in dates such as 4/5/2020, which are rejected without it
flag-time-zone = Time zone of times that name none, such as Asia/Shanghai, +08:00 or local. Without it such texts are rejected, and dates of workbooks are read as UTC

## settings of the client: flags, environment and configuration file

setting-endpoint = Address of the service, for example http://127.0.0.1:8080
setting-region = Region of the cloud service, for example cn-north-4
setting-allow-http = Send the credential unencrypted to an http endpoint on another machine
setting-token-file = File with the user token, or - for standard input; DESKLEDGER_TOKEN holds the token itself
setting-iam-user = IAM user whose password is exchanged for a token; needs --iam-domain and --iam-password-file
setting-iam-domain = Account (domain) of the IAM user
setting-iam-password-file = File with the password of the IAM user, or - for standard input; DESKLEDGER_IAM_PASSWORD holds the password itself
setting-iam-project = Name of the project that the token is for; without it, the project id of the request
setting-iam-endpoint = Address of the identity service; without it, iam_endpoint in the vendor's credentials file, or that of the region
setting-cacert = Certificates in PEM to trust in addition to those of the system
setting-cert = Client certificate in PEM, if the service requires one
setting-key = Private key of the client certificate in PEM
setting-proxy = Proxy for all hosts except those of NO_PROXY, without a password; only the variable may hold one. Without it, HTTPS_PROXY, HTTP_PROXY or ALL_PROXY
setting-user-agent = User-Agent header, if a gateway requires one
setting-max-attempts = Maximum attempts per request
setting-retry-delay = Upper bound of the random delay before the first retry, in seconds, for example 0.5; it doubles with each retry
setting-retry-max-delay = Upper bound of the random delay before a retry, in seconds
setting-retry-after-max = Maximum delay that the service may ask for with Retry-After, in seconds
setting-retry-max-time = No retry starts later than this after the first failure, in seconds
setting-max-time = Maximum time for the whole export, in seconds: token, attempts, delays and the file; without it, no limit
setting-connect-timeout = Maximum time to connect, in seconds
setting-response-timeout = Maximum time until the service starts to respond, in seconds
setting-idle-timeout = Maximum time without data during the transfer of a file, in seconds

## settings of the server

server-setting-log = Format of the log; it always includes an audit line for each export
server-setting-max-concurrent-exports = Maximum number of concurrent exports; further requests receive 429
server-setting-max-concurrent-exports-per-project = Maximum number of concurrent exports of one project
server-setting-max-concurrent-batches = Maximum number of record batches in memory; further requests receive 429
server-setting-max-concurrent-lists = Maximum number of concurrent list requests; further requests receive 429
server-setting-max-connections = Maximum number of open connections; a further one replaces the oldest one without an authenticated caller, or waits
server-setting-export-timeout = Maximum duration of an export, in seconds
server-setting-max-rejected-per-address = Maximum number of requests of one address rejected with 401 in a minute; further ones receive 429
server-setting-max-connections-per-address = Maximum number of open connections of one address without an authenticated caller; a further one replaces the oldest
server-setting-trusted-proxies = Addresses and networks of proxies, separated by commas, whose Forwarded or X-Forwarded-For gives the address of a caller
server-setting-log-level = Filter of the log, for example info or warn,audit=info; reloaded at SIGHUP; DESKLEDGER_LOG takes precedence
server-setting-max-header-bytes = Maximum size of the request line and the headers in bytes
server-setting-max-body-bytes = Maximum size of a request body in bytes
server-setting-data = Directory of the store; created if it does not exist
server-setting-store = Store of the records: clickhouse://[USER@]HOST:PORT[,HOST:PORT ...]/DATABASE (clickhouses:// with TLS), whose password is in the variable DESKLEDGER_STORE_PASSWORD; without it, a file in DIR. Users and keys of a cluster are in the cluster, and DIR has a replica
server-setting-listen = Address and port; port 0 selects a free one
server-setting-token-file = File with the accepted tokens, one a line; without it, DIR/tokens, created at the first start
server-setting-tls-certificate = Certificates in PEM: serve over https
server-setting-tls-key = Key of the certificate in PEM
server-setting-chaos = Faults on request, as JSON (deskledger schema chaos): for tests of clients
server-setting-retention-days = Days until records are deleted, counted from the start of the connection; never if absent
server-setting-retention-max-percent = Maximum share of all records that one run of the retention deletes; if more are due, none is deleted until deskledger admin retention is run
server-setting-token-ttl-hours = Validity of a token issued for a password, in hours
server-setting-header-timeout = Maximum time to receive the request line and headers, and maximum idle time of a connection, in seconds
server-setting-body-timeout = Maximum time to receive a request body in seconds
server-setting-write-timeout = Maximum time during which a client may accept no response data, in seconds
server-setting-shutdown-timeout = Maximum time to finish running requests at shutdown, in seconds

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

## conversions

thread-has-died = the thread has ended unexpectedly
input-read-once = it can be read only once
# $from, $found
another-input-format = expected { $from }, as --from says, found { $found }
