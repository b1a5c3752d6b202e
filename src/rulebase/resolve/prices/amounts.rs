//! What is worked out: tables, amounts and the formulas of them, and what prices are multiplied by.

use super::Book;
use crate::{
    field::Kind,
    formula::{Formula, Mistake, Name, Names, Table, number::Figure},
    problem::{Code, Problem},
    rulebase::{
        PackId, PriceBook,
        prices::{Amount, Factor, own_id},
        raw::prices::{RawAmount, RawFactor, RawTable},
    },
    shape::FormulaText,
    suggest,
};

impl Names for PriceBook {
    fn find(&self, name: &str) -> Option<Name> {
        let field = self.find_field(name);
        let field = field.filter(|it| matches!(self.fields.get(*it).kind, Kind::Number(_)));
        let amount = || self.amounts.iter().position(|amount| amount.id == name);
        field.map(|field| Name::Field(field.index())).or_else(|| amount().map(Name::Amount))
    }

    fn column(&self, table: &str, column: &str) -> Option<(usize, usize)> {
        let number = self.tables.iter().position(|known| known.id == table)?;
        let column = self.tables.get(number)?.columns.iter().position(|known| known == column)?;
        Some((number, column))
    }

    fn known(&self) -> Vec<String> {
        let numbers = self.fields.iter().filter(|(_, it)| matches!(it.kind, Kind::Number(_)));
        let fields = numbers.map(|(_, it)| own_id(&it.id).to_owned());
        fields.chain(self.amounts.iter().map(|amount| amount.id.clone())).collect()
    }
}

impl<'n> Book<'_, '_, 'n> {
    /// Reads a formula over questions, assumptions and the amounts before it.
    pub(super) fn formula(&mut self, raw: FormulaText<'n>) -> Option<Formula> {
        let mistake = match Formula::parse(raw.text, &self.book) {
            Ok(formula) => return Some(formula),
            Err(mistake) => mistake,
        };
        let Mistake { at, message, unknown } = mistake;
        let code = if unknown.is_some() { Code::UNKNOWN_ID } else { Code::WRONG_TYPE };
        let reader = &mut *self.resolver.reader;
        let place = reader.place(raw.part(&at));
        let mut problem = Problem::error(code, message).at(place, "here");
        if let Some(name) = unknown {
            let known = self.book.known();
            problem = problem
                .suggest(suggest::nearest(&name, known.iter().map(String::as_str)))
                .help("a formula can name questions, assumptions and the amounts before it");
        }
        reader.report(problem);
        None
    }

    /// Reads a formula that must not fall as anything that it names rises, so that bounds of what it
    /// names bound it.
    pub(super) fn rising(&mut self, raw: FormulaText<'n>) -> Option<Formula> {
        let formula = self.formula(raw)?;
        if !formula.rises() {
            let reader = &mut *self.resolver.reader;
            let message = "this must never fall as something that it names rises";
            let problem = Problem::error(Code::UNSUPPORTED, message)
                .at(reader.place(raw.span), "divides by or takes away something with a name")
                .help("let an amount of its own work it out, and name that here");
            reader.report(problem);
            return None;
        }
        Some(formula)
    }

    pub(super) fn table(&mut self, pack: Option<PackId>, raw: &RawTable<'n>) {
        let table = self.table_of(raw);
        let (Some(id), Some(table)) = (raw.id, table) else { return };
        if self.take("table", id, pack) {
            self.tables.insert(id.text, self.book.tables.len());
            self.book.tables.push(table);
        }
    }

    fn table_of(&mut self, raw: &RawTable<'n>) -> Option<Table> {
        let columns = &raw.columns.as_ref()?.list;
        let mut rows: Vec<(Figure, Vec<Figure>)> = Vec::new();
        for row in &raw.rows.as_ref()?.list {
            let (most, are) = (row.at_most?.0, row.are.as_ref()?);
            if are.list.len() != columns.len() {
                let message =
                    format!("a row must have {} numbers, one for each column", columns.len());
                self.error(Code::WRONG_TYPE, are.node.span, message, "not so many");
                return None;
            }
            if rows.last().is_some_and(|(before, _)| **before >= most) {
                let message = "`rows`: each must hold more than the one before it";
                self.error(Code::WRONG_TYPE, row.mapping.span(), message, "holds no more");
                return None;
            }
            rows.push((most.into(), are.list.iter().map(|number| (*number).into()).collect()));
        }
        Some(Table {
            id: raw.id?.text.to_owned(),
            columns: columns.iter().map(|column| column.text.to_owned()).collect(),
            rows,
        })
    }

    pub(super) fn amount(&mut self, pack: Option<PackId>, raw: &RawAmount<'n>) {
        let cases = match (&raw.is, &raw.first_of) {
            (Some(is), _) => {
                self.formula(*is).map(|is| vec![(crate::condition::Condition::always(), is)])
            }
            (None, Some(first_of)) => self.cases(&first_of.list, |book, raw| {
                let when = book.condition(raw.mapping, raw.when);
                Some((when?, book.formula(raw.is?)?))
            }),
            (None, None) => None,
        };
        let (Some(id), Some(about), Some(unit)) = (raw.id, raw.about, raw.unit) else { return };
        if self.book.find_field(id.text).is_some() {
            let message = format!("there is an assumption `{}` already", id.text);
            self.error(Code::DUPLICATE_ID, id.span, message, "another name, please");
            return;
        }
        if self.take("amount", id, pack) {
            self.amounts.insert(id.text, self.book.amounts.len());
            self.book.amounts.push(Amount {
                id: id.text.to_owned(),
                about: about.to_owned(),
                unit: unit.to_owned(),
                // One that is wrong is known all the same, so that what names it is not reported.
                cases: cases.unwrap_or_default(),
            });
        }
    }

    pub(super) fn factor(&mut self, pack: Option<PackId>, raw: &RawFactor<'n>) {
        let cites = raw.cites.as_ref().map(|cites| cites.list.as_slice()).unwrap_or_default();
        let cites = self.resolver.cited_facts(cites);
        let cases = raw.cases.as_ref().and_then(|cases| {
            self.cases(&cases.list, |book, raw| {
                Some((book.condition(raw.mapping, raw.when)?, Figure::from(raw.times?.0)))
            })
        });
        let (Some(id), Some(because)) = (raw.id, raw.because) else { return };
        if self.take("factor", id, pack) {
            self.factors.insert(id.text, self.book.factors.len());
            self.book.factors.push(Factor {
                id: id.text.to_owned(),
                cases: cases.unwrap_or_default(),
                because: because.to_owned(),
                cites,
            });
        }
    }
}
