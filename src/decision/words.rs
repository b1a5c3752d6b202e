//! Sentences of a rule base inside other sentences.

use std::collections::HashSet;

use crate::rulebase::RuleBase;

/// The words that the rule base writes in small letters somewhere, so that they are no names.
pub(super) struct Words(HashSet<String>);

impl Words {
    pub(super) fn of(base: &RuleBase) -> Self {
        let rules = base.rules.iter().map(|rule| &rule.because);
        let facts = base.facts.iter().map(|fact| &fact.says);
        let claims = base.claims.iter().map(|claim| &claim.says);
        let questions = base.questions.iter().flat_map(|question| [&question.help, &question.why]);
        let dimensions = base.dimensions.iter().map(|dimension| &dimension.about);
        let prose = rules.chain(facts).chain(claims).chain(questions).chain(dimensions);
        let words = prose.flat_map(|text| text.split(|it: char| !it.is_alphanumeric()));
        Self(words.filter(|word| word.starts_with(char::is_lowercase)).map(str::to_owned).collect())
    }

    /// A sentence as it goes on after "because": the first letter small unless it may be that of a name.
    pub(super) fn go_on(&self, sentence: &str) -> String {
        let end = sentence.find(|it: char| !it.is_alphanumeric()).unwrap_or(sentence.len());
        let (word, rest) = sentence.split_at(end);
        let lower = word.to_lowercase();
        match self.0.contains(&lower) {
            true => format!("{lower}{rest}"),
            false => sentence.to_owned(),
        }
    }
}
