//! The reference of a rule base, as Markdown: all that stands in it, for people who read before
//! they trust.

use std::fmt::Write;

use super::{list, markdown, number};
use crate::{
    condition::Condition,
    field::{Field, Kind},
    quantity::people,
    rulebase::{
        AsOf, Citation, Claim, Effect, Fact, HostingOption, Question, Role, Rule, RuleBase, Status,
    },
};

/// The whole reference.
pub fn reference(base: &RuleBase) -> String {
    let mut text = format!(
        "<!-- Made by `whereto rules docs`; change the rule base instead. -->\n\n# The rule base \
         {} {}\n\n{} questions, {} options, {} rules in {} dimensions. Facts last reviewed on \
         {}.\n\n",
        escape(&base.name),
        escape(&base.version),
        base.questions.len(),
        base.options.len(),
        base.rules.len(),
        base.dimensions.len(),
        base.reviewed
    );
    for pack in &base.packs {
        let _ = writeln!(
            text,
            "With the pack {} {}: {}\n",
            escape(&pack.name),
            escape(&pack.version),
            escape(&pack.about)
        );
    }
    contents(&mut text, base);
    options(&mut text, base);
    questions(&mut text, base);
    rules(&mut text, base);
    sources(&mut text, base);
    text
}

fn contents(text: &mut String, base: &RuleBase) {
    text.push_str("- [Options](#options)\n- [Questions](#questions)\n- [Rules](#rules)\n");
    for dimension in &base.dimensions {
        let rules = base
            .rules
            .iter()
            .filter(|rule| base.dimension(rule.dimension).id == dimension.id)
            .count();
        let rules = number::count(rules as i64, "rule");
        let _ = writeln!(
            text,
            "  - [{}](#rules-on-{}) ({rules})",
            escape(&dimension.name),
            anchor(&dimension.id)
        );
    }
    text.push_str("- [Sources](#sources)\n");
    for document in &base.documents {
        let _ =
            writeln!(text, "  - [{}](#document-{})", escape(&document.title), anchor(&document.id));
    }
    text.push_str("  - [Facts](#facts)\n");
}

fn options(text: &mut String, base: &RuleBase) {
    text.push_str("\n## Options\n");
    for option in &base.options {
        let _ = writeln!(
            text,
            "\n### {}\n\n`{}`, {}. {}",
            escape(&option.name),
            option.id,
            escape(&option.kind),
            escape(&option.about)
        );
        products(text, base, option);
        cites(text, base, &option.cites);
    }
}

fn products(text: &mut String, base: &RuleBase, option: &HostingOption) {
    for (role, heading) in [
        (Role::Start, "To start with, the first that fits:"),
        (Role::Companion, "Beside it, where it fits:"),
        (Role::StandIn, "From another vendor, where it fits:"),
    ] {
        let products: Vec<_> =
            option.products.iter().filter(|product| product.role == role).collect();
        if products.is_empty() {
            continue;
        }
        let _ = writeln!(text, "\n{heading}\n\n| product | when | why |\n| :--- | :--- | :--- |");
        for product in products {
            let when = words(&product.when, base);
            let _ = writeln!(
                text,
                "| {} | {when} | {} |",
                escape(&product.name),
                escape(&product.because)
            );
        }
    }
}

fn questions(text: &mut String, base: &RuleBase) {
    text.push_str(
        "\n## Questions\n\nEvery question may be left open; what is not answered adds nothing.\n",
    );
    for (dimension, index) in base.dimensions.iter().zip(0u8..) {
        let questions: Vec<&Question> =
            base.questions.iter().filter(|it| it.dimension.0 == index).collect();
        if !questions.is_empty() {
            let _ = writeln!(text, "\n### Questions on {}", lower_first(&escape(&dimension.name)));
        }
        for question in questions {
            let field = base.fields.get(question.field);
            let _ = writeln!(
                text,
                "\n#### <a id=\"{}\"></a>`{}`\n\n**{}** {}\n\n*Why it is asked:* {}\n",
                anchor(&field.id),
                field.id,
                escape(&question.prompt),
                escape(&question.help),
                escape(&question.why)
            );
            answers(text, field);
            for stretch in &question.neutral {
                let (from, to) = (people(stretch.from), people(stretch.to));
                let _ = writeln!(
                    text,
                    "Between {from} and {to} it speaks for nothing: {}.",
                    escape(&stretch.because)
                );
            }
            cites(text, base, &question.cites);
        }
    }
    estimates(text, base);
}

fn answers(text: &mut String, field: &Field) {
    match &field.kind {
        Kind::YesNo => text.push_str("Answer: `true` or `false`.\n"),
        Kind::Number(scale) => {
            let unit = if scale.unit.is_empty() {
                String::new()
            } else {
                format!(" ({})", escape(&scale.unit))
            };
            let whole = if scale.whole { "a whole number" } else { "a number" };
            let from = if scale.over_least { "over" } else { "from" };
            let to = if scale.over_least { "and at most" } else { "to" };
            let _ = writeln!(
                text,
                "Answer: {whole}{unit} {from} {} {to} {}; for most projects {} to {}.",
                people(scale.least),
                people(scale.most),
                people(scale.typical.0),
                people(scale.typical.1)
            );
        }
        Kind::Choice(choices) | Kind::Several(choices) => {
            let several = matches!(field.kind, Kind::Several(_));
            text.push_str(if several {
                "Any of these answers, or none:\n\n"
            } else {
                "One of these answers:\n\n"
            });
            text.push_str("| answer | means |\n| :--- | :--- |\n");
            for choice in choices {
                let neutral = choice
                    .neutral
                    .as_ref()
                    .map(|why| format!(" (speaks for nothing: {})", escape(why)));
                let _ = writeln!(
                    text,
                    "| `{}` | {}{} |",
                    choice.id,
                    escape(&choice.means),
                    neutral.unwrap_or_default()
                );
            }
        }
    }
}

fn estimates(text: &mut String, base: &RuleBase) {
    let derived: Vec<&Field> =
        base.fields.iter().map(|(_, field)| field).filter(|field| field.derived).collect();
    let Some(header) = base.prices.header.as_ref().filter(|_| !derived.is_empty()) else { return };
    let _ = writeln!(
        text,
        "\n### Estimates\n\nConditions may name these as well; they follow from answers and from \
         the {} (last reviewed on {}).\n\n| estimate | unit |\n| :--- | :--- |",
        escape(&header.name),
        header.reviewed
    );
    for field in derived {
        let unit = match &field.kind {
            Kind::Number(scale) => escape(&scale.unit),
            Kind::Choice(_) | Kind::YesNo | Kind::Several(_) => String::new(),
        };
        let _ = writeln!(text, "| `{}` | {unit} |", field.id);
    }
}

fn rules(text: &mut String, base: &RuleBase) {
    text.push_str(
        "\n## Rules\n\nA rule that fires gives its points times the weight of its dimension, or \
         rules an option out.\n",
    );
    for (dimension, index) in base.dimensions.iter().zip(0u8..) {
        let _ = writeln!(
            text,
            "\n### <a id=\"rules-on-{}\"></a>Rules on {}\n\nWhat it is about: {}. Weight: {} of \
             10.",
            anchor(&dimension.id),
            lower_first(&escape(&dimension.name)),
            escape(&dimension.about),
            dimension.weight
        );
        for rule in base.rules.iter().filter(|rule| rule.dimension.0 == index) {
            self::rule(text, base, rule);
        }
    }
    if !base.contradictions.is_empty() {
        text.push_str(
            "\n### Answers that contradict each other\n\nThey are pointed out and change \
             nothing.\n\n",
        );
        for contradiction in &base.contradictions {
            let when = words(&contradiction.when, base);
            let _ = writeln!(text, "- {when}: {}.", escape(&contradiction.because));
        }
    }
}

fn rule(text: &mut String, base: &RuleBase, rule: &Rule) {
    let _ = writeln!(text, "\n#### <a id=\"{}\"></a>`{}`\n", anchor(&rule.id), rule.id);
    let when = words(&rule.when, base);
    let effect = match &rule.effect {
        Effect::Points(points) => {
            let points = points.iter().map(|(option, points)| {
                format!(
                    "{} {}",
                    escape(&base.option(*option).name),
                    number::signed(i64::from(*points))
                )
            });
            points.collect::<Vec<_>>().join(", ")
        }
        Effect::Excludes { options, .. } => {
            let names: Vec<&str> =
                options.iter().map(|option| base.option(*option).name.as_str()).collect();
            format!("rules out {}", escape(&list(&names)))
        }
    };
    let _ = writeln!(
        text,
        "When {when}: **{effect}** ({}).\n\n{}",
        rule.grade.name(),
        escape(&rule.because)
    );
    if let Effect::Excludes { remedy, .. } = &rule.effect {
        let _ = writeln!(text, "\n*What would lift it:* {}", escape(remedy));
    }
    for extension in &rule.extensions {
        let Some(because) = &extension.because else { continue };
        let pack = base.packs.get(extension.pack.index()).map_or("", |pack| pack.name.as_str());
        let _ = writeln!(text, "\n*The pack {}:* {}", escape(pack), escape(because));
    }
    cites(text, base, &rule.cites);
}

/// The sources of something, each a link to where it is described.
fn cites(text: &mut String, base: &RuleBase, cites: &[Citation]) {
    if cites.is_empty() {
        return;
    }
    let links = cites.iter().map(|citation| {
        let id = base.citation_id(*citation);
        format!("[`{id}`](#source-{})", anchor(id))
    });
    let links: Vec<String> = links.collect();
    let _ = writeln!(text, "\n<sub>Sources: {}</sub>", links.join(", "));
}

fn sources(text: &mut String, base: &RuleBase) {
    text.push_str("\n## Sources\n");
    for document in &base.documents {
        let _ = writeln!(
            text,
            "\n### <a id=\"document-{}\"></a>{}\n\n{}\n\n| claim | says |\n| :--- | :--- |",
            anchor(&document.id),
            escape(&document.title),
            escape(&document.about)
        );
        let within = format!("{}/", document.id);
        for claim in base.claims.iter().filter(|claim| claim.id.starts_with(&within)) {
            claim_row(text, claim);
        }
    }
    text.push_str(
        "\n### Facts\n\n| fact | says | as of | source | reliance |\n| :--- | :--- | :--- | :--- \
         | :--- |\n",
    );
    base.facts.iter().for_each(|fact| fact_row(text, fact));
}

fn claim_row(text: &mut String, claim: &Claim) {
    let mut says = escape(&claim.says);
    if let Some(today) = &claim.today {
        let status = if claim.status == Status::Dated { "Out of date" } else { "Disputed" };
        let _ = write!(says, " **{status}.** Today: {}", escape(today));
    }
    if let Some(why) = &claim.waived {
        let _ = write!(says, " *No rule need cite it: {}.*", escape(why));
    }
    let _ =
        writeln!(text, "| <a id=\"source-{}\"></a>`{}` | {says} |", anchor(&claim.id), claim.id);
}

fn fact_row(text: &mut String, fact: &Fact) {
    let source = escape(&fact.source);
    let source = fact
        .url
        .as_ref()
        .map_or(source.clone(), |url| format!("[{source}](<{}>)", url.replace('|', "%7C")));
    let as_of = match fact.as_of {
        AsOf::Unknown => fact.as_of_note.as_ref().map_or("undated".to_owned(), |note| escape(note)),
        as_of => as_of.to_string(),
    };
    let _ = writeln!(
        text,
        "| <a id=\"source-{}\"></a>`{}` | {} | {as_of} | {source} | {} |",
        anchor(&fact.id),
        fact.id,
        escape(&fact.says),
        fact.confidence.name()
    );
}

/// A condition in words, its questions linked to where they are described.
fn words(condition: &Condition, base: &RuleBase) -> String {
    let described = condition.describe(&base.fields);
    let words = described.split(' ').map(|word| {
        let id = word.trim_start_matches('(');
        let open = &word[..word.len() - id.len()];
        match base.fields.find(id).map(|field| base.fields.get(field)) {
            Some(field) if field.derived => format!("{open}`{id}`"),
            Some(_) => format!("{open}[`{id}`](#{})", anchor(id)),
            None => escape(word),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Text in which nothing is taken for Markdown but what stands in backticks.
fn escape(text: &str) -> String {
    if !text.matches('`').count().is_multiple_of(2) {
        return markdown::escape(text);
    }
    let parts = text.split('`').enumerate();
    parts
        .map(
            |(index, part)| {
                if index % 2 == 0 { markdown::escape(part) } else { format!("`{part}`") }
            },
        )
        .collect()
}

/// An id as a fragment of an address.
fn anchor(id: &str) -> String {
    id.replace(['/', '.', '_'], "-")
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}
