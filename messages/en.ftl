### Messages of the client of this service.

## Credentials, regions and the identity service

no-endpoint = expected an endpoint or a region, found neither
# $what, $advice
advised = { $what }: { $advice }
variable = environment variable { $name }
no-text = expected text, found other bytes
# $place, $what
within = { $place }: { $what }
try-later = try again later
wait-little = wait a little, then try again
# $first, $second
either = { $first } or { $second }
region = region: expected small letters, digits and hyphens, such as cn-north-4, found "{ $found }"
# $first, $second
variables = environment variables { $first } and { $second }
variables-beside = environment variable { $name } and those beside it
# $section, $path
section-of-file = section [{ $section }] of { $path }
token-file = token file { $path }
password-file = password file { $path }
no-credential = expected a token, an access key or a user, found no credential
# $missing, $given
missing-beside = expected { $missing } beside { $given }, found none
no-key = expected ak and sk, found neither
no-credentials-file = expected a credentials file { $path }, found none
unreadable-credentials = cannot read the credentials file { $path }
# $path, $most
long-credentials = expected a credentials file of at most { $most } bytes, found more in { $path }
# $path, $line
bad-line = { $path }:{ $line }: expected [section], name = value or # comment
# $path, $section
no-section = expected a section [{ $section }] in { $path }, found none
# $path, $section, $found
other-sections = expected a section [{ $section }] in { $path }, found { $found }
access-key-id = access key id (AK)
secret-access-key = secret access key (SK)
# $most, $found
plain-characters = expected 1 to { $most } printable ASCII characters without spaces, found { $found }
characters = { $count } characters
another-character = another character
no-separator = expected no comma and no equals sign, found one
name-of-user = name of the IAM user
domain-of-user = domain of the IAM user
password-of-user = password of the IAM user
# $most, $found
some-characters = expected 1 to { $most } characters, found { $found }
token-character = token: expected printable ASCII characters without spaces, found another one at character { $at }: copy the value of X-Subject-Token again
token-file-empty = token file { $path }: expected a token, found an empty file: write the value of X-Subject-Token to it
token-no-text = expected a token, found bytes that are not text
token-no-header = token: expected a header value
no-project = expected a project of the IAM user, found none: give its id or its name
no-identity-beside = expected the address of the identity service beside { $base }, found none: give it with the IAM user
unsigned-header = a header cannot be signed
unsigned-value = the request cannot be signed: expected a header value
unsigned-path = the request cannot be signed: its path is not text
no-date = expected the clock of this machine between 1970 and 9999
# $host, $found
no-token-but = expected a token from { $host }, found { $found }
check-user = check the name of the user, its domain and its password; the request is not repeated, because repeated failures lock the account
ask-project = ask for the permission to use this project
check-identity-project = check the address of the identity service, and the project
check-identity = check the address of the identity service
# $host, $status
no-token = expected a token from { $host } (201 and a header X-Subject-Token), found status { $status } without one: check the address of the identity service
cannot-read-token = cannot read the token file { $path }
cannot-read-password = cannot read the password file { $path }
new-token = get a new token: it is wrong, has expired, belongs to another region, or the password has changed since
ask-permission = ask for the permission to export connection records in this project
check-project = check the endpoint, the region and the project id
