//! How the report's types describe themselves as JSON Schema: the ids that they hold, and mappings
//! by ids.
//!
//! The ids stand in definitions of their own, which [`crate::schema`] fills with those of a rule
//! base.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::Keyed;
use crate::money::Money;

macro_rules! ids {
    ($($name:ident $word:literal $doc:literal,)+) => {
        $(
            #[doc = $doc]
            pub(crate) enum $name {}

            impl JsonSchema for $name {
                fn schema_name() -> Cow<'static, str> {
                    $word.into()
                }

                fn json_schema(_: &mut SchemaGenerator) -> Schema {
                    json_schema!({"type": "string", "description": $doc})
                }
            }
        )+
    };
}

ids! {
    AnOption "option-id" "The id of an option.",
    ADimension "dimension-id" "The id of a dimension.",
    AQuestion "question-id" "The id of a question.",
    ARule "rule-id" "The id of a rule.",
    ASource "source-id" "The id of a claim or a fact.",
}

/// Returns a mapping from ids.
pub(crate) fn by<K: JsonSchema, V: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    let (keys, values) = (generator.subschema_for::<K>(), generator.subschema_for::<V>());
    json_schema!({"type": "object", "propertyNames": keys, "additionalProperties": values})
}

impl<T: JsonSchema> JsonSchema for Keyed<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("keyed-{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let values = generator.subschema_for::<T>();
        json_schema!({"type": "object", "additionalProperties": values})
    }
}

impl JsonSchema for Money {
    fn schema_name() -> Cow<'static, str> {
        "money".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "pattern": "^-?[0-9]+[.][0-9]{2}$", "description": "An amount with two decimals."})
    }
}
