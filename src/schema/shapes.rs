//! From what is described in [`crate::shape`] to JSON Schema.

use serde_json::{Map, Value as Json, json};

use super::{
    answers, any_test, condition, described, id, ids, keys, known_or_new, list, mapping, or_null,
    refer, some, text,
};
use crate::{
    analysis::lint::Check,
    profile::RawEvidence,
    rulebase::{
        RuleBase,
        raw::packs::{CHANGEABLE, Changeable, OVERRIDE_KEYS},
        rule::MOST_POINTS,
    },
    scenario::Outcome,
    shape::{Bond, Form, FromNode, Keyed, Referent, Shape, Then, When},
    words::Worded,
};

/// Makes the schemas of shapes, and keeps what they refer to.
pub(super) struct Shapes<'b> {
    base: &'b RuleBase,
    /// Whether there may be ids that are not known here, which a pack brings.
    open: bool,
    /// Whether everything stands where it is used, and nothing is referred to.
    inline: bool,
    defs: Map<String, Json>,
}

impl<'b> Shapes<'b> {
    /// Describes what stands beside a rule base, which has only its ids.
    pub(super) fn new(base: &'b RuleBase) -> Self {
        Self { base, open: false, inline: false, defs: Map::new() }
    }

    /// Describes what may have ids that are not known here, since a pack brings them.
    pub(super) fn open(self) -> Self {
        Self { open: true, ..self }
    }

    /// Describes everything where it is used.
    pub(super) fn inline(self) -> Self {
        Self { inline: true, ..self }
    }

    /// Returns everything that was referred to.
    pub(super) fn definitions(self) -> Map<String, Json> {
        self.defs
    }

    /// Describes a mapping of known keys.
    pub(super) fn shape(&mut self, shape: &Shape) -> Json {
        let required: Vec<&str> =
            shape.keys.iter().filter(|key| key.required).map(|key| key.name).collect();
        let mut schema = mapping(self.properties(shape), &required);
        let bonds: Vec<Json> = shape.bonds.iter().map(bond).collect();
        if !bonds.is_empty() {
            schema["allOf"] = bonds.into();
        }
        schema
    }

    /// Describes the keys of a mapping.
    pub(super) fn properties(&mut self, shape: &Shape) -> Map<String, Json> {
        let described = shape.keys.iter().map(|key| {
            let schema = self.form(&key.form);
            let is_reference = schema.get("$ref").is_some();
            let schema = match (is_reference, key.required) {
                // Older readers see nothing beside a `$ref`.
                (true, true) => json!({"allOf": [schema]}),
                (true, false) => json!({"anyOf": [schema, {"type": "null"}]}),
                (false, true) => schema,
                (false, false) => or_null(schema, "left out"),
            };
            (key.name.to_owned(), described(schema, key.about))
        });
        described.collect()
    }

    /// Describes a value.
    pub(super) fn form(&mut self, form: &Form) -> Json {
        match form {
            Form::Any => json!({}),
            Form::Text | Form::Path => self.define("text", |_| text()),
            Form::Short(most) => {
                let most = most.saturating_sub(2);
                text_like(&format!(r"^\s*\S(?:[\s\S]{{0,{most}}}\S)?\s*$"))
            }
            // How long the names of options are is not known here.
            Form::Clause(_) => text_like(r"[^.\s]\s*$"),
            Form::Id => self.define("id", |_| id()),
            Form::YesNo => json!({"type": "boolean"}),
            Form::Number { over_zero: false } => json!({"type": "number"}),
            Form::Number { over_zero: true } => {
                json!({"type": "number", "exclusiveMinimum": 0})
            }
            Form::Fraction => json!({"type": "number", "minimum": 0, "maximum": 1}),
            Form::Whole(least, most) => {
                json!({"type": "integer", "minimum": least, "maximum": most})
            }
            Form::Money => json!({"type": "string", "pattern": MONEY}),
            Form::Day => json!({"type": "string", "pattern": DAY}),
            Form::AsOf => json!({
                "type": ["string", "integer"],
                "pattern": format!("{DAY}|^(unknown|[0-9]{{4}}(-(0[1-9]|1[0-2]))?)$"),
                "minimum": 1000,
                "maximum": 9999,
            }),
            Form::Word(words) => ids(words()),
            Form::Condition { of_prices } => self.condition(*of_prices),
            Form::Formula => {
                json!({"type": ["string", "number"], "pattern": "[^ ]", "minimum": 0})
            }
            Form::Reference(referent) => self.reference(*referent),
            Form::List { of, least: 0, .. } => list(&self.form(of)),
            Form::List { of, most: 0, .. } => some(&self.form(of)),
            Form::List { of, least, most } => {
                json!({"type": "array", "items": self.form(of), "minItems": least, "maxItems": most})
            }
            Form::OneOrMany(of) => {
                let one = self.form(of);
                json!({"anyOf": [one, some(&one)]})
            }
            Form::Either(forms) => {
                let either: Vec<Json> = forms.iter().map(|form| self.form(form)).collect();
                json!({"anyOf": either})
            }
            Form::Mapping(shape) => {
                let name = shape.name.strip_prefix("Raw").unwrap_or(shape.name);
                self.define(name, |shapes| shapes.shape(shape))
            }
            Form::Keyed(keyed) => self.keyed(*keyed),
        }
    }

    /// Refers to a definition, which is made when it is first referred to.
    fn define(&mut self, name: &str, schema: impl FnOnce(&mut Self) -> Json) -> Json {
        if self.inline {
            return schema(self);
        }
        if !self.defs.contains_key(name) {
            // Taken already while it is made, since it may refer to itself.
            self.defs.insert(name.to_owned(), Json::Null);
            let schema = schema(self);
            self.defs.insert(name.to_owned(), schema);
        }
        refer(name)
    }

    fn condition(&mut self, of_prices: bool) -> Json {
        self.define("id", |_| id());
        self.define("any-test", |_| any_test());
        let (base, book) = (self.base, &self.base.prices);
        let about = |id: &str| {
            let fields = if of_prices { &book.fields } else { &base.fields };
            let field = fields.find(id);
            let question = field.and_then(|field| base.question(field));
            let assumed = field.filter(|_| of_prices).and_then(|field| book.assumption(field));
            let prompt = question.map(|question| question.prompt.as_str());
            prompt
                .or(assumed.map(|assumption| assumption.about.as_str()))
                .unwrap_or("worked out from answers and prices")
        };
        let (name, fields) =
            if of_prices { ("price-condition", &book.fields) } else { ("condition", &base.fields) };
        self.define(name, |_| condition(fields, name, about))
    }

    /// Describes the id of something, with those that are known.
    fn reference(&mut self, referent: Referent) -> Json {
        let known = match referent {
            // There are too many.
            Referent::Question if self.open => Vec::new(),
            Referent::Outcome => {
                let outcomes = Outcome::TABLE.iter().map(|(_, word, means)| (*word, *means));
                self.base.known(Referent::Option).into_iter().chain(outcomes).collect()
            }
            referent => self.base.known(referent),
        };
        self.define("id", |_| id());
        let open = self.open;
        self.define(&referent.name().replace(' ', "-"), |_| {
            if open { known_or_new(known) } else { ids(known) }
        })
    }

    fn keyed(&mut self, keyed: Keyed) -> Json {
        match keyed {
            Keyed::Points => self.points(false),
            Keyed::Silences => {
                self.define("text", |_| text());
                let checks = Check::ALL.iter().map(|check| {
                    let reason = json!({"allOf": [refer("text")]});
                    (check.name().to_owned(), described(reason, check.about()))
                });
                let checks = checks.collect();
                self.define("silence", |_| mapping(checks, &[]))
            }
            Keyed::Override => {
                let kinds: Vec<Json> =
                    CHANGEABLE.iter().map(|kind| self.overriding(kind)).collect();
                self.define("override", |_| json!({"anyOf": kinds}))
            }
            Keyed::Answers => answers::answers(self.base),
            Keyed::Weights => answers::weights(self.base),
            Keyed::Assumptions => answers::assumptions(self.base),
            Keyed::Evidence => {
                let evidence = self.form(&RawEvidence::FORM);
                answers::evidence(self.base, evidence)
            }
            Keyed::Components => answers::components(),
        }
    }

    /// Describes points by option; in an override null takes those of one away.
    fn points(&mut self, change: bool) -> Json {
        self.define("id", |_| id());
        let points = json!({
            "type": if change { json!(["integer", "null"]) } else { json!("integer") },
            "minimum": -MOST_POINTS,
            "maximum": MOST_POINTS,
            "not": {"const": 0},
        });
        let known = self.base.options.iter();
        let known =
            known.map(|option| (option.id.clone(), described(points.clone(), &option.name)));
        json!({
            "type": "object",
            "minProperties": u8::from(!change),
            "properties": known.collect::<Map<_, _>>(),
            "propertyNames": refer("id"),
            "additionalProperties": points,
        })
    }

    /// Describes the override of a thing of one kind.
    fn overriding(&mut self, kind: &Changeable) -> Json {
        let mut with = self.properties(kind.shape);
        for key in ["id", "question"] {
            with.shift_remove(key);
        }
        if let Some(points) = with.get_mut("points") {
            *points = json!({"anyOf": [self.points(true), {"type": "null"}]});
        }
        let mut with = mapping(with, &[]);
        with["minProperties"] = 1.into();
        let [reason, with_about, remove] = OVERRIDE_KEYS;
        let mut pairs = keys([
            (kind.kind, self.form(&Form::Id)),
            (reason.0, described(json!({"allOf": [self.form(&Form::Text)]}), reason.1)),
            (with_about.0, described(with, with_about.1)),
        ]);
        let gone = json!({"required": ["with"]});
        let mut one = if kind.removable() {
            pairs.insert(remove.0.to_owned(), described(json!({"type": "boolean"}), remove.1));
            let mut one = mapping(pairs, &[kind.kind, "reason"]);
            one["anyOf"] = json!([
                {"required": ["with"], "properties": {"remove": {"const": false}}},
                {"required": ["remove"], "properties": {"remove": {"const": true}}, "not": gone},
            ]);
            one
        } else {
            mapping(pairs, &[kind.kind, "reason", "with"])
        };
        one.take()
    }
}

/// Describes how keys depend on each other.
fn bond(bond: &Bond) -> Json {
    let each = |keys: &[&str]| -> Json { keys.iter().map(|key| there(key)).collect() };
    let then = match bond.then {
        Then::Needs(keys) => json!({"allOf": each(keys)}),
        Then::Bars(keys) => json!({"not": {"anyOf": each(keys)}}),
        Then::OneOf(keys) => json!({"oneOf": each(keys)}),
        Then::SomeOf(keys) => json!({"anyOf": each(keys)}),
    };
    let when = match bond.when {
        When::Always => return then,
        When::There(key) => there(key),
        When::Missing(keys) => json!({"not": {"anyOf": each(keys)}}),
        When::Says(key, words) => {
            json!({"properties": {key: {"enum": words}}, "required": [key]})
        }
    };
    json!({"if": when, "then": then})
}

/// Says that a key is there; one that is null is not.
pub(super) fn there(key: &str) -> Json {
    json!({"required": [key], "properties": {key: {"not": {"type": "null"}}}})
}

/// Decimals that are not negative.
const MONEY: &str = "^[+]?(?:[0-9][0-9_]*(?:[.][0-9_]*)?|[.][0-9][0-9_]*)$";

/// Days that there are.
const DAY: &str = concat!(
    "^[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])",
    "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))$",
    "|^(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29$",
);

/// Describes a text of a pattern, which a number or yes/no may be without quotes.
fn text_like(pattern: &str) -> Json {
    json!({"type": ["string", "number", "boolean"], "pattern": pattern})
}
