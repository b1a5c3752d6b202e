//! Sentences of a rule base inside other sentences.

use std::collections::HashSet;

use crate::rulebase::RuleBase;

/// Words of a rule base.
pub(super) struct Words {
    /// Those that it writes with a capital inside its sentences and nowhere small, so that they
    /// are names.
    names: HashSet<String>,
    /// Those that it writes small.
    small: HashSet<String>,
}

impl Words {
    pub(super) fn new(base: &RuleBase) -> Self {
        let rules = base.rules.iter().map(|rule| &rule.because);
        let facts = base.facts.iter().map(|fact| &fact.says);
        let claims = base.claims.iter().map(|claim| &claim.says);
        let questions = base.questions.iter().flat_map(|question| [&question.help, &question.why]);
        let dimensions = base.dimensions.iter().map(|dimension| &dimension.about);
        let options = base.options.iter().map(|option| &option.about);
        let prose =
            rules.chain(facts).chain(claims).chain(questions).chain(dimensions).chain(options);
        let (mut names, mut small) = (HashSet::new(), HashSet::new());
        for text in prose {
            let mut begins = true;
            for part in text.split_whitespace() {
                let is_one = part
                    .trim_matches(|character: char| !character.is_alphanumeric())
                    .chars()
                    .all(char::is_alphanumeric);
                for word in part
                    .split(|character: char| !character.is_alphanumeric())
                    .filter(|word| !word.is_empty())
                {
                    if word.starts_with(char::is_lowercase) {
                        // In "example-tools" or "example.com" there may be a name.
                        small.extend(is_one.then(|| word.to_owned()));
                    } else if !begins {
                        names.insert(word.to_owned());
                    }
                    begins = false;
                }
                begins = part.ends_with(['.', '!', '?', ':', '"']);
            }
        }
        let called = base.options.iter().flat_map(|option| {
            let products = option.products.iter().map(|product| &product.name);
            products.chain([&option.name])
        });
        names.extend(
            called
                .flat_map(|name| name.split(|character: char| !character.is_alphanumeric()))
                .map(str::to_owned),
        );
        names.retain(|name| !small.contains(&name.to_lowercase()));
        Self { names, small }
    }

    /// Writes a sentence of the rule base as it goes on after "because": the first letter small
    /// unless it is that of a name or an abbreviation.
    pub(super) fn go_on(&self, sentence: &str) -> String {
        let (word, rest) = first(sentence);
        let is_abbreviation = word.chars().skip(1).any(char::is_uppercase);
        if is_abbreviation || self.names.contains(word) {
            sentence.to_owned()
        } else {
            format!("{}{rest}", word.to_lowercase())
        }
    }

    /// Does the same for what people wrote, in which there may be names of which the rule base
    /// knows nothing.
    pub(super) fn people_go_on(&self, sentence: &str) -> String {
        let (word, rest) = first(sentence);
        let small = word.to_lowercase();
        if small == "because" && !rest.trim().is_empty() {
            return self.people_go_on(rest.trim_start());
        }
        if self.small.contains(&small) { format!("{small}{rest}") } else { sentence.to_owned() }
    }
}

/// Splits a sentence after its first word.
fn first(sentence: &str) -> (&str, &str) {
    sentence.split_at(
        sentence.find(|character: char| !character.is_alphanumeric()).unwrap_or(sentence.len()),
    )
}
