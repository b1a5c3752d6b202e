//! A second opinion on what things cost, on the rules that look at it, on fit and on likelihood:
//! written to be obviously right, and sharing nothing with the engine. It works on YAML values and
//! floats, looks everything up by its id, and tries every machine there is.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use rust_decimal::prelude::ToPrimitive;
use serde_yaml::{Mapping, Value};
use whereto::{
    advice::Advice,
    analysis::acceptability::Settings,
    assessment::Engine,
    cost::Estimator,
    field::{self, Facts},
    rulebase::{Effect, RuleBase},
};

use crate::{
    cost::SHIPPED,
    effort,
    generate::{Answers, Base, Draws, draws},
    outcome::{load, outcome_of, read},
    reference::{
        all, answer_some, askable, follow, holds, list, mapping, shipped_files, text, values,
    },
};

/// A month, in hours.
const HOURS: f64 = 730.0;

/// A number, also one that stands in quotes.
fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.parse().ok())
}

/// The book, and a project: what is answered, given and assumed.
struct Project {
    book: Value,
    tables: BTreeMap<String, Value>,
    items: BTreeMap<String, Value>,
    catalogs: BTreeMap<String, Value>,
    factors: BTreeMap<String, Value>,
    /// Every choice, by question or by `assumptions.…`; numbers are in no condition.
    choices: BTreeMap<String, Value>,
    numbers: BTreeMap<String, f64>,
    answered: BTreeMap<String, Value>,
}

fn by_id(book: &Value, key: &str) -> BTreeMap<String, Value> {
    list(&book[key]).into_iter().map(|it| (text(&it["id"]), it)).collect()
}

impl Project {
    fn new(book: &Value, answered: BTreeMap<String, Value>) -> Self {
        let (mut choices, mut numbers) = (BTreeMap::new(), BTreeMap::new());
        for (id, value) in &answered {
            match value.as_f64() {
                Some(number) => drop(numbers.insert(id.clone(), number)),
                None => drop(choices.insert(id.clone(), value.clone())),
            }
        }
        let assumptions = list(&book["assumptions"]);
        let id = |it: &Value| match it["question"].as_str() {
            Some(question) => question.to_owned(),
            None => format!("assumptions.{}", text(&it["id"])),
        };
        let is_number = |it: &Value| {
            let default = &it["default"];
            let first = list(default).first().cloned().unwrap_or(default.clone());
            !first["expected"].is_null() || default.is_null()
        };
        let open: Vec<&Value> =
            assumptions.iter().filter(|it| !answered.contains_key(&id(it))).collect();
        for it in open.iter().filter(|it| !is_number(it)) {
            let cases = list(&it["default"]);
            let value = if cases.first().is_some_and(Value::is_mapping) {
                let case = cases.iter().find(|case| holds(&case["when"], &choices) == Some(true));
                case.unwrap()["is"].clone()
            } else {
                it["default"].clone()
            };
            choices.insert(id(it), value);
        }
        for it in open.iter().filter(|it| is_number(it)) {
            let one = [it["default"].clone()];
            let cases = it["default"].as_sequence().map_or(&one[..], Vec::as_slice);
            let expected = cases.iter().find_map(|case| {
                let times = match case["for_each"].as_str() {
                    Some(each) => answered.get(each)?.as_f64()?,
                    None => 1.0,
                };
                let is_right = holds(&case["when"], &choices) == Some(true);
                is_right.then(|| number(&case["expected"]).unwrap_or(0.0) * times)
            });
            numbers.insert(id(it), expected.unwrap_or(0.0));
        }
        let [tables, items, catalogs, factors] =
            ["tables", "items", "catalogs", "factors"].map(|key| by_id(book, key));
        let book = book.clone();
        let mut project =
            Self { book, tables, items, catalogs, factors, choices, numbers, answered };
        for amount in list(&project.book["amounts"]) {
            let formula = match amount["is"].as_str() {
                Some(formula) => Some(formula.to_owned()),
                None => project.first(&amount["first_of"]).map(|case| text(&case["is"])),
            };
            let value = formula.map_or(0.0, |formula| project.formula(&formula));
            project.numbers.insert(text(&amount["id"]), value);
        }
        project
    }

    fn holds(&self, condition: &Value) -> bool {
        holds(condition, &self.choices) == Some(true)
    }

    fn first(&self, cases: &Value) -> Option<Value> {
        list(cases).into_iter().find(|case| self.holds(&case["when"]))
    }

    fn formula(&self, formula: &str) -> f64 {
        let mut rest = formula;
        let value = self.sum(&mut rest);
        assert_eq!(rest.trim(), "", "{formula}");
        value
    }

    fn sum(&self, rest: &mut &str) -> f64 {
        let mut value = self.product(rest);
        loop {
            *rest = rest.trim_start();
            if let Some(after) = rest.strip_prefix('+') {
                *rest = after;
                value += self.product(rest);
            } else if let Some(after) = rest.strip_prefix('-') {
                *rest = after;
                value = (value - self.product(rest)).max(0.0);
            } else {
                return value;
            }
        }
    }

    fn product(&self, rest: &mut &str) -> f64 {
        let mut value = self.one(rest);
        loop {
            *rest = rest.trim_start();
            if let Some(after) = rest.strip_prefix('*') {
                *rest = after;
                value *= self.one(rest);
            } else if let Some(after) = rest.strip_prefix('/') {
                *rest = after;
                value /= self.one(rest);
            } else {
                return value;
            }
        }
    }

    fn one(&self, rest: &mut &str) -> f64 {
        *rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix('(') {
            *rest = after;
            let value = self.sum(rest);
            *rest = rest.trim_start().strip_prefix(')').unwrap();
            return value;
        }
        let is_word = |it: char| it.is_alphanumeric() || "._".contains(it);
        let end = rest.find(|it| !is_word(it)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        *rest = after;
        if let Ok(number) = word.parse() {
            return number;
        }
        let Some(after) = rest.trim_start().strip_prefix('(') else {
            let own = self.numbers.get(word);
            return *own.or_else(|| self.numbers.get(&format!("assumptions.{word}"))).expect(word);
        };
        *rest = after;
        let mut arguments = vec![self.sum(rest)];
        while let Some(after) = rest.trim_start().strip_prefix(',') {
            *rest = after;
            arguments.push(self.sum(rest));
        }
        *rest = rest.trim_start().strip_prefix(')').unwrap();
        match word {
            "min" => arguments.iter().copied().fold(f64::INFINITY, f64::min),
            "max" => arguments.iter().copied().fold(0.0, f64::max),
            "ceil" => up(arguments[0]),
            "floor" => (arguments[0] + SLACK).floor(),
            column => {
                let (table, column) = column.split_once('.').unwrap();
                let table = &self.tables[table];
                let place =
                    list(&table["columns"]).iter().position(|it| text(it) == column).unwrap();
                let rows = list(&table["rows"]);
                let row = rows.iter().find(|row| arguments[0] <= number(&row["at_most"]).unwrap());
                number(&list(&row.or(rows.last()).unwrap()["are"])[place]).unwrap()
            }
        }
    }

    fn factor(&self, thing: &Value) -> f64 {
        let of = |factor: &Value| {
            let case = self.first(&self.factors[&text(factor)]["cases"]);
            case.map_or(1.0, |case| number(&case["times"]).unwrap())
        };
        list(&thing["factors"]).iter().map(of).product()
    }

    /// What an amount costs beyond what is free.
    fn price(&self, item: &Value, amount: f64) -> f64 {
        let per = number(&item["per"]).unwrap_or(1.0);
        let mut cost = 0.0;
        let mut from = 0.0;
        let one = [item.clone()];
        for tier in item["tiers"].as_sequence().map_or(&one[..], Vec::as_slice) {
            let to = number(&tier["up_to"]).unwrap_or(f64::INFINITY);
            cost += (amount.min(to) - from).max(0.0) * number(&tier["price"]).unwrap() / per;
            from = to;
        }
        cost * self.factor(item)
    }

    fn item(&self, id: &str) -> f64 {
        let item = &self.items[id];
        let free = number(&item["free"]["amount"]).unwrap_or(0.0);
        let days = if text(&item["free"]["each"]) == "day" { HOURS / 24.0 } else { 1.0 };
        self.price(item, (self.formula(&words(&item["amount"])) - free * days).max(0.0))
    }

    /// The least that machines cost which carry the load.
    fn machines(&self, fleet: &Value) -> f64 {
        let catalog = &self.catalogs[&text(&fleet["catalog"])];
        let count = |key: &str| match &fleet[key] {
            Value::Null => 1.0,
            Value::Sequence(_) => number(&self.first(&fleet[key]).unwrap()["count"]).unwrap(),
            count => number(count).unwrap(),
        };
        let formula = |value: &Value, usual: f64| match value {
            Value::Null => usual,
            value => self.formula(&words(value)),
        };
        let least = up(formula(&fleet["sets"], 1.0) * count("least"));
        let copies = count("copies");
        let load = |key: &str| formula(&fleet["carries"][key], 0.0);
        let flat = |key: &str| -> f64 {
            list(&fleet[key]).iter().map(|id| self.price(&self.items[&text(id)], 1.0)).sum()
        };
        let (each, several) = (flat("each"), flat("several"));
        let included = catalog["includes"].as_str().map(|id| &self.items[id]);
        let beyond = included.map_or(0.0, |item| self.formula(&words(&item["amount"])));
        let single = fleet["single"].as_bool().unwrap_or(false);
        let hours = if text(&catalog["per"]) == "hour" { HOURS } else { 1.0 };
        let monthly = |machine: &Value| number(&machine["price"]).unwrap() * hours;
        // What is asked and offered: processors, those all month, memory, connections, GPUs; and what
        // one machine alone must have: memory for one task, disk.
        let asked = |machine: &Value| {
            let of = |key: &str, usual: f64| number(&machine[key]).unwrap_or(usual);
            let reserved = number(&catalog["reserved_mb"]).unwrap_or(0.0);
            let memory = of("memory_gib", 0.0) * 1024.0 - reserved;
            let vcpu = of("vcpu", 0.0);
            let shared = [
                load("vcpu") / vcpu,
                load("sustained") / (vcpu * of("baseline", 1.0)),
                load("memory_mb") / memory,
                load("connections") / of("connections", f64::INFINITY),
                load("gpus") / of("gpus", f64::INFINITY),
            ];
            let alone = [load("task_mb") / memory, load("disk_gb") / of("disk_gb", f64::INFINITY)];
            (shared, alone)
        };
        let one_is_enough = |shares: &[f64]| shares.iter().all(|share| *share <= 1.0 + SLACK);
        let fits = |machine: &&Value| {
            let (shared, alone) = asked(machine);
            one_is_enough(&alone) && (!single || one_is_enough(&shared))
        };
        let machines = list(&catalog["machines"]);
        let any_fits = machines.iter().any(|machine| fits(&machine));
        let dearest = machines.iter().map(monthly).fold(0.0, f64::max);
        let taken = machines.iter().filter(|machine| match any_fits {
            true => fits(machine),
            false => monthly(machine) == dearest,
        });
        let cost = |machine: &Value| {
            let (shared, alone) = asked(machine);
            let alone = if any_fits { [0.0; 2] } else { alone };
            let needed = shared.iter().chain(&alone).map(|share| up(*share)).fold(least, f64::max);
            let has = number(&machine["included"]).unwrap_or(0.0);
            let of = |count: f64| {
                let more =
                    included.map_or(0.0, |item| self.price(item, (beyond - has * count).max(0.0)));
                let several = if count > 1.0 { several } else { 0.0 };
                count * (monthly(machine) * self.factor(catalog) + each) + several + more
            };
            let fewest = needed * copies;
            let mut counts = vec![fewest];
            if has > 0.0 && !single {
                counts.extend([(beyond / has).floor(), (beyond / has).ceil()]);
            }
            counts
                .into_iter()
                .filter(|count| *count >= fewest)
                .map(of)
                .fold(f64::INFINITY, f64::min)
        };
        taken.map(cost).fold(f64::INFINITY, f64::min)
    }

    fn stack(&self, stack: &Value) -> f64 {
        let mut cost = 0.0;
        for part in list(&stack["parts"]) {
            let Some(taken) = (if part["first_of"].is_null() {
                Some(part)
            } else {
                self.first(&part["first_of"])
            }) else {
                continue;
            };
            let included = self.catalogs.get(&text(&taken["machines"]["catalog"]));
            let included = included.map(|catalog| text(&catalog["includes"]));
            for id in list(&taken["items"]).iter().map(text) {
                if included.as_ref() != Some(&id) {
                    cost += self.item(&id);
                }
            }
            if taken["machines"].is_mapping() {
                cost += self.machines(&taken["machines"]);
            }
        }
        cost
    }

    /// What an option costs in a month; nothing where the book has no price.
    fn option(&self, option: &str) -> Option<f64> {
        let is_missing = |it: &Value| {
            text(&it["option"]) == option && holds(&it["when"], &self.answered) == Some(true)
        };
        if list(&self.book["unpriced"]).iter().any(is_missing) {
            return None;
        }
        let stacks = list(&self.book["stacks"]);
        let can = |stack: &&Value| text(&stack["option"]) == option && self.holds(&stack["when"]);
        let can: Vec<&Value> = stacks.iter().filter(can).collect();
        let suits: Vec<&Value> =
            can.iter().copied().filter(|stack| self.holds(&stack["suits"])).collect();
        let taken = if suits.is_empty() { can } else { suits };
        let times = self.formula(&text(&self.book["book"]["times"]));
        taken.iter().map(|stack| self.stack(stack) * times).reduce(f64::min)
    }
}

/// So much is lost where floats are added.
const SLACK: f64 = 1e-12;

fn up(number: f64) -> f64 {
    (number - SLACK * number.max(1.0)).ceil()
}

/// A formula, which may be a number.
fn words(value: &Value) -> String {
    value.as_str().map_or_else(|| value.as_f64().unwrap().to_string(), str::to_owned)
}

/// Everything that the files say of prices, in one book.
fn book(files: &[Value]) -> Value {
    let mut book = Mapping::new();
    for (key, value) in files.iter().flat_map(|file| mapping(&file["prices"])) {
        match (book.get_mut(&key), value) {
            (Some(Value::Sequence(known)), Value::Sequence(more)) => known.extend(more),
            (_, value) => drop(book.insert(key, value)),
        }
    }
    Value::Mapping(book)
}

/// A profile with traffic, and now and then assumptions of its own.
fn priced_profile(
    questions: &[crate::reference::Askable],
    book: &Value,
    draws: &mut Draws,
) -> String {
    let mut profile = answer_some(questions, draws).replace("{}", "");
    if !profile.contains("traffic.requests_per_month") {
        let requests = draws.between(1, 99) * 10_usize.pow(draws.between(0, 9) as u32);
        profile += &format!("traffic.requests_per_month: {requests}\n");
    }
    let mut given = String::new();
    for assumption in list(&book["assumptions"]).iter().filter(|it| it["id"].is_string()) {
        let choices = list(&assumption["choices"]);
        if !choices.is_empty() && draws.once_in(3) {
            given +=
                &format!("{}: {}, ", text(&assumption["id"]), text(&draws.pick(&choices)["id"]));
        }
    }
    profile + &format!("assumptions: {{{given}}}\n")
}

/// The answers and assumptions of a profile that is written with full ids.
fn flat(profile: &str) -> BTreeMap<String, Value> {
    let mut flat = BTreeMap::new();
    for (key, value) in mapping(&serde_yaml::from_str(profile).unwrap()) {
        match text(&key).as_str() {
            "assumptions" => {
                for (id, value) in mapping(&value) {
                    flat.insert(format!("assumptions.{}", text(&id)), value);
                }
            }
            id => drop(flat.insert(id.to_owned(), value)),
        }
    }
    flat
}

#[test]
fn bills_are_those_of_a_second_opinion() {
    let files = values(&shipped_files());
    let book = book(&files);
    let questions: Vec<_> = all(&files, "questions").iter().map(|it| askable(it, &files)).collect();
    let base = &*SHIPPED;
    let mut runner = prop::test_runner::TestRunner::new(effort::config(120));
    let law = |mut draws: Draws| {
        let profile = priced_profile(&questions, &book, &mut draws);
        let project = Project::new(&book, flat(&profile));
        let read = read(&profile, base);
        let estimate = Estimator::new(base, &read.assumptions).estimate(&read.answers).unwrap();
        for option in &estimate.options {
            let id = &base.option(option.option).id;
            let ours = option.priced.as_ref().ok();
            let ours = ours.map(|priced| priced.total.expected.0.to_f64().unwrap());
            let other = project.option(id);
            let is_near = match (ours, other) {
                (Some(one), Some(other)) => (one - other).abs() <= 1e-6 * one.max(1.0),
                (one, other) => one.is_none() && other.is_none(),
            };
            prop_assert!(is_near, "{}: {:?}, or {:?}\n{}", id, ours, other, profile);
        }
        Ok(())
    };
    runner.run(&draws(400), law).unwrap();
}

/// Answers, and estimates as intervals, as YAML values.
fn as_values(base: &RuleBase, facts: &Facts) -> BTreeMap<String, Value> {
    use field::{Kind, Value as Known};
    let float = |number: rust_decimal::Decimal| Value::from(number.to_f64().unwrap());
    let one = |(field, value): (field::FieldId, Known)| {
        let field = base.fields.get(field);
        let value = match (&field.kind, value) {
            (_, Known::YesNo(answer)) => Value::from(answer),
            (_, Known::Number(number)) => float(number),
            (_, Known::Between(low, high)) => {
                let ends = [("low", low), ("high", high)];
                Value::Mapping(ends.map(|(end, it)| (end.into(), float(it))).into_iter().collect())
            }
            (Kind::Choice(choices), Known::Choice(choice)) => {
                Value::from(choices[usize::from(choice)].id.as_str())
            }
            (Kind::Several(choices), Known::Several(bits)) => choices
                .iter()
                .enumerate()
                .filter(|(bit, _)| bits >> bit & 1 == 1)
                .map(|(_, choice)| Value::from(choice.id.as_str()))
                .collect::<Vec<_>>()
                .into(),
            other => panic!("{other:?}"),
        };
        (field.id.clone(), value)
    };
    facts.known().map(one).collect()
}

/// The files with each rule that stands for one of each option written out for all of them.
fn written_out(files: &[Value]) -> Vec<Value> {
    let options: Vec<String> = all(files, "options").iter().map(|it| text(&it["id"])).collect();
    let each = |rule: Value| -> Vec<Value> {
        if rule["for_each"].is_null() {
            return vec![rule];
        }
        let written = serde_yaml::to_string(&rule).unwrap();
        let of = |id: &String| serde_yaml::from_str(&written.replace("{option}", id)).unwrap();
        options.iter().map(of).collect()
    };
    let file = |file: &Value| {
        let mut file = file.clone();
        if file["rules"].is_sequence() {
            file["rules"] =
                list(&file["rules"]).into_iter().flat_map(each).collect::<Vec<_>>().into();
        }
        file
    };
    files.iter().map(file).collect()
}

/// Rules that look at estimates fire as they should, and likelihood follows from scores.
#[test]
fn rules_over_estimates_and_likelihood_are_those_of_a_second_opinion() {
    let files = values(&shipped_files());
    let book = book(&files);
    let questions: Vec<_> = all(&files, "questions").iter().map(|it| askable(it, &files)).collect();
    let base = &*SHIPPED;
    let engine = Engine::new(base).unwrap();
    let likelihood = files.iter().find(|file| file["likelihood"].is_mapping()).unwrap();
    let likelihood = |key: &str| number(&likelihood["likelihood"][key]).unwrap();
    let (temperature, per_rule) = (likelihood("temperature"), likelihood("per_rule"));
    let files = written_out(&files);
    let mut over_estimates = 0;
    let mut draws = Draws::seeded(7, 40_000);
    for _ in 0..effort::cases(80) {
        let profile = priced_profile(&questions, &book, &mut draws);
        let settings = Settings { samples: 10, ..Settings::default() };
        let advice = Advice::new(&engine, read(&profile, base), &settings);
        let facts = advice.estimator().facts(&advice.profile().answers);
        let expected = follow(&files, &Value::Null, &as_values(base, &facts));
        let assessment = advice.assessment();
        let fired: BTreeSet<String> =
            assessment.fired.iter().map(|rule| base.rule(*rule).id.clone()).collect();
        assert_eq!(fired, expected.fired, "{profile}");
        let is_derived = |id: &String| {
            let fields = base.rule(base.find_rule(id).unwrap()).when.fields();
            fields.into_iter().any(|field| base.fields.get(field).derived)
        };
        over_estimates += expected.fired.iter().filter(|id| is_derived(id)).count();
        for standing in &assessment.standings {
            assert_eq!(standing.score, expected.scores[&base.option(standing.option).id]);
        }
        let Some(likely) = advice.likelihood() else { continue };
        let speaks = |id: &&String| {
            matches!(base.rule(base.find_rule(id).unwrap()).effect, Effect::Points(_))
        };
        let speaking = expected.fired.iter().filter(speaks).count() as f64;
        let temperature = temperature + per_rule * speaking;
        let odds = |id: &String| {
            let is_out = !expected.excluded_by[id].is_empty();
            (!is_out).then(|| (expected.scores[id] as f64 / temperature).exp())
        };
        let sum: f64 = expected.scores.keys().filter_map(odds).sum();
        let out = expected.excluded_by.values().filter(|rules| !rules.is_empty()).count() as f64;
        for (option, share) in base.options.iter().zip(&likely.shares) {
            let expected = odds(&option.id).map_or(0.05, |own| (1.0 - 0.05 * out) * own / sum);
            assert!((share - expected).abs() < 1e-9, "{}: {share}, or {expected}", option.id);
        }
    }
    assert!(over_estimates > 10, "{over_estimates}");
}

/// One way for a condition to hold: tests of fields, each as it is written, and whether it must not
/// hold.
type Way = Vec<(String, Value, bool)>;

/// All ways for a condition to be `wanted`.
fn ways(condition: &Value, wanted: bool) -> Vec<Way> {
    let both = |parts: Vec<Vec<Way>>, all: bool| -> Vec<Way> {
        if !all {
            return parts.into_iter().flatten().collect();
        }
        parts.into_iter().fold(vec![Vec::new()], |ways, part| {
            let join = |way: &Way| -> Vec<Way> {
                part.iter().map(|more| [way.clone(), more.clone()].concat()).collect()
            };
            ways.iter().flat_map(join).collect()
        })
    };
    let entry = |(key, value): (&Value, &Value)| match text(key).as_str() {
        "all" => both(list(value).iter().map(|inner| ways(inner, wanted)).collect(), wanted),
        "any" => both(list(value).iter().map(|inner| ways(inner, wanted)).collect(), !wanted),
        "not" => ways(value, !wanted),
        field => vec![vec![(field.to_owned(), value.clone(), wanted)]],
    };
    both(mapping(condition).iter().map(entry).collect(), wanted)
}

/// Every answer that rules could tell from others, of a question with one answer; one that stands
/// for all of them where there may be several.
fn answers_of(question: &Value, rules: &[Value]) -> Vec<Value> {
    match text(&question["kind"]).as_str() {
        "yes-no" => vec![true.into(), false.into()],
        "choice" => list(&question["choices"]).iter().map(|it| it["id"].clone()).collect(),
        "number" => {
            let mut numbers = Vec::new();
            let when =
                Value::from(rules.iter().map(|rule| rule["when"].clone()).collect::<Vec<_>>());
            crate::reference::bounds(&when, &text(&question["id"]), &mut numbers);
            let around = numbers.iter().flat_map(|it| [it - 1e-6, *it, it + 1e-6]);
            around.chain([0.0]).map(Value::from).collect()
        }
        _ => vec![Value::Null],
    }
}

/// Every answer to a question, of several choices every set of them.
fn every_answer(id: &str, files: &[Value], rules: &[Value]) -> Vec<Value> {
    let questions = all(files, "questions");
    let question = questions.iter().find(|it| text(&it["id"]) == id).unwrap();
    if text(&question["kind"]) != "several" {
        return answers_of(question, rules);
    }
    let choices = list(&question["choices"]);
    let set = |bits: usize| {
        let taken = choices.iter().enumerate().filter(|(bit, _)| bits >> bit & 1 == 1);
        Value::Sequence(taken.map(|(_, choice)| choice["id"].clone()).collect())
    };
    (0..1 << choices.len()).map(set).collect()
}

/// Whether an answer is as all tests of its question in a way have it.
fn fulfils(way: &Way, id: &str, answer: &Value) -> bool {
    let given = BTreeMap::from([(id.to_owned(), answer.clone())]);
    way.iter().filter(|(own, ..)| own == id).all(|(own, test, wanted)| {
        let condition = Mapping::from_iter([(own.as_str().into(), test.clone())]);
        holds(&Value::Mapping(condition), &given) == Some(*wanted)
    })
}

/// The most that any option could have scored on the answered questions, by the words of
/// `src/assessment/fit.rs`.
fn most(files: &[Value], answered: &[String], weights: &BTreeMap<String, i64>) -> i64 {
    let rules: Vec<(Value, String)> = files
        .iter()
        .flat_map(|file| {
            let of = |rule: Value| {
                let own = [&rule["dimension"], &file["dimension"]].map(text);
                let named = text(&file["dimension"]["id"]);
                let dimension = own.into_iter().chain([named]).find(|id| !id.is_empty()).unwrap();
                (rule, dimension)
            };
            list(&file["rules"]).into_iter().map(of).collect::<Vec<_>>()
        })
        .collect();
    let all_rules: Vec<Value> = rules.iter().map(|(rule, _)| rule.clone()).collect();
    let share = |question: &Value| {
        let id = text(&question["id"]);
        let several = text(&question["kind"]) == "several" && list(&question["choices"]).len() > 1;
        let mut answers = answers_of(question, &all_rules);
        if text(&question["kind"]) == "several" && !several {
            let only = list(&question["choices"])[0]["id"].clone();
            answers = vec![Value::Sequence(vec![]), Value::Sequence(vec![only])];
        }
        let mut most: BTreeMap<(String, bool), i64> = BTreeMap::new();
        for answer in answers {
            let mut sums: BTreeMap<(String, bool), i64> = BTreeMap::new();
            for (rule, dimension) in &rules {
                let all_ways = ways(&rule["when"], true);
                let mut order: Vec<String> = Vec::new();
                named(&rule["when"], &mut order);
                let names = |way: &Way, field: &String| way.iter().any(|(own, ..)| own == field);
                let common =
                    order.iter().find(|field| all_ways.iter().all(|way| names(way, field)));
                let counts = |way: &Way| {
                    let field = common.or_else(|| order.iter().find(|field| names(way, field)));
                    let of_way: BTreeSet<&String> = way.iter().map(|(own, ..)| own).collect();
                    field == Some(&id)
                        && of_way.into_iter().all(|own| {
                            let given = if *own == id && !several {
                                vec![answer.clone()]
                            } else {
                                every_answer(own, files, &all_rules)
                            };
                            given.iter().any(|answer| fulfils(way, own, answer))
                        })
                };
                if !all_ways.iter().any(counts) {
                    continue;
                }
                for (option, points) in mapping(&rule["points"]) {
                    let points = points.as_i64().unwrap() * weights[dimension];
                    *sums.entry((text(&option), points > 0)).or_insert(0) += points.abs();
                }
            }
            for (of, sum) in sums {
                let most = most.entry(of).or_insert(0);
                *most = sum.max(*most);
            }
        }
        most
    };
    let questions = all(files, "questions");
    let mut sums: BTreeMap<(String, bool), i64> = BTreeMap::new();
    for question in questions.iter().filter(|it| answered.contains(&text(&it["id"]))) {
        for (of, most) in share(question) {
            *sums.entry(of).or_insert(0) += most;
        }
    }
    sums.into_values().max().unwrap_or(0)
}

/// The fields that a condition names, in the order in which it does.
fn named(condition: &Value, order: &mut Vec<String>) {
    for (key, value) in mapping(condition) {
        match text(&key).as_str() {
            "all" | "any" => list(&value).iter().for_each(|inner| named(inner, order)),
            "not" => named(&value, order),
            field => order.push(field.to_owned()),
        }
    }
}

proptest! {
    #![proptest_config(effort::config(400))]

    /// Of rules with one way to hold: which of several ways tell nothing new is the engine's own matter.
    #[test]
    fn fit_is_that_of_a_second_opinion(mut draws in draws(600)) {
        let base = Base::draw(&mut draws);
        let files = base.files();
        let values = values(&files);
        let all_rules: Vec<Value> = values.iter().flat_map(|file| list(&file["rules"])).collect();
        if all_rules.iter().any(|rule| ways(&rule["when"], true).len() > 1) {
            return Ok(());
        }
        let rules = load(&files);
        let engine = Engine::new(&rules).unwrap();
        for _ in 0..3 {
            let profile = Answers::draw(&base, &mut draws).yaml();
            let read = read(&profile, &rules);
            let answered: Vec<String> =
                read.answers.known().map(|(field, _)| rules.fields.get(field).id.clone()).collect();
            let weights = rules.dimensions.iter().zip(&read.weights);
            let weights = weights.map(|(it, weight)| (it.id.clone(), i64::from(*weight))).collect();
            let outcome = outcome_of(&engine, &profile);
            let most = most(&values, &answered, &weights);
            let assessment = engine.assess(&read.answers, &read.weights);
            prop_assert_eq!(assessment.most, most, "{}\n{:#?}", profile, files);
            for standing in &assessment.standings {
                let score = outcome.scores[&rules.option(standing.option).id] as f64;
                let fit = if most == 0 { 50.0 } else { 50.0 + 50.0 * score / most as f64 };
                prop_assert!((standing.fit - fit).abs() < 1e-9);
            }
        }
    }
}
