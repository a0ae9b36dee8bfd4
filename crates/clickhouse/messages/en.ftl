### Messages of the cluster store.

address = the address of the cluster: expected clickhouse://[USER@]HOST:PORT[,HOST:PORT ...]/DATABASE, or clickhouses:// with TLS, found { $found }
password-in-address = the address of the cluster contains a password, which would be logged; set the environment variable DESKLEDGER_STORE_PASSWORD instead
node = cluster node { $node }
# $node
unreachable = cluster node { $node }: no connection; start ClickHouse there, or correct the address of the cluster
# $node, $found
version = cluster node { $node }: expected ClickHouse 18.16 or newer, found { $found }
# $node, $database, $problem
schema = cluster node { $node }: the database { $database } has another schema: { $problem }. Use the version of the program that created it, or another database
starting = starting the connections to the cluster
corrections = keeping the corrections of an import
busy = { $name }: another server has been writing for more than a minute
lost-lock = { $name }: another server has taken over, because this one was interrupted; nothing has been changed
# $node, $expected, $found
changed = cluster node { $node }: expected { $expected } records, found { $found }; the file would be incomplete
interrupted = the read was interrupted, because the program ends
order = cluster node { $node }: a record is out of order
not-empty = project { $project } has records
# $node, $seconds
mutation = cluster node { $node }: deleting records takes more than { $seconds } s; it continues in the cluster
# $project
moved = project { $project }: records were removed, or moved to object storage or back, meanwhile
# $project
removing = project { $project }: records are being removed
# $start, $month
sealed = record that started at { $start }: { $month } is sealed; move it back with deskledger admin store unseal, or leave the record out
month-not-over = { $month } is not over
# $project, $month
sealing = sealing { $month } of project { $project }
object = file { $url }
another-object = expected the file that was written to { $url }, found another one
object-address = the address of the files: expected s3://BUCKET/PATH or file:///PATH, found { $found }
no-objects = this build has no cold tier; use one with the feature cold
