//! The outcome of a decision: what is chosen, why, and what follows from it.

use super::RecordWriter;
use crate::{
    document::{Item, Table, strong, text},
    report::{Evidence, VerdictWord, number},
};

impl RecordWriter<'_> {
    pub(super) fn outcome(&mut self) {
        let report = self.report();
        self.document.heading(2, "Decision Outcome");
        let said = report.caveat.iter().chain([&report.clarity]).cloned().collect::<Vec<_>>();
        let none = format!("{}. {}", report.headline, said.join(" "));
        match (self.input.chosen, self.decided()) {
            (Some(chosen), Some(option)) => {
                let because = self.words.people_go_on(&chosen.because);
                self.document.say(format!("Chosen option: \"{}\", because {because}", option.name));
                let stays = report.stays_elsewhere();
                self.document.say(match (stays, report.recommended()) {
                    (Some(stays), _) if stays.id == option.id => said.join(" "),
                    (Some(stays), _) => {
                        let said = self.words.go_on(&said.join(" "));
                        format!("This is against the advice to stay on {}: {said}", stays.name)
                    }
                    (None, Some(recommended)) => format!(
                        "This is against the recommendation, which is {}: {}",
                        recommended.name,
                        self.clarity()
                    ),
                    (None, None) => format!("There is no recommendation to follow. {none}"),
                });
            }
            (None, Some(option)) => {
                let clarity = self.clarity();
                self.document.say(format!("Chosen option: \"{}\", because {clarity}", option.name));
            }
            (_, None) => self.document.say(format!("Chosen option: none yet. {none}")),
        }
        if report.verdict == VerdictWord::Unanswered {
            return;
        }
        self.lead();
        if report.recommendation.is_some() {
            let confidence = strong(report.confidence.name());
            let borne_out = report.borne_out().map(|words| words + " ");
            let open = &report.remaining.words;
            self.document.say(text![
                "Confidence in the recommendation: ",
                confidence,
                ". ",
                borne_out,
                open
            ]);
        }
        let scores = self.scores();
        self.document.push(scores);
    }

    /// Returns how clear the recommendation is, after "because" or a colon.
    fn clarity(&self) -> String {
        let report = self.report();
        let caveat = report.caveat.as_ref().map(|caveat| self.words.go_on(caveat) + " ");
        let clarity = match caveat {
            Some(_) => report.clarity.clone(),
            None => self.words.go_on(&report.clarity),
        };
        caveat.unwrap_or_default() + &clarity
    }

    /// Says what puts the recommended option most ahead of the one that is chosen, or of the next one.
    fn lead(&mut self) {
        const MOST: usize = 3;
        let report = self.report();
        let Some(best) = report.recommended() else { return };
        let chosen = self.decided().filter(|chosen| chosen.id != best.id && chosen.rank.is_some());
        let second = || report.options.iter().find(|option| option.rank == Some(2));
        let Some(next) = chosen.or_else(second) else { return };
        let mut ahead: Vec<(i64, &Evidence)> = Vec::new();
        for evidence in &report.evidence {
            let by = match &evidence.option {
                option if *option == best.id => evidence.contribution(),
                option if *option == next.id => -evidence.contribution(),
                _ => continue,
            };
            match ahead.iter_mut().find(|(_, known)| known.rule == evidence.rule) {
                Some((sum, _)) => *sum += by,
                None => ahead.push((by, evidence)),
            }
        }
        let behind: i64 = ahead.iter().map(|(by, _)| -by.min(&0)).sum();
        ahead.retain(|(by, _)| *by > 0);
        ahead.sort_by_key(|(by, _)| std::cmp::Reverse(*by));
        if ahead.is_empty() {
            return;
        }
        let before: i64 = ahead.iter().map(|(by, _)| by).sum();
        let points = number::count(before - behind, "point");
        let against = match behind {
            0 => String::new(),
            behind => format!(", {before} by reasons for it less {behind} by reasons against it"),
        };
        let strongest = if ahead.len() > MOST { "The strongest for it:" } else { "For it:" };
        let subject = if chosen.is_some() { &best.name } else { "It" };
        let next = &next.name;
        self.document.say(format!("{subject} is {points} ahead of {next}{against}. {strongest}"));
        self.document.list(ahead.iter().take(MOST).map(|(by, evidence)| {
            let behind = format!(" ({}, `{}`)", number::count(*by, "point"), evidence.rule);
            text![&evidence.because, behind]
        }));
    }

    fn scores(&self) -> Table {
        let report = self.report();
        let mut table = Table::new().texts(["Option"]).numbers(["Score", "Fit, 0 to 100", "Wins"]);
        if report.is_priced() {
            table = table.numbers(["Monthly cost"]);
        }
        for option in &report.options {
            let fit = option.rank.map(|_| number::whole(option.fit));
            let first = number::whole(report.first(option) * 100.0);
            let cost = report.is_priced().then(|| {
                let cost = option.monthly_cost_usd.as_ref();
                cost.map_or_else(|| "-".to_owned(), |cost| cost.words())
            });
            let cells = [
                option.name.clone(),
                number::signed(option.score),
                fit.unwrap_or_else(|| "ruled out".to_owned()),
                format!("{first} %"),
            ];
            table.row(cells.into_iter().chain(cost));
        }
        table
    }

    pub(super) fn consequences(&mut self) {
        let Some(option) = self.decided() else { return };
        self.document.heading(3, "Consequences");
        let mut items: Vec<Item> = Vec::new();
        if let Some(cost) = &option.monthly_cost_usd {
            items.push(format!("It is expected to cost {} a month", cost.words()).into());
        }
        let against = self.evidence(option, false);
        items.extend(self.ruled_out(option));
        // What is good about the others is no consequence of choosing this one.
        for evidence in against.iter().filter(|evidence| evidence.favours.is_none()) {
            items.push(self.argument(evidence));
        }
        if against.is_empty() && option.excluded_by.is_empty() {
            items.push("Good, because no answer takes points from it".into());
        }
        self.document.list(items);
        let report = self.report();
        let products = report.products.iter().find(|products| products.option == option.id);
        if let Some(start) = products.and_then(|products| products.start.as_ref()) {
            self.document.say(text![
                "Suggested stack: ",
                strong(&start.name),
                ". ",
                &start.because
            ]);
        }
        let companions = products.into_iter().flat_map(|products| &products.companions);
        companions.for_each(|it| self.document.say(format!("Add: {}. {}", it.name, it.because)));
    }
}
