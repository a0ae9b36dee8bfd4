### Messages of the cluster store.

address = the address of the cluster: expected clickhouse://[USER@]HOST:PORT[,HOST:PORT ...]/DATABASE, found { $found }
password-in-address = the address of the cluster contains a password, which would be logged; set the environment variable DESKLEDGER_STORE_PASSWORD instead
node = cluster node { $node }
# $node, $found
version = cluster node { $node }: expected ClickHouse 18.16 or newer, found { $found }
# $node, $database, $problem
schema = cluster node { $node }: the database { $database } has another schema: { $problem }. Use the version of the program that created it, or another database
starting = starting the connections to the cluster
busy = project { $project }: another import has run for more than a minute
lost-lock = project { $project }: another import has taken over, because this one was interrupted; nothing has been added
# $node, $expected, $found
changed = cluster node { $node }: expected { $expected } records, found { $found }; the file would be incomplete
order = cluster node { $node }: a record is out of order
not-empty = project { $project } has records
# $node, $seconds
mutation = cluster node { $node }: deleting records takes more than { $seconds } s; it goes on in the cluster
