//! Values as text on the wire: the styles of OpenAPI, parsed and written. Percent-encoding is decoded once, after the
//! delimiters were found.

mod decode;
mod encode;
mod rule;
mod style;

pub(crate) use decode::{first_valid, from_fields, from_form, from_pairs, from_text, has_name};
pub(crate) use encode::{to_form, to_pairs, to_text};
pub use rule::Raw;
pub use style::{Json, Style, TypedJson};

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::constraint::number::Number;
    use crate::json_schema::{Keyword, Literal, Rule as SchemaRule, Schema, Type};
    use crate::request::RawRequest;
    use crate::validate::{Field, Location, ParameterIn, Rule, Violations};

    static TEXT: Schema = Schema::new(&[rule(Keyword::Type(&[Type::String]))]);
    static WHOLE: Schema = Schema::new(&[rule(Keyword::Type(&[Type::Integer]))]);
    static NUMBERS: Schema =
        Schema::new(&[rule(Keyword::Type(&[Type::Array])), rule(Keyword::Items { from: 0, item: &WHOLE })]);
    static TEXTS: Schema =
        Schema::new(&[rule(Keyword::Type(&[Type::Array])), rule(Keyword::Items { from: 0, item: &TEXT })]);
    static NAMED: &[(&str, &Schema)] = &[("R", &WHOLE), ("name", &TEXT), ("steps", &NUMBERS)];
    static COLOR: Schema = Schema::new(&[
        rule(Keyword::Type(&[Type::Object])),
        rule(Keyword::Properties { named: NAMED, patterns: &[], additional: None }),
    ]);

    const fn rule(keyword: Keyword) -> SchemaRule {
        SchemaRule::new(1, keyword)
    }

    const IN_ONE: [Style; 4] = [Style::Simple, Style::Label, Style::Matrix, Style::Json];
    const IN_PAIRS: [Style; 5] =
        [Style::Form, Style::SpaceDelimited, Style::PipeDelimited, Style::DeepObject, Style::Json];

    fn values() -> [(&'static Schema, Value); 6] {
        [
            (&TEXT, json!("a/b;c=d,e.f%20 张+&?#")),
            (&WHOLE, json!(-7)),
            (&NUMBERS, json!([1, 2, 3])),
            (&TEXTS, json!(["a,b", "c;d=e", "张&%2C|"])),
            (&TEXTS, json!(["a b", "c", "d+e f"])),
            (&COLOR, json!({"R": 100, "name": "x=y,z;&%", "steps": [1, 2]})),
        ]
    }

    #[test]
    fn what_is_written_in_a_path_is_read_as_the_same_value_and_stays_in_its_segment() {
        for style in IN_ONE {
            for explode in [false, true] {
                for (schema, value) in values() {
                    let rule = Json { schema, style, explode };
                    let raw = to_text(&rule, "color", &value, true);
                    assert!(!raw.contains(['/', '?', '#', '\\', ' ']), "{rule:?} {raw}");
                    // A point is unreserved, so that an item with one in it cannot be distinguished in this style.
                    if style != Style::Label || !explode || !value.to_string().contains('.') {
                        assert_eq!(from_text(&rule, "color", &raw, true).as_ref(), Some(&value), "{rule:?} {raw}");
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_written_in_a_query_is_read_as_the_same_value() {
        for style in IN_PAIRS {
            for explode in [false, true] {
                for (schema, value) in values() {
                    let rule = Json { schema, style, explode };
                    let raw = query(&rule, &value);
                    assert_eq!(read_back(&rule, &raw), (Some(value), Violations::new()), "{rule:?} {raw}");
                }
            }
        }
    }

    #[test]
    fn what_is_written_in_cookies_is_read_as_the_same_value() {
        use crate::request::{EncodedRequest, RawRequest};
        for (name, value) in
            [("a!b", json!("x+y z")), ("a%21b", json!("1+1")), ("张", json!("a b")), ("t|u", json!("+"))]
        {
            let rule = Json { schema: &TEXT, style: Style::Form, explode: true };
            let at = Location { place: crate::validate::ParameterIn::Cookie, name, line: 1 };
            let field = crate::validate::Field { at, empty_is_absent: false, rule };
            let mut request = EncodedRequest {
                method: "GET",
                path: String::new(),
                query: String::new(),
                headers: Vec::new(),
                body: None,
                security: &[],
            };
            request.json(&field, Some(&value));
            let sent = request.headers[0].1.clone();
            let headers = |_: &str| vec![sent.as_bytes()];
            let raw = RawRequest { path: &[], query: "", headers: &headers, body: &[] };
            let mut out = Violations::new();
            assert_eq!(raw.cookie_json(&field, &mut out), Some(value), "{sent} {out}");
        }
        assert_eq!(crate::percent::cookie_name("a%21b"), "a!b");
    }

    #[test]
    fn a_plus_in_a_cookie_is_no_space_and_a_blank_in_a_header_is_no_part_of_an_item() {
        let rule = Json { schema: &NUMBERS, style: Style::Simple, explode: false };
        assert_eq!(from_text(&rule, "n", "1, 2 ,\t3", false), Some(json!([1, 2, 3])));
        assert_eq!(from_text(&rule, "n", "1, 2", true), None);
    }

    fn query(rule: &Json, value: &Value) -> String {
        let pairs = to_pairs(rule, "color", value).into_iter();
        pairs.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
    }

    /// RFC 3986, 3.4.
    #[test]
    fn a_query_has_no_character_that_has_to_be_encoded() {
        let object = json!({"R": 1, "name": "a|b", "steps": [1]});
        for (style, schema, value, raw) in [
            (Style::DeepObject, &COLOR, object, "color%5BR%5D=1&color%5Bname%5D=a%7Cb&color%5Bsteps%5D%5B%5D=1"),
            (Style::PipeDelimited, &NUMBERS, json!([1, 2]), "color=1%7C2"),
            (Style::SpaceDelimited, &NUMBERS, json!([1, 2]), "color=1%202"),
        ] {
            assert_eq!(query(&Json { schema, style, explode: false }, &value), raw);
        }
    }

    #[test]
    fn a_value_is_read_by_the_alternative_that_accepts_it() {
        const OBJECT: SchemaRule = rule(Keyword::Type(&[Type::Object]));
        static NONE: Schema = Schema::new(&[rule(Keyword::Never)]);
        static NO_ITEM: Schema = Schema::new(&[
            rule(Keyword::Type(&[Type::Array])),
            rule(Keyword::MaxItems(0)),
            rule(Keyword::Items { from: 0, item: &WHOLE }),
        ]);
        static LISTS: Schema = Schema::new(&[rule(Keyword::OneOf(&[&NO_ITEM, &TEXTS]))]);
        static CARD: Schema = Schema::new(&[OBJECT, only(&[("kind", &TEXT), ("number", &TEXT)], &NONE)]);
        static BANK: Schema = Schema::new(&[OBJECT, only(&[("kind", &TEXT), ("number", &WHOLE)], &NONE)]);
        static PAID: Schema =
            Schema::new(&[rule(Keyword::Choice { property: "kind", options: &[("card", &CARD), ("bank", &BANK)] })]);
        static ONE: Schema = Schema::new(&[OBJECT, rule(Keyword::Required(&["a"])), only(&[("a", &WHOLE)], &NONE)]);
        static OTHER: Schema = Schema::new(&[OBJECT, rule(Keyword::Required(&["b"])), only(&[("b", &TEXT)], &NONE)]);
        static CLOSED: Schema = Schema::new(&[rule(Keyword::OneOf(&[&ONE, &OTHER]))]);
        static MIXED: Schema = Schema::new(&[rule(Keyword::AnyOf(&[&ONE, &WHOLE]))]);
        for (schema, value) in [
            (&LISTS, json!(["5", "x"])),
            (&PAID, json!({"kind": "card", "number": "4111"})),
            (&PAID, json!({"kind": "bank", "number": 4111})),
            (&CLOSED, json!({"a": 1})),
            (&CLOSED, json!({"b": "1"})),
            (&MIXED, json!({"a": 1})),
            (&MIXED, json!(5)),
        ] {
            for (style, explode) in [(Style::Form, true), (Style::Form, false), (Style::DeepObject, true)] {
                let rule = Json { schema, style, explode };
                let raw = query(&rule, &value);
                assert_eq!(read_back(&rule, &raw), (Some(value.clone()), Violations::new()), "{rule:?} {raw}");
            }
        }
    }

    #[test]
    fn a_value_whose_parts_the_style_cannot_distinguish_is_a_violation() {
        let schema = &TEXTS;
        for (place, style, explode, value, is_kept) in [
            (ParameterIn::Header, Style::Simple, false, json!(["a", "b"]), true),
            (ParameterIn::Header, Style::Simple, false, json!(["a,b"]), false),
            (ParameterIn::Header, Style::Simple, true, json!(["a", " b"]), false),
            (ParameterIn::Header, Style::Simple, false, json!([""]), false),
            (ParameterIn::Header, Style::Simple, false, json!(["", "a"]), true),
            (ParameterIn::Query, Style::PipeDelimited, false, json!(["a|b"]), false),
            (ParameterIn::Query, Style::PipeDelimited, false, json!(["a|b", "c"]), true),
            (ParameterIn::Query, Style::SpaceDelimited, false, json!(["a b"]), false),
            (ParameterIn::Query, Style::Form, false, json!([""]), false),
            (ParameterIn::Query, Style::Form, false, json!(["a,b"]), true),
            (ParameterIn::Query, Style::Form, true, json!([""]), true),
        ] {
            let (rule, at) = (Json { schema, style, explode }, Location { place, name: "color", line: 1 });
            let mut out = Violations::new();
            rule.collect(at, &value, &mut out);
            assert_eq!((rule.is_valid(at, &value), out.is_empty()), (is_kept, is_kept), "{rule:?} {value}");
            if place == ParameterIn::Query {
                assert_eq!(read_back(&rule, &query(&rule, &value)).0 == Some(value), is_kept, "{rule:?}");
            } else {
                let text = to_text(&rule, "color", &value, false);
                assert_eq!(from_text(&rule, "color", &text, false) == Some(value), is_kept, "{rule:?} {text:?}");
            }
        }
        let object = |explode, value: Value| {
            let rule = Json { schema: &COLOR, style: Style::Simple, explode };
            rule.is_valid(Location { place: ParameterIn::Header, name: "color", line: 1 }, &value)
        };
        assert!(object(true, json!({"name": "a=b"})) && !object(true, json!({"name": "a,b"})));
        assert!(!object(true, json!({"x=y": 1})) && object(false, json!({"x=y": 1})));
        let text = crate::validate::Text::default();
        let of = |place, value| text.is_valid(Location { place, name: "x", line: 1 }, value);
        assert!(!of(ParameterIn::Header, "a\nb") && !of(ParameterIn::Header, " a ") && of(ParameterIn::Header, "a b"));
        assert!(of(ParameterIn::Query, " a\n"));
    }

    #[test]
    fn a_form_without_fields_is_an_object_and_not_absent() {
        for style in [Style::Form, Style::DeepObject] {
            let rule = Json { schema: &COLOR, style, explode: true };
            let at = Location { place: ParameterIn::Body, name: "body", line: 1 };
            let field = Field { at, empty_is_absent: false, rule };
            let read = |media_type: Option<&'static [u8]>| {
                let headers = move |_: &str| media_type.into_iter().collect::<Vec<_>>();
                let wire = RawRequest { path: &[], query: "", headers: &headers, body: &[] };
                wire.body_json(&field, &mut Violations::new())
            };
            assert_eq!(read(Some(b"application/x-www-form-urlencoded")), Some(json!({})));
            assert_eq!(read(None), None);
        }
    }

    const fn only(named: &'static [(&'static str, &'static Schema)], others: &'static Schema) -> SchemaRule {
        rule(Keyword::Properties { named, patterns: &[], additional: Some(others) })
    }

    fn read_back(rule: &Json, raw: &str) -> (Option<Value>, Violations) {
        let mut out = Violations::new();
        let wire = RawRequest { path: &[], query: raw, headers: &|_| Vec::new(), body: &[] };
        let field = Field { at: at(), empty_is_absent: false, rule: *rule };
        let read = wire.query(&["*"], &mut out).json(&field, &mut out);
        (read, out)
    }

    #[test]
    fn a_whole_number_with_a_fraction_or_an_exponent_is_rejected_wherever_it_stands_in_a_parameter() {
        static NULLABLE: Schema = Schema::new(&[rule(Keyword::Type(&[Type::Integer, Type::Null]))]);
        static LISTED: Schema = Schema::new(&[rule(Keyword::Enum(&[
            Literal::Number(Number::Whole(1)),
            Literal::Number(Number::Whole(100)),
        ]))]);
        static EITHER: Schema = Schema::new(&[rule(Keyword::AnyOf(&[&WHOLE, &LISTED]))]);
        let read = |schema, style, explode, query: &str| {
            let wire = RawRequest { path: &[], query, headers: &|_| Vec::new(), body: &[] };
            let field = Field { at: at(), empty_is_absent: false, rule: Json { schema, style, explode } };
            wire.query(&["*"], &mut Violations::new()).json(&field, &mut Violations::new())
        };
        for (text, value) in
            [("1", Some(1)), ("-0", Some(0)), ("1.0", None), ("1e2", None), ("1E0", None), ("1e20", None)]
        {
            let is_read = value.is_some();
            for schema in [&WHOLE, &NULLABLE, &EITHER] {
                assert_eq!(read(schema, Style::Form, true, &format!("color={text}")).is_some(), is_read, "{text}");
                assert_eq!(
                    from_text(&Json { schema, style: Style::Simple, explode: false }, "n", text, true).is_some(),
                    is_read
                );
            }
            for (style, explode, query) in [
                (Style::Form, true, format!("R={text}")),
                (Style::Form, false, format!("color=R,{text}")),
                (Style::DeepObject, true, format!("color[R]={text}")),
                (Style::DeepObject, true, format!("color[steps][]={text}")),
            ] {
                assert_eq!(read(&COLOR, style, explode, &query).is_some(), is_read, "{query}");
            }
            for style in [Style::Form, Style::SpaceDelimited, Style::PipeDelimited] {
                assert_eq!(read(&NUMBERS, style, false, &format!("color={text}")).is_some(), is_read, "{text}");
            }
        }
        assert!(
            read(&LISTED, Style::Form, true, "color=1").is_some()
                && read(&LISTED, Style::Form, true, "color=1.0").is_none()
        );
    }

    #[test]
    fn a_whole_number_is_written_without_a_fraction_so_that_it_is_read_again() {
        let rule = Json { schema: &NUMBERS, style: Style::Form, explode: false };
        assert_eq!(query(&rule, &json!([1.0, 100, 1.5, -2.0, 1e20])), "color=1,100,1.5,-2,100000000000000000000");
    }

    #[test]
    fn a_number_of_a_parameter_or_a_form_is_the_same_after_it_was_sent() {
        static NUMBER: Schema = Schema::new(&[rule(Keyword::Type(&[Type::Number]))]);
        static SIZES: Schema =
            Schema::new(&[rule(Keyword::Type(&[Type::Array])), rule(Keyword::Items { from: 0, item: &NUMBER })]);
        for text in ["3", "3.0", "3e0", "-0.0", "0.1", "1e20", "1e300", "36666666000000.00000000000000000000048"] {
            let sizes = Json { schema: &SIZES, style: Style::Form, explode: false };
            let (read, _) = read_back(&sizes, &format!("color={text}"));
            let sent = query(&sizes, read.as_ref().unwrap());
            assert_eq!(read_back(&sizes, &sent).0, read, "{text}");
        }
        // The schema of a form asks for a whole number.
        let form = Field {
            at: at(),
            empty_is_absent: false,
            rule: Json { schema: &COLOR, style: Style::Form, explode: true },
        };
        let headers = |_: &str| vec![&b"application/x-www-form-urlencoded"[..]];
        let wire = RawRequest { path: &[], query: "", headers: &headers, body: b"R=3.0" };
        assert_eq!(wire.body_json(&form, &mut Violations::new()), Some(json!({"R": 3})));
    }

    #[test]
    fn a_finding_inside_a_body_is_reported_with_its_place() {
        let rule = Json { schema: &COLOR, style: Style::Json, explode: false };
        let mut out = Violations::new();
        rule.collect(at(), &json!({"R": "x", "steps": [1, "y"]}), &mut out);
        let reported: Vec<String> = out.iter().map(ToString::to_string).collect();
        assert_eq!(
            reported,
            ["query parameter color/R: expected an integer", "query parameter color/steps/1: expected an integer"]
        );
    }

    #[test]
    fn a_list_or_an_object_in_a_path_cannot_change_the_path() {
        let found = |schema, style, value: Value| {
            let mut out = Violations::new();
            let at = Location { place: ParameterIn::Path, ..at() };
            Json { schema, style, explode: true }.collect(at, &value, &mut out);
            out.iter().map(|one| one.rule).collect::<Vec<_>>()
        };
        for value in [json!([".."]), json!(["."]), json!([]), json!(["a\\d"]), json!(["a", "\\"])] {
            assert_eq!(found(&TEXTS, Style::Simple, value.clone()), ["path"], "{value}");
        }
        for value in [json!(["..", "a"]), json!(["..."]), json!(["a/b"])] {
            assert_eq!(found(&TEXTS, Style::Simple, value.clone()), [""; 0], "{value}");
        }
        // The mark of the style is the one point, the value the other.
        assert_eq!(found(&TEXT, Style::Label, json!(".")), ["path"]);
        assert_eq!(found(&TEXT, Style::Label, json!("a")), [""; 0]);
    }

    fn at() -> Location {
        Location { place: ParameterIn::Query, name: "color", line: 1 }
    }
}
