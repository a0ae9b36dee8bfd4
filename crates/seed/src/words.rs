//! Word lists for synthetic records.

pub(crate) const SURNAMES: &[&str] = &[
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭", "何", "林", "高",
    "罗", "郑", "梁", "谢", "宋", "唐", "许", "邓", "韩", "冯", "曹", "欧阳", "诸葛",
];

pub(crate) const GIVEN_NAMES: &[&str] = &[
    "伟", "芳", "娜", "秀英", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超",
    "秀兰", "霞", "平", "刚", "桂英", "文博", "子轩", "梓涵", "浩然", "欣怡", "宇航", "雨桐", "思远", "嘉怡", "建国",
    "玉兰", "海燕", "晓东", "志强", "春梅", "㼆", "𠮷",
];

pub(crate) const FIRST_NAMES: &[&str] = &[
    "anna", "ben", "carla", "david", "elena", "felipe", "grace", "henrik", "ines", "joão", "karin", "lwazi", "maria",
    "naledi", "olaf", "paulo", "renée", "sipho", "thandi", "ute", "vitória", "wiebke", "xolani", "yusuf", "zoë",
];

pub(crate) const LAST_NAMES: &[&str] = &[
    "almeida", "botha", "costa", "dlamini", "ferreira", "gonçalves", "hoffmann", "jansen", "khumalo", "lehmann",
    "mokoena", "müller", "nkosi", "oliveira", "pretorius", "ribeiro", "schäfer", "silva", "souza", "van der merwe",
    "vogel", "weiß", "zulu",
];

/// Names that break what is careless: formulas to a spreadsheet, quotes and commas to CSV, marks that combine, signs
/// outside the basic plane, letters that run from right to left, markup, leading and trailing spaces.
pub(crate) const AWKWARD_NAMES: &[&str] = &[
    "=1+2", "+49 151 000", "-admin", "@service", "O'Brien, Pat", "\"the boss\"", "Zoë 😀", "Jose\u{301}", "محمد",
    "a&b <c>", " spaced ", "semi;colon\ttab", "名，字", "👩‍💻", "C:\\users\\x", "NULL", "0012", "true", "ｆｕｌｌ１２",
];

pub(crate) const OFFICE_SYSTEMS: &[&str] = &["Windows 10", "Windows 10", "Windows 11", "Thin Client", "Kylin V10"];

pub(crate) const HOME_SYSTEMS: &[&str] =
    &["Windows 10", "Windows 11", "macOS 10.15", "Android 10", "iOS 13", "Ubuntu 20.04"];

pub(crate) const FAILURES: &[&str] = &[
    "Incorrect user name or password.",
    "The desktop is powered off.",
    "The desktop did not answer within 30 s.",
    "The desktop is being maintained, try again later.",
    "No license is left: 500 of 500 in use",
    "Gateway refused the connection (code=3007, channel=\"display\")",
    "The certificate of the gateway has expired.",
    "网络连接超时",
    "桌面未就绪，请稍后重试",
    "用户名或密码错误",
    "连接被管理员断开",
    "Agent did not start.\nLast step: vdisplay; exit code 0xC0000135",
];
