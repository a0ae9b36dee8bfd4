//! The rules of parameters and bodies of generated code, as the runtime has them.

use deskledger_runtime::validate::Field;
use deskledger_runtime::{
    Boolean, Int, Json, List, Location, Multipart, Number, ParameterIn, Pattern, Raw, SourceLines, Style, Text,
};
use syn::Expr;

use crate::code::{Code, Unreadable};
use crate::data::{Fields, Read, argument, boolean, leaked, name, option, other, pair, text, texts, whole};
use crate::schemas::{Schemas, decimal, number, of_format};

/// The rule of a parameter or of a body.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Rule {
    Text(Field<Text>),
    Int(Field<Int>),
    Number(Field<Number>),
    Boolean(Field<Boolean>),
    Texts(Field<List<Text>>),
    Ints(Field<List<Int>>),
    Numbers(Field<List<Number>>),
    Booleans(Field<List<Boolean>>),
    Json(Field<Json>),
    Parts(Field<Multipart>),
    Raw(Field<Raw>),
}

/// The rule that a constant of the root holds.
pub(crate) fn rule(code: &Code<'_>, schemas: &Schemas<'_>, constant: &str) -> Read<Rule> {
    let value = code.value("", constant)?;
    let fields = Fields::of(&value)?;
    let location = Fields::of(fields.get("at")?)?;
    let at = Location {
        place: place(location.get("place")?)?,
        name: text(location.get("name")?)?,
        line: whole(location.get("line")?)?,
    };
    let empty_is_absent = boolean(fields.get("empty_is_absent")?)?;
    macro_rules! field {
        ($variant:ident, $rule:expr) => {
            Rule::$variant(Field { at, empty_is_absent, rule: $rule })
        };
    }
    let rule = fields.get("rule")?;
    Ok(match name(rule)?.as_str() {
        "Text" => field!(Text, of_text(rule, schemas)?),
        "Int" => field!(Int, of_int(rule)?),
        "Number" => field!(Number, of_number(rule)?),
        "Boolean" => field!(Boolean, Boolean),
        "Raw" => field!(Raw, Raw),
        "Json" => field!(Json, of_json(rule, schemas)?),
        "TypedJson" => field!(Json, of_json(argument(rule)?, schemas)?),
        "Multipart" => field!(Parts, of_parts(rule, schemas)?),
        "List" => {
            let fields = Fields::of(rule)?;
            let item = fields.get("item")?;
            match name(item)?.as_str() {
                "Text" => field!(Texts, of_list(&fields, of_text(item, schemas)?)?),
                "Int" => field!(Ints, of_list(&fields, of_int(item)?)?),
                "Number" => field!(Numbers, of_list(&fields, of_number(item)?)?),
                "Boolean" => field!(Booleans, of_list(&fields, Boolean)?),
                _ => return Err(other("a rule for an item", item)),
            }
        }
        _ => return Err(other("a rule", rule)),
    })
}

/// `runtime::ParameterIn::Query`.
pub(crate) fn place(expr: &Expr) -> Read<ParameterIn> {
    Ok(match name(expr)?.as_str() {
        "Path" => ParameterIn::Path,
        "Query" => ParameterIn::Query,
        "Header" => ParameterIn::Header,
        "Cookie" => ParameterIn::Cookie,
        "Body" => ParameterIn::Body,
        _ => return Err(other("a part of a request", expr)),
    })
}

fn lines(fields: &Fields<'_>) -> Read<SourceLines> {
    let list = leaked(argument(fields.get("lines")?)?, |one| {
        let (name, line) = pair(one)?;
        Ok((text(name)?, whole(line)?))
    });
    list.map(SourceLines)
}

fn of_list<R>(fields: &Fields<'_>, item: R) -> Read<List<R>> {
    Ok(List {
        min: whole(fields.get("min")?)?,
        max: option(fields.get("max")?, whole)?,
        unique: boolean(fields.get("unique")?)?,
        item,
        lines: lines(fields)?,
    })
}

fn of_text(expr: &Expr, schemas: &Schemas<'_>) -> Read<Text> {
    let fields = Fields::of(expr)?;
    let pattern: Option<&'static Pattern> = option(fields.get("pattern")?, |one| schemas.pattern("", one))?;
    Ok(Text {
        min: whole(fields.get("min")?)?,
        max: option(fields.get("max")?, whole)?,
        pattern,
        format: option(fields.get("format")?, of_format)?,
        one_of: texts(fields.get("one_of")?)?,
        secret: boolean(fields.get("secret")?)?,
        lines: lines(&fields)?,
    })
}

fn of_int(expr: &Expr) -> Read<Int> {
    let fields = Fields::of(expr)?;
    Ok(Int {
        min: option(fields.get("min")?, whole)?,
        max: option(fields.get("max")?, whole)?,
        multiple_of: option(fields.get("multiple_of")?, whole)?,
        lines: lines(&fields)?,
    })
}

fn of_number(expr: &Expr) -> Read<Number> {
    let fields = Fields::of(expr)?;
    Ok(Number {
        min: option(fields.get("min")?, number)?,
        exclusive_min: boolean(fields.get("exclusive_min")?)?,
        max: option(fields.get("max")?, number)?,
        exclusive_max: boolean(fields.get("exclusive_max")?)?,
        multiple_of: option(fields.get("multiple_of")?, decimal)?,
        lines: lines(&fields)?,
    })
}

fn of_json(expr: &Expr, schemas: &Schemas<'_>) -> Read<Json> {
    let fields = Fields::of(expr)?;
    let style = match name(fields.get("style")?)?.as_str() {
        "Simple" => Style::Simple,
        "Label" => Style::Label,
        "Matrix" => Style::Matrix,
        "Form" => Style::Form,
        "SpaceDelimited" => Style::SpaceDelimited,
        "PipeDelimited" => Style::PipeDelimited,
        "DeepObject" => Style::DeepObject,
        "Json" => Style::Json,
        other => return Err(Unreadable::new("a style", other)),
    };
    Ok(Json { schema: schemas.reference(fields.get("schema")?)?, style, explode: boolean(fields.get("explode")?)? })
}

fn of_parts(expr: &Expr, schemas: &Schemas<'_>) -> Read<Multipart> {
    let fields = Fields::of(expr)?;
    Ok(Multipart {
        schema: schemas.reference(fields.get("schema")?)?,
        files: texts(fields.get("files")?)?,
        media_types: leaked(fields.get("media_types")?, |one| {
            let (name, types) = pair(one)?;
            Ok((text(name)?, texts(types)?))
        })?,
    })
}
