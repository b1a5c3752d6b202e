//! Why, in a sentence: what puts an option ahead of the others, and what puts it behind.

use super::verdict::available;
use crate::{
    advice::Advice,
    field::{FieldId, Value},
    report::list,
    rulebase::{Effect, OptionId, Rule, RuleBase},
    words::capitalised,
};

/// How many reasons a sentence is made of.
const MOST: usize = 3;

/// A rule that fired, and how far it puts an option ahead of others that are left (over 0) or behind
/// them.
struct Argument<'b> {
    rule: &'b Rule,
    /// Of all of them together.
    push: i64,
    /// Of the one that the rule favours most.
    lead: i64,
    /// Of the next best one.
    before_next: i64,
}

/// Returns the sentence made from the strongest reasons for an option; none where nothing speaks for
/// it.
pub(super) fn why(advice: &Advice<'_>, option: OptionId) -> Option<String> {
    let mut arguments = arguments(advice, option);
    arguments.sort_by_key(|argument| -argument.push);
    // What speaks as much for another option says little, and is told only where nothing else is.
    let decides = arguments.iter().any(|argument| argument.lead > 0);
    arguments.retain(|it| it.push > 0 && (it.lead > 0 || !decides && it.lead == 0));
    let mut told: Vec<&Rule> = Vec::new();
    for Argument { rule, .. } in &arguments {
        if told.len() < MOST && !told.iter().any(|other| is_about_the_same(advice, rule, other)) {
            told.push(rule);
        }
    }
    let strongest = told.first()?;
    if strongest.in_short.is_none() {
        return Some(strongest.because_of(option).to_owned());
    }
    let clauses: Vec<&str> = told.iter().filter_map(|rule| rule.in_short.as_deref()).collect();
    Some(sentence(&joined(&clauses)))
}

/// Returns the sentence made from the strongest reason against an option; none where nothing speaks
/// against it. Nobody would object with what is absent, or with what favours only options that are
/// ruled out.
pub(super) fn against(advice: &Advice<'_>, option: OptionId) -> Option<String> {
    let left: Vec<OptionId> = available(advice).collect();
    let is_objection = |it: &Argument<'_>| {
        let favoured = it.rule.favoured_over(option);
        it.lead < 0
            && !is_of_what_is_absent(advice, it.rule)
            && (favoured.is_empty() || favoured.iter().any(|it| left.contains(it)))
    };
    let against = arguments(advice, option).into_iter().filter(is_objection);
    // What puts the next best ahead is what a review would ask about.
    let Argument { rule, .. } =
        against.min_by_key(|argument| (argument.before_next.min(0), argument.push))?;
    Some(match (favoured(advice.base(), rule, option), &rule.in_short) {
        (None, _) => rule.because_of(option).to_owned(),
        (Some(names), Some(clause)) => sentence(&format!("{clause}, which favours {names}")),
        (Some(names), None) => format!("For {names}: {}", rule.because),
    })
}

/// Returns whether all answers that a rule looks at say that something is not there or not needed.
fn is_of_what_is_absent(advice: &Advice<'_>, rule: &Rule) -> bool {
    let fields = &advice.base().fields;
    rule.when.fields().iter().all(|id| match advice.profile().answers.get(*id) {
        Some(Value::Several(0) | Value::YesNo(false)) => true,
        Some(Value::Choice(choice)) => fields.get(*id).choice("none") == Some(choice),
        _ => false,
    })
}

/// Returns the names of the options for whose sake a rule speaks against an option; none where it
/// speaks of a drawback of the option itself.
pub(super) fn favoured(base: &RuleBase, rule: &Rule, option: OptionId) -> Option<String> {
    let favoured = rule.favoured_over(option);
    let names = favoured.iter().map(|it| &base.option(*it).name);
    (!favoured.is_empty()).then(|| list(names))
}

/// Returns the rules that give points, in the order of the rule base.
fn arguments<'b>(advice: &Advice<'b>, option: OptionId) -> Vec<Argument<'b>> {
    let (base, assessment) = (advice.base(), advice.assessment());
    let fired = assessment.fired.iter().map(|rule| base.rule(*rule));
    let points = fired.filter(|rule| matches!(rule.effect, Effect::Points(_)));
    let others: Vec<OptionId> = available(advice).filter(|it| *it != option).collect();
    points
        .map(|rule| {
            let weight = assessment.weights.get(rule.dimension.index()).copied().unwrap_or(0);
            let own = i64::from(weight) * i64::from(rule.points(option));
            let leads: Vec<i64> = others
                .iter()
                .map(|it| own - i64::from(weight) * i64::from(rule.points(*it)))
                .collect();
            // A lonely option has nothing to be ahead of.
            let [push, lead, before_next] = if leads.is_empty() {
                [own; 3]
            } else {
                [leads.iter().sum(), leads.iter().copied().min().unwrap_or(own), leads[0]]
            };
            Argument { rule, push, lead, before_next }
        })
        .collect()
}

/// Returns whether two rules look at the same answers, or both at what the same options cost: then
/// the second adds nothing to what the first says.
fn is_about_the_same(advice: &Advice<'_>, one: &Rule, other: &Rule) -> bool {
    let base = advice.base();
    let (first, second) = (one.when.fields(), other.when.fields());
    let is_derived = |field: &FieldId| base.fields.get(*field).derived;
    if first.iter().any(is_derived) && second.iter().any(is_derived) {
        let speaks =
            |rule: &Rule| base.option_ids().filter(|it| rule.points(*it) != 0).collect::<Vec<_>>();
        return speaks(one) == speaks(other);
    }
    one.in_short == other.in_short || first.iter().any(|field| second.contains(field))
}

/// Returns "a", "a, and b", "a, b, and c": clauses take a comma before the last.
fn joined(clauses: &[&str]) -> String {
    match clauses {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [all @ .., last] => format!("{}, and {last}", all.join(", ")),
    }
}

/// Returns a clause as a sentence.
fn sentence(clause: &str) -> String {
    capitalised(clause) + "."
}
