### 关于文件和行的消息。
###
### $max 是上限，$found 是实际的内容，$names 是带引号的名称，$error 是其他软件报告的错误。

## 文件格式

no-records = 应为 XLSX、带标题行的 CSV、NDJSON、Parquet 或列表接口返回的 JSON；实际为{ $found }
old-workbook = 旧版工作簿（XLS）：请用电子表格软件打开并另存为 XLSX
zstandard = 以 Zstandard 压缩的文件：请先解压
xz = 以 xz 压缩的文件：请先解压
bzip2 = 以 bzip2 压缩的文件：请先解压
seven-zip = 7z 压缩包：请先解压
database = 数据库：请先从中导出
pdf = PDF 文档：请索取 CSV 格式的记录
page = 网页（HTML 或 XML）：请查看其内容，可能是服务器或代理返回的错误
empty-file = 空文件
binary = 二进制文件，或缺少字节序标记的 UTF-16 文本：请另存为 UTF-8 文本
service-error = 服务返回的错误，而不是记录：{ $error }
cut-file = 不完整的文件
without-xlsx = 工作簿（XLSX），此构建不支持读取
without-parquet = Parquet 文件，此构建不支持读取
long-first-line = 第一行过长的文件
no-array = 没有 records 的 JSON 对象
no-row = 没有任何行的工作簿
text-begins = 以{ $names }开头的文本：请像导出文件那样在第一行写出各列的标题
sheet-begins = 以{ $names }开头的工作表
sheet-begins-name-columns = 以{ $names }开头的工作表：请像导出文件那样在第一行写出各列的标题
a-directory = 应为文件，实际为目录：请指定其中的文件
temporary-file = 在 { $directory } 中创建临时文件失败（可用变量 TMPDIR 指定其他目录）：{ $error }
larger-file = 文件应不超过 { $max } 字节，实际更大

## 标题行

headings = 应为连接记录的各列，每列只出现一次；{ $wrong }
repeated = 重复：{ $names }
missing = 缺少：{ $names }
several-zones = 有多个时区：{ $names }
no-zoned-times = 应为 UTC 时间，实际要求其他时区：{ $format } 保存的是时间点，由各程序按自己的时区显示；请改用 xlsx、csv 或 ndjson
too-long = 过长：{ $names }
with-nul = 含有 NUL 字符：{ $names }
too-many-columns = 共有 { $found } 列，最多能读取 { $max } 列
headings-encoding = 标题行的编码应为 UTF-8、UTF-16 或 GB18030，实际为其他编码：请将文件另存为 CSV UTF-8
further-headings = 应为后续记录的标题行，实际为{ $found }；此工作表未读取

## 行

field = 字段 { $name }：{ $message }
no-record = 这些值不能构成记录：{ $error }
a-record = 应为一条记录，实际为{ $found }
null = 空值 null
text = 文本
number = 数
boolean = 布尔值 true 或 false
object = 对象
list = 列表
text-without-nul = 不含 NUL 的文本
whole-number = 整数
yes-or-no = 是或否
a-value = 一个值，实际没有
one-value = 一个值，实际有多个
several-values = 应为一个值，实际有多个
fixed-bytes = 定长的字节
no-text = 不是文本的字节
time-of-day = 一天中的时刻
no-year = 公元 1 年至 9999 年（截至 9999-12-30T22:00:00Z）以外的时间
long-line = 每行应不超过 { $max } 字节，实际更多
long-row = 每行应不超过 { $bytes } 字节、{ $columns } 列，实际更多
long-row-last = 每行应不超过 { $bytes } 字节、{ $columns } 列，实际更多：请查找没有闭合的引号；文件的其余部分未读取
long-record = 每条记录应不超过 { $max } 字节，实际更多；文件的其余部分未读取
long-value = 列“{ $column }”的值应不超过 { $max } 字节，实际更长
long-cell = 列“{ $column }”的值应不超过 { $max } 个字符（工作簿单元格的上限），实际更长
open-quote = 应有闭合的引号，实际已到文件末尾：文件可能不完整
text-behind-quote = 闭合的引号之后应为分隔符或行尾，跨多行的值之后却还有文本：请查找没有闭合的引号；文件的其余部分未读取
width = 应有与标题行相同的 { $expected } 列，实际有 { $found } 列
other-encoding = 文本应为同一种编码，第 { $column } 列中有其他编码的字节：请将文件另存为 CSV UTF-8
unnamed-column = 第 { $column } 列没有标题，应为空，实际为“{ $found }”
unnamed = 没有名称的列应为空，实际有值
text-or-number = 列“{ $column }”应为文本或数，实际为{ $found }
no-utf-8 = 应为 UTF-8 文本，此行第 { $byte } 个字节不是：请将文件另存为 UTF-8
record-a-line = 每行应为一条完整的记录，实际此行在记录中间结束：请将每条记录写在一行
cut-line = 每行应为一条完整的记录，实际此行在记录中间结束：文件可能不完整
line-syntax = 应为 JSON 对象，第 { $column } 列有语法错误：{ $error }
cut-json = 应有其余的记录，实际已到文件末尾：文件可能不完整
json-syntax = 应为 JSON，第 { $column } 列有语法错误：{ $error }；文件的其余部分未读取

## 压缩文件

gzip = gzip 压缩
gzip-file = gzip 文件
archive = ZIP 压缩包
archived = ZIP 压缩包中的文件
wrapper = multipart 封装
many-wrappers = 记录应最多有 { $max } 层封装，实际其中还有一层（{ $found }）：请先解包
expands-too-far = { $what }解压后应不超过 { $max } 字节，实际 { $compressed } 字节的压缩数据解压后更大：如确认无误，请先解压
cut-compressed = { $what }应完整，实际提前结束：文件可能不完整
broken-compressed = { $what }应完整，实际已损坏（{ $error }）
broken-archive = { $what }应完整，实际已损坏（{ $error }）：文件可能不完整
unsupported-archive = { $what }应没有密码且以 deflate 压缩，实际为：{ $found }：请先解压
archive-names = ZIP 压缩包中的文件名应有效，实际有无效的文件名
same-names-in-archive = ZIP 压缩包中各文件的名称应不同，实际有多个同名文件：请先解压
many-files = ZIP 压缩包中应最多有 { $max } 个文件，实际更多
forms-in-archive = ZIP 压缩包中的记录应为同一种格式，实际有 { $format }（{ $file }）和 { $other-format }（{ $other-file }）：请先解压
none-in-archive = ZIP 压缩包中应有记录文件，实际没有
in-archive = 压缩包内的“{ $file }”：{ $message }
another-part = multipart 封装中应只有一个部分，实际其后还有
open-wrapper = multipart 封装应有结尾分隔行，实际提前结束
long-headers = multipart 各部分的头部应不超过 8 KiB

## 工作簿

xml = 应为由格式正确的 XML 构成的工作簿（XLSX），实际有{ $found }
many-sheets = 过多的工作表
many-relationships = 过多的关系
deep-elements = 嵌套超过 { $max } 层的元素
cut-element = 元素未完整即已结束
unknown-entity = 未由 XML 定义的实体
xml-mistake = 语法错误：{ $error }
long-text = 工作簿（XLSX）中的文本应不超过 { $max } 字节，实际有更长的
no-part = 应为工作簿（XLSX），实际为没有 { $part } 的 Office 文档
no-shared-text = 工作簿应包含全部文本，实际缺少编号为“{ $number }”的文本（第 { $row } 行）
many-texts = 工作簿的共享文本应不超过 { $max } 字节，实际更多：请另存为 CSV UTF-8

## Parquet 文件

nested-columns = 各列应为单个值，列“{ $column }”中为列表或组
column-type = 应为文本、数字、时间或是否类型的列，实际为{ $found }：请在写出文件时去掉该列
expanded-column = Parquet 的一列解压后应不超过 { $max } 字节，实际 { $compressed } 字节的压缩数据解压为 { $expanded } 字节
unequal-columns = Parquet 的各列应等长，实际不等长：文件已损坏
group-rows = 按 Parquet 文件的元数据，该行组应有 { $expected } 行，实际为 { $found } 行：文件已损坏
broken-parquet = Parquet 文件应完整，实际已损坏
broken-parquet-but = Parquet 文件应完整，实际已损坏（{ $error }）
expanded-page = Parquet 的一页解压后应不超过 { $max } 字节，实际 { $compressed } 字节的压缩数据声称解压为 { $expanded } 字节
page-expands-too-far = Parquet 的一页解压后应不超过 { $max } 字节，实际 { $compressed } 字节的压缩数据解压后更大
large-page = Parquet 的一页应不超过 { $max } 字节，实际 { $found } 字节
large-pages = Parquet 各列同时占用的页总共应不超过 { $max } 字节，实际更多
lengths = Parquet 页中应为各文本的长度，实际为其他字节：文件已损坏
many-lengths = Parquet 的一页中应最多有 { $max } 个长度，实际有 { $found } 个
large-texts = Parquet 的一页中的文本总共应不超过 { $max } 字节，实际更多
many-values = Parquet 字典应最多有 { $max } 个值，实际有 { $found } 个
page-header = 应为 Parquet 页的头部，实际为其他字节：文件已损坏

## 转换

many-unknown = 文档中没有的列应最多 { $max } 列，实际更多
column-holds = 列 { $column }：应为{ $expected }，实际为其他值
date-and-time = 日期和时间
of-its-type = 与该列类型相符的值

## 其他软件的错误；英文中保持原样

broken = 文件内容有误：{ $error }
not-read = 无法读取：{ $error }
not-written = 无法写入：{ $error }
reading-stopped = 读取已停止
reader-stopped = 读取程序已停止
download-stopped = 下载已停止

## 位置

line = 第 { $line } 行
record-of-line = 第 { $line } 行，记录 { $record }
in-part = “{ $part }”的{ $line }
bad-row = { $place }：{ $message }

## 行：值

error-cell = 工作簿中的错误值 { $found }
open-formula = 没有缓存值的公式：请用电子表格软件打开该工作簿并保存
duration = 时长
unknown-type = 不支持读取的类型
no-time-zone = 应有时区，“{ $found }”中没有：请指定文件的时区，例如 --time-zone Asia/Shanghai
ambiguous-zone = 时区应为偏移量，例如 +08:00，“{ $found }”中的“{ $zone }”可能是多个时区：请替换，或去掉后用 --time-zone 指定
no-date-order = 日、月、年的顺序应明确，实际为“{ $found }”：请用 --date-order dmy、mdy 或 ymd 指定
out-of-years = 应为公元 1 年至 9999 年（截至 9999-12-30T22:00:00Z）内的时间，实际为“{ $found }”
contradiction = 日期和时间的各部分应一致，实际为“{ $found }”
skipped-time = 应为时区 { $zone } 中存在的时间，{ $found } 因时钟拨快而不存在：请在时间后写明偏移
repeated-time = 应为时区 { $zone } 中只出现一次的时间，{ $found } 因时钟拨慢而出现两次：请在时间后写明偏移
end-before-start = 不应早于 connection_start_time（{ $start }），实际为 { $found }
totals-row = 应为一条记录，实际似乎是汇总行（“{ $label }”）：请删除该行，或略去无效的行

## 不支持读取的格式

password = 设有密码的工作簿：请用电子表格软件打开，取消密码后保存
binary-workbook = 二进制工作簿（XLSB）：请用电子表格软件打开并另存为 XLSX
open-document = OpenDocument 文件（ODS）：请用电子表格软件打开并另存为 XLSX
old-document = 旧版 Office 文档，不是工作簿：请索取 XLSX 或 CSV 格式的记录
encrypted-parquet = 加密的 Parquet 文件：请索取未加密的文件
codec = Parquet 文件应以 Zstandard、gzip、Snappy 或 LZ4 压缩，实际为 { $found }：请改用其中一种重新写出

## 选项

time-zone = 应为时区，例如 Asia/Shanghai、+08:00、UTC 或 local，实际为“{ $found }”
date-order = 应为 ymd、mdy 或 dmy，实际为“{ $found }”
delimiter = 应为一个字符（例如 ; 或 |），或 comma、tab、semicolon、pipe，实际为“{ $found }”
encoding = 应为编码名称，例如 utf-8、gb18030、big5、shift_jis、windows-1252 或 utf-16le，实际为“{ $found }”

## 检测或假定的内容

read-as-utc = 没有时区的日期已按 UTC 读取；如为本地时间，请用 --time-zone 指定时区
read-in-zone = 没有时区的时间已按 { $zone } 读取
read-in-encoding = 文本已按内容判断为 { $encoding } 编码；如有乱码，请用 --encoding 指定
read-delimiter = 已按内容判断以“{ $delimiter }”分列；可用 --delimiter 指定
skipped-sheet = 已跳过该工作表：前几行中没有记录的列名
skipped-titles = 已跳过标题行之上的 { $rows } 行
skipped-headers = 已跳过重复的标题行 { $rows } 行
joined-quotes = 有 { $rows } 行在闭合的引号之后还有文本，已作为值的一部分读取；引号之内的引号应写成两个
trimmed = 已去除标题及其各值首尾的空格
one-page = 文件的 total_count 为 { $total }，其中只有 { $found } 条记录；该文件可能只是列表中的一页
note-in-part = “{ $part }”中：{ $message }
