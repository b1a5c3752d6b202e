//! From an id to the things that have it.

use crate::{
    problem::{Code, Problem, shorten, shorten_to},
    rulebase::{RuleBase, ThingAt, ThingKind as Kind, prices::own_id},
    suggest,
    words::Worded,
};

/// Returns everything that has an id, or else a name, and the kinds of what has that id as well: an
/// option is what is meant by its names, short ones too, whatever else is called so. Capital letters
/// make no difference where nothing is called exactly so.
///
/// # Errors
/// When there is nothing, with the nearest ids of every kind and what speaks of it.
pub(super) fn find(
    base: &RuleBase,
    id: &str,
    kind: Option<Kind>,
) -> Result<(Vec<ThingAt>, Vec<Kind>), Problem> {
    let all = base.things();
    let whole = id;
    let id = own_id(whole);
    // Whoever says that it is an assumption means nothing else of that id.
    let kind = kind.or((id.len() < whole.len()).then_some(Kind::Assumption));
    let wanted = |it: Kind| kind.is_none_or(|kind| kind == it);
    let is_alike = |name: &str| name.to_lowercase() == id.trim().to_lowercase();
    let of = |is: &dyn Fn(&str) -> bool, among: &[(&str, ThingAt)]| -> Vec<ThingAt> {
        let named = among.iter().filter(|(name, found)| wanted(found.kind) && is(name));
        named.map(|(_, found)| *found).collect()
    };
    let names = names(base);
    let mut options = of(&is_alike, &names);
    options.retain(|found| found.kind == Kind::Option);
    let exact = of(&|name| name == id, &all);
    // What an option is made of often has the option's name, and is shown with it.
    let is_shown_with_it = |found: &ThingAt| matches!(found.kind, Kind::Option | Kind::Stack);
    let is_id = exact.iter().any(|found| found.kind == Kind::Option);
    if kind.is_none() && !options.is_empty() && !is_id {
        options.dedup();
        let others = exact.iter().filter(|found| !is_shown_with_it(found)).map(|found| found.kind);
        return Ok((options, others.collect()));
    }
    for mut found in [exact, of(&is_alike, &all), of(&is_alike, &names)] {
        found.dedup();
        if kind.is_none() && is_id {
            found.retain(|found| found.kind != Kind::Stack);
        }
        if !found.is_empty() {
            return Ok((found, Vec::new()));
        }
    }
    Err(not_found(base, id, kind, &all, &names))
}

/// Says that nothing of a kind has an id, with what may have been meant.
fn not_found(
    base: &RuleBase,
    id: &str,
    kind: Option<Kind>,
    all: &[(&str, ThingAt)],
    names: &[(&str, ThingAt)],
) -> Problem {
    let wanted = |it: Kind| kind.is_none_or(|kind| kind == it);
    let message = match kind {
        Some(kind) => format!("there is no {} `{}`", kind.name(), shorten(id)),
        None => format!("nothing is called `{}`", shorten(id)),
    };
    let mut problem = Problem::error(Code::UNKNOWN_ID, message);
    if kind.is_some() {
        for (_, other) in all.iter().filter(|(name, _)| *name == id) {
            let other = other.kind.name();
            let a = if other.starts_with(['a', 'e', 'o']) { "an" } else { "a" };
            problem = problem.help(format!("there is {a} {other} of that id"));
        }
    }
    for question in base.questions.iter().map(|question| base.fields.get(question.field)) {
        if kind.is_none() && question.choice(id).is_some() {
            problem = problem.help(format!("it is an answer to the question `{}`", question.id));
        }
    }
    for (it, word, _) in Kind::TABLE.iter().filter(|(it, ..)| wanted(*it)) {
        let called = all.iter().chain(names).filter(|(_, found)| found.kind == *it);
        if let Some(near) = suggest::nearest(id, called.map(|(name, _)| *name)) {
            problem = problem.help(format!("did you mean the {word} `{near}`?"));
        }
    }
    for (kind, id, text) in search(base, id, &wanted) {
        let (kind, says) = (kind.name(), shorten_to(&text, 70));
        problem = problem.help(format!("the {kind} `{id}` speaks of it: {says}"));
    }
    if problem.advice.is_empty() {
        let start = id.split(['.', '/', '-', '_']).next().unwrap_or(id);
        let alike = |name: &str| !start.is_empty() && name.split(['.', '/']).next() == Some(start);
        let alike = all.iter().filter(|(name, found)| wanted(found.kind) && alike(name));
        let alike: Vec<&str> = alike.map(|(name, _)| *name).collect();
        problem = match alike.get(..alike.len().min(12)).unwrap_or_default() {
            [] => problem.help(
                "`whereto rules list` lists all rules, `whereto init` all questions, `whereto \
                 rules docs` everything",
            ),
            alike => problem.help(format!("there are {}", alike.join(", "))),
        };
    }
    problem
}

/// So many things that speak of a word are listed.
const MOST_SPOKEN_OF: usize = 8;

/// Returns the things that speak of all words, those in whose names they are first: their kinds, ids
/// and what they say.
fn search<'b>(
    base: &'b RuleBase,
    words: &str,
    wanted: &dyn Fn(Kind) -> bool,
) -> Vec<(Kind, &'b str, String)> {
    // Words start where other characters end: `cold_start` has two, and PostgreSQL starts with
    // "postgres".
    let plain = |text: &str| -> String {
        let plain = text.chars().map(|it| if it.is_alphanumeric() { it } else { ' ' });
        format!(" {}", plain.collect::<String>().to_lowercase())
    };
    let words: Vec<String> =
        plain(words).split_whitespace().map(|word| format!(" {word}")).collect();
    if words.iter().map(String::len).max().unwrap_or(0) <= SHORTEST_WORD {
        return Vec::new();
    }
    let mut found: Vec<(usize, Kind, &str, String)> = Vec::new();
    for (kind, id, name, text) in texts(base).into_iter().filter(|(kind, ..)| wanted(*kind)) {
        let named = plain(&format!("{id} {name}"));
        let whole = format!("{named} {}", plain(&text));
        if words.iter().all(|word| whole.contains(word.as_str())) {
            let not_named = words.iter().filter(|word| !named.contains(word.as_str())).count();
            let says = if text.is_empty() { name.to_owned() } else { text };
            found.push((not_named, kind, id, says));
        }
    }
    found.sort_by_key(|(not_named, ..)| *not_named);
    found.truncate(MOST_SPOKEN_OF);
    found.into_iter().map(|(_, kind, id, says)| (kind, id, says)).collect()
}

/// What has fewer letters, with the blank before it, stands in everything.
const SHORTEST_WORD: usize = 3;

/// Returns what things say, with their kinds, ids and names; what people ask for first comes first.
fn texts(base: &RuleBase) -> Vec<(Kind, &str, &str, String)> {
    let mut texts: Vec<(Kind, &str, &str, String)> = Vec::new();
    for option in &base.options {
        texts.push((Kind::Option, &option.id, &option.name, option.about.clone()));
        let products = option.products.iter();
        texts.extend(products.map(|it| (Kind::Product, &*it.id, &*it.name, it.because.clone())));
    }
    let terms = base.glossary.iter();
    texts.extend(terms.map(|it| (Kind::Term, &*it.id, "", it.means.clone())));
    let dimensions = base.dimensions.iter();
    texts.extend(dimensions.map(|it| (Kind::Dimension, &*it.id, &*it.name, it.about.clone())));
    for question in &base.questions {
        let field = base.fields.get(question.field);
        let says = format!("{} {}", question.prompt, question.help);
        texts.push((Kind::Question, &field.id, &field.name, says));
    }
    let rules = base.rules.iter();
    texts.extend(rules.map(|it| (Kind::Rule, &*it.id, "", it.because.clone())));
    let stacks = base.prices.stacks.iter();
    texts.extend(stacks.map(|it| (Kind::Stack, &*it.id, &*it.name, String::new())));
    let catalogs = base.prices.catalogs.iter();
    texts.extend(catalogs.map(|it| (Kind::Catalog, &*it.id, &*it.name, String::new())));
    let prices = base.prices.items.iter();
    texts.extend(prices.map(|it| (Kind::Price, &*it.id, &*it.name, String::new())));
    let facts = base.facts.iter();
    texts.extend(facts.map(|it| (Kind::Fact, &*it.id, "", it.says.clone())));
    let claims = base.claims.iter();
    texts.extend(claims.map(|it| (Kind::Claim, &*it.id, "", it.says.clone())));
    texts
}

/// Returns what has a name beside its id.
fn names(base: &RuleBase) -> Vec<(&str, ThingAt)> {
    let mut names: Vec<(&str, ThingAt)> = Vec::new();
    for (at, option) in base.options.iter().enumerate() {
        let found = ThingAt { kind: Kind::Option, at, product: 0 };
        names.extend([&option.id, &option.name, &option.short].map(|it| (it.as_str(), found)));
        let products = option.products.iter().enumerate();
        names.extend(
            products.map(|(product, it)| {
                (it.name.as_str(), ThingAt { kind: Kind::Product, at, product })
            }),
        );
    }
    let of = |kind: Kind| move |(at, name)| (name, ThingAt { kind, at, product: 0 });
    let dimensions = base.dimensions.iter().map(|it| it.name.as_str()).enumerate();
    names.extend(dimensions.map(of(Kind::Dimension)));
    let asked = base.fields.iter().map(|(_, field)| field).take_while(|field| !field.derived);
    names.extend(asked.map(|field| field.name.as_str()).enumerate().map(of(Kind::Question)));
    let archetypes = base.archetypes.iter().map(|it| it.name.as_str()).enumerate();
    names.extend(archetypes.map(of(Kind::Archetype)));
    names
}
