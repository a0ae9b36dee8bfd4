### Messages of the server: errors of the store, of files and of users.

## sentences

# $place, $what
within = { $place }: { $what }
# $operation is one of the operations below, such as "reading"; $path is a file
operation-on-file = { $operation } { $path }
# $path, $what
reading-tokens-from = reading tokens from { $path }: { $what }
# $path, $what
reading-faults-from = reading faults from { $path }: { $what }
# $number, $what
rule = rule { $number }: { $what }
# $path, $what
reading-file = reading { $path }: { $what }
unknown-fields = expected fields of a connection record only, found { $names }
# $names, $count
more-unknown-fields = expected fields of a connection record only, found { $names } and { $count } more
too-many-records = expected at most { $max } records, found more
no-transaction-id = field transaction_id: expected a value, found none
not-stored = { $error }
# $file, $error
unreadable = { $file }: { $error }
# $file, $row
row-of-file = { $file }:{ $row }
# $found
summary-time-zone = expected a time zone such as Asia/Shanghai, +08:00 or UTC, found "{ $found }"

## auth/access/file

# $path, $error
creating = creating { $path }: { $error }
expected-a-user-found-none = expected a user, found none with the name { $name }: add the user first
# $max, $count
expected-a-name-of-1 = expected a name of 1 to { $max } characters, found { $count }
# $name
expected-a-name-without-controls = expected a name without control characters, found { $name }

## auth/access/guard

the-maximum-of-remembered-signatures = the quota of remembered signatures of the user, of { $of-all } in all, is used up: retry later

## auth/access/password

# $least, $most
expected-a-password-of-at-least = expected a password of { $least } to { $most } characters
the-password-cannot-be-digested = the password cannot be digested: { $error }

## auth/access/shared

other-accounts = { $path } has accounts that are not those of the cluster: use another data directory, or move the file away to adopt those of the cluster
# $expected, $found
gap-of-accounts = the log of accounts in the cluster is incomplete: expected change { $expected }, found { $found }

## auth/access/time

# $seconds
the-clock-is-behind = the clock is { $seconds } s behind the newest time seen: correct it, or run deskledger admin clock accept and restart the server

## auth/access/role

expected-reader-writer-or-admin-found = expected reader, writer or admin, found { $text }

## auth/server_tokens

# $bytes, $size
expected-at-most-bytes-found = expected at most { $bytes } bytes, found { $size }
# $path, $error
generating-a-token = generating a token in { $path }: { $error }
line-expected-visible-ascii-characters-without = line { $number }: expected visible ASCII characters without spaces
# $number, $min, $max, $found
line-expected-to-characters-found = line { $number }: expected { $min } to { $max } characters, found { $found }
# $number, $min, $bits
line-expected-a-token-of-bits = line { $number }: expected a token of at least { $min } random bits, such as 32 hexadecimal digits, found at most { $bits }
expected-one-token-a-line-found = expected one token a line, found none

## faults/config

expected-a-chance-from-0 = expected a chance from 0 to 1, found { $chance }
expected-burst-to-be-1 = expected burst to be 1 or more, found 0
expected-a-status-from-400 = expected a status from 400 to 599, found { $status }
expected-every-to-be-1 = expected every to be 1 or more, found 0
# $max, $offset
expected-offset-to-be-from-1 = expected offset to be from 1 to { $max }, found { $offset }

## handlers/list

the-client-disconnected = the client disconnected

## ops/backup

expected-a-name-that-is-free = expected an unused name for the copy, found { $target }
creating-the-copy = creating the copy
creating-2 = creating
writing = writing
copying = copying
# $from, $problem
the-copy-of-is-damaged = the copy of { $from } is damaged: { $problem }
counting = counting in

## serve/options

expected-an-address-or-a-network = expected an address or a network such as 10.0.0.0/8, found { $text }

## serve/retention

# $directory, $problem
the-data-are-damaged = the data in { $directory } are damaged: { $problem }. Keep the directory, and restore a backup with deskledger admin restore
deleting = deleting

## serve/tls

expected-certificates-in-pem-begin-certificate = expected certificates in PEM (-----BEGIN CERTIFICATE-----), found none

## sqlite/migration

expected-a-database-of-this-program = expected a database of this program, found another one: { $path }
# $path, $newest, $version
expected-of-version-or-older-found = expected { $path } of version { $newest } or older, found version { $version }: use a newer version of this program

## store/month

no-cold-tier = this store has no cold tier: expected a ClickHouse cluster, and a build with the feature cold
month = expected a month such as 2026-01, found { $found }

## store/error

# $context, $problem
damaged-file = { $context }: { $problem }: the file is damaged; keep it, and restore a backup with deskledger admin restore
# $path
the-store-is-missing = { $path } is missing or empty, and there are users beside it: the records are lost or the directory is wrong. Restore a backup with deskledger admin restore
preparing = preparing
field = field { $field }

## store/sqlite/connection

creating-the-directory = creating the directory
opening = opening

## store/sqlite/expire

removing-old-records = removing old records from
removing-records-from = removing records from

## store/sqlite/import

beginning-an-import-into = beginning an import into
adding-a-record = adding a record
# $record, $fields
conflict = record { $record }: expected the values that are stored under this identity, found other values of { $fields }
committing-an-import = committing an import

## store/sqlite/read

reading = reading
