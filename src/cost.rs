//! What it costs: monthly estimates from the price book, and what rules may look at.
//!
//! What a profile answers is exact. Everything else is drawn, all of it together, and the same draw
//! on every option (`draw`): so a range holds nine of ten draws, and in a comparison what is common
//! cancels. One figure for people takes everything that is open as expected, in exact decimals
//! ([`estimate`]). Without an answer that tells how large a project is, nothing is estimated.

mod allowance;
mod bill;
mod bounds;
pub mod curve;
mod derive;
mod draw;
mod draws;
pub mod estimate;
mod idle;
mod machines;
mod made_of;
mod plan;
mod sheet;
mod system;

pub use self::{bounds::Hull, machines::Because, made_of::MadeOf, system::Pooled};
use self::{
    curve::Curve,
    derive::Along,
    draw::Known,
    estimate::{Driver, Estimate, Estimating},
    sheet::{Kept, Sheet},
};
use std::cell::RefCell;

use crate::{
    field::{Choice, Facts, FieldId, Value},
    profile::Profile,
    rulebase::{OptionId, RuleBase},
};

/// The assumption that says where everything runs.
const REGION: &str = "region";

/// Returns the answers of a profile with everything that follows from them for the rules.
pub fn facts(base: &RuleBase, profile: &Profile) -> Facts {
    Estimator::new(base, &profile.assumptions).facts(&profile.answers)
}

/// Works out what the parts of a system cost together in one account, for each way to place them:
/// the option of each part. None where the answers to a part do not tell how large it is, or it has
/// no price there.
pub fn together(parts: &[(&Estimator<'_>, &Facts)], ways: &[Vec<OptionId>]) -> Vec<Option<Pooled>> {
    let parts = parts.iter().map(|(part, answers)| Some(part.of(part.known(answers)?)));
    let parts: Option<Vec<Estimating<'_>>> = parts.collect();
    parts.map_or_else(|| vec![None; ways.len()], |parts| system::together(&parts, ways))
}

/// Works out estimates for any answers to one project.
#[derive(Clone, Debug)]
pub struct Estimator<'b> {
    base: &'b RuleBase,
    given: Facts,
    /// What has been worked out for rules.
    kept: RefCell<Kept>,
    /// What options cost along the number that was looked at last.
    along: RefCell<Option<Along>>,
}

impl<'b> Estimator<'b> {
    /// Makes an estimator for projects whose profile gives these assumptions.
    pub fn new(base: &'b RuleBase, given: &Facts) -> Self {
        Self { base, given: given.clone(), kept: RefCell::default(), along: RefCell::default() }
    }

    /// Makes an estimator for projects that assume nothing of their own.
    pub fn assuming_nothing(base: &'b RuleBase) -> Self {
        Self::new(base, &Facts::unknown(base.prices.fields.len()))
    }

    /// Makes another one for the same projects, which has worked out nothing yet.
    #[must_use]
    pub fn anew(&self) -> Self {
        Self::new(self.base, &self.given)
    }

    /// Returns the answers, and every derived field that follows from them.
    pub fn facts(&self, answers: &Facts) -> Facts {
        let mut facts = answers.clone();
        if self.known(answers).is_some() {
            let (book, mut kept) = (&self.base.prices, self.kept.borrow_mut());
            let mut sheet = Sheet::new(self.base, &self.given, &mut kept);
            match self.along.borrow_mut().as_mut().filter(|along| along.has(answers)) {
                Some(along) => along.derive(book, &mut sheet, answers, &mut facts),
                None => derive::derive(book, &mut sheet, answers, &mut facts),
            }
        }
        facts
    }

    /// Returns the `low` answers, and everything that could follow for the rules from any answers
    /// between these and the `high` ones, which differ in the number of one field alone: within what
    /// its low ends lie, and its high ends. Nothing where an option comes to be excluded.
    pub fn ends_between(&self, field: FieldId, low: &Facts, high: &Facts) -> Option<[Facts; 2]> {
        if self.known(low).is_none() {
            return Some([low.clone(), low.clone()]);
        }
        let (book, program) = (&self.base.prices, self.base.program());
        if !*program.bounded.get(field.index())? || book.may_turn(field, low, high) {
            return None;
        }
        let mut kept = self.kept.borrow_mut();
        let mut sheet = Sheet::new(self.base, &self.given, &mut kept);
        if !*program.rising.get(field.index())? {
            return derive::derive_ends(book, &mut sheet, field, [low, high]);
        }
        let mut along = self.along.borrow_mut();
        let along = match along.take().filter(|along| along.has(low) && along.has(high)) {
            Some(known) => along.insert(known),
            None => along.insert(Along::new(&mut sheet, field, low)),
        };
        along.derive_ends(book, &mut sheet, [low, high])
    }

    /// Returns the answers, and derived fields as they could become while the `open` questions may
    /// have any answer.
    pub fn hull(&self, answers: &Facts, open: &[FieldId]) -> Hull {
        let book = &self.base.prices;
        let known = self.all_known(answers);
        // Nothing says how large the project is, and nothing will.
        if !book.needs.iter().any(|field| known.get(*field).is_some() || open.contains(field)) {
            return Hull { facts: answers.clone(), uncertain: Vec::new() };
        }
        bounds::hull(book, known, open, answers)
    }

    /// Estimates what every option costs; none where nothing tells how large the project is.
    pub fn estimate(&self, answers: &Facts) -> Option<Estimate> {
        Some(self.of(self.known(answers)?).estimate())
    }

    /// Tells what moves the figures of an estimate, the strongest first; none where there is no
    /// estimate.
    pub fn drivers(&self, answers: &Facts) -> Option<Vec<Driver>> {
        Some(self.of(self.known(answers)?).drivers())
    }

    /// Lists what the profile assumes, other than it would be anyway, and no total follows from.
    pub fn idle(&self, answers: &Facts) -> Vec<FieldId> {
        self.of(self.all_known(answers)).idle()
    }

    /// Tells what each option is best made of, in the order of the rule base; none where the price
    /// book does not say. It is what an estimate bills, and needs no answer that tells how large the
    /// project is.
    pub fn made_of(&self, answers: &Facts) -> Vec<Option<MadeOf>> {
        made_of::made_of(&self.of(self.all_known(answers)))
    }

    /// Tells the region whose prices an estimate takes: the words of the price book for the choice
    /// that its assumption on the region comes to. None where it makes no such assumption.
    pub fn region(&self, answers: &Facts) -> Option<&'b Choice> {
        let book = &self.base.prices;
        let field = book.find_assumption(REGION)?;
        let (_, completed) = self.of(self.all_known(answers)).expected();
        let Some(Value::Choice(choice)) = completed.facts.get(field) else { return None };
        book.fields.get(field).choices().get(usize::from(choice))
    }

    /// Works out what every option costs as traffic grows; none where the price book knows no
    /// traffic.
    pub fn curve<'a>(&'a self, answers: &'a Facts) -> Option<Curve<'a>> {
        Curve::new(self.of(self.all_known(answers)))
    }

    /// Lists the questions that a derived field depends on.
    pub fn inputs(&self, derived: FieldId) -> &'b [FieldId] {
        self.base.prices.inputs_of(derived)
    }

    /// Lists groups of questions of each of which one must be answered, or else a derived field is
    /// not known at all.
    pub fn needs(&self, derived: FieldId) -> Vec<Vec<FieldId>> {
        let book = &self.base.prices;
        let of_budget = book.estimates.options.iter().any(|it| it.budget_share.contains(&derived));
        let budget = book.shown.budget.filter(|_| of_budget);
        [book.needs.clone()].into_iter().chain(budget.map(|field| vec![field])).collect()
    }

    fn of<'a>(&'a self, known: Known<'a>) -> Estimating<'a> {
        Estimating { book: &self.base.prices, options: self.base.options.len(), known }
    }

    /// Returns what is known of a project that is known well enough for an estimate.
    fn known<'a>(&'a self, answers: &'a Facts) -> Option<Known<'a>> {
        let known = self.all_known(answers);
        let needs = &self.base.prices.needs;
        needs.iter().any(|field| known.get(*field).is_some()).then_some(known)
    }

    fn all_known<'a>(&'a self, answers: &'a Facts) -> Known<'a> {
        Known { answers, given: &self.given, questions: self.base.prices.questions }
    }
}
