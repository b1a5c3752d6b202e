//! Answers as people type them: what the program understands, the schemas accept, and nothing
//! else.

use jsonschema::Validator;
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use whereto::{
    answer,
    field::{Field, Kind},
    problem::Code,
    rulebase::RuleBase,
    schema,
    source::Source,
};

use crate::{
    effort,
    generate::{Draws, draws},
};

/// A question with the schema of its answers.
struct Asked<'b> {
    field: &'b Field,
    validator: Validator,
}

/// Every question and every assumption of a rule base.
fn asked(base: &RuleBase) -> Vec<Asked<'_>> {
    let schema = schema::profile(base);
    let properties = |id: &str| {
        let path = id.split('.').map(|part| format!("/properties/{part}")).collect::<String>();
        schema.pointer(&path).unwrap_or_else(|| panic!("{id} has no schema"))
    };
    let questions = base.questions.iter().map(|question| base.fields.get(question.field));
    let assumptions = base.prices.assumptions.iter();
    let assumptions = assumptions.map(|it| base.prices.fields.get(it.field));
    let assumptions = assumptions.filter(|field| field.id.starts_with("assumptions."));
    let all = questions.chain(assumptions);
    let asked = all.map(|field| {
        let validator = jsonschema::draft202012::new(properties(&field.id)).unwrap();
        Asked { field, validator }
    });
    asked.collect()
}

impl Asked<'_> {
    /// What the program and the schema disagree about.
    fn disagreement(&self, given: &Json) -> Option<String> {
        let read = answer::parse_yaml(&Source::new("answer", given.to_string()), self.field);
        let valid = self.validator.is_valid(given);
        let codes: Vec<Code> = read.iter_err().map(|problem| problem.code).collect();
        // How large the number of a text is, and whether a choice is written twice in two ways, is
        // not for a schema to say.
        let is_beyond = |code: &Code| match *code {
            Code::OUT_OF_RANGE => given.is_string(),
            Code::DUPLICATE_KEY => true,
            _ => false,
        };
        let sayable = !codes.iter().all(is_beyond);
        let agree = if codes.is_empty() { valid } else { !(valid && sayable) };
        let id = &self.field.id;
        (!agree).then(|| format!("{id}: {given} is valid: {valid}, refused for {codes:?}"))
    }
}

/// The problems of what was not read.
trait IterErr {
    fn iter_err(&self) -> impl Iterator<Item = &whereto::problem::Problem>;
}

impl<T> IterErr for Result<T, whereto::problem::Problems> {
    fn iter_err(&self) -> impl Iterator<Item = &whereto::problem::Problem> {
        self.as_ref().err().into_iter().flat_map(|problems| problems.iter())
    }
}

fn word<'w>(words: &[&'w str], draws: &mut Draws) -> &'w str {
    words[draws.below(words.len())]
}

const GAPS: [&str; 6] = ["", " ", "  ", "\u{a0}", "\u{202f}", "\t"];

const BEFORE: [&str; 10] = ["", "about ", "About  ", "ca. ", "~", "~ ", "$", "$ ", "-", "+"];

const NUMBERS: [&str; 30] = [
    "5",
    "0",
    "12",
    "300",
    "2.5",
    "1,500",
    "1 000 000",
    "1'000",
    "1_000",
    "1.500.000",
    "1.5000",
    ".5",
    "5.",
    "1,5",
    "1 5",
    "1,000.5",
    "1.50.000",
    "00",
    "1_0.5_0",
    "1e6",
    "1E+3",
    "1e-2",
    "1e",
    "1e99",
    "2 e3",
    ".",
    "",
    "1\u{202f}000",
    "99999999999999999999999999999999",
    "12,34,567",
];

const WORDS: [&str; 60] = [
    "k",
    "K",
    "thousand",
    "m",
    "M",
    "MM",
    "mio",
    "million",
    "b",
    "bn",
    "G",
    "T",
    "us",
    "µs",
    "ms",
    "MSEC",
    "s",
    "sec",
    "min",
    "Minutes",
    "h",
    "hrs",
    "d",
    "days",
    "kb",
    "KiB",
    "MB",
    "mi",
    "GB",
    "gib",
    "TB",
    "pb",
    "rps",
    "QPS",
    "rpm",
    "/s",
    "/ day",
    "/month",
    "/fortnight",
    "/",
    "per month",
    "a day",
    "per",
    "an hour",
    "each",
    "every week",
    "x",
    "times",
    "the average",
    "usd",
    "$",
    "people",
    "person",
    "req",
    "requests",
    "records",
    "conn",
    "bananas",
    "30",
    "5 s",
];

const SIGNS: [char; 24] = [
    ' ', '.', ',', '_', '\'', '-', '+', '$', '~', '/', '0', '1', '5', 'e', 'E', 'k', 'm', 's', 'h',
    'x', '\n', '\u{a0}', 'µ', 'é',
];

/// A text that may be a number.
fn typed_number(unit: &str, draws: &mut Draws) -> String {
    let mut text = String::new();
    if draws.once_in(4) {
        text += word(&BEFORE, draws);
    }
    text += word(&NUMBERS, draws);
    for _ in 0..draws.below(4) {
        text += word(&GAPS, draws);
        let own: Vec<&str> = unit.split(" / ").chain([unit]).collect();
        let word = if draws.once_in(3) { word(&own, draws) } else { word(&WORDS, draws) };
        text += word;
    }
    text
}

/// A text that may be a choice.
fn typed_choice(field: &Field, draws: &mut Draws) -> String {
    let words = ["none", "null", "yes", "N", "on", "True", "off", "maybe", "", "1"];
    if field.choices().is_empty() || draws.once_in(6) {
        return in_any_case(word(&words, draws), draws);
    }
    in_any_case(&draws.pick(field.choices()).id, draws)
}

/// The same with other letters, and words that are joined otherwise.
fn in_any_case(text: &str, draws: &mut Draws) -> String {
    let letter = |letter: char| match draws.below(4) {
        3 if letter == '-' || letter == '_' => *draws.pick(&['-', '_', ' ', '.']),
        2 | 3 => letter.to_ascii_uppercase(),
        _ => letter,
    };
    text.chars().map(letter).collect()
}

/// The same with a slip in it.
fn slipped(text: &str, draws: &mut Draws) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let at = draws.below(letters.len() + 1);
    match draws.below(3) {
        0 => letters.insert(at, *draws.pick(&SIGNS)),
        1 if at < letters.len() => drop(letters.remove(at)),
        _ if at < letters.len() => letters[at] = *draws.pick(&SIGNS),
        _ => letters.push(*draws.pick(&SIGNS)),
    }
    letters.into_iter().collect()
}

/// What somebody may give for an answer.
fn given(field: &Field, draws: &mut Draws) -> Json {
    let text = |draws: &mut Draws| {
        let text = match &field.kind {
            Kind::Number(scale) => typed_number(&scale.unit, draws),
            Kind::Choice(_) | Kind::YesNo => typed_choice(field, draws),
            Kind::Several(_) => {
                let choices = draws.between(1, 3);
                let parts: Vec<String> = (0..choices).map(|_| typed_choice(field, draws)).collect();
                parts.join(word(&[",", ", ", " , ", " "], draws))
            }
        };
        if draws.once_in(3) { slipped(&text, draws) } else { text }
    };
    match draws.below(8) {
        0 => {
            let choices = draws.below(4);
            (0..choices).map(|_| json!(text(draws))).collect()
        }
        1 => draws
            .pick(&[
                json!(true),
                json!(7),
                json!(-1),
                json!(2.5),
                json!(1e15),
                json!({}),
                json!([]),
            ])
            .clone(),
        2 => json!(format!("{}{}{}", word(&GAPS, draws), text(draws), word(&GAPS, draws))),
        _ => json!(text(draws)),
    }
}

/// Questions whose choices and units are unlike those that ship.
fn unlike() -> RuleBase {
    let question = |id: &str, kind: &str| {
        format!("  - {{id: {id}, dimension: d, prompt: p, help: h, why: w, {kind}}}\n")
    };
    let number = |unit: &str| {
        let unit = if unit.is_empty() { String::new() } else { format!("unit: \"{unit}\", ") };
        format!(
            "kind: number, {unit}range: {{at_least: 0, at_most: 1000000000}}, grid: {{step: 1}}, \
             typical: {{from: 1, to: 5}}"
        )
    };
    let choices = |kind: &str| {
        let ids =
            ["a-b", "a_b", "none", "c/d-e", "v1.5"].map(|id| format!("{{id: {id}, means: m}}"));
        format!("kind: {kind}, choices: [{}]", ids.join(", "))
    };
    let mut text = String::from(
        "rule_base: {name: unlike, version: 1, reviewed: 2026-01-01}\n\
         dimensions: [{id: d, name: d, about: a, weight: 1}]\noptions:\n",
    );
    for id in ["one", "two"] {
        text += &format!("  - {{id: {id}, name: {id}, kind: k, about: a, products: []}}\n");
    }
    text += "facts: [{id: fact, says: s, value: v, unit: u, as_of: 2026, source: s, confidence: high}]\n\
             rules: [{id: d/rule, dimension: d, when: {one: a-b}, points: {one: 1}, because: b, cites: [fact], \
             grade: judgement}]\nquestions:\n";
    text += &question("one", &choices("choice"));
    text += &question("several", &choices("several"));
    let units =
        ["", "x", "messages / month", "GB / month", "events", "USD / hour", "times", "a.b (c)"];
    for (at, unit) in units.iter().enumerate() {
        text += &question(&format!("number-{at}"), &number(unit));
    }
    RuleBase::load(&[Source::new("unlike.yaml", text)]).unwrap()
}

#[test]
fn what_people_type_is_valid() {
    let base = RuleBase::shipped().unwrap();
    let asked = asked(&base);
    let valid = [
        ("traffic.requests_per_month", json!("2 million")),
        ("traffic.requests_per_month", json!("10 rps")),
        ("traffic.requests_per_month", json!("1 000 000")),
        ("latency.p99_target_ms", json!("300ms")),
        ("compute.max_duration_s", json!("15 min")),
        ("compute.max_duration_s", json!("2h30m")),
        ("compute.memory_mb", json!("512 MB")),
        ("team.stage", json!("MVP")),
        ("compliance.regimes", json!("HIPAA")),
        ("compliance.regimes", json!(["PCI DSS"])),
        ("compliance.regimes", json!("gdpr, Pci_DSS")),
        ("compliance.regimes", json!("None")),
        ("latency.cold_start_ok", json!("yes")),
        ("latency.cold_start_ok", json!("Y")),
    ];
    let others = [
        ("team.size", json!("5 bananas")),
        ("latency.p99_target_ms", json!("1,5")),
        ("latency.p99_target_ms", json!("many")),
        ("team.stage", json!("mvps")),
        ("compliance.regimes", json!("gdpr,")),
        ("latency.cold_start_ok", json!("perhaps")),
    ];
    let valid = valid.into_iter().map(|it| (it, true));
    for ((id, given), is_valid) in valid.chain(others.into_iter().map(|it| (it, false))) {
        let it = asked.iter().find(|asked| asked.field.id == id).unwrap();
        assert_eq!(it.validator.is_valid(&given), is_valid, "{id}: {given}");
        assert_eq!(it.disagreement(&given), None);
    }
}

/// What editors offer: every choice as it is written plainly, with what it means.
#[test]
fn editors_complete_choices() {
    fn offered(schema: &Json, found: &mut Vec<String>) {
        if let (Some(ids), Some(means)) = (schema.get("enum"), schema.get("enumDescriptions")) {
            assert_eq!(ids.as_array().unwrap().len(), means.as_array().unwrap().len());
            found
                .extend(ids.as_array().unwrap().iter().filter_map(Json::as_str).map(str::to_owned));
        }
        for inner in ["anyOf", "items"].iter().filter_map(|key| schema.get(key)) {
            match inner {
                Json::Array(inner) => inner.iter().for_each(|inner| offered(inner, found)),
                inner => offered(inner, found),
            }
        }
    }
    let base = RuleBase::shipped().unwrap();
    let schema = schema::profile(&base);
    for question in &base.questions {
        let field = base.fields.get(question.field);
        let path: String = field.id.split('.').map(|part| format!("/properties/{part}")).collect();
        let mut found = Vec::new();
        offered(schema.pointer(&path).unwrap(), &mut found);
        for choice in field.choices() {
            assert!(found.contains(&choice.id), "{}: {}", field.id, choice.id);
        }
    }
}

/// Many at once, since the schemas take longer to make than to ask.
fn agree_on_all(base: &RuleBase, draws: &mut Draws, count: u32) {
    let asked = asked(base);
    let (mut taken, mut refused) = (0, 0);
    for _ in 0..count {
        let it = draws.pick(&asked);
        let given = given(it.field, draws);
        assert_eq!(it.disagreement(&given), None);
        *(if it.validator.is_valid(&given) { &mut taken } else { &mut refused }) += 1;
    }
    assert!(taken > count / 10 && refused > count / 10, "{taken} valid, {refused} not");
}

#[test]
fn the_schema_and_the_program_agree_on_texts() {
    let count = effort::cases(40_000);
    for (seed, base) in [RuleBase::shipped().unwrap(), unlike()].iter().enumerate() {
        agree_on_all(base, &mut Draws::seeded(seed as u64, 60 * count as usize), count);
    }
}

proptest! {
    #![proptest_config(effort::config(1_000))]

    /// The same from nothing at all, so that a difference shrinks to the least text that shows it.
    #[test]
    fn the_schema_and_the_program_agree_on_the_least_texts(mut draws in draws(40)) {
        thread_local! {
            static UNLIKE: &'static RuleBase = Box::leak(Box::new(unlike()));
            static ASKED: Vec<Asked<'static>> = UNLIKE.with(|base| asked(base));
        }
        ASKED.with(|asked| {
            let it = draws.pick(asked);
            let given = given(it.field, &mut draws);
            prop_assert_eq!(it.disagreement(&given), None);
            Ok(())
        })?;
    }
}

/// What reports call an answer leads to what it is called in a profile.
#[test]
fn names_of_answers_lead_to_them() {
    for (said, meant) in [
        ("team.operations=nobody", "did you mean `none`?"),
        ("state.in_memory=source of truth", "did you mean `authoritative`?"),
        ("clients=servers and jobs", "did you mean `backend`?"),
    ] {
        let refused =
            crate::process::whereto(&["advise", "-", "--set", said]).stdin("{}").refused();
        assert!(refused.contains(meant), "{refused}");
    }
}
