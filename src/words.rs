//! Words for values: an enum that people read or write as a word has one table, in which each value
//! stands with its word and its meaning.
//!
//! Parsing, printing, serde, JSON Schema and the command line's choices all follow from that table.
//! The macro makes an enum and its table from one list:
//!
//! ```text
//! worded! {
//!     /// What kind of evidence a rule rests on.
//!     pub enum Grade {
//!         /// A vendor's published limit.
//!         Limit = "limit",
//!         /// Our own reasoning from what is cited.
//!         Judgement = "judgement",
//!     }
//! }
//! ```
//!
//! `Grade::Limit.name()` is then "limit", `Grade::named("limit")` finds the value again,
//! `Grade::Limit.meaning()` is the sentence above it, and a field of the type `Grade` is read,
//! written and described in a schema as one of these words.

/// A value that people read and write as a word.
pub trait Worded: Copy + Eq + 'static {
    /// Lists every value with its word in files, reports and arguments and with what it means in a
    /// sentence, in the order in which they are shown.
    const TABLE: &'static [(Self, &'static str, &'static str)];

    /// Returns the word for a value.
    fn name(self) -> &'static str {
        row(self).map_or("", |(_, name, _)| name)
    }

    /// Returns what a value means, in a sentence.
    fn meaning(self) -> &'static str {
        row(self).map_or("", |(_, _, meaning)| meaning)
    }

    /// Finds the value of a word.
    fn named(word: &str) -> Option<Self> {
        Self::TABLE.iter().find(|(_, name, _)| *name == word).map(|(value, ..)| *value)
    }

    /// Lists all words.
    fn names<'n>() -> impl ExactSizeIterator<Item = &'n str> + Clone {
        Self::TABLE.iter().map(|(_, name, _)| -> &'n str { name })
    }
}

fn row<T: Worded>(value: T) -> Option<&'static (T, &'static str, &'static str)> {
    T::TABLE.iter().find(|(known, ..)| *known == value)
}

/// Makes an enum whose values have words; see the head of [`crate::words`].
macro_rules! worded {
    ($(
        $(#[$outer:meta])*
        $visibility:vis enum $name:ident {
            $($(#[doc = $meaning:literal])+ $value:ident = $word:literal,)+
        }
    )+) => {$(
        $(#[$outer])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $visibility enum $name {
            $($(#[doc = $meaning])+ $value,)+
        }

        impl $crate::words::Worded for $name {
            const TABLE: &'static [(Self, &'static str, &'static str)] =
                &[$((Self::$value, $word, concat!($($meaning),+).trim_ascii()),)+];
        }

        impl $name {
            /// Returns the word for it in files, reports and arguments.
            $visibility fn name(self) -> &'static str {
                $crate::words::Worded::name(self)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.name())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(
                &self,
                serializer: S,
            ) -> std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.name())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(
                deserializer: D,
            ) -> std::result::Result<Self, D::Error> {
                $crate::words::deserialize(deserializer)
            }
        }

        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                $crate::words::schema::<Self>()
            }
        }
    )+};
}

pub(crate) use worded;

/// Returns a text with its first letter as a capital.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// Reads a word as a value.
pub(crate) fn deserialize<'de, T: Worded, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    let word = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?;
    T::named(&word).ok_or_else(|| {
        let known = T::names().collect::<Vec<_>>().join(", ");
        serde::de::Error::custom(format!("there is no `{word}`, expected one of {known}"))
    })
}

/// Describes one of the words of a table, each with its meaning, which editors show.
pub(crate) fn schema<T: Worded>() -> schemars::Schema {
    let meanings: Vec<&str> = T::TABLE.iter().map(|(_, _, meaning)| *meaning).collect();
    let names: Vec<&str> = T::names().collect();
    schemars::json_schema!({"type": "string", "enum": names, "enumDescriptions": meanings})
}

#[cfg(test)]
mod tests {
    use super::Worded;

    worded! {
        /// How a boat is driven.
        enum Drive {
            /// By the wind,
            /// as long as there is some.
            Sail = "sail",
            /// By hand.
            Oars = "oars",
        }
    }

    #[test]
    fn a_table_serves_reading_printing_and_schemas() {
        assert_eq!(Drive::named("sail"), Some(Drive::Sail));
        assert_eq!(Drive::named("Sail"), None);
        assert_eq!(Drive::Sail.meaning(), "By the wind, as long as there is some.");
        assert_eq!(format!("{:>5}", Drive::Oars), " oars");
        assert_eq!(Drive::names().collect::<Vec<_>>(), ["sail", "oars"]);
        assert_eq!(serde_json::to_string(&Drive::Oars).unwrap(), "\"oars\"");
        assert_eq!(serde_json::from_str::<Drive>("\"oars\"").unwrap(), Drive::Oars);
        let refusal = serde_json::from_str::<Drive>("\"steam\"").unwrap_err().to_string();
        assert!(
            refusal.starts_with("there is no `steam`, expected one of sail, oars"),
            "{refusal}"
        );
        let schema = super::schema::<Drive>();
        assert_eq!(schema.get("enum"), Some(&serde_json::json!(["sail", "oars"])));
    }
}
