// Generated from openapi.yaml by deskledger-codegen. Do not edit: change the document.

/// Request value of `exportConnectionRecords`: Exporting connection records.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExportConnectionRecords {
    /// Project id.
    pub project_id: String,
    /// Start of the time range, in UTC, to the minute. Mandatory if end_time is given.
    pub start_time: Option<String>,
    /// End of the time range, in UTC, to the minute. Mandatory if start_time is given.
    pub end_time: Option<String>,
    /// Name of the user who logged in to the desktop.
    pub user_name: Option<String>,
    /// Computer name of the desktop, as its operating system shows it.
    pub computer_name: Option<String>,
    /// Type of the operating system of the terminal.
    pub terminal_type: Option<String>,
    /// Language of the headings and of the yes and no values of the exported records.
    pub language: Option<String>,
}

static PROJECT_ID: runtime::Field<runtime::Text> = runtime::Field {
    at: runtime::At {
        place: runtime::Place::Path,
        name: "project_id",
        line: 54,
    },
    empty_is_absent: false,
    rule: runtime::Text {
        min: 1,
        max: Some(255),
        pattern: Some(&PATTERN_0),
        format: None,
        one_of: &[],
        secret: false,
    },
};
static START_TIME: runtime::Field<runtime::Text> = runtime::Field {
    at: runtime::At {
        place: runtime::Place::Query,
        name: "start_time",
        line: 67,
    },
    empty_is_absent: true,
    rule: runtime::Text {
        min: 0,
        max: Some(255),
        pattern: Some(&PATTERN_1),
        format: Some(runtime::Minute::FORMAT),
        one_of: &[],
        secret: false,
    },
};
static END_TIME: runtime::Field<runtime::Text> = runtime::Field {
    at: runtime::At {
        place: runtime::Place::Query,
        name: "end_time",
        line: 82,
    },
    empty_is_absent: true,
    rule: runtime::Text {
        min: 0,
        max: Some(255),
        pattern: Some(&PATTERN_1),
        format: Some(runtime::Minute::FORMAT),
        one_of: &[],
        secret: false,
    },
};
static USER_NAME: runtime::Field<runtime::Text> = runtime::Field {
    at: runtime::At {
        place: runtime::Place::Query,
        name: "user_name",
        line: 97,
    },
    empty_is_absent: true,
    rule: runtime::Text {
        min: 0,
        max: Some(255),
        pattern: None,
        format: None,
        one_of: &[],
        secret: false,
    },
};
static COMPUTER_NAME: runtime::Field<runtime::Text> = runtime::Field {
    at: runtime::At {
        place: runtime::Place::Query,
        name: "computer_name",
        line: 110,
    },
    empty_is_absent: true,
    rule: runtime::Text {
        min: 0,
        max: Some(255),
        pattern: None,
        format: None,
        one_of: &[],
        secret: false,
    },
};
static TERMINAL_TYPE: runtime::Field<runtime::Text> = runtime::Field {
    at: runtime::At {
        place: runtime::Place::Query,
        name: "terminal_type",
        line: 123,
    },
    empty_is_absent: true,
    rule: runtime::Text {
        min: 0,
        max: Some(255),
        pattern: None,
        format: None,
        one_of: &[],
        secret: false,
    },
};
static LANGUAGE: runtime::Field<runtime::Text> = runtime::Field {
    at: runtime::At {
        place: runtime::Place::Query,
        name: "language",
        line: 136,
    },
    empty_is_absent: true,
    rule: runtime::Text {
        min: 0,
        max: Some(255),
        pattern: None,
        format: None,
        one_of: &["zh_CN", "en_US"],
        secret: false,
    },
};
static CONTENT_TYPE: runtime::Field<runtime::Text> = runtime::Field {
    at: runtime::At {
        place: runtime::Place::Header,
        name: "Content-Type",
        line: 151,
    },
    empty_is_absent: false,
    rule: runtime::Text {
        min: 1,
        max: Some(255),
        pattern: None,
        format: None,
        one_of: &[],
        secret: false,
    },
};
static RANGE: runtime::Field<runtime::Text> = runtime::Field {
    at: runtime::At {
        place: runtime::Place::Header,
        name: "Range",
        line: 166,
    },
    empty_is_absent: false,
    rule: runtime::Text {
        min: 1,
        max: Some(255),
        pattern: None,
        format: None,
        one_of: &[],
        secret: false,
    },
};
static IF_RANGE: runtime::Field<runtime::Text> = runtime::Field {
    at: runtime::At {
        place: runtime::Place::Header,
        name: "If-Range",
        line: 179,
    },
    empty_is_absent: false,
    rule: runtime::Text {
        min: 1,
        max: Some(255),
        pattern: None,
        format: None,
        one_of: &[],
        secret: false,
    },
};
/// Rule of the credential `token`.
pub(crate) static TOKEN: runtime::Field<runtime::Text> = runtime::Field {
    at: runtime::At {
        place: runtime::Place::Header,
        name: "X-Auth-Token",
        line: 348,
    },
    empty_is_absent: false,
    rule: runtime::Text {
        min: 1,
        max: Some(40000),
        pattern: None,
        format: None,
        one_of: &[],
        secret: true,
    },
};
static PATTERN_0: runtime::Pattern = runtime::Pattern {
    source: "^[A-Za-z0-9][A-Za-z0-9_-]*$",
    classes: &[
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 0, 0,
        0, 0, 0, 0, 0, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
        2, 0, 0, 0, 0, 1, 0, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
        2, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ],
    width: 3,
    next: &[0, 0, 0, 1, 1, 1, 0, 0, 3, 0, 3, 3, 0, 0, 0],
    accepts: &[false, true, false, true, true],
    start: 2,
};
static PATTERN_1: runtime::Pattern = runtime::Pattern {
    source: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}Z$",
    classes: &[
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 2, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0,
        1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ],
    width: 6,
    next: &[
        0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 5,
        0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 10, 0,
        0, 0, 0, 0, 0, 11, 0, 0, 0, 0, 0, 12, 0, 0, 0, 13, 0, 0, 0, 0, 0, 0, 0, 14, 0, 0, 0, 0, 0,
        15, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 17, 0, 0, 0, 0, 0, 18, 0, 19, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0,
    ],
    accepts: &[
        false, true, false, false, false, false, false, false, false, false, false, false, false,
        false, false, false, false, false, false, true,
    ],
    start: 2,
};

impl ExportConnectionRecords {
    /// Checks every rule of the document and gathers all that are broken.
    ///
    /// # Errors
    /// Every violation.
    pub fn check(&self) -> Result<(), runtime::Violations> {
        let mut out = runtime::Violations::new();
        self.gather(&mut out);
        out.into_result(())
    }

    fn gather(&self, out: &mut runtime::Violations) {
        PROJECT_ID.check(&self.project_id, out);
        START_TIME.check_optional(self.start_time.as_deref(), out);
        END_TIME.check_optional(self.end_time.as_deref(), out);
        USER_NAME.check_optional(self.user_name.as_deref(), out);
        COMPUTER_NAME.check_optional(self.computer_name.as_deref(), out);
        TERMINAL_TYPE.check_optional(self.terminal_type.as_deref(), out);
        LANGUAGE.check_optional(self.language.as_deref(), out);
        runtime::TimeRange::gather(
            (&START_TIME, self.start_time.as_deref()),
            (&END_TIME, self.end_time.as_deref()),
            46,
            out,
        );
    }

    /// Reads the request from the wire, with the defaults of the document, and checks every rule.
    ///
    /// # Errors
    /// Every violation.
    pub fn from_wire(wire: &runtime::Wire<'_>) -> Result<Self, runtime::Violations> {
        let mut out = runtime::Violations::new();
        let query = wire.query(
            &[
                "start_time",
                "end_time",
                "user_name",
                "computer_name",
                "terminal_type",
                "language",
            ],
            &mut out,
        );
        let mut request = Self {
            project_id: wire.path_text(&PROJECT_ID, &mut out),
            start_time: query.text(&START_TIME, &mut out),
            end_time: query.text(&END_TIME, &mut out),
            user_name: query.text(&USER_NAME, &mut out),
            computer_name: query.text(&COMPUTER_NAME, &mut out),
            terminal_type: query.text(&TERMINAL_TYPE, &mut out),
            language: query.text(&LANGUAGE, &mut out),
        };
        request.gather(&mut out);
        request.language.get_or_insert_with(|| "en_US".into());
        out.into_result(request)
    }

    /// The time range of the request; `None` if there is none or it is invalid.
    pub fn time_range(&self) -> Option<runtime::TimeRange> {
        runtime::TimeRange::gather(
            (&START_TIME, self.start_time.as_deref()),
            (&END_TIME, self.end_time.as_deref()),
            0,
            &mut runtime::Violations::new(),
        )
    }
}

impl runtime::Call for ExportConnectionRecords {
    fn call<'a>(&'a self, api: &'a client::Client, part: &'a runtime::Part) -> runtime::Answer<'a> {
        Box::pin(api.export_connection_records(
            &self.project_id,
            COMPUTER_NAME.present(self.computer_name.as_deref()),
            END_TIME.present(self.end_time.as_deref()),
            LANGUAGE.present(self.language.as_deref()),
            START_TIME.present(self.start_time.as_deref()),
            TERMINAL_TYPE.present(self.terminal_type.as_deref()),
            USER_NAME.present(self.user_name.as_deref()),
            "application/json",
            part.if_range.as_deref(),
            part.range.as_deref(),
        ))
    }
}

impl ExportConnectionRecords {
    /// Checks the request, sends it, and returns the file as soon as it is known to be one.
    ///
    /// # Errors
    /// A broken rule, a refusal, a failure of the network, or an answer that is not the file.
    pub async fn send(&self, client: &runtime::Client) -> Result<runtime::Download, runtime::Error> {
        runtime::Client::download(client, &EXPORT_CONNECTION_RECORDS, self.check(), self.clone(), None).await
    }

    /// Like `send`, and asks for this media type.
    ///
    /// # Errors
    /// Like `send`.
    pub async fn send_as(
        &self,
        client: &runtime::Client,
        media_type: &str,
    ) -> Result<runtime::Download, runtime::Error> {
        runtime::Client::download(client, &EXPORT_CONNECTION_RECORDS, self.check(), self.clone(), Some(media_type)).await
    }
}

/// One connection of a user to a desktop. The order of the fields is the order of the columns.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct ConnectionRecord {
    /// User.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_name: Option<String>,
    /// Computer name of the desktop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub computer_name: Option<String>,
    /// IP address of the terminal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terminal_ip: Option<String>,
    /// Operating system of the terminal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terminal_type: Option<String>,
    /// IP address of the desktop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desktop_ip: Option<String>,
    /// Egress IP address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_ip: Option<String>,
    /// When the connection was started, in UTC.
    pub connection_start_time: String,
    /// When the connection was established, in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection_setup_time: Option<String>,
    /// When the connection ended, in UTC. Absent while it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection_end_time: Option<String>,
    /// Round-trip time of the network in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network_rtt: Option<i64>,
    /// Round-trip time from end to end in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub e2e_rtt: Option<i64>,
    /// Why the attempt failed. Absent or empty where it did not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection_failure_reason: Option<String>,
    /// MAC address of the terminal, with hyphens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terminal_mac: Option<String>,
    /// Name of the terminal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terminal_name: Option<String>,
    /// Version of the client software.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_version: Option<String>,
    /// Version of the agent software.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_version: Option<String>,
    /// Whether the connection is a reconnection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_reconnect: Option<bool>,
    /// Id of the desktop session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// Id of the transaction; one connection has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transaction_id: Option<String>,
    /// Source IP address of the client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_ip: Option<String>,
    /// Enterprise project id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enterprise_project_id: Option<String>,
    /// Desktop id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desktop_id: Option<String>,
}

static CONNECTION_RECORD_USER_NAME: runtime::Field<runtime::Text> = runtime::Field {
    at: runtime::At {
        place: runtime::Place::Body,
        name: "user_name",
        line: 451,
    },
    empty_is_absent: false,
    rule: runtime::Text {
        min: 0,
        max: Some(255),
        pattern: None,
        format: None,
        one_of: &[],
        secret: false,
    },
};
static CONNECTION_RECORD_COMPUTER_NAME: runtime::Field<runtime::Text> = runtime::Field {
    at: runtime::At {
        place: runtime::Place::Body,
        name: "computer_name",
        line: 456,
    },
    empty_is_absent: false,
    rule: runtime::Text {
        min: 0,
        max: Some(255),
        pattern: None,
        format: None,
        one_of: &[],
        secret: false,
    },
};
static CONNECTION_RECORD_TERMINAL_IP: runtime::Field<runtime::Text> = runtime::Field {
    at: runtime::At {
        place: runtime::Place::Body,
        name: "terminal_ip",
        line: 461,
    },
    empty_is_absent: false,
    rule: runtime::Text {
        min: 0,
        max: Some(255),
        pattern: None,
        format: None,
        one_of: &[],
        secret: false,
    },
};
static CONNECTION_RECORD_TERMINAL_TYPE: runtime::Field<runtime::Text> = runtime::Field {
    at: runtime::At {
        place: runtime::Place::Body,
        name: "terminal_type",
        line: 466,
    },
    empty_is_absent: false,
    rule: runtime::Text {
        min: 0,
        max: Some(255),
        pattern: None,
        format: None,
        one_of: &[],
        secret: false,
    },
};
static CONNECTION_RECORD_DESKTOP_IP: runtime::Field<runtime::Text> = runtime::Field {
    at: runtime::At {
        place: runtime::Place::Body,
        name: "desktop_ip",
        line: 471,
    },
    empty_is_absent: false,
    rule: runtime::Text {
        min: 0,
        max: Some(255),
        pattern: None,
        format: None,
        one_of: &[],
        secret: false,
    },
};
static CONNECTION_RECORD_PUBLIC_IP: runtime::Field<runtime::Text> = runtime::Field {
    at: runtime::At {
        place: runtime::Place::Body,
        name: "public_ip",
        line: 476,
    },
    empty_is_absent: false,
    rule: runtime::Text {
        min: 0,
        max: Some(255),
        pattern: None,
        format: None,
        one_of: &[],
        secret: false,
    },
};
static CONNECTION_RECORD_CONNECTION_START_TIME: runtime::Field<runtime::Text> = runtime::Field {
    at: runtime::At {
        place: runtime::Place::Body,
        name: "connection_start_time",
        line: 481,
    },
    empty_is_absent: false,
    rule: runtime::Text {
        min: 0,
        max: Some(255),
        pattern: None,
        format: Some(runtime::DATE_TIME),
        one_of: &[],
        secret: false,
    },
};
static CONNECTION_RECORD_CONNECTION_SETUP_TIME: runtime::Field<runtime::Text> = runtime::Field {
    at: runtime::At {
        place: runtime::Place::Body,
        name: "connection_setup_time",
        line: 487,
    },
    empty_is_absent: false,
    rule: runtime::Text {
        min: 0,
        max: Some(255),
        pattern: None,
        format: Some(runtime::DATE_TIME),
        one_of: &[],
        secret: false,
    },
};
static CONNECTION_RECORD_CONNECTION_END_TIME: runtime::Field<runtime::Text> = runtime::Field {
    at: runtime::At {
        place: runtime::Place::Body,
        name: "connection_end_time",
        line: 493,
    },
    empty_is_absent: false,
    rule: runtime::Text {
        min: 0,
        max: Some(255),
        pattern: None,
        format: Some(runtime::DATE_TIME),
        one_of: &[],
        secret: false,
    },
};
static CONNECTION_RECORD_NETWORK_RTT: runtime::Field<runtime::Int> = runtime::Field {
    at: runtime::At {
        place: runtime::Place::Body,
        name: "network_rtt",
        line: 499,
    },
    empty_is_absent: false,
    rule: runtime::Int {
        min: Some(-2147483648),
        max: Some(2147483647),
        multiple_of: None,
    },
};
static CONNECTION_RECORD_E2E_RTT: runtime::Field<runtime::Int> = runtime::Field {
    at: runtime::At {
        place: runtime::Place::Body,
        name: "e2e_rtt",
        line: 504,
    },
    empty_is_absent: false,
    rule: runtime::Int {
        min: Some(-2147483648),
        max: Some(2147483647),
        multiple_of: None,
    },
};
static CONNECTION_RECORD_CONNECTION_FAILURE_REASON: runtime::Field<runtime::Text> =
    runtime::Field {
        at: runtime::At {
            place: runtime::Place::Body,
            name: "connection_failure_reason",
            line: 509,
        },
        empty_is_absent: false,
        rule: runtime::Text {
            min: 0,
            max: Some(255),
            pattern: None,
            format: None,
            one_of: &[],
            secret: false,
        },
    };
static CONNECTION_RECORD_TERMINAL_MAC: runtime::Field<runtime::Text> = runtime::Field {
    at: runtime::At {
        place: runtime::Place::Body,
        name: "terminal_mac",
        line: 514,
    },
    empty_is_absent: false,
    rule: runtime::Text {
        min: 0,
        max: Some(255),
        pattern: None,
        format: None,
        one_of: &[],
        secret: false,
    },
};
static CONNECTION_RECORD_TERMINAL_NAME: runtime::Field<runtime::Text> = runtime::Field {
    at: runtime::At {
        place: runtime::Place::Body,
        name: "terminal_name",
        line: 519,
    },
    empty_is_absent: false,
    rule: runtime::Text {
        min: 0,
        max: Some(255),
        pattern: None,
        format: None,
        one_of: &[],
        secret: false,
    },
};
static CONNECTION_RECORD_CLIENT_VERSION: runtime::Field<runtime::Text> = runtime::Field {
    at: runtime::At {
        place: runtime::Place::Body,
        name: "client_version",
        line: 524,
    },
    empty_is_absent: false,
    rule: runtime::Text {
        min: 0,
        max: Some(255),
        pattern: None,
        format: None,
        one_of: &[],
        secret: false,
    },
};
static CONNECTION_RECORD_AGENT_VERSION: runtime::Field<runtime::Text> = runtime::Field {
    at: runtime::At {
        place: runtime::Place::Body,
        name: "agent_version",
        line: 529,
    },
    empty_is_absent: false,
    rule: runtime::Text {
        min: 0,
        max: Some(255),
        pattern: None,
        format: None,
        one_of: &[],
        secret: false,
    },
};
static CONNECTION_RECORD_IS_RECONNECT: runtime::Field<runtime::Boolean> = runtime::Field {
    at: runtime::At {
        place: runtime::Place::Body,
        name: "is_reconnect",
        line: 534,
    },
    empty_is_absent: false,
    rule: runtime::Boolean,
};
static CONNECTION_RECORD_SID: runtime::Field<runtime::Text> = runtime::Field {
    at: runtime::At {
        place: runtime::Place::Body,
        name: "sid",
        line: 538,
    },
    empty_is_absent: false,
    rule: runtime::Text {
        min: 0,
        max: Some(255),
        pattern: None,
        format: None,
        one_of: &[],
        secret: false,
    },
};
static CONNECTION_RECORD_TRANSACTION_ID: runtime::Field<runtime::Text> = runtime::Field {
    at: runtime::At {
        place: runtime::Place::Body,
        name: "transaction_id",
        line: 543,
    },
    empty_is_absent: false,
    rule: runtime::Text {
        min: 0,
        max: Some(255),
        pattern: None,
        format: None,
        one_of: &[],
        secret: false,
    },
};
static CONNECTION_RECORD_SOURCE_IP: runtime::Field<runtime::Text> = runtime::Field {
    at: runtime::At {
        place: runtime::Place::Body,
        name: "source_ip",
        line: 548,
    },
    empty_is_absent: false,
    rule: runtime::Text {
        min: 0,
        max: Some(255),
        pattern: None,
        format: None,
        one_of: &[],
        secret: false,
    },
};
static CONNECTION_RECORD_ENTERPRISE_PROJECT_ID: runtime::Field<runtime::Text> = runtime::Field {
    at: runtime::At {
        place: runtime::Place::Body,
        name: "enterprise_project_id",
        line: 553,
    },
    empty_is_absent: false,
    rule: runtime::Text {
        min: 0,
        max: Some(255),
        pattern: None,
        format: None,
        one_of: &[],
        secret: false,
    },
};
static CONNECTION_RECORD_DESKTOP_ID: runtime::Field<runtime::Text> = runtime::Field {
    at: runtime::At {
        place: runtime::Place::Body,
        name: "desktop_id",
        line: 558,
    },
    empty_is_absent: false,
    rule: runtime::Text {
        min: 0,
        max: Some(255),
        pattern: None,
        format: None,
        one_of: &[],
        secret: false,
    },
};

impl ConnectionRecord {
    /// The columns of a table of these records, in the order of the document.
    pub const COLUMNS: &'static [runtime::Column] = &[
        runtime::Column {
            name: "user_name",
            kind: runtime::ColumnKind::Text,
            required: false,
            description: "User.",
            headings: &[("en_US", "Connected User"), ("zh_CN", "连接用户")],
        },
        runtime::Column {
            name: "computer_name",
            kind: runtime::ColumnKind::Text,
            required: false,
            description: "Computer name of the desktop.",
            headings: &[("en_US", "Desktop Name"), ("zh_CN", "桌面名称")],
        },
        runtime::Column {
            name: "terminal_ip",
            kind: runtime::ColumnKind::Text,
            required: false,
            description: "IP address of the terminal.",
            headings: &[("en_US", "Terminal IP Address"), ("zh_CN", "终端IP")],
        },
        runtime::Column {
            name: "terminal_type",
            kind: runtime::ColumnKind::Text,
            required: false,
            description: "Operating system of the terminal.",
            headings: &[("en_US", "Terminal OS Type"), ("zh_CN", "终端系统类型")],
        },
        runtime::Column {
            name: "desktop_ip",
            kind: runtime::ColumnKind::Text,
            required: false,
            description: "IP address of the desktop.",
            headings: &[("en_US", "Desktop IP Address"), ("zh_CN", "桌面IP")],
        },
        runtime::Column {
            name: "public_ip",
            kind: runtime::ColumnKind::Text,
            required: false,
            description: "Egress IP address.",
            headings: &[
                ("en_US", "Client Egress IP Address"),
                ("zh_CN", "客户端出口IP"),
            ],
        },
        runtime::Column {
            name: "connection_start_time",
            kind: runtime::ColumnKind::Instant,
            required: true,
            description: "When the connection was started, in UTC.",
            headings: &[("en_US", "Connection Started"), ("zh_CN", "开始连接时间")],
        },
        runtime::Column {
            name: "connection_setup_time",
            kind: runtime::ColumnKind::Instant,
            required: false,
            description: "When the connection was established, in UTC.",
            headings: &[
                ("en_US", "Connection Established"),
                ("zh_CN", "建立连接时间"),
            ],
        },
        runtime::Column {
            name: "connection_end_time",
            kind: runtime::ColumnKind::Instant,
            required: false,
            description: "When the connection ended, in UTC. Absent while it is open.",
            headings: &[("en_US", "Connection Ended"), ("zh_CN", "结束连接时间")],
        },
        runtime::Column {
            name: "network_rtt",
            kind: runtime::ColumnKind::Int,
            required: false,
            description: "Round-trip time of the network in milliseconds.",
            headings: &[("en_US", "Network Latency (ms)"), ("zh_CN", "网络时延(ms)")],
        },
        runtime::Column {
            name: "e2e_rtt",
            kind: runtime::ColumnKind::Int,
            required: false,
            description: "Round-trip time from end to end in milliseconds.",
            headings: &[("en_US", "Average Latency (ms)"), ("zh_CN", "平均时延(ms)")],
        },
        runtime::Column {
            name: "connection_failure_reason",
            kind: runtime::ColumnKind::Text,
            required: false,
            description: "Why the attempt failed. Absent or empty where it did not.",
            headings: &[("en_US", "Connection Details"), ("zh_CN", "连接详细描述")],
        },
        runtime::Column {
            name: "terminal_mac",
            kind: runtime::ColumnKind::Text,
            required: false,
            description: "MAC address of the terminal, with hyphens.",
            headings: &[("en_US", "Terminal MAC Address"), ("zh_CN", "终端MAC地址")],
        },
        runtime::Column {
            name: "terminal_name",
            kind: runtime::ColumnKind::Text,
            required: false,
            description: "Name of the terminal.",
            headings: &[("en_US", "Terminal Name"), ("zh_CN", "终端名称")],
        },
        runtime::Column {
            name: "client_version",
            kind: runtime::ColumnKind::Text,
            required: false,
            description: "Version of the client software.",
            headings: &[
                ("en_US", "AccessClient Version"),
                ("zh_CN", "AccessClient版本"),
            ],
        },
        runtime::Column {
            name: "agent_version",
            kind: runtime::ColumnKind::Text,
            required: false,
            description: "Version of the agent software.",
            headings: &[
                ("en_US", "AccessAgent Version"),
                ("zh_CN", "AccessAgent版本"),
            ],
        },
        runtime::Column {
            name: "is_reconnect",
            kind: runtime::ColumnKind::Boolean,
            required: false,
            description: "Whether the connection is a reconnection.",
            headings: &[("en_US", "Reconnection (Yes/No)"), ("zh_CN", "是否重连")],
        },
        runtime::Column {
            name: "sid",
            kind: runtime::ColumnKind::Text,
            required: false,
            description: "Id of the desktop session.",
            headings: &[("en_US", "SID"), ("zh_CN", "SID")],
        },
        runtime::Column {
            name: "transaction_id",
            kind: runtime::ColumnKind::Text,
            required: false,
            description: "Id of the transaction; one connection has one.",
            headings: &[("en_US", "Transaction ID"), ("zh_CN", "事务ID")],
        },
        runtime::Column {
            name: "source_ip",
            kind: runtime::ColumnKind::Text,
            required: false,
            description: "Source IP address of the client.",
            headings: &[("en_US", "Source IP Address"), ("zh_CN", "源IP")],
        },
        runtime::Column {
            name: "enterprise_project_id",
            kind: runtime::ColumnKind::Text,
            required: false,
            description: "Enterprise project id.",
            headings: &[("en_US", "Enterprise Project ID"), ("zh_CN", "企业项目")],
        },
        runtime::Column {
            name: "desktop_id",
            kind: runtime::ColumnKind::Text,
            required: false,
            description: "Desktop id.",
            headings: &[("en_US", "Desktop ID"), ("zh_CN", "桌面ID")],
        },
    ];

    /// The values in the order of [`Self::COLUMNS`].
    pub fn values(&self) -> [runtime::Value<'_>; 22] {
        [
            self.user_name.as_deref().into(),
            self.computer_name.as_deref().into(),
            self.terminal_ip.as_deref().into(),
            self.terminal_type.as_deref().into(),
            self.desktop_ip.as_deref().into(),
            self.public_ip.as_deref().into(),
            self.connection_start_time.as_str().into(),
            self.connection_setup_time.as_deref().into(),
            self.connection_end_time.as_deref().into(),
            self.network_rtt.into(),
            self.e2e_rtt.into(),
            self.connection_failure_reason.as_deref().into(),
            self.terminal_mac.as_deref().into(),
            self.terminal_name.as_deref().into(),
            self.client_version.as_deref().into(),
            self.agent_version.as_deref().into(),
            self.is_reconnect.into(),
            self.sid.as_deref().into(),
            self.transaction_id.as_deref().into(),
            self.source_ip.as_deref().into(),
            self.enterprise_project_id.as_deref().into(),
            self.desktop_id.as_deref().into(),
        ]
    }

    /// Checks every rule of the document and gathers all that are broken.
    ///
    /// # Errors
    /// Every violation.
    pub fn check(&self) -> Result<(), runtime::Violations> {
        let mut out = runtime::Violations::new();
        CONNECTION_RECORD_USER_NAME.check_optional(self.user_name.as_deref(), &mut out);
        CONNECTION_RECORD_COMPUTER_NAME.check_optional(self.computer_name.as_deref(), &mut out);
        CONNECTION_RECORD_TERMINAL_IP.check_optional(self.terminal_ip.as_deref(), &mut out);
        CONNECTION_RECORD_TERMINAL_TYPE.check_optional(self.terminal_type.as_deref(), &mut out);
        CONNECTION_RECORD_DESKTOP_IP.check_optional(self.desktop_ip.as_deref(), &mut out);
        CONNECTION_RECORD_PUBLIC_IP.check_optional(self.public_ip.as_deref(), &mut out);
        CONNECTION_RECORD_CONNECTION_START_TIME.check(&self.connection_start_time, &mut out);
        CONNECTION_RECORD_CONNECTION_SETUP_TIME
            .check_optional(self.connection_setup_time.as_deref(), &mut out);
        CONNECTION_RECORD_CONNECTION_END_TIME
            .check_optional(self.connection_end_time.as_deref(), &mut out);
        CONNECTION_RECORD_NETWORK_RTT.check_optional(self.network_rtt.as_ref(), &mut out);
        CONNECTION_RECORD_E2E_RTT.check_optional(self.e2e_rtt.as_ref(), &mut out);
        CONNECTION_RECORD_CONNECTION_FAILURE_REASON
            .check_optional(self.connection_failure_reason.as_deref(), &mut out);
        CONNECTION_RECORD_TERMINAL_MAC.check_optional(self.terminal_mac.as_deref(), &mut out);
        CONNECTION_RECORD_TERMINAL_NAME.check_optional(self.terminal_name.as_deref(), &mut out);
        CONNECTION_RECORD_CLIENT_VERSION.check_optional(self.client_version.as_deref(), &mut out);
        CONNECTION_RECORD_AGENT_VERSION.check_optional(self.agent_version.as_deref(), &mut out);
        CONNECTION_RECORD_IS_RECONNECT.check_optional(self.is_reconnect.as_ref(), &mut out);
        CONNECTION_RECORD_SID.check_optional(self.sid.as_deref(), &mut out);
        CONNECTION_RECORD_TRANSACTION_ID.check_optional(self.transaction_id.as_deref(), &mut out);
        CONNECTION_RECORD_SOURCE_IP.check_optional(self.source_ip.as_deref(), &mut out);
        CONNECTION_RECORD_ENTERPRISE_PROJECT_ID
            .check_optional(self.enterprise_project_id.as_deref(), &mut out);
        CONNECTION_RECORD_DESKTOP_ID.check_optional(self.desktop_id.as_deref(), &mut out);
        out.into_result(())
    }
}

/// `exportConnectionRecords`: Exporting connection records.
pub static EXPORT_CONNECTION_RECORDS: runtime::Operation = runtime::Operation {
    id: "exportConnectionRecords",
    method: "GET",
    path: "/v2/{project_id}/connections/desktops/export",
    summary: "Exporting connection records",
    description: "Exports the connection records of one project as a file.\n\nBoth ends of the time range are given, or neither. Without a time range everything that the service keeps is\nexported.",
    tags: &["Connection"],
    parameters: &[
        runtime::Parameter {
            name: "project_id",
            place: runtime::Place::Path,
            required: true,
            empty_is_absent: false,
            description: "Project id.",
            example: Some("8dc9c40a06574a598941b254d4b63b43"),
            default: None,
            shape: runtime::Shape::Text(&PROJECT_ID.rule),
            role: runtime::Role::Input,
            provenance: runtime::Provenance {
                source: "seed",
                note: "The length is from the definition. The pattern is ours; it keeps a value from changing the path.",
            },
            line: 54,
        },
        runtime::Parameter {
            name: "start_time",
            place: runtime::Place::Query,
            required: false,
            empty_is_absent: true,
            description: "Start of the time range, in UTC, to the minute. Mandatory if end_time is given.",
            example: Some("2020-04-13T01:59Z"),
            default: None,
            shape: runtime::Shape::Text(&START_TIME.rule),
            role: runtime::Role::Input,
            provenance: runtime::Provenance {
                source: "seed",
                note: "The format is prose in every source. That the start is inclusive is an assumption of ours.",
            },
            line: 67,
        },
        runtime::Parameter {
            name: "end_time",
            place: runtime::Place::Query,
            required: false,
            empty_is_absent: true,
            description: "End of the time range, in UTC, to the minute. Mandatory if start_time is given.",
            example: Some("2020-04-30T02:20Z"),
            default: None,
            shape: runtime::Shape::Text(&END_TIME.rule),
            role: runtime::Role::Input,
            provenance: runtime::Provenance {
                source: "seed",
                note: "The format is prose in every source. That the end is exclusive is an assumption of ours.",
            },
            line: 82,
        },
        runtime::Parameter {
            name: "user_name",
            place: runtime::Place::Query,
            required: false,
            empty_is_absent: true,
            description: "Name of the user who logged in to the desktop.",
            example: Some("jy01@local.com"),
            default: None,
            shape: runtime::Shape::Text(&USER_NAME.rule),
            role: runtime::Role::Input,
            provenance: runtime::Provenance {
                source: "seed",
                note: "The length is from the definition. That the match is exact and case-sensitive is an assumption of ours.",
            },
            line: 97,
        },
        runtime::Parameter {
            name: "computer_name",
            place: runtime::Place::Query,
            required: false,
            empty_is_absent: true,
            description: "Computer name of the desktop, as its operating system shows it.",
            example: Some("JY011"),
            default: None,
            shape: runtime::Shape::Text(&COMPUTER_NAME.rule),
            role: runtime::Role::Input,
            provenance: runtime::Provenance {
                source: "seed",
                note: "The length is from the definition. That the match is exact and case-sensitive is an assumption of ours.",
            },
            line: 110,
        },
        runtime::Parameter {
            name: "terminal_type",
            place: runtime::Place::Query,
            required: false,
            empty_is_absent: true,
            description: "Type of the operating system of the terminal.",
            example: Some("Windows 10"),
            default: None,
            shape: runtime::Shape::Text(&TERMINAL_TYPE.rule),
            role: runtime::Role::Input,
            provenance: runtime::Provenance {
                source: "seed",
                note: "The length is from the definition. That the match is exact and case-sensitive is an assumption of ours.",
            },
            line: 123,
        },
        runtime::Parameter {
            name: "language",
            place: runtime::Place::Query,
            required: false,
            empty_is_absent: true,
            description: "Language of the headings and of the yes and no values of the exported records.",
            example: Some("en_US"),
            default: Some("en_US"),
            shape: runtime::Shape::Text(&LANGUAGE.rule),
            role: runtime::Role::Input,
            provenance: runtime::Provenance {
                source: "seed",
                note: "The values and the default are prose in every source.",
            },
            line: 136,
        },
        runtime::Parameter {
            name: "Content-Type",
            place: runtime::Place::Header,
            required: false,
            empty_is_absent: false,
            description: "MIME type of the request body. The call has no body, yet the page asks for the header: the client always\nsends `application/json`, and the reference server does not insist.",
            example: Some("application/json"),
            default: None,
            shape: runtime::Shape::Text(&CONTENT_TYPE.rule),
            role: runtime::Role::Fixed("application/json"),
            provenance: runtime::Provenance {
                source: "seed",
                note: "Mandatory on the page. That a request without it is accepted is ours.",
            },
            line: 151,
        },
        runtime::Parameter {
            name: "Range",
            place: runtime::Place::Header,
            required: false,
            empty_is_absent: false,
            description: "Part of the file that is still missing, as `bytes=N-`.",
            example: Some("bytes=1048576-"),
            default: None,
            shape: runtime::Shape::Text(&RANGE.rule),
            role: runtime::Role::Transport,
            provenance: runtime::Provenance {
                source: "ours",
                note: "No source mentions ranges. The client asks for one only after a strong ETag and Accept-Ranges.",
            },
            line: 166,
        },
        runtime::Parameter {
            name: "If-Range",
            place: runtime::Place::Header,
            required: false,
            empty_is_absent: false,
            description: "Strong ETag of the file that the part belongs to.",
            example: Some("\"5f1c8a7e\""),
            default: None,
            shape: runtime::Shape::Text(&IF_RANGE.rule),
            role: runtime::Role::Transport,
            provenance: runtime::Provenance {
                source: "ours",
                note: "",
            },
            line: 179,
        },
    ],
    rules: &[runtime::CrossRule {
        rule: "time_range",
        parameters: &[("start", "start_time"), ("end", "end_time")],
        description: "Give both start_time and end_time or neither; start_time must be before end_time.",
        provenance: runtime::Provenance {
            source: "seed",
            note: "The page says that each end is mandatory if the other is given. That the start comes before the end is ours.",
        },
    }],
    responses: &[
        runtime::Response {
            status: 200,
            description: "The file with the connection records.",
            headers: &[
                runtime::Header {
                    name: "Content-Disposition",
                    description: "Name that the service suggests for the file. It is advice, and is made safe before use.",
                    kind: "string",
                    example: Some("attachment; filename=\"connections.xlsx\""),
                },
                runtime::Header {
                    name: "Content-Length",
                    description: "Length of the body in bytes, where it is known beforehand.",
                    kind: "integer",
                    example: Some("1048576"),
                },
                runtime::Header {
                    name: "ETag",
                    description: "Version of the file. Only a strong one allows a broken download to be resumed.",
                    kind: "string",
                    example: Some("\"5f1c8a7e\""),
                },
                runtime::Header {
                    name: "Accept-Ranges",
                    description: "`bytes` where parts of the file can be asked for, `none` where not.",
                    kind: "string",
                    example: Some("bytes"),
                },
                runtime::Header {
                    name: "X-Request-Id",
                    description: "Id of this request, for questions to the operator of the service.",
                    kind: "string",
                    example: Some("6cdc5a4e3b6c9ad4cd2e3f1f2a9e7d50"),
                },
            ],
            media_types: &[
                runtime::MediaType {
                    name: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                    schema: Some("File"),
                    example: None,
                },
                runtime::MediaType {
                    name: "text/csv",
                    schema: Some("File"),
                    example: None,
                },
                runtime::MediaType {
                    name: "application/x-ndjson",
                    schema: Some("File"),
                    example: None,
                },
                runtime::MediaType {
                    name: "multipart/form-data",
                    schema: Some("File"),
                    example: None,
                },
            ],
            provenance: runtime::Provenance {
                source: "definition",
                note: "The definition declares a file as multipart/form-data and no header. The media types beside it and every\nheader are ours; the vendor states neither format nor file name.",
            },
        },
        runtime::Response {
            status: 206,
            description: "The part of the file that was asked for with Range.",
            headers: &[
                runtime::Header {
                    name: "Content-Range",
                    description: "Which part of the file this is, as `bytes FIRST-LAST/LENGTH`.",
                    kind: "string",
                    example: Some("bytes 1048576-2097151/2097152"),
                },
                runtime::Header {
                    name: "Content-Length",
                    description: "Length of the body in bytes, where it is known beforehand.",
                    kind: "integer",
                    example: Some("1048576"),
                },
                runtime::Header {
                    name: "ETag",
                    description: "Version of the file. Only a strong one allows a broken download to be resumed.",
                    kind: "string",
                    example: Some("\"5f1c8a7e\""),
                },
                runtime::Header {
                    name: "X-Request-Id",
                    description: "Id of this request, for questions to the operator of the service.",
                    kind: "string",
                    example: Some("6cdc5a4e3b6c9ad4cd2e3f1f2a9e7d50"),
                },
            ],
            media_types: &[
                runtime::MediaType {
                    name: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                    schema: Some("File"),
                    example: None,
                },
                runtime::MediaType {
                    name: "text/csv",
                    schema: Some("File"),
                    example: None,
                },
                runtime::MediaType {
                    name: "application/x-ndjson",
                    schema: Some("File"),
                    example: None,
                },
            ],
            provenance: runtime::Provenance {
                source: "ours",
                note: "",
            },
        },
        runtime::Response {
            status: 400,
            description: "A parameter is invalid.",
            headers: &[runtime::Header {
                name: "X-Request-Id",
                description: "Id of this request, for questions to the operator of the service.",
                kind: "string",
                example: Some("6cdc5a4e3b6c9ad4cd2e3f1f2a9e7d50"),
            }],
            media_types: &[runtime::MediaType {
                name: "application/json",
                schema: Some("Error"),
                example: Some(
                    "{\"error_code\":\"WKS.00211102\",\"error_msg\":\"The parameter is invalid.\"}",
                ),
            }],
            provenance: runtime::Provenance {
                source: "definition",
                note: "The list of violations is ours.",
            },
        },
        runtime::Response {
            status: 401,
            description: "The credentials are missing, wrong or expired.",
            headers: &[runtime::Header {
                name: "X-Request-Id",
                description: "Id of this request, for questions to the operator of the service.",
                kind: "string",
                example: Some("6cdc5a4e3b6c9ad4cd2e3f1f2a9e7d50"),
            }],
            media_types: &[runtime::MediaType {
                name: "application/json",
                schema: Some("Error"),
                example: Some(
                    "{\"error_code\":\"WKS.00211302\",\"error_msg\":\"User authorization error.\"}",
                ),
            }],
            provenance: runtime::Provenance {
                source: "definition",
                note: "",
            },
        },
        runtime::Response {
            status: 403,
            description: "The credentials do not allow this call.",
            headers: &[runtime::Header {
                name: "X-Request-Id",
                description: "Id of this request, for questions to the operator of the service.",
                kind: "string",
                example: Some("6cdc5a4e3b6c9ad4cd2e3f1f2a9e7d50"),
            }],
            media_types: &[runtime::MediaType {
                name: "application/json",
                schema: Some("Error"),
                example: Some(
                    "{\"error_code\":\"WKS.00081102\",\"error_msg\":\"User does not have permission to access this resource.\"}",
                ),
            }],
            provenance: runtime::Provenance {
                source: "definition",
                note: "",
            },
        },
        runtime::Response {
            status: 404,
            description: "There is nothing under this path.",
            headers: &[runtime::Header {
                name: "X-Request-Id",
                description: "Id of this request, for questions to the operator of the service.",
                kind: "string",
                example: Some("6cdc5a4e3b6c9ad4cd2e3f1f2a9e7d50"),
            }],
            media_types: &[runtime::MediaType {
                name: "application/json",
                schema: Some("Error"),
                example: Some(
                    "{\"error_code\":\"WKS.00211902\",\"error_msg\":\"The application does not exist\"}",
                ),
            }],
            provenance: runtime::Provenance {
                source: "definition",
                note: "",
            },
        },
        runtime::Response {
            status: 405,
            description: "The path does not know this method.",
            headers: &[runtime::Header {
                name: "X-Request-Id",
                description: "Id of this request, for questions to the operator of the service.",
                kind: "string",
                example: Some("6cdc5a4e3b6c9ad4cd2e3f1f2a9e7d50"),
            }],
            media_types: &[runtime::MediaType {
                name: "application/json",
                schema: Some("Error"),
                example: Some(
                    "{\"error_code\":\"WKS.00000405\",\"error_msg\":\"The method specified in the request is not allowed for this resource.\"}",
                ),
            }],
            provenance: runtime::Provenance {
                source: "definition",
                note: "",
            },
        },
        runtime::Response {
            status: 416,
            description: "The file has no such part.",
            headers: &[
                runtime::Header {
                    name: "Content-Range",
                    description: "Which part of the file this is, as `bytes FIRST-LAST/LENGTH`.",
                    kind: "string",
                    example: Some("bytes 1048576-2097151/2097152"),
                },
                runtime::Header {
                    name: "X-Request-Id",
                    description: "Id of this request, for questions to the operator of the service.",
                    kind: "string",
                    example: Some("6cdc5a4e3b6c9ad4cd2e3f1f2a9e7d50"),
                },
            ],
            media_types: &[],
            provenance: runtime::Provenance {
                source: "ours",
                note: "",
            },
        },
        runtime::Response {
            status: 429,
            description: "Too many requests; wait for the time in Retry-After.",
            headers: &[
                runtime::Header {
                    name: "Retry-After",
                    description: "Seconds to wait, or the date to wait for.",
                    kind: "string",
                    example: Some("30"),
                },
                runtime::Header {
                    name: "X-Request-Id",
                    description: "Id of this request, for questions to the operator of the service.",
                    kind: "string",
                    example: Some("6cdc5a4e3b6c9ad4cd2e3f1f2a9e7d50"),
                },
            ],
            media_types: &[runtime::MediaType {
                name: "application/json",
                schema: Some("Error"),
                example: Some(
                    "{\"error_code\":\"APIGW.0308\",\"error_msg\":\"The throttling threshold has been reached.\",\"request_id\":\"6cdc5a4e3b6c9ad4cd2e3f1f2a9e7d50\"}",
                ),
            }],
            provenance: runtime::Provenance {
                source: "ours",
                note: "Not declared by the vendor, but its gateway sends it. The wording of the message is ours.",
            },
        },
        runtime::Response {
            status: 500,
            description: "The service failed.",
            headers: &[runtime::Header {
                name: "X-Request-Id",
                description: "Id of this request, for questions to the operator of the service.",
                kind: "string",
                example: Some("6cdc5a4e3b6c9ad4cd2e3f1f2a9e7d50"),
            }],
            media_types: &[runtime::MediaType {
                name: "application/json",
                schema: Some("Error"),
                example: Some(
                    "{\"error_code\":\"WKS.00211401\",\"error_msg\":\"The requested operation failed. Please try again later.\"}",
                ),
            }],
            provenance: runtime::Provenance {
                source: "definition",
                note: "",
            },
        },
        runtime::Response {
            status: 503,
            description: "The service cannot answer now.",
            headers: &[
                runtime::Header {
                    name: "Retry-After",
                    description: "Seconds to wait, or the date to wait for.",
                    kind: "string",
                    example: Some("30"),
                },
                runtime::Header {
                    name: "X-Request-Id",
                    description: "Id of this request, for questions to the operator of the service.",
                    kind: "string",
                    example: Some("6cdc5a4e3b6c9ad4cd2e3f1f2a9e7d50"),
                },
            ],
            media_types: &[runtime::MediaType {
                name: "application/json",
                schema: Some("Error"),
                example: Some(
                    "{\"error_code\":\"WKS.00050902\",\"error_msg\":\"The service is now unavailable to process the request.\"}",
                ),
            }],
            provenance: runtime::Provenance {
                source: "definition",
                note: "",
            },
        },
    ],
};

/// The document as JSON.
pub static DOCUMENT: &str = include_str!(concat!(env!("OUT_DIR"), "/openapi.json"));
