//! The schemas of generated code, as the runtime has them. They live as long as the program: one document, read once.

use std::sync::OnceLock;

use deskledger_runtime::json_schema::{Decimal, Keyword, Literal, Number, Rule, Schema, Type};
use deskledger_runtime::{BytePattern, Format, Matcher, Pattern, Table, format};
use syn::Expr;

use crate::code::{Code, Unreadable};
use crate::data::{
    Fields, Read, argument, arguments, boolean, float, inner, leaked, list, name, option, other, pair, text, texts,
    whole,
};

/// The schemas by their numbers.
pub(crate) struct Schemas<'c> {
    code: &'c Code<'c>,
    cells: Vec<&'static OnceLock<Schema>>,
    patterns: std::cell::RefCell<std::collections::HashMap<(String, String), &'static Pattern>>,
}

const MODULE: &str = "schemas";

impl<'c> Schemas<'c> {
    pub(crate) fn read(code: &'c Code<'c>) -> Read<Self> {
        let count =
            (0..).take_while(|number| code.values.contains_key(&(MODULE, &*format!("SCHEMA_{number}")))).count();
        let cells = (0..count).map(|_| &*Box::leak(Box::new(OnceLock::new()))).collect();
        let schemas = Self { code, cells, patterns: Default::default() };
        // Parts of a schema mostly have higher numbers than the schema: they are read first.
        for (number, cell) in schemas.cells.iter().enumerate().rev() {
            let schema = schemas.schema(&code.value(MODULE, &format!("SCHEMA_{number}"))?)?;
            let _ = cell.set(schema);
        }
        Ok(schemas)
    }

    fn schema(&self, expr: &Expr) -> Read<Schema> {
        Ok(Schema::new(leaked(argument(expr)?, |rule| self.rule(rule))?))
    }

    /// The schema that `&SCHEMA_1` means, or one that stands there itself.
    pub(crate) fn reference(&self, expr: &Expr) -> Read<&'static Schema> {
        let expr = inner(expr);
        let Expr::Path(_) = expr else { return Ok(Box::leak(Box::new(self.schema(expr)?))) };
        let name = name(expr)?;
        let number = name.strip_prefix("SCHEMA_").and_then(|number| number.parse::<usize>().ok());
        let cell = number.and_then(|number| self.cells.get(number)).ok_or_else(|| other("a schema", expr))?;
        Ok(cell.get().unwrap_or_else(|| {
            let rules = vec![Rule::new(0, Keyword::Deferred(cell))].leak();
            Box::leak(Box::new(Schema::new(rules)))
        }))
    }

    fn references(&self, expr: &Expr) -> Read<&'static [&'static Schema]> {
        leaked(expr, |one| self.reference(one))
    }

    fn optional(&self, expr: &Expr) -> Read<Option<&'static Schema>> {
        option(expr, |one| self.reference(one))
    }

    fn named(&self, expr: &Expr) -> Read<&'static [(&'static str, &'static Schema)]> {
        leaked(expr, |one| {
            let (name, schema) = pair(one)?;
            Ok((text(name)?, self.reference(schema)?))
        })
    }

    fn rule(&self, expr: &Expr) -> Read<Rule> {
        match arguments(expr)?.as_slice() {
            [line, keyword] => Ok(Rule::new(whole(line)?, self.keyword(keyword)?)),
            _ => Err(other("a rule", expr)),
        }
    }

    fn keyword(&self, expr: &Expr) -> Read<Keyword> {
        let name = name(expr)?;
        if let Expr::Struct(_) = expr {
            return self.keyword_with_fields(&name, &Fields::of(expr)?);
        }
        if let Expr::Path(_) = expr {
            return match name.as_str() {
                "Never" => Ok(Keyword::Never),
                "UniqueItems" => Ok(Keyword::UniqueItems),
                _ => Err(other("a keyword", expr)),
            };
        }
        let one = argument(expr)?;
        Ok(match name.as_str() {
            "Type" => Keyword::Type(leaked(one, of_type)?),
            "Enum" => Keyword::Enum(leaked(one, literal)?),
            "Const" => Keyword::Const(literal(one)?),
            "Default" => Keyword::Default(literal(one)?),
            "MinLength" => Keyword::MinLength(whole(one)?),
            "MaxLength" => Keyword::MaxLength(whole(one)?),
            "Pattern" => Keyword::Pattern(self.pattern(MODULE, one)?),
            "Format" => Keyword::Format(of_format(one)?),
            "MultipleOf" => Keyword::MultipleOf(decimal(one)?),
            "MinItems" => Keyword::MinItems(whole(one)?),
            "MaxItems" => Keyword::MaxItems(whole(one)?),
            "MinProperties" => Keyword::MinProperties(whole(one)?),
            "MaxProperties" => Keyword::MaxProperties(whole(one)?),
            "PrefixItems" => Keyword::PrefixItems(self.references(one)?),
            "PropertyNames" => Keyword::PropertyNames(self.reference(one)?),
            "Required" => Keyword::Required(texts(one)?),
            "DependentRequired" => Keyword::DependentRequired(leaked(one, |entry| {
                let (name, others) = pair(entry)?;
                Ok((text(name)?, texts(others)?))
            })?),
            "DependentSchemas" => Keyword::DependentSchemas(self.named(one)?),
            "AllOf" => Keyword::AllOf(self.references(one)?),
            "AnyOf" => Keyword::AnyOf(self.references(one)?),
            "OneOf" => Keyword::OneOf(self.references(one)?),
            "Not" => Keyword::Not(self.reference(one)?),
            "Reference" => Keyword::Reference(self.reference(one)?),
            _ => return Err(other("a keyword", expr)),
        })
    }

    fn keyword_with_fields(&self, name: &str, fields: &Fields<'_>) -> Read<Keyword> {
        let reference = |name| self.reference(fields.get(name)?);
        let optional = |name| self.optional(fields.get(name)?);
        Ok(match name {
            "Minimum" => {
                Keyword::Minimum { limit: number(fields.get("limit")?)?, exclusive: boolean(fields.get("exclusive")?)? }
            }
            "Maximum" => {
                Keyword::Maximum { limit: number(fields.get("limit")?)?, exclusive: boolean(fields.get("exclusive")?)? }
            }
            "Items" => Keyword::Items { from: whole(fields.get("from")?)?, item: reference("item")? },
            "Contains" => Keyword::Contains {
                item: reference("item")?,
                min: whole(fields.get("min")?)?,
                max: option(fields.get("max")?, whole)?,
            },
            "Properties" => Keyword::Properties {
                named: self.named(fields.get("named")?)?,
                patterns: leaked(fields.get("patterns")?, |one| {
                    let (pattern, schema) = pair(one)?;
                    Ok((self.pattern(MODULE, pattern)?, self.reference(schema)?))
                })?,
                additional: optional("additional")?,
            },
            "Choice" => Keyword::Choice {
                property: text(fields.get("property")?)?,
                options: self.named(fields.get("options")?)?,
            },
            "If" => Keyword::If {
                condition: reference("condition")?,
                then: optional("then")?,
                otherwise: optional("otherwise")?,
            },
            "UnevaluatedProperties" => {
                Keyword::UnevaluatedProperties { of: reference("of")?, field: reference("field")? }
            }
            "UnevaluatedItems" => Keyword::UnevaluatedItems { of: reference("of")?, item: reference("item")? },
            _ => return Err(Unreadable::new("a keyword", name)),
        })
    }

    /// The pattern that a module has under a name.
    pub(crate) fn pattern(&self, module: &str, expr: &Expr) -> Read<&'static Pattern> {
        let key = (module.to_owned(), name(inner(expr))?);
        if let Some(known) = self.patterns.borrow().get(&key) {
            return Ok(known);
        }
        let value = self.code.value(module, &key.1)?;
        let fields = Fields::of(&value)?;
        let matcher = fields.get("matcher")?;
        let one = inner(argument(matcher)?);
        let matcher = match name(matcher)?.as_str() {
            "BytePattern" => Matcher::BytePattern(Box::leak(Box::new(byte_pattern(one)?))),
            "Literals" => Matcher::Literals(texts(one)?),
            "Table" => Matcher::Table(Box::leak(Box::new(table(one)?))),
            other => return Err(Unreadable::new("a pattern", other)),
        };
        let pattern = &*Box::leak(Box::new(Pattern { source: text(fields.get("source")?)?, matcher }));
        self.patterns.borrow_mut().insert(key, pattern);
        Ok(pattern)
    }
}

fn byte_pattern(expr: &Expr) -> Read<BytePattern> {
    let [ranges, head, rest, min, max] = arguments(expr)?[..] else { return Err(other("five arguments", expr)) };
    let ranges: Vec<Vec<u8>> = list(ranges)?.into_iter().map(bytes).collect::<Read<_>>()?;
    let ranges: Vec<&[u8]> = ranges.iter().map(Vec::as_slice).collect();
    Ok(BytePattern::new(&ranges, leaked(head, whole)?, whole(rest)?, whole(min)?, whole(max)?))
}

fn bytes(expr: &Expr) -> Read<Vec<u8>> {
    match inner(expr) {
        Expr::Lit(syn::ExprLit { lit: syn::Lit::ByteStr(bytes), .. }) => Ok(bytes.value()),
        _ => Err(other("bytes", expr)),
    }
}

fn table(expr: &Expr) -> Read<Table> {
    let fields = Fields::of(expr)?;
    let classes = list(fields.get("classes")?)?.into_iter().map(whole).collect::<Read<Vec<u8>>>()?;
    let classes: [u8; 256] = classes.try_into().map_err(|_| other("256 classes", expr))?;
    Ok(Table {
        classes: Box::leak(Box::new(classes)),
        width: whole(fields.get("width")?)?,
        next: leaked(fields.get("next")?, whole)?,
        accepts: leaked(fields.get("accepts")?, boolean)?,
        start: whole(fields.get("start")?)?,
        chain: leaked(fields.get("chain")?, |one| {
            let (stay, go) = pair(one)?;
            Ok((whole(stay)?, whole(go)?))
        })?,
    })
}

/// `runtime::format::DATE`.
pub(crate) fn of_format(expr: &Expr) -> Read<Format> {
    let wanted = name(expr)?;
    let known = format::ALL.iter().find(|one| one.name.replace('-', "_").to_uppercase() == wanted);
    known.copied().ok_or_else(|| Unreadable::new("a format", wanted))
}

fn of_type(expr: &Expr) -> Read<Type> {
    Ok(match name(expr)?.as_str() {
        "Null" => Type::Null,
        "Boolean" => Type::Boolean,
        "Integer" => Type::Integer,
        "Number" => Type::Number,
        "String" => Type::String,
        "Array" => Type::Array,
        "Object" => Type::Object,
        _ => return Err(other("a type", expr)),
    })
}

pub(crate) fn number(expr: &Expr) -> Read<Number> {
    match name(expr)?.as_str() {
        "Whole" => Ok(Number::Whole(whole(argument(expr)?)?)),
        _ => Ok(Number::Float(float(argument(expr)?)?)),
    }
}

pub(crate) fn decimal(expr: &Expr) -> Read<Decimal> {
    let fields = Fields::of(expr)?;
    Ok(Decimal { mantissa: whole(fields.get("mantissa")?)?, exponent: whole(fields.get("exponent")?)? })
}

fn literal(expr: &Expr) -> Read<Literal> {
    Ok(match name(expr)?.as_str() {
        "Null" => Literal::Null,
        "Boolean" => Literal::Boolean(boolean(argument(expr)?)?),
        "Number" => Literal::Number(number(argument(expr)?)?),
        "Text" => Literal::Text(text(argument(expr)?)?),
        "List" => Literal::List(leaked(argument(expr)?, literal)?),
        "Object" => Literal::Object(leaked(argument(expr)?, |one| {
            let (name, value) = pair(one)?;
            Ok((text(name)?, literal(value)?))
        })?),
        _ => return Err(other("a literal", expr)),
    })
}
