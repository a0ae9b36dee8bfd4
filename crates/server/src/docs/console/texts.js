// Texts of the page, in both languages.
export const texts = {
  en: {
    title: "Connection records", navigation: "Page", reference: "API reference", signIn: "Sign in", signOut: "Sign out",
    userName: "User name", password: "Password", byToken: "Use a token instead", token: "Token", useToken: "Use the token",
    required: "Enter a value.", wrongPassword: "The user name or the password is wrong.",
    expired: "The session has ended. Sign in again.", signedIn: "Signed in as {0}", withToken: "Signed in with a token",
    which: "Records", project: "Project", period: "Period", day: "Last 24 hours", week: "Last 7 days", month: "Last 30 days",
    thisMonth: "This month", lastMonth: "Last month", all: "All", custom: "Custom", start: "From", end: "Before",
    user: "User", computer: "Desktop name", terminal: "Terminal OS type", show: "Show", cancel: "Cancel",
    zone: "Times on this page are in the time zone {0} ({1}).", noSuchTime: "Clocks skip this time in the time zone {0}.",
    file: "File", format: "Format", language: "Language of the headings", download: "Download", fileTimes: "Times in the file are in UTC.",
    records: "Records", users: "Users", failures: "Failures", openSessions: "Open", offHours: "Off-hours",
    offHoursHint: "weekends, before 08:00 or from 18:00",
    table: "Connection records, newest first", pages: "Pages", newer: "Newer", older: "Older", position: "{0}–{1} of {2}",
    sideways: "More columns: scroll sideways, or press the arrow keys in the table.",
    state: "State", failed: "Failed", open: "Open", ended: "Ended", yes: "Yes", no: "No",
    found: "{0} records, newest first.", loading: "Loading…", saving: "{0} records: the browser saves the file.", cancelled: "Cancelled.",
    requestFailed: "The request failed with status {0}.", offline: "The server does not respond.",
    noProject: "No project", noProjectText: "You have no role in any project. Ask an administrator of this server to run:",
    noRecords: "No records yet", noRecordsText: "This project has no records. Import a file on the server, or send records to POST /ledger/v1/{0}/records:",
    noMatch: "No matching records", noMatchText: "Choose a longer period, or remove filters.", showAll: "Show all records",
    meanings: {},
  },
  zh: {
    title: "连接记录", navigation: "页面", reference: "接口文档", signIn: "登录", signOut: "退出登录",
    userName: "用户名", password: "密码", byToken: "使用令牌登录", token: "令牌", useToken: "使用令牌",
    required: "请填写此项。", wrongPassword: "用户名或密码错误。",
    expired: "登录已失效，请重新登录。", signedIn: "已登录：{0}", withToken: "已使用令牌登录",
    which: "记录范围", project: "项目", period: "时间段", day: "最近 24 小时", week: "最近 7 天", month: "最近 30 天",
    thisMonth: "本月", lastMonth: "上月", all: "全部", custom: "自定义", start: "开始时间", end: "结束时间（不含）",
    user: "用户", computer: "桌面名称", terminal: "终端系统类型", show: "查询", cancel: "取消",
    zone: "本页时间的时区为 {0}（{1}）。", noSuchTime: "时区 {0} 中不存在该时间（时钟跳变）。",
    file: "文件", format: "格式", language: "表头语言", download: "下载", fileTimes: "文件中的时间为 UTC。",
    records: "记录", users: "用户", failures: "失败", openSessions: "未结束", offHours: "非工作时间",
    offHoursHint: "周末、8:00 之前或 18:00 之后",
    table: "连接记录，最新的在前", pages: "翻页", newer: "较新", older: "较早", position: "第 {0}–{1} 条，共 {2} 条",
    sideways: "还有更多列：请左右滚动，或在表格中按方向键。",
    state: "状态", failed: "失败", open: "未结束", ended: "已结束", yes: "是", no: "否",
    found: "共 {0} 条记录，最新的在前。", loading: "正在加载…", saving: "共 {0} 条记录，浏览器正在保存文件。", cancelled: "已取消。",
    requestFailed: "请求失败，状态码 {0}。", offline: "服务器没有响应。",
    noProject: "没有项目", noProjectText: "您在任何项目中都没有角色。请联系服务器管理员执行：",
    noRecords: "暂无记录", noRecordsText: "该项目还没有记录。请在服务器上导入文件，或向 POST /ledger/v1/{0}/records 发送记录：",
    noMatch: "没有符合条件的记录", noMatchText: "请选择更长的时间段，或清除筛选条件。", showAll: "显示全部记录",
    // What the codes of the service and of the gateway mean, and the statuses of the identity service, which has no codes.
    meanings: {
      "WKS.00211102": "参数无效。", "WKS.00211302": "用户认证失败。", "WKS.00081102": "用户无权访问该资源。", "WKS.00211902": "项目不存在。",
      "WKS.00211401": "操作失败，请稍后重试。", "WKS.00050902": "服务暂不可用，请稍后重试。", "WKS.00000507": "服务的存储空间已满。", "APIGW.0301": "令牌缺失、错误或已过期。",
      "APIGW.0302": "用户无权访问。", "APIGW.0307": "令牌需要更新。", "APIGW.0308": "请求过多，请稍后重试。", "APIGW.0201": "请求过大或超时。",
      400: "请求无效。", 403: "用户无权使用该项目。", 404: "项目不存在。", 429: "请求过多，请稍后重试。", 503: "服务暂不可用，请稍后重试。",
    },
  },
};

let locale = navigator.language.startsWith("zh") ? "zh" : "en";
export const current = () => locale;
export const change = (to) => { locale = to; };
export const say = (name, ...values) => texts[locale][name].replace(/\{(\d)\}/g, (_, index) => values[index]);
export const number = (value) => value.toLocaleString(locale);
