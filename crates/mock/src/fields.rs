//! The rules of parameters and bodies of generated code, as the runtime has them.

use deskledger_runtime::validate::Field;
use deskledger_runtime::{
    Boolean, Int, Json, List, Location, Multipart, Number, ParameterIn, Raw, SourceLines, Style, Text,
};
use syn::Expr;

use crate::data::{Data, Read, argument, field, get, name, other};
use crate::schemas::{Schemas, structs, variants};

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

/// By the name of the rule, and of the rule for the items of a list.
impl<'c> Data<Schemas<'c>> for Rule {
    fn read(schemas: &Schemas<'c>, expr: &Expr) -> Read<Self> {
        let rule = field(expr, "rule")?;
        let kind = match name(rule)?.as_str() {
            "List" => name(field(rule, "item")?)? + "s",
            kind => kind.to_owned(),
        };
        Ok(match kind.as_str() {
            "Text" => Rule::Text(Data::read(schemas, expr)?),
            "Int" => Rule::Int(Data::read(schemas, expr)?),
            "Number" => Rule::Number(Data::read(schemas, expr)?),
            "Boolean" => Rule::Boolean(Data::read(schemas, expr)?),
            "Texts" => Rule::Texts(Data::read(schemas, expr)?),
            "Ints" => Rule::Ints(Data::read(schemas, expr)?),
            "Numbers" => Rule::Numbers(Data::read(schemas, expr)?),
            "Booleans" => Rule::Booleans(Data::read(schemas, expr)?),
            "Json" | "TypedJson" => Rule::Json(Data::read(schemas, expr)?),
            "Multipart" => Rule::Parts(Data::read(schemas, expr)?),
            "Raw" => Rule::Raw(Data::read(schemas, expr)?),
            _ => return Err(other("a rule", rule)),
        })
    }
}

structs! {
    Field<R> { at, empty_is_absent, rule }
    Location { place, name, line }
    List<R> { min, max, unique, item, lines }
    Int { min, max, multiple_of, lines }
    Number { min, exclusive_min, max, exclusive_max, multiple_of, lines }
    Multipart { schema, files, media_types }
    Boolean {}
    Raw {}
}

variants! {
    ParameterIn, "a part of a request" { Path, Query, Header, Cookie, Body }
    Style, "a style" { Simple, Label, Matrix, Form, SpaceDelimited, PipeDelimited, DeepObject, Json }
}

impl<'c> Data<Schemas<'c>> for SourceLines {
    fn read(schemas: &Schemas<'c>, expr: &Expr) -> Read<Self> {
        Data::read(schemas, argument(expr)?).map(SourceLines)
    }
}

/// The patterns of parameters are those of the root.
impl<'c> Data<Schemas<'c>> for Text {
    fn read(schemas: &Schemas<'c>, expr: &Expr) -> Read<Self> {
        let pattern = field(expr, "pattern")?;
        Ok(Text {
            min: get(schemas, expr, "min")?,
            max: get(schemas, expr, "max")?,
            pattern: if name(pattern)? == "None" { None } else { Some(schemas.pattern("", argument(pattern)?)?) },
            format: get(schemas, expr, "format")?,
            one_of: get(schemas, expr, "one_of")?,
            secret: get(schemas, expr, "secret")?,
            lines: get(schemas, expr, "lines")?,
        })
    }
}

/// `TypedJson` has the same rule as its argument.
impl<'c> Data<Schemas<'c>> for Json {
    fn read(schemas: &Schemas<'c>, expr: &Expr) -> Read<Self> {
        let expr = if let Expr::Call(_) = expr { argument(expr)? } else { expr };
        let (schema, style) = (get(schemas, expr, "schema")?, get(schemas, expr, "style")?);
        Ok(Json { schema, style, explode: get(schemas, expr, "explode")? })
    }
}
