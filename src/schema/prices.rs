//! The schema of price books.

use serde_json::{Map, Value as Json, json};

use super::{
    condition, described, id, keys, known_or_new, list, mapping, refer, rules::origin, some, words,
};
use crate::rulebase::{
    RuleBase,
    prices::{EnoughFor, Input, Per, Quantity, Work, unit::Each},
};

/// The `prices` section, with what it refers to added to the definitions.
pub(super) fn prices(base: &RuleBase, defs: &mut Map<String, Json>) -> Json {
    let book = &base.prices;
    let about = |id: &str| {
        let field = book.fields.find(id);
        let question =
            field.and_then(|field| base.question(field)).map(|question| question.prompt.as_str());
        let assumed = field
            .and_then(|field| book.assumption(field))
            .map(|assumption| assumption.about.as_str());
        question.or(assumed).unwrap_or("a field of the price book")
    };
    let numbers =
        book.fields.iter().filter(|(_, field)| field.choices().is_empty()).map(|(_, field)| {
            (field.id.strip_prefix("assumptions.").unwrap_or(&field.id), about(&field.id))
        });
    defs.extend(keys([
        ("price-condition", condition(&book.fields, "price-condition", about)),
        ("number-field", known_or_new(numbers)),
        (
            "item-id",
            known_or_new(book.items.iter().map(|item| (item.id.as_str(), item.name.as_str()))),
        ),
        (
            "catalog-id",
            known_or_new(book.catalogs.iter().map(|it| (it.id.as_str(), it.name.as_str()))),
        ),
        ("assumption", assumption()),
        ("guess", guess()),
        ("tier", tier()),
        ("item", item()),
        ("machine", machine()),
        ("catalog", catalog()),
        ("stack", stack()),
        ("functions", functions()),
        ("machines", machines()),
        ("alternative", mapping(alternative(), &[])),
        ("part", part()),
    ]));
    let inputs = Input::WORDS.map(|(word, _)| (word, refer("number-field")));
    let unpriced = mapping(
        keys([
            ("option", refer("option")),
            ("when", refer("price-condition")),
            ("because", refer("text")),
        ]),
        &["option", "when", "because"],
    );
    let sections = keys([
        ("book", described(header(), "whose prices these are")),
        (
            "inputs",
            described(
                mapping(keys(inputs), &[]),
                "which field plays which part in working out quantities",
            ),
        ),
        (
            "assumptions",
            described(list(&refer("assumption")), "what stands in for what a profile does not say"),
        ),
        ("items", described(list(&refer("item")), "what is paid for")),
        ("catalogs", described(list(&refer("catalog")), "machines to choose from")),
        ("stacks", described(list(&refer("stack")), "what options are made of")),
        ("unpriced", described(list(&unpriced), "what there is no price for")),
    ]);
    described(mapping(sections, &[]), "the price book, or what is added to it")
}

fn header() -> Json {
    mapping(
        keys([
            ("name", refer("text")),
            ("currency", refer("text")),
            ("region", refer("text")),
            ("about", refer("text")),
            ("cites", list(&refer("fact-id"))),
            ("reviewed", refer("day")),
        ]),
        &["name", "currency", "region", "about", "reviewed"],
    )
}

fn guess() -> Json {
    let number = json!({"type": "number", "minimum": 0});
    mapping(
        keys([
            ("when", refer("price-condition")),
            ("low", number.clone()),
            ("expected", number.clone()),
            ("high", number),
        ]),
        &["low", "expected", "high"],
    )
}

fn assumption() -> Json {
    let default = json!({"anyOf": [
        refer("guess"),
        some(&refer("guess")),
        {"type": "boolean"},
        refer("id"),
        list(&refer("id")),
    ]});
    let mut assumption = mapping(
        keys([
            ("id", id()),
            ("question", refer("id")),
            ("about", refer("text")),
            ("unit", refer("text")),
            ("range", refer("range")),
            (
                "choices",
                some(&mapping(keys([("id", id()), ("means", refer("text"))]), &["id", "means"])),
            ),
            ("default", default),
            (
                "optional",
                json!({"type": "boolean", "description": "left out unless a profile gives it"}),
            ),
            ("because", refer("text")),
        ]),
        &["because"],
    );
    assumption["oneOf"] = json!([
        {
            "required": ["question", "default"],
            "not": any_of(&["id", "about", "unit", "range", "choices", "optional"]),
        },
        {
            "required": ["id", "about"],
            "not": {"required": ["question"]},
            "oneOf": [{"required": ["range"]}, {"required": ["choices"]}],
        },
    ]);
    assumption
}

fn tier() -> Json {
    mapping(
        keys([
            ("up_to", refer("over-zero")),
            ("price", refer("money")),
            ("cites", list(&refer("fact-id"))),
        ]),
        &["price"],
    )
}

/// Any of some keys is there.
fn any_of(keys: &[&str]) -> Json {
    json!({"anyOf": keys.iter().map(|key| json!({"required": [key]})).collect::<Vec<_>>()})
}

/// Facts are cited, or there is a source of its own.
fn sourced(schema: &mut Json) {
    schema["anyOf"] = json!([
        {"required": ["cites"], "not": any_of(&["as_of", "source", "url", "confidence"])},
        {"required": ["as_of", "source"], "not": {"required": ["cites"]}},
        // What a profile says itself needs no source.
        {"required": ["rate"]},
    ]);
}

fn item() -> Json {
    let amount = mapping(
        keys([
            ("quantity", words(&Quantity::WORDS)),
            ("times", list(&refer("number-field"))),
            ("unit", refer("text")),
            ("covers", refer("over-zero")),
        ]),
        &["quantity", "unit", "covers"],
    );
    let mut properties = keys([
        ("id", id()),
        ("name", refer("text")),
        ("quantity", words(&Quantity::WORDS)),
        ("times", list(&refer("number-field"))),
        ("largest_of", some(&amount)),
        ("unit", refer("text")),
        ("price", refer("money")),
        ("per", refer("over-zero")),
        ("tiers", some(&refer("tier"))),
        ("rate", refer("number-field")),
        (
            "free",
            mapping(
                keys([("amount", refer("over-zero")), ("each", words(&Each::WORDS))]),
                &["amount", "each"],
            ),
        ),
        ("people", json!({"type": "boolean", "description": "whether it is people's time"})),
        ("note", refer("text")),
        ("cites", list(&refer("fact-id"))),
    ]);
    properties.extend(origin());
    let mut item = mapping(properties, &["id", "name", "unit"]);
    item["allOf"] = json!([
        {"oneOf": [{"required": ["quantity"]}, {"required": ["largest_of"]}]},
        {"oneOf": [{"required": ["price"]}, {"required": ["tiers"]}, {"required": ["rate"]}]},
    ]);
    sourced(&mut item);
    item
}

fn machine() -> Json {
    let mut properties = keys([
        ("id", refer("text")),
        ("vcpu", refer("over-zero")),
        ("baseline", json!({"type": "number", "exclusiveMinimum": 0, "maximum": 1})),
        ("memory_gib", refer("over-zero")),
        ("included", refer("over-zero")),
        ("price", refer("money")),
        ("cites", list(&refer("fact-id"))),
    ]);
    properties.extend(origin());
    let mut machine = mapping(properties, &["id", "vcpu", "memory_gib", "price"]);
    sourced(&mut machine);
    machine
}

fn catalog() -> Json {
    mapping(
        keys([
            ("id", id()),
            ("name", refer("text")),
            ("cites", list(&refer("fact-id"))),
            ("reserved_mb", refer("over-zero")),
            ("per", words(&Per::WORDS)),
            ("includes", refer("item-id")),
            ("machines", some(&refer("machine"))),
        ]),
        &["id", "name", "per", "machines"],
    )
}

fn functions() -> Json {
    let steps = mapping(
        keys([
            ("at_least", refer("over-zero")),
            ("step", refer("over-zero")),
            ("at_most", refer("over-zero")),
        ]),
        &["at_least", "step", "at_most"],
    );
    let size = mapping(
        keys([("memory_mb", refer("over-zero")), ("vcpu", refer("over-zero"))]),
        &["memory_mb", "vcpu"],
    );
    let mut functions = mapping(
        keys([
            ("round_up_ms", refer("over-zero")),
            ("memory_mb", steps),
            ("sizes", some(&size)),
            ("at_once", refer("number-field")),
        ]),
        &["round_up_ms"],
    );
    functions["oneOf"] = json!([{"required": ["memory_mb"]}, {"required": ["sizes"]}]);
    functions
}

fn machines() -> Json {
    let count = json!({"type": "integer", "minimum": 0, "maximum": 1000});
    let counts =
        mapping(keys([("when", refer("price-condition")), ("count", count.clone())]), &["count"]);
    let counts = json!({"anyOf": [count, some(&counts)]});
    mapping(
        keys([
            ("catalog", refer("catalog-id")),
            ("work", words(&Work::WORDS)),
            ("enough_for", words(&EnoughFor::WORDS)),
            ("least", counts.clone()),
            ("copies", counts),
            ("each", list(&refer("item-id"))),
            ("several", list(&refer("item-id"))),
        ]),
        &["catalog", "work"],
    )
}

fn alternative() -> Map<String, Json> {
    keys([
        ("when", refer("price-condition")),
        ("items", list(&refer("item-id"))),
        ("machines", refer("machines")),
    ])
}

fn part() -> Json {
    let mut part = mapping(
        keys([
            ("name", refer("text")),
            ("first_of", list(&refer("alternative"))),
            ("items", list(&refer("item-id"))),
            ("machines", refer("machines")),
        ]),
        &["name"],
    );
    part["not"] = json!({"required": ["first_of"], "anyOf": [{"required": ["items"]}, {"required": ["machines"]}]});
    part
}

fn stack() -> Json {
    mapping(
        keys([
            ("id", id()),
            ("option", refer("option")),
            ("name", refer("text")),
            ("when", refer("price-condition")),
            ("functions", refer("functions")),
            ("parts", list(&refer("part"))),
            ("note", refer("text")),
        ]),
        &["id", "option", "name", "parts"],
    )
}
