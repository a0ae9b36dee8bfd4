### Building blocks of sentences

# $place, $what
within = { $place }: { $what }
# $what, $advice
advised = { $what }: { $advice }
after-one-retry = { $what } (after 1 retry)
# $what, $count
after-retries = { $what } (after { $count } retries)
# $what, $asked, $most
long-delay = { $what }; the service asks for a delay of { $asked } s, more than the accepted { $most } s
# $what, $limit
no-time-left = { $what }; the deadline of { $limit } leaves no time for another attempt
partial-file-kept = { $what }; the partial file is kept: the same download resumes it

## The endpoint

no-endpoint = expected an endpoint, found none
endpoint = endpoint: expected an address such as https://api.example.com, { $found }
found-unparsable = found one that does not parse ({ $cause })
found-scheme = found the scheme { $scheme }
found-password = found a user name or password in it: give the credential separately
found-query = found a query or a fragment in it
not-encrypted = endpoint: expected https, found http to { $host }, which sends the credential unencrypted: use https, or permit http explicitly

## Building a client

no-http-client = the HTTP client cannot be created: { $why }
no-certificate = trusted certificates: expected at least one certificate in PEM, found none
bad-certificate = trusted certificates: expected certificates in PEM, found: { $why }
bad-client-certificate = client certificate: expected a certificate and its private key, both in PEM and the key without a password, found something else
no-text = expected text, found other bytes
bad-proxy = proxy: expected an address such as http://proxy.example:3128, { $found }
found-other-text = found another text: write a space as %20 and @ / ? # of a password as %40 %2F %3F %23
found-unescaped = found a password whose / ? or # ends the address: write %2F %3F or %23
bad-user-agent = user agent: expected the value of a header, found other characters
bad-media-type = expected a media type such as text/csv, found one that is not valid in a header
no-thread = cannot start a thread: { $why }
thread-ended = the thread that waits for the response has ended

## Invalid requests

not-made = the request cannot be built: { $why }
no-header-value = expected a value that is valid in a header
# $schemes
no-credential = expected credentials for one of the security schemes { $schemes }, found none: nothing was sent
# $scheme
other-credential = expected a credential of the type that the security scheme { $scheme } requires, found another type
# $host
no-bearer-token = token endpoint { $host }: expected an access token of the type bearer, found none
no-method = the method is not an HTTP method
no-header = the value of { $name } is not valid in a header

## The network

other-origin = expected a request to { $endpoint }, found one to another host: the credential is not sent there
# $host, $wait
silence = expected a response from { $host } within { $wait }, found none
late = expected the operation to finish within { $limit }, found that it takes longer: allow more time, or request less data
# $host, $why
no-response = expected a response from { $host }, found: { $why }
# $host, $why
no-connection = expected a connection to { $host }, found: { $why }
# $host, $why
no-trust = expected a trusted connection to { $host }, found: { $why }
check-network = check the endpoint, the network and the proxy settings
check-proxy = the proxy rejects the connection or does not respond: check its address, its credentials, and whether it may reach this host
check-issuer = if you trust the issuer, add its certificate to the trusted ones
check-name = the certificate belongs to another name: check the endpoint
check-time = check the clock of this machine; if it is right, the operator of the service has to renew the certificate
check-authority = the certificate is that of an authority, which a service must not present as its own: its operator has to issue a server certificate (openssl req -x509 with -addext basicConstraints=critical,CA:FALSE)
give-certificate = the service requires a client certificate
check-https = check that the endpoint speaks https, and its certificate

## Responses other than the file

no-file-but = expected the file, found { $found }
no-response-but = expected a response, found { $found }
# $status, $code, $message, $id
answer = status { $status }{ $code }{ $message }{ $id }
with-code = , code { $code }
with-message = , "{ $message }"
with-id = , request id { $id }
# $location, $most
redirects-again = it redirects to { $location } again, after { $most } redirects: check the path of the endpoint
# $location
redirects-here = it redirects to { $location }, and this request does not follow redirects: check the path of the endpoint
points-elsewhere = it redirects to { $location }, and credentials are not sent there: if you trust it, use it as the endpoint
check-endpoint = check the endpoint
check-credential = check the credential: it was not accepted
ask-permission = ask for the permission for this request
wait-seconds = wait { $seconds } s, then try again
wait-little = wait a little, then try again
proxy-credentials = configure the credentials of the proxy
try-later-tell = try again later; if it persists, report the request id to the operator of the service
# $minutes, $how, $date, $most
wrong-clock = set the clock of this machine: it is { $minutes } minutes { $how } that of the service, whose response has the date { $date }, and a signature is valid for { $most } minutes only
behind = behind
ahead-of = ahead of
no-json = expected JSON of the requested type, found: { $why }
response-too-long = expected a response of at most { $most } bytes, found more
foreign-page = expected the next page at this service, found a link to another one
page-again = expected another page after this one, found the same page again

## Unexpected content

nothing = expected the file, found an empty response
page = expected the file, found a page ("{ $start }"): check that the endpoint is the service, and not a login page or a proxy
# $what, $code, $message
document = expected the file, found { $what } with status 200{ $code }{ $message }
prose = expected the file, found text that is not a table ("{ $start }")
many-encodings = expected the file within at most { $most } encodings, found a further one
unknown-bytes = expected the file, found content of an unknown format
office-document = expected the file, found an Office document that is not a workbook
empty-archive = expected the file, found a ZIP archive without a file in it
archive-of-several = expected one file in the ZIP archive, found another one: save the archive unmodified, then extract it
archive-unsupported = expected a file in the ZIP archive that is stored or deflated and not encrypted, found another one: save the archive unmodified
late-content = expected the content of the file within the first { $most } compressed bytes, found none: save the file unmodified
archive-damaged = expected a ZIP archive, found damaged bytes
archive-without-end = expected the end of a ZIP archive, found none after { $length } bytes
# $most, $length, $compressed
compression-bomb = expected a file that expands to at most { $most } times its length, found { $length } bytes compressed to { $compressed }: it appears to be built to fill a disk; request less data
# $asked, $found
other-form = expected the format { $asked }, as requested, found { $found }
error-document = an error document
other-json = another JSON document
unasked-part = expected the complete file, found status { $status } with a range that was not requested
other-encoding = expected a body without Content-Encoding, as requested, or gzip, found { $found }
another-part = expected one part in the multipart wrapper, found another one after it
not-closed = expected a multipart wrapper with a closing boundary, found its end before that
long-part-headers = expected a part with headers of at most 8 KiB
# $most, $length, $compressed
gzip-bomb = expected a gzip body of at most { $most } times its compressed length, found { $length } bytes compressed to { $compressed }: it appears to be built to fill a disk; request less data
# $most, $found
too-large = expected at most { $most } bytes, found { $found }: raise the limit, or request less data

## Incomplete files

# $expected, $received, $why
cut = expected { $expected }, found { $received } when the transfer was interrupted: { $why }
whole-file = the whole file
bytes-of-file = { $length } bytes of the file
failed-before = it failed before
it-ended = it ended
nothing-came = no data for { $wait }
rest-encoded = the rest has another Content-Encoding
file-changed = the file has changed since
rest-without-range = the rest has no Content-Range
rest-of-range = the rest has no usable Content-Range, but { $found }
rest-begins = the rest begins at byte { $first }
length-changed = the length of the file has changed since
rest-missing = the rest is missing
too-long = expected { $length } bytes of the file, found more
# $taken
end-is-unproved = expected a length or chunks, which prove the end of the file, found a response that ended with its connection after { $taken } bytes; it may be cut
# $taken
last-line-is-cut = expected a complete last line, found a file that ends within one after { $taken } bytes
without-end = expected a whole file, found one without its end after { $taken } bytes
gzip-without-end = expected the end of a gzip body, found none after { $length } bytes
gzip-damaged = expected a body in gzip, as its Content-Encoding says, found damaged bytes
gzip-file-without-end = expected the end of a gzip file, found none after { $length } bytes
gzip-file-damaged = expected a gzip file, found damaged bytes
# $stated, $made
other-digest = expected a file with the SHA-256 { $stated }, as the service states, found { $made }

## Files on this machine

cannot-read = cannot read { $path }
cannot-write = cannot write { $path }
cannot-write-to = cannot write to { $path }
cannot-write-stream = cannot write to the stream
cannot-create = cannot create { $path }
cannot-replace = cannot replace { $path }
cannot-empty = cannot empty { $path }
cannot-remove-note = cannot remove the resume metadata of { $path }
cannot-permit = cannot set the permissions of { $path }
cannot-sync = cannot sync { $path } to disk
# $needed, $free
no-room = expected { $needed } bytes of disk space, found { $free }
check-path = check the path, and that its directory exists
another-place = choose another path
free-space = free disk space, or choose another path
target-exists = { $path }: expected a new file, found one that exists: it is kept; choose another name, or allow overwriting
target-is-directory = { $path }: expected the name of a file, found a directory: add a name
target-is-device = { $path }: expected a regular file, found a device, pipe or socket: write to it as a stream instead
part-is-busy = { $path }: expected exclusive access, found another process that writes the file: wait for it, or choose another name
part-is-no-file = { $path }: expected a regular file or none, found something else: remove it, or choose another name
thread-stopped = { $path }: the thread that completes the file was stopped

## Messages of the operating system

file-not-found = { $cause }
not-permitted = { $cause }
read-only = { $cause }
disk-full = { $cause }
quota-exceeded = { $cause }
file-too-large = { $cause }
not-a-directory = { $cause }
is-a-directory = { $cause }
found-utf-16 = expected text in UTF-8, found UTF-16, which PowerShell writes: save the file as UTF-8 (Set-Content -Encoding ascii)
found-no-utf-8 = expected text in UTF-8, found other bytes: save the file as UTF-8
invalid-data = { $cause }
refused = the connection was refused, nothing listens at this address and port ({ $cause })
reset = the connection was reset by the other side ({ $cause })
timed-out = the connection timed out ({ $cause })
unreachable = the network or the host is unreachable ({ $cause })
no-such-host = the host name does not resolve ({ $cause })
bad-server-certificate = the certificate was not accepted ({ $cause })
closed-early = the connection was closed before the response was complete ({ $cause })
no-http = bytes that are not an HTTP response ({ $cause }); check the port and the scheme of the endpoint
