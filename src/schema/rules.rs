//! The schema of rule files, those of packs included.

use serde_json::{Map, Value as Json, json};

use super::{
    DIALECT, any_test, condition, definitions, described, id, keys, list, mapping, packs, prices,
    refer, some, words,
};
use crate::analysis::lint::Check;
use crate::rulebase::{Confidence, Grade, Role, RuleBase, Status, rule::MOST_POINTS};

/// The schema of rule files: the known ids of a rule base, and any others of the right form, which
/// a pack may bring. What takes looking things up (whether an id exists, is given twice, or carries
/// what a rule claims) is for the program to say.
pub fn rules(base: &RuleBase) -> Json {
    let mut defs = definitions(base);
    let fields = &base.fields;
    let about = |id: &str| {
        let question = fields.find(id).and_then(|field| base.question(field));
        question.map_or("worked out from answers and prices", |question| question.prompt.as_str())
    };
    let any_test = any_test();
    defs.extend(keys([
        ("any-test", any_test),
        ("condition", condition(fields, "condition", about)),
        ("cites", described(list(&refer("source-id")), "the claims and facts that say so")),
        ("dimension", dimension()),
        ("question", question()),
        ("contradiction", contradiction()),
        ("hosting-option", hosting_option()),
        ("product", product()),
        ("document", document()),
        ("claim", claim()),
        ("fact", fact()),
        ("rule", rule(base)),
        ("choice", choice(true)),
        ("range", range()),
    ]));
    for name in [
        "question",
        "hosting-option",
        "product",
        "contradiction",
        "rule",
        "dimension",
        "claim",
        "fact",
    ] {
        defs[name]["properties"]["silence"] = silence();
    }
    let prices = prices::prices(base, &mut defs);
    let (overriding, extension) = (packs::overriding(base, &defs), packs::extension(base));
    defs.extend(keys([("override", overriding), ("extension", extension)]));
    let sections = keys([
        ("pack", described(packs::pack(), "what this pack is; in one of its files")),
        (
            "overrides",
            described(
                list(&refer("override")),
                "what a pack changes in what others brought, with its reasons",
            ),
        ),
        (
            "extends",
            described(
                list(&refer("extension")),
                "what a pack says of its own options in rules of others",
            ),
        ),
        ("rule_base", described(header(), "what this rule base is; in one file only")),
        (
            "dimension",
            json!({
                "description": "the dimension of all rules of this file: its id, or the whole of it",
                "anyOf": [refer("dimension-id"), refer("dimension")],
            }),
        ),
        ("dimensions", described(list(&refer("dimension")), "several dimensions")),
        ("questions", described(list(&refer("question")), "what is asked, in this order")),
        (
            "contradictions",
            described(list(&refer("contradiction")), "answers that cannot both be meant"),
        ),
        ("options", described(list(&refer("hosting-option")), "where a backend can run")),
        (
            "documents",
            described(list(&refer("document")), "documents whose claims are accounted for"),
        ),
        ("claims", described(list(&refer("claim")), "what the documents say")),
        ("facts", described(list(&refer("fact")), "dated facts with their sources")),
        ("prices", prices),
        (
            "mix",
            described(
                mix(),
                "when a system of several parts is worth several platforms; in one file only",
            ),
        ),
        ("rules", described(list(&refer("rule")), "what answers speak for and against")),
    ]);
    json!({
        "$schema": DIALECT,
        "title": "whereto rule file",
        "not": {"required": ["pack", "rule_base"]},
        // Rules of a file without a dimension of its own say theirs.
        "if": {"not": {"required": ["dimension"]}},
        "then": {"properties": {"rules": {"items": {"required": ["dimension"]}}}},
        "description": format!("A file of a rule base or of a pack, for the rule base {} {}.", base.name, base.version),
        "type": "object",
        "properties": sections,
        "additionalProperties": false,
        "$defs": defs,
    })
}

fn header() -> Json {
    mapping(
        keys([("name", refer("id")), ("version", refer("text")), ("reviewed", refer("day"))]),
        &["name", "version", "reviewed"],
    )
}

fn dimension() -> Json {
    mapping(
        keys([
            ("id", id()),
            ("name", refer("text")),
            (
                "about",
                described(json!({"allOf": [refer("text")]}), "what it is about, in one line"),
            ),
            (
                "weight",
                json!({"type": "integer", "minimum": 0, "maximum": 10, "description": "what it weighs by default"}),
            ),
        ]),
        &["id", "name", "about", "weight"],
    )
}

fn choice(neutral: bool) -> Json {
    let mut choice = keys([("id", id()), ("means", refer("text"))]);
    if neutral {
        choice.insert(
            "neutral".to_owned(),
            described(json!({"allOf": [refer("text")]}), "why no rule need look at it"),
        );
    }
    mapping(choice, &["id", "means"])
}

fn range() -> Json {
    let number = || json!({"type": "number", "minimum": 0});
    let mut range = mapping(
        keys([("at_least", number()), ("over", number()), ("at_most", number())]),
        &["at_most"],
    );
    range["anyOf"] = json!([{"required": ["at_least"]}, {"required": ["over"]}]);
    range
}

fn question() -> Json {
    let number = json!({"type": "number", "minimum": 0});
    let grid = mapping(
        keys([
            ("step", refer("over-zero")),
            ("digits", json!({"type": "integer", "minimum": 1, "maximum": 4})),
        ]),
        &["step"],
    );
    let text = |description: &str| described(json!({"allOf": [refer("text")]}), description);
    let neutral = mapping(
        keys([
            ("from", number.clone()),
            ("to", number.clone()),
            ("because", text("why no rule need speak of them")),
        ]),
        &["from", "to", "because"],
    );
    let mut question = mapping(
        keys([
            ("id", id()),
            ("dimension", refer("dimension-id")),
            ("prompt", text("the question as it is put")),
            ("help", text("one line of help")),
            ("why", text("why it is asked")),
            (
                "kind",
                json!({
                    "enum": ["number", "choice", "yes-no", "several"],
                    "enumDescriptions": ["a number within a range", "one of the choices", "true or false", "any of the choices"],
                }),
            ),
            (
                "ordered",
                json!({"type": "boolean", "description": "whether a step between choices is a smaller change than two"}),
            ),
            (
                "choices",
                json!({"type": "array", "items": refer("choice"), "minItems": 1, "maxItems": 64}),
            ),
            ("unit", text("what numbers are counted in")),
            ("whole", json!({"type": "boolean", "description": "whether fractions make no sense"})),
            ("range", refer("range")),
            ("grid", described(grid, "which numbers are worth naming")),
            (
                "typical",
                described(
                    mapping(keys([("from", number.clone()), ("to", number)]), &["from", "to"]),
                    "where the numbers of most projects lie",
                ),
            ),
            (
                "uncommon",
                described(
                    list(&json!({"anyOf": [refer("id"), {"type": "boolean"}]})),
                    "answers that few projects give",
                ),
            ),
            (
                "neutral",
                described(
                    json!({"type": "array", "items": neutral}),
                    "numbers of which no rule need speak",
                ),
            ),
            ("examples", described(list(&refer("text")), "what people would type")),
            ("cites", refer("cites")),
        ]),
        &["id", "dimension", "prompt", "help", "why", "kind"],
    );
    question["allOf"] = json!([
        {
            "if": {"properties": {"kind": {"const": "number"}}, "required": ["kind"]},
            "then": {"required": ["range", "grid", "typical"]},
        },
        {
            "if": {"properties": {"kind": {"enum": ["choice", "several"]}}, "required": ["kind"]},
            "then": {"required": ["choices"]},
        },
    ]);
    question
}

fn mix() -> Json {
    let most_loss = mapping(
        keys([
            ("when", refer("condition")),
            (
                "fit",
                json!({"type": "integer", "minimum": 0, "maximum": 100, "description": "points of fit, of 100"}),
            ),
        ]),
        &["fit"],
    );
    let first = "what a part may lose before a mix is worth it: the first whose condition holds, \
                 the last for the rest";
    mapping(
        keys([
            ("most_loss", described(some(&most_loss), first)),
            ("because", refer("text")),
            ("cites", described(some(&refer("source-id")), "the claims and facts that say so")),
        ]),
        &["most_loss", "because", "cites"],
    )
}

fn contradiction() -> Json {
    mapping(
        keys([("id", id()), ("when", refer("condition")), ("because", refer("text"))]),
        &["id", "when", "because"],
    )
}

fn hosting_option() -> Json {
    let text = |description: &str| described(json!({"allOf": [refer("text")]}), description);
    mapping(
        keys([
            ("id", id()),
            ("name", refer("text")),
            ("short", text("a short form of the name, for narrow columns")),
            ("kind", text("what kind of hosting it is")),
            ("about", text("what it is, in a sentence or two")),
            ("cites", refer("cites")),
            ("products", list(&refer("product"))),
        ]),
        &["id", "name", "kind", "about", "products"],
    )
}

fn product() -> Json {
    let mut role = words(&Role::WORDS);
    role["enumDescriptions"] = json!([
        "what to start with: the first whose condition holds",
        "the same kind of thing from another vendor",
        "a service used beside it",
    ]);
    mapping(
        keys([
            ("id", id()),
            ("name", refer("text")),
            ("role", role),
            ("when", refer("condition")),
            ("because", refer("text")),
            ("cites", refer("cites")),
        ]),
        &["id", "name", "role", "because"],
    )
}

fn document() -> Json {
    mapping(
        keys([("id", id()), ("title", refer("text")), ("about", refer("text"))]),
        &["id", "title", "about"],
    )
}

fn claim() -> Json {
    let text = |description: &str| described(json!({"allOf": [refer("text")]}), description);
    let status = [Status::Holds, Status::Dated, Status::Disputed].map(|status| (status.name(), ()));
    let mut claim = mapping(
        keys([
            ("id", id()),
            ("says", text("what the document says, in your own words")),
            ("status", words(&status)),
            ("today", text("what is so today, where the claim is out of date or disputed")),
            ("facts", list(&refer("fact-id"))),
            ("waived", text("why no rule need cite it")),
        ]),
        &["id", "says", "status"],
    );
    claim["if"] =
        json!({"properties": {"status": {"const": Status::Holds.name()}}, "required": ["status"]});
    claim["then"] = json!({"not": {"required": ["today"]}});
    claim["else"] = json!({"required": ["today"]});
    claim
}

fn confidence() -> Json {
    words(&[Confidence::Low, Confidence::Medium, Confidence::High].map(|level| (level.name(), ())))
}

fn fact() -> Json {
    let mut fact = keys([
        ("id", id()),
        ("says", refer("text")),
        ("value", described(json!({"allOf": [refer("text")]}), "the figure, as text")),
        ("unit", refer("text")),
        ("as_of_note", refer("text")),
        ("lasting", described(json!({"allOf": [refer("text")]}), "why it does not get old")),
    ]);
    fact.extend(origin());
    mapping(fact, &["id", "says", "value", "unit", "as_of", "source", "confidence"])
}

/// Where a figure comes from.
pub(super) fn origin() -> Map<String, Json> {
    keys([
        ("as_of", refer("as-of")),
        ("source", refer("text")),
        ("url", refer("text")),
        ("confidence", confidence()),
    ])
}

/// The findings of `rules lint` that are meant to stay, each with the reason.
fn silence() -> Json {
    let checks = Check::ALL.iter().map(|check| {
        (check.name().to_owned(), described(json!({"allOf": [refer("text")]}), check.about()))
    });
    let mut silence = mapping(checks.collect(), &[]);
    silence["description"] = "findings of `rules lint` that were looked at and are meant to stay, \
                              each with the reason"
        .into();
    silence
}

/// Points by option; in an override null takes those of one away.
pub(super) fn points(base: &RuleBase, change: bool) -> Json {
    let points = json!({
        "type": if change { json!(["integer", "null"]) } else { json!("integer") },
        "minimum": -MOST_POINTS,
        "maximum": MOST_POINTS,
        "not": {"const": 0},
    });
    let known = base
        .options
        .iter()
        .map(|option| (option.id.clone(), described(points.clone(), &option.name)));
    json!({
        "description": "whole numbers from -5 to 5, for each option that it speaks of",
        "type": "object",
        "minProperties": 1,
        "properties": known.collect::<Map<_, _>>(),
        "propertyNames": refer("id"),
        "additionalProperties": points,
    })
}

fn rule(base: &RuleBase) -> Json {
    let points = points(base, false);
    let mut grade = words(&Grade::WORDS);
    grade["enumDescriptions"] = json!([
        "a vendor's published limit; only this and a policy may exclude",
        "advice of a vendor or a document",
        "a published measurement",
        "our own reasoning from what is cited",
        "the rule of an organisation for its own projects; in packs only",
    ]);
    let text = |description: &str| described(json!({"allOf": [refer("text")]}), description);
    let mut rule = mapping(
        keys([
            ("id", id()),
            ("dimension", refer("dimension-id")),
            ("when", described(json!({"allOf": [refer("condition")]}), "when it fires")),
            ("points", points),
            (
                "excludes",
                json!({
                    "description": "the options that it rules out",
                    "anyOf": [refer("option"), some(&refer("option"))],
                }),
            ),
            ("because", text("one sentence that a reviewer can read aloud")),
            ("cites", described(some(&refer("source-id")), "the claims and facts that say so")),
            ("grade", grade),
            ("remedy", text("what would lift the exclusion")),
        ]),
        &["id", "when", "because", "cites", "grade"],
    );
    rule["oneOf"] = json!([
        {"required": ["points"], "not": {"anyOf": [{"required": ["excludes"]}, {"required": ["remedy"]}]}},
        {
            "required": ["excludes", "remedy"],
            "not": {"required": ["points"]},
            "properties": {"grade": {"enum": [Grade::Limit.name(), Grade::Policy.name()]}},
        },
    ]);
    rule
}
