//! Every sentence about files and rows, in English and in Chinese.
//!
//! `{a}`, `{b}` and so on stand for values, in the order in which they are given. How many there are is part of the type of an
//! entry, so that none can be told without all of them; an entry whose languages differ in this does not compile.

#![cfg_attr(
    not(all(feature = "parquet", feature = "xlsx")),
    allow(dead_code, reason = "sentences about formats left out")
)]

use super::phrase::{Phrase, values};

macro_rules! catalogue {
    ($($name:ident: $english:literal, $chinese:literal;)*) => {
        $(
            #[doc = concat!("`", $english, "`")]
            pub(crate) static $name: Phrase<{ values($english, $chinese) }> = Phrase::of([$english, $chinese]);
        )*
        /// All entries.
        #[cfg(test)]
        static ALL: &[[&str; 2]] = &[$([$english, $chinese]),*];
    };
}

catalogue! {
    // What a file is.
    NO_RECORDS:
        "expected XLSX, CSV with headings, NDJSON, Parquet, or the JSON answer of the list call; found {a}",
        "应为 XLSX、带标题行的 CSV、NDJSON、Parquet 或列表接口返回的 JSON；实际为{a}";
    OLD_WORKBOOK:
        "an old workbook (XLS): open it in a spreadsheet program and save it as XLSX",
        "旧版工作簿（XLS）：请用电子表格软件打开并另存为 XLSX";
    PASSWORD:
        "a workbook with a password: open it in a spreadsheet program, remove the password and save it",
        "设有密码的工作簿：请用电子表格软件打开，取消密码后保存";
    BINARY_WORKBOOK:
        "a binary workbook (XLSB): open it in a spreadsheet program and save it as XLSX",
        "二进制工作簿（XLSB）：请用电子表格软件打开并另存为 XLSX";
    OPEN_DOCUMENT:
        "an OpenDocument file (ODS): open it in a spreadsheet program and save it as XLSX",
        "OpenDocument 文件（ODS）：请用电子表格软件打开并另存为 XLSX";
    OLD_DOCUMENT:
        "an old Office document that is not a workbook: ask for the records as XLSX or CSV",
        "旧版 Office 文档，不是工作簿：请索取 XLSX 或 CSV 格式的记录";
    ENCRYPTED_PARQUET:
        "an encrypted Parquet file: ask for it without encryption",
        "加密的 Parquet 文件：请索取未加密的文件";
    ZSTANDARD: "a Zstandard file: unpack it first", "以 Zstandard 压缩的文件：请先解压";
    DATABASE: "a database: export from it first", "数据库：请先从中导出";
    PDF: "a PDF document: ask for the records as CSV", "一份 PDF 文档：请索取 CSV 格式的记录";
    PAGE:
        "a page of HTML or XML: look at it; it may be an error of a server or proxy",
        "网页（HTML 或 XML）：请查看其内容，可能是服务器或代理返回的错误";
    EMPTY_FILE: "an empty file", "空文件";
    BINARY:
        "a binary file or text in UTF-16 without its byte order mark: save it as text in UTF-8",
        "二进制文件，或缺少字节序标记的 UTF-16 文本：请另存为 UTF-8 文本";
    SERVICE_ERROR: "an error of the service instead of records: {a}", "服务返回的错误，而不是记录：{a}";
    CUT_FILE: "a file that is cut off", "不完整的文件";
    WITHOUT_XLSX: "a workbook (XLSX), which this build does not read", "工作簿（XLSX），此构建不支持读取";
    WITHOUT_PARQUET: "a Parquet file, which this build does not read", "Parquet 文件，此构建不支持读取";
    LONG_FIRST_LINE: "a first line that is too long", "第一行过长的文件";
    NO_ARRAY: "a JSON object without records", "没有 records 的 JSON 对象";
    NO_ROW: "a workbook without a row", "没有任何行的工作簿";
    TEXT_BEGINS:
        "text that begins with {a}: name the columns in the first line, as an export does",
        "以{a}开头的文本：请像导出文件那样在第一行写出各列的标题";
    SHEET_BEGINS: "a sheet that begins with {a}", "以{a}开头的工作表";
    SHEET_BEGINS_NAME_COLUMNS:
        "a sheet that begins with {a}: name the columns in the first row, as an export does",
        "以{a}开头的工作表：请像导出文件那样在第一行写出各列的标题";
    A_DIRECTORY: "expected a file, found a directory: name the files in it", "应为文件，实际为目录：请指定其中的文件";
    LARGER_FILE: "expected a file of at most {a} bytes, found a larger one", "文件应不超过 {a} 字节，实际更大";

    // Headings.
    HEADINGS: "expected columns of connection records, each once; {a}", "应为连接记录的各列，每列只出现一次；{a}";
    REPEATED: "repeated: {a}", "重复：{a}";
    MISSING: "missing: {a}", "缺少：{a}";
    TOO_LONG: "too long: {a}", "过长：{a}";
    TOO_MANY_COLUMNS: "{a} columns, and at most {b} can be read", "共有 {a} 列，最多能读取 {b} 列";
    HEADINGS_ENCODING:
        "expected headings in UTF-8, UTF-16 or GB18030, found another encoding: save the file as CSV UTF-8",
        "标题行的编码应为 UTF-8、UTF-16 或 GB18030，实际为其他编码：请将文件另存为 CSV UTF-8";
    FURTHER_HEADINGS:
        "expected the headings of further records, found {a}; the sheet is not read",
        "应为后续记录的标题行，实际为{a}；此工作表未读取";

    // Rows.
    FIELD: "field {a}: {b}", "字段 {a}：{b}";
    NO_RECORD: "the values make no record: {a}", "这些值不能构成记录：{a}";
    A_RECORD: "expected a record, found {a}", "应为一条记录，实际为{a}";
    NULL: "null", "空值 null";
    TEXT: "text", "文本";
    NUMBER: "a number", "数";
    BOOLEAN: "true or false", "布尔值 true 或 false";
    OBJECT: "an object", "对象";
    LIST: "a list", "列表";
    ERROR_CELL: "the error {a} of a workbook", "工作簿中的错误值 {a}";
    OPEN_FORMULA:
        "a formula without a stored value: open the workbook in a spreadsheet program and save it",
        "没有缓存值的公式：请用电子表格软件打开该工作簿并保存";
    DURATION: "a duration", "时长";
    FIXED_BYTES: "bytes of a fixed length", "定长字节";
    UNKNOWN_TYPE: "a type that is not read here", "不支持读取的类型";
    NO_TEXT: "bytes that are no text", "不是文本的字节";
    TIME_OF_DAY: "a time of the day", "一天中的时刻";
    NO_YEAR: "a time outside the years 1 to 9999", "公元 1 年至 9999 年以外的时间";
    NO_TIME_ZONE:
        "expected a time zone, found none in \"{a}\": give the zone of the file, such as --time-zone Asia/Shanghai",
        "缺少时区，“{a}”中没有：请指定文件的时区，例如 --time-zone Asia/Shanghai";
    NO_DATE_ORDER:
        "expected a known order of day, month and year, found \"{a}\": give it as --date-order dmy, mdy or ymd",
        "日、月、年的顺序不明，实际为“{a}”：请用 --date-order dmy、mdy 或 ymd 指定";
    SKIPPED_TIME:
        "expected a time that exists in the time zone {a}, found {b}, which its clocks skip: give the offset with the time",
        "应为时区 {a} 中存在的时间，{b} 因时钟拨快而不存在：请在时间后写明偏移";
    REPEATED_TIME:
        "expected a time that occurs once in the time zone {a}, found {b}, which occurs twice: give the offset with the time",
        "应为时区 {a} 中只出现一次的时间，{b} 因时钟拨慢而出现两次：请在时间后写明偏移";
    END_BEFORE_START:
        "expected a time not before connection_start_time ({a}), found {b}",
        "不应早于 connection_start_time（{a}），实际为 {b}";
    TOTALS_ROW:
        "expected a record, found what looks like a totals row (\"{a}\"): remove it, or skip bad rows",
        "应为一条记录，实际似乎是汇总行（“{a}”）：请删除该行，或略去不是记录的行";
    LONG_LINE: "expected at most {a} bytes a line, found more", "每行应不超过 {a} 字节，实际更多";
    LONG_ROW:
        "expected at most {a} bytes and {b} columns a row, found more",
        "每行应不超过 {a} 字节、{b} 列，实际更多";
    LONG_ROW_LAST:
        "expected at most {a} bytes and {b} columns a row, found more: look for a quote that is not closed; the rest of the file is not read",
        "每行应不超过 {a} 字节、{b} 列，实际更多：请查找没有闭合的引号；文件的其余部分未读取";
    LONG_RECORD:
        "expected at most {a} bytes a record, found more; the rest of the file is not read",
        "每条记录应不超过 {a} 字节，实际更多；文件的其余部分未读取";
    LONG_VALUE: "expected at most {a} bytes in column \"{b}\", found more", "值应不超过 {a} 字节，列“{b}”中的值更长";
    LONG_CELL:
        "expected at most {a} characters in column \"{b}\", as a workbook holds, found more",
        "工作簿的单元格最多容纳 {a} 个字符，列“{b}”中的值更长";
    OPEN_QUOTE:
        "expected a closing quote, found the end of the file: it was perhaps cut off",
        "应有闭合的引号，实际已到文件末尾：文件可能不完整";
    WIDTH: "expected {a} columns as in the headings, found {b}", "应有与标题行相同的 {a} 列，实际有 {b} 列";
    OTHER_ENCODING:
        "expected text in one encoding, found bytes of another one in column {a}: save the file as CSV UTF-8",
        "文本应为同一种编码，第 {a} 列中有其他编码的字节：请将文件另存为 CSV UTF-8";
    UNNAMED_COLUMN:
        "expected nothing in column {a}, which has no heading, found \"{b}\"",
        "第 {a} 列没有标题，应为空，实际为“{b}”";
    UNNAMED: "expected nothing in the column without a name, found a value", "没有名称的列应为空，实际有值";
    TEXT_OR_NUMBER: "expected text or a number in column \"{a}\", found {b}", "列“{a}”应为文本或数，实际为{b}";
    NO_UTF_8:
        "expected text in UTF-8, found something else at byte {a} of the line: save the file as UTF-8",
        "应为 UTF-8 文本，此行第 {a} 个字节不是：请将文件另存为 UTF-8";
    RECORD_A_LINE:
        "expected a whole record on the line, found its end in the middle of one: write each record on one line",
        "每行应为一条完整的记录，实际此行在记录中间结束：请将每条记录写在一行";
    CUT_LINE:
        "expected a whole record on the line, found its end in the middle of one: the file was perhaps cut off",
        "每行应为一条完整的记录，实际此行在记录中间结束：文件可能不完整";
    LINE_SYNTAX:
        "expected a JSON object, found a mistake at column {a}: {b}",
        "应为 JSON 对象，第 {a} 列有语法错误：{b}";
    CUT_JSON:
        "expected the rest of the records, found the end of the file: it was perhaps cut off",
        "应有其余的记录，实际已到文件末尾：文件可能不完整";
    JSON_SYNTAX:
        "expected JSON, found a mistake at column {a}: {b}; the rest of the file is not read",
        "应为 JSON，第 {a} 列有语法错误：{b}；文件的其余部分未读取";

    // Packed files.
    GZIP: "gzip", "gzip 压缩";
    GZIP_FILE: "a gzip file", "gzip 文件";
    ARCHIVE: "a ZIP archive", "ZIP 压缩包";
    ARCHIVED: "a file in a ZIP archive", "ZIP 压缩包中的文件";
    WRAPPER: "a multipart wrapper", "multipart 封装";
    MANY_WRAPPERS:
        "expected records in at most {a} wrappers, found {b} in yet another one: unpack it first",
        "记录应最多有 {a} 层封装，实际其中还有一层（{b}）：请先解包";
    UNPACKS_TO_MORE:
        "expected {a} that unpacks to at most {b} bytes, found {c} packed bytes that unpack to more: if that is meant, unpack it first",
        "{a}解压后应不超过 {b} 字节，实际 {c} 字节的压缩数据解压后更大：如确认无误，请先解压";
    CUT_PACKED:
        "expected {a} that is whole, found its end too early: it was perhaps cut off",
        "{a}应完整，实际提前结束：文件可能不完整";
    BROKEN_PACKED: "expected {a} that is whole, found a broken one ({b})", "{a}应完整，实际已损坏（{b}）";
    BROKEN_ARCHIVE:
        "expected {a} that is whole, found a broken one ({b}): it was perhaps cut off",
        "{a}应完整，实际已损坏（{b}）：文件可能不完整";
    UNSUPPORTED_ARCHIVE:
        "expected {a} without a password, packed by deflate, found {b}",
        "{a}应没有密码且以 deflate 压缩，实际为：{b}";
    ARCHIVE_NAMES:
        "expected names of files in a ZIP archive, found a broken one",
        "ZIP 压缩包中应为文件名，实际有损坏的名称";
    MANY_FILES: "expected at most {a} files in a ZIP archive, found more", "ZIP 压缩包中应最多有 {a} 个文件，实际更多";
    FORMS_IN_ARCHIVE:
        "expected one form of records in a ZIP archive, found {a} in {b} and {c} in {d}: unpack it first",
        "ZIP 压缩包中的记录应为同一种格式，实际有 {a}（{b}）和 {c}（{d}）：请先解压";
    NONE_IN_ARCHIVE:
        "expected a file of records in the ZIP archive, found none",
        "ZIP 压缩包中应有记录文件，实际没有";
    IN_ARCHIVE: "{a}: {b}", "压缩包内的“{a}”：{b}";
    ANOTHER_PART:
        "expected one part in the multipart wrapper, found another one after it",
        "multipart 封装中应只有一个部分，实际其后还有";
    OPEN_WRAPPER:
        "expected a multipart wrapper that is closed, found its end before that",
        "multipart 封装应有结尾分隔行，实际提前结束";
    LONG_HEADERS: "expected a part with headers of at most 8 KiB", "multipart 各部分的头部应不超过 8 KiB";

    // Workbooks.
    XML: "expected a workbook (XLSX) of well-formed XML, found {a}", "应为由格式正确的 XML 构成的工作簿（XLSX），实际有{a}";
    MANY_SHEETS: "too many sheets", "过多的工作表";
    MANY_RELATIONSHIPS: "too many relationships", "过多的关系";
    DEEP_ELEMENTS: "elements nested more than {a} deep", "超过 {a} 层的嵌套元素";
    CUT_ELEMENT: "its end in the middle of an element", "在元素中间的结尾";
    UNKNOWN_ENTITY: "an entity that XML does not know", "未由 XML 定义的实体";
    XML_MISTAKE: "a mistake: {a}", "语法错误：{a}";
    LONG_TEXT:
        "expected a workbook (XLSX) with texts of at most {a} bytes, found a longer one",
        "工作簿（XLSX）中的文本应不超过 {a} 字节，实际有更长的";
    NO_PART:
        "expected a workbook (XLSX), found an Office document without {a}",
        "应为工作簿（XLSX），实际为没有 {a} 的 Office 文档";
    NO_SHARED_TEXT:
        "expected a workbook with all its texts, found none of number \"{a}\" in row {b}",
        "工作簿应包含全部文本，实际缺少编号为“{a}”的文本（第 {b} 行）";
    MANY_TEXTS:
        "expected a workbook that shares at most {a} bytes of texts, found more: save it as CSV UTF-8",
        "工作簿的共享文本应不超过 {a} 字节，实际更多：请另存为 CSV UTF-8";

    // Parquet.
    NESTED_COLUMNS:
        "expected columns of single values, found lists or groups in column \"{a}\"",
        "各列应为单个值，列“{a}”中为列表或组";
    CODEC:
        "expected a Parquet file compressed with Zstandard, gzip, Snappy or LZ4, found {a}: write it with one of these",
        "Parquet 文件应以 Zstandard、gzip、Snappy 或 LZ4 压缩，实际为 {a}：请改用其中一种重新写出";
    UNPACKED_COLUMN:
        "expected a Parquet column that unpacks to at most {a} bytes, found {b} packed bytes that unpack to {c}",
        "Parquet 的一列解压后应不超过 {a} 字节，实际 {b} 字节的压缩数据解压为 {c} 字节";
    UNEQUAL_COLUMNS:
        "expected Parquet columns of one length, found different ones: the file is broken",
        "Parquet 的各列应等长，实际不等长：文件已损坏";
    BROKEN_PARQUET: "expected a whole Parquet file, found a broken one", "Parquet 文件应完整，实际已损坏";
    BROKEN_PARQUET_BUT:
        "expected a whole Parquet file, found a broken one ({a})",
        "Parquet 文件应完整，实际已损坏（{a}）";
    UNPACKED_PAGE:
        "expected a Parquet page that unpacks to at most {a} bytes, found {b} packed bytes that are said to unpack to {c}",
        "Parquet 的一页解压后应不超过 {a} 字节，实际 {b} 字节的压缩数据声称解压为 {c} 字节";
    PAGE_UNPACKS_TO_MORE:
        "expected a Parquet page that unpacks to at most {a} bytes, found {b} packed bytes that unpack to more",
        "Parquet 的一页解压后应不超过 {a} 字节，实际 {b} 字节的压缩数据解压后更大";
    LARGE_PAGE: "expected a Parquet page of at most {a} bytes, found {b}", "Parquet 的一页应不超过 {a} 字节，实际 {b} 字节";
    LARGE_PAGES:
        "expected pages of all Parquet columns that come to at most {a} bytes at a time, found more",
        "Parquet 各列同时占用的页总共应不超过 {a} 字节，实际更多";
    LENGTHS:
        "expected lengths of texts in a Parquet page, found other bytes: the file is broken",
        "Parquet 的页中应为各文本的长度，实际为其他字节：文件已损坏";
    MANY_LENGTHS:
        "expected at most {a} lengths in a Parquet page, found {b}",
        "Parquet 的一页中应最多有 {a} 个长度，实际有 {b} 个";
    LARGE_TEXTS:
        "expected a Parquet page whose texts come to at most {a} bytes, found more",
        "Parquet 的一页中的文本总共应不超过 {a} 字节，实际更多";
    MANY_VALUES:
        "expected at most {a} values in a Parquet dictionary, found {b}",
        "Parquet 字典应最多有 {a} 个值，实际有 {b} 个";
    PAGE_HEADER:
        "expected the header of a Parquet page, found other bytes: the file is broken",
        "应为 Parquet 页的头部，实际为其他字节：文件已损坏";

    // Copies.
    MANY_UNKNOWN:
        "expected at most {a} columns that the document does not know, found more",
        "文档中没有的列应最多 {a} 列，实际更多";
    COLUMN_HOLDS: "column {a}: expected {b}, found another", "列 {a}：应为{b}，实际为其他值";
    DATE_AND_TIME: "a date and time", "日期和时间";
    OF_ITS_TYPE: "a value of the type of its column", "与该列类型相符的值";

    // Options.
    TIME_ZONE:
        "expected a time zone such as Asia/Shanghai, +08:00, UTC or local, found \"{a}\"",
        "应为时区，例如 Asia/Shanghai、+08:00、UTC 或 local，实际为“{a}”";
    DATE_ORDER: "expected ymd, mdy or dmy, found \"{a}\"", "应为 ymd、mdy 或 dmy，实际为“{a}”";
    DELIMITER:
        "expected one sign such as ; or |, or comma, tab, semicolon, pipe; found \"{a}\"",
        "应为一个符号（例如 ; 或 |），或 comma、tab、semicolon、pipe，实际为“{a}”";
    ENCODING:
        "expected an encoding such as utf-8, gb18030, big5, shift_jis, windows-1252 or utf-16le, found \"{a}\"",
        "应为编码名称，例如 utf-8、gb18030、big5、shift_jis、windows-1252 或 utf-16le，实际为“{a}”";

    // What was detected or assumed.
    READ_AS_UTC:
        "dates without a time zone were read as UTC; if they are local times, give --time-zone",
        "没有时区的日期已按 UTC 读取；如为本地时间，请用 --time-zone 指定时区";
    READ_IN_ZONE: "times without a time zone were read in {a}", "没有时区的时间已按 {a} 读取";
    READ_IN_ENCODING:
        "the text was read as {a}, as its content suggests; if letters are wrong, give --encoding",
        "文本已按内容判断为 {a} 编码；如有乱码，请用 --encoding 指定";
    READ_DELIMITER:
        "columns were separated at \"{a}\", as the content suggests; --delimiter overrides this",
        "已按内容判断以“{a}”分列；可用 --delimiter 指定";
    SKIPPED_TITLES: "rows above the header were skipped: {a}", "已略过标题行之上的 {a} 行";
    SKIPPED_HEADERS: "repeated header rows were skipped: {a}", "已略过重复的标题行 {a} 行";
    TRIMMED: "spaces around headings and their values were removed", "已去除标题及其各值首尾的空格";
    NOTE_IN_PART: "{a}: {b}", "“{a}”中：{b}";

    // What others say, behind a sentence of ours.
    BROKEN: "{a}", "文件内容有误：{a}";
    NOT_READ: "{a}", "无法读取：{a}";
    NOT_WRITTEN: "{a}", "无法写入：{a}";
    READING_STOPPED: "the reading was stopped", "读取已停止";
    READER_STOPPED: "the reader was stopped", "读取程序已停止";
    DOWNLOAD_STOPPED: "the download was stopped", "下载已停止";
    AND_MORE: "and {a} more", "另有 {a} 项";

    // Places.
    LINE: "{a}", "第 {a} 行";
    RECORD_OF_LINE: "{a}: record {b}", "第 {a} 行，记录 {b}";
    IN_PART: "{a}:{b}", "“{a}”的{b}";
    BAD_ROW: "{a}: {b}", "{a}：{b}";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_message_lacks_a_sentence_in_chinese() {
        let is_chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        for [english, chinese] in ALL.iter().filter(|texts| texts[1] != BAD_ROW.texts()[1]) {
            assert!(chinese.contains(is_chinese) && !english.contains(is_chinese), "{english}: {chinese}");
        }
    }

    #[test]
    fn no_translation_loses_a_value() {
        for [english, chinese] in ALL {
            for place in ["{a}", "{b}", "{c}", "{d}"] {
                let counts = [english, chinese].map(|text| text.matches(place).count());
                assert!(counts == [0, 0] || counts == [1, 1], "{english}: {chinese}");
            }
            let letters = english.matches('{').count();
            assert_eq!(letters, values(english, chinese), "{english}");
        }
    }
}
