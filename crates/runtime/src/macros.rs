//! Common implementations of generated types, so that the generated code is data.

/// A struct: its fields in the order of the document, each with its place, its name on the wire and whether it must be there;
/// then the field with all others, and the one with a value that is not an object, if it has them.
#[macro_export]
macro_rules! object {
    ($type:ident { $($index:literal $field:ident $name:literal $required:literal)* } $($rest:ident)? $(| $other:ident)?) => {
        impl $crate::typed::Object for $type {
            fn names(&self) -> &'static [(&'static str, bool)] {
                &[$(($name, $required)),*]
            }
            fn get(&self, index: usize) -> Option<&dyn $crate::typed::Typed> {
                match index {
                    $($index => Some(&self.$field),)*
                    _ => None,
                }
            }
            fn slot(&mut self, index: usize) -> Option<&mut dyn $crate::typed::Typed> {
                match index {
                    $($index => Some(&mut self.$field),)*
                    _ => None,
                }
            }
            #[allow(unreachable_code)]
            fn rest(&self) -> Option<&dyn $crate::typed::Map> {
                $(return Some(&self.$rest);)?
                None
            }
            #[allow(unreachable_code)]
            fn rest_mut(&mut self) -> Option<&mut dyn $crate::typed::Map> {
                $(return Some(&mut self.$rest);)?
                None
            }
        }
        impl $crate::typed::Typed for $type {
            fn view(&self) -> $crate::typed::View<'_> {
                $(if let Some(other) = &self.$other {
                    return $crate::typed::Typed::view(other);
                })?
                $crate::typed::View::Object($crate::typed::Fields::of(self))
            }
            $(fn put(&mut self, scalar: $crate::typed::Scalar<'_>) -> bool {
                $crate::typed::Typed::put(&mut self.$other, scalar)
            })?
            fn open(&mut self, kind: $crate::typed::Kind) -> $crate::typed::Slot<'_> {
                match kind {
                    $crate::typed::Kind::Object => $crate::typed::Slot::Object(self),
                    $($crate::typed::Kind::List => $crate::typed::Typed::open(&mut self.$other, kind),)?
                    _ => $crate::typed::Slot::None,
                }
            }
        }
    };
}

/// An enum of texts; any other text is preserved.
#[macro_export]
macro_rules! text_enum {
    ($type:ident { $($variant:ident $text:literal)* }) => {
        impl $type {
            /// The text on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Unknown(text) => text,
                }
            }
        }
        impl From<&str> for $type {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)*
                    other => Self::Unknown(other.to_owned()),
                }
            }
        }
        impl Default for $type {
            fn default() -> Self {
                Self::Unknown(String::new())
            }
        }
        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
        impl $crate::typed::Typed for $type {
            fn view(&self) -> $crate::typed::View<'_> {
                $crate::typed::View::Text(self.as_str())
            }
            fn put(&mut self, scalar: $crate::typed::Scalar<'_>) -> bool {
                match scalar {
                    $crate::typed::Scalar::Text(text) => {
                        *self = text.into();
                        true
                    }
                    _ => false,
                }
            }
        }
    };
}

/// An enum of whole numbers; any other number is preserved.
#[macro_export]
macro_rules! int_enum {
    ($type:ident { $($variant:ident $number:literal)* }) => {
        impl $type {
            /// The number on the wire.
            pub fn as_i64(&self) -> i64 {
                match self {
                    $(Self::$variant => $number,)*
                    Self::Unknown(number) => *number,
                }
            }
        }
        impl From<i64> for $type {
            fn from(number: i64) -> Self {
                match number {
                    $($number => Self::$variant,)*
                    other => Self::Unknown(other),
                }
            }
        }
        impl Default for $type {
            fn default() -> Self {
                Self::Unknown(0)
            }
        }
        impl $crate::typed::Typed for $type {
            fn view(&self) -> $crate::typed::View<'_> {
                $crate::typed::View::Number($crate::typed::Num::Int(self.as_i64()))
            }
            fn put(&mut self, scalar: $crate::typed::Scalar<'_>) -> bool {
                match scalar {
                    $crate::typed::Scalar::Number(number) => number.whole().map(|number| *self = number.into()).is_some(),
                    _ => false,
                }
            }
        }
    };
}

/// A union: its alternatives with their place, the kinds and tags of their values and their schema; any other value is preserved.
#[macro_export]
macro_rules! union {
    ($type:ident $tag:literal { $($index:literal $variant:ident $kinds:literal [$($name:literal)*] $schema:expr;)* }) => {
        impl Default for $type {
            fn default() -> Self {
                Self::Other($crate::typed::Value::Null)
            }
        }
        impl $crate::typed::Union for $type {
            fn alternatives(&self) -> (&'static [$crate::typed::Alternative], &'static str) {
                const ALL: &[$crate::typed::Alternative] = &[
                    $($crate::typed::Alternative { kinds: $kinds, tags: &[$($name),*], schema: $schema }),*
                ];
                (ALL, $tag)
            }
            fn set(&mut self, index: usize) {
                *self = match index {
                    $($index => Self::$variant(Default::default()),)*
                    _ => Self::default(),
                };
            }
            fn get(&self) -> &dyn $crate::typed::Typed {
                match self {
                    $(Self::$variant(value) => value,)*
                    Self::Other(value) => value,
                }
            }
            fn get_mut(&mut self) -> &mut dyn $crate::typed::Typed {
                match self {
                    $(Self::$variant(value) => value,)*
                    Self::Other(value) => value,
                }
            }
        }
        impl $crate::typed::Typed for $type {
            fn view(&self) -> $crate::typed::View<'_> {
                $crate::typed::Union::get(self).view()
            }
            fn put(&mut self, scalar: $crate::typed::Scalar<'_>) -> bool {
                $crate::typed::put(self, scalar)
            }
            fn open(&mut self, kind: $crate::typed::Kind) -> $crate::typed::Slot<'_> {
                $crate::typed::open(self, kind)
            }
            fn reads_digits(&self) -> bool {
                true
            }
            fn has_digits() -> bool {
                true
            }
        }
    };
}

/// Bodies of responses by status: a digit stands for a class of them, and 0 for every other status.
#[macro_export]
macro_rules! responses {
    ($type:ident { $($status:literal $variant:ident)* }) => {
        impl $crate::typed::Responses for $type {
            fn read(status: u16, body: &[u8]) -> Result<Self, $crate::typed::Mismatch> {
                $crate::typed::by_status(status, |status| match status {
                    $($status => Some($crate::typed::from_body(body).map(Self::$variant)),)*
                    _ => None,
                })
            }
        }
    };
}

/// Displays a type as its method `localized` writes it in English.
#[doc(hidden)]
#[macro_export]
macro_rules! display_in_english {
    ($type:ty) => {
        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.localized($crate::message::Locale::English))
            }
        }
    };
}
