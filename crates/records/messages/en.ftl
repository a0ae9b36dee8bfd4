### Messages about files and rows.
###
### $max is a limit, $found what is there instead, $names a list of names in quotes, $error what other software reports.

## File formats

no-records = expected XLSX, CSV with headings, NDJSON, Parquet, or the JSON response of the list operation; found { $found }
old-workbook = an old workbook (XLS): open it in a spreadsheet program and save it as XLSX
zstandard = a Zstandard file: decompress it first
xz = an xz file: decompress it first
bzip2 = a bzip2 file: decompress it first
seven-zip = a 7z archive: extract it first
database = a database: export from it first
pdf = a PDF document: ask for the records as CSV
page = a page of HTML or XML: look at it; it may be an error of a server or proxy
empty-file = an empty file
binary = a binary file or text in UTF-16 without its byte order mark: save it as text in UTF-8
service-error = an error of the service instead of records: { $error }
cut-file = a truncated file
without-xlsx = a workbook (XLSX), which this build does not read
without-parquet = a Parquet file, which this build does not read
long-first-line = a first line that is too long
no-array = a JSON object without records
no-row = a workbook without a row
text-begins = text that begins with { $names }: name the columns in the first line, as an export does
sheet-begins = a sheet that begins with { $names }
sheet-begins-name-columns = a sheet that begins with { $names }: name the columns in the first row, as an export does
a-directory = expected a file, found a directory: name the files in it
# $directory, $error
temporary-file = creating a temporary file in { $directory } (the variable TMPDIR selects another directory): { $error }
# $max
larger-file = expected a file of at most { $max } bytes, found a larger one

## Headings

headings = expected columns of connection records, each once; { $wrong }
repeated = repeated: { $names }
missing = missing: { $names }
several-zones = several time zones: { $names }
no-zoned-times = expected times in UTC, found a request for another time zone: { $format } holds points in time, which each program shows in its own zone; choose xlsx, csv or ndjson
too-long = too long: { $names }
with-nul = with a NUL character: { $names }
# $found, $max
too-many-columns = { $found } columns, and at most { $max } can be read
headings-encoding = expected headings in UTF-8, UTF-16 or GB18030, found another encoding: save the file as CSV UTF-8
further-headings = expected the headings of further records, found { $found }; the sheet is not read

## Rows

# $name, $message
field = field { $name }: { $message }
no-record = the values are not a valid record: { $error }
a-record = expected a record, found { $found }
null = null
text = text
number = a number
boolean = true or false
object = an object
list = a list
text-without-nul = text without NUL
whole-number = a whole number
yes-or-no = yes or no
# Both follow the word "expected"
a-value = a value, found none
one-value = one value, found several
several-values = expected one value, found several
fixed-bytes = bytes of a fixed length
no-text = bytes that are not text
time-of-day = a time of the day
no-year = a time outside the years 1 to 9999 (up to 9999-12-30T22:00:00Z)
long-line = expected at most { $max } bytes a line, found more
# $bytes, $columns
long-row = expected at most { $bytes } bytes and { $columns } columns a row, found more
# $bytes, $columns
long-row-last = expected at most { $bytes } bytes and { $columns } columns a row, found more: look for a quote that is not closed; the rest of the file is not read
long-record = expected at most { $max } bytes a record, found more; the rest of the file is not read
# $max, $column
long-value = expected at most { $max } bytes in column "{ $column }", found more
# $max, $column
long-cell = expected at most { $max } characters in column "{ $column }", as a workbook holds, found more
open-quote = expected a closing quote, found the end of the file: it may have been truncated
text-behind-quote = expected a separator or the end of the line behind a closing quote, found text, in a value of several lines: look for a quote that is not closed; the rest of the file is not read
# $expected, $found
width = expected { $expected } columns as in the headings, found { $found }
other-encoding = expected text in one encoding, found bytes of another one in column { $column }: save the file as CSV UTF-8
# $column, $found
unnamed-column = expected nothing in column { $column }, which has no heading, found "{ $found }"
unnamed = expected nothing in the column without a name, found a value
# $column, $found
text-or-number = expected text or a number in column "{ $column }", found { $found }
no-utf-8 = expected text in UTF-8, found something else at byte { $byte } of the line: save the file as UTF-8
record-a-line = expected a whole record on the line, found its end in the middle of one: write each record on one line
cut-line = expected a whole record on the line, found its end in the middle of one: the file may have been truncated
# $column, $error
line-syntax = expected a JSON object, found a syntax error at column { $column }: { $error }
cut-json = expected the rest of the records, found the end of the file: it may have been truncated
# $column, $error
json-syntax = expected JSON, found a syntax error at column { $column }: { $error }; the rest of the file is not read

## Compressed files

gzip = gzip
gzip-file = a gzip file
archive = a ZIP archive
archived = a file in a ZIP archive
wrapper = a multipart wrapper
# $max, $found
many-wrappers = expected records in at most { $max } wrappers, found { $found } in yet another one: extract it first
# $what, $max, $compressed
expands-too-far = expected { $what } that expands to at most { $max } bytes, found { $compressed } compressed bytes that expand to more: if this is intended, decompress it first
cut-compressed = expected { $what } that is complete, found its end too early: it may have been truncated
# $what, $error
broken-compressed = expected { $what } that is intact, found a damaged one ({ $error })
# $what, $error
broken-archive = expected { $what } that is intact, found a damaged one ({ $error }): it may have been truncated
# $what, $found
unsupported-archive = expected { $what } without a password, compressed with deflate, found { $found }: extract it first
archive-names = expected file names in a ZIP archive, found an invalid one
same-names-in-archive = expected a ZIP archive in which each file has its own name, found several files of one name: extract it first
many-files = expected at most { $max } files in a ZIP archive, found more
# $format, $file, $other-format, $other-file
forms-in-archive = expected one format of records in a ZIP archive, found { $format } in { $file } and { $other-format } in { $other-file }: extract it first
none-in-archive = expected a file of records in the ZIP archive, found none
# $file, $message
in-archive = { $file }: { $message }
another-part = expected one part in the multipart wrapper, found another one after it
open-wrapper = expected a multipart wrapper with a closing boundary, found its end before that
long-headers = expected a part with headers of at most 8 KiB

## Workbooks

xml = expected a workbook (XLSX) of well-formed XML, found { $found }
many-sheets = too many sheets
many-relationships = too many relationships
deep-elements = elements nested more than { $max } deep
cut-element = its end in the middle of an element
unknown-entity = an entity that XML does not know
xml-mistake = a syntax error: { $error }
long-text = expected a workbook (XLSX) with texts of at most { $max } bytes, found a longer one
no-part = expected a workbook (XLSX), found an Office document without { $part }
# $number, $row
no-shared-text = expected a workbook with all its texts, found none of number "{ $number }" in row { $row }
many-texts = expected a workbook that shares at most { $max } bytes of texts, found more: save it as CSV UTF-8

## Parquet

nested-columns = expected columns of single values, found lists or groups in column "{ $column }"
column-type = expected a column of text, numbers, times or yes and no, found { $found }: leave it out when the file is written
# $max, $compressed, $expanded
expanded-column = expected a Parquet column that expands to at most { $max } bytes, found { $compressed } compressed bytes that expand to { $expanded }
unequal-columns = expected Parquet columns of one length, found different ones: the file is broken
# $expected, $found
group-rows = expected { $expected } rows in a group, as the Parquet file states, found { $found }: the file is broken
broken-parquet = expected a whole Parquet file, found a broken one
broken-parquet-but = expected a whole Parquet file, found a broken one ({ $error })
# $max, $compressed, $expanded
expanded-page = expected a Parquet page that expands to at most { $max } bytes, found { $compressed } compressed bytes that are stated to expand to { $expanded }
# $max, $compressed
page-expands-too-far = expected a Parquet page that expands to at most { $max } bytes, found { $compressed } compressed bytes that expand to more
# $max, $found
large-page = expected a Parquet page of at most { $max } bytes, found { $found }
large-pages = expected at most { $max } bytes of pages of all Parquet columns at a time, found more
lengths = expected lengths of texts in a Parquet page, found other bytes: the file is broken
# $max, $found
many-lengths = expected at most { $max } lengths in a Parquet page, found { $found }
large-texts = expected a Parquet page with at most { $max } bytes of texts, found more
# $max, $found
many-values = expected at most { $max } values in a Parquet dictionary, found { $found }
page-header = expected the header of a Parquet page, found other bytes: the file is broken

## Conversions

many-unknown = expected at most { $max } columns that the document does not define, found more
# $column, $expected
column-holds = column { $column }: expected { $expected }, found another
date-and-time = a date and time
of-its-type = a value of the type of its column

## Errors of other software; English keeps them verbatim

broken = { $error }
not-read = { $error }
not-written = { $error }
reading-stopped = reading was stopped
reader-stopped = the reader was stopped
download-stopped = the download was stopped

## Positions

line = { $line }
# $line, $record
record-of-line = { $line }: record { $record }
# $part, $line
in-part = { $part }:{ $line }
# $place, $message
bad-row = { $place }: { $message }

## Rows: values

error-cell = the error { $found } of a workbook
open-formula = a formula without a stored value: open the workbook in a spreadsheet program and save it
duration = a duration
unknown-type = a type that is not read here
no-time-zone = expected a time zone, found none in "{ $found }": give the zone of the file, such as --time-zone Asia/Shanghai
# $zone, $found
ambiguous-zone = expected a time zone as an offset such as +08:00, found "{ $zone }" in "{ $found }", which stands for several: replace it, or remove it and give --time-zone
no-date-order = expected a known order of day, month and year, found "{ $found }": give it as --date-order dmy, mdy or ymd
out-of-years = expected a time in the years 1 to 9999, up to 9999-12-30T22:00:00Z, found "{ $found }"
contradiction = expected a date and time whose parts agree, found "{ $found }"
# $zone, $found
skipped-time = expected a time that exists in the time zone { $zone }, found { $found }, which its clocks skip: give the offset with the time
# $zone, $found
repeated-time = expected a time that occurs once in the time zone { $zone }, found { $found }, which occurs twice: give the offset with the time
# $start, $found
end-before-start = expected a time not before connection_start_time ({ $start }), found { $found }
totals-row = expected a record, found what looks like a totals row ("{ $label }"): remove it, or skip bad rows

## Formats that are not read

password = a workbook with a password: open it in a spreadsheet program, remove the password and save it
binary-workbook = a binary workbook (XLSB): open it in a spreadsheet program and save it as XLSX
open-document = an OpenDocument file (ODS): open it in a spreadsheet program and save it as XLSX
old-document = an old Office document that is not a workbook: ask for the records as XLSX or CSV
encrypted-parquet = an encrypted Parquet file: ask for it without encryption
codec = expected a Parquet file compressed with Zstandard, gzip, Snappy or LZ4, found { $found }: write it with one of these

## Options

time-zone = expected a time zone such as Asia/Shanghai, +08:00, UTC or local, found "{ $found }"
date-order = expected ymd, mdy or dmy, found "{ $found }"
delimiter = expected one character such as ; or |, or comma, tab, semicolon, pipe; found "{ $found }"
encoding = expected an encoding such as utf-8, gb18030, big5, shift_jis, windows-1252 or utf-16le, found "{ $found }"

## What was detected or assumed

read-as-utc = dates without a time zone were read as UTC; if they are local times, give --time-zone
read-in-zone = times without a time zone were read in { $zone }
read-in-encoding = the text was read as { $encoding }, as its content suggests; if letters are wrong, give --encoding
read-delimiter = columns were separated at "{ $delimiter }", as the content suggests; --delimiter overrides this
skipped-sheet = the sheet was skipped: none of its first rows names columns of records
skipped-titles = rows above the header were skipped: { $rows }
skipped-headers = repeated header rows were skipped: { $rows }
joined-quotes = text behind a closing quote was read as a part of its value, in so many rows: { $rows }; within quotes, a quote is written twice
trimmed = spaces around headings and their values were removed
# $found, $total
one-page = the file has { $found } of the { $total } records that its total_count states; it may be one page of a list
# $part, $message
note-in-part = { $part }: { $message }
