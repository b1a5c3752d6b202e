//! The outcome of a decision: what is chosen, why, and what follows from it.

use std::fmt::Write;

use super::Writer;
use crate::report::{Evidence, OptionReport, markdown::escape, number};

impl Writer<'_> {
    pub(super) fn outcome(&self, text: &mut String) {
        text.push_str("\n## Decision Outcome\n\n");
        match (self.input.chosen, self.decided()) {
            (Some(chosen), Some(option)) => {
                let because = escape(&self.words.people_go_on(&chosen.because));
                let _ = writeln!(
                    text,
                    "Chosen option: \"{}\", because {because}",
                    escape(&option.name)
                );
                let _ = match self.recommended() {
                    Some(recommended) => writeln!(
                        text,
                        "\nThis is against the recommendation, which is {}: {}",
                        escape(&recommended.name),
                        self.clarity()
                    ),
                    None => writeln!(
                        text,
                        "\nThere is no recommendation to follow. {}. {}",
                        escape(&self.report().headline),
                        escape(&self.report().clarity)
                    ),
                };
            }
            (None, Some(option)) => {
                let _ = writeln!(
                    text,
                    "Chosen option: \"{}\", because {}",
                    escape(&option.name),
                    self.clarity()
                );
            }
            (_, None) => {
                let _ = writeln!(
                    text,
                    "Chosen option: none yet. {}. {}",
                    escape(&self.report().headline),
                    escape(&self.report().clarity)
                );
            }
        }
        if self.report().verdict == "unanswered" {
            return;
        }
        self.lead(text);
        if self.report().confidence != "none" {
            let settled = match self.report().settled {
                true => "nothing that is not answered can change it",
                false => "answers that are missing can still change it",
            };
            let _ = writeln!(
                text,
                "\nConfidence in the recommendation: **{}**; {settled}.",
                self.report().confidence
            );
        }
        self.scores(text);
    }

    /// How clear the recommendation is, after "because" or a colon.
    fn clarity(&self) -> String {
        let clarity = escape(&self.report().clarity);
        clarity.strip_prefix("It ").map_or(clarity.clone(), |rest| format!("it {rest}"))
    }

    /// What puts the recommended option most ahead of the next one.
    fn lead(&self, text: &mut String) {
        const MOST: usize = 3;
        let Some(best) = self.recommended() else { return };
        let Some(next) = self.report().options.iter().find(|option| option.rank == Some(2)) else {
            return;
        };
        let mut ahead: Vec<(i64, &Evidence)> = Vec::new();
        for evidence in &self.report().evidence {
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
        ahead.retain(|(by, _)| *by > 0);
        ahead.sort_by_key(|(by, _)| std::cmp::Reverse(*by));
        let intro = if ahead.len() > MOST {
            "Most of its lead comes from:"
        } else {
            "Its lead comes from:"
        };
        if !ahead.is_empty() {
            let _ = writeln!(text, "\n{intro}\n");
        }
        for (by, evidence) in ahead.iter().take(MOST) {
            let _ = writeln!(
                text,
                "* {} ({}, `{}`)",
                escape(&evidence.because),
                number::count(*by, "point"),
                evidence.rule
            );
        }
    }

    fn scores(&self, text: &mut String) {
        let costs = self.report().options.iter().any(|option| option.monthly_cost_usd.is_some());
        text.push_str("\n| Option | Score | Fit, 0 to 100 | First, of all weightings |");
        text.push_str(if costs { " Cost a month |\n" } else { "\n" });
        text.push_str("| :--- | ---: | ---: | ---: |");
        text.push_str(if costs { " ---: |\n" } else { "\n" });
        for option in &self.report().options {
            let fit = match option.rank {
                Some(_) => number::whole(option.fit),
                None => "ruled out".to_owned(),
            };
            let first = number::whole(self.first(option) * 100.0);
            let _ = write!(
                text,
                "| {} | {} | {fit} | {first} % |",
                escape(&option.name),
                number::signed(option.score)
            );
            if costs {
                let cost = option.monthly_cost_usd.as_ref().map(|cost| {
                    format!(
                        "{} ({} to {})",
                        cost.expected.short(),
                        cost.low.short(),
                        cost.high.short()
                    )
                });
                let _ = write!(text, " {} |", cost.as_deref().unwrap_or("-"));
            }
            text.push('\n');
        }
    }

    fn first(&self, option: &OptionReport) -> f64 {
        self.report()
            .acceptability
            .get(&option.id)
            .and_then(|ranks| ranks.first())
            .copied()
            .unwrap_or(0.0)
    }

    pub(super) fn consequences(&self, text: &mut String) {
        let Some(option) = self.decided() else { return };
        text.push_str("\n### Consequences\n\n");
        if let Some(cost) = &option.monthly_cost_usd {
            let _ = writeln!(
                text,
                "* Neutral, because it is expected to cost {} a month ({} to {})",
                cost.expected.short(),
                cost.low.short(),
                cost.high.short()
            );
        }
        self.ruled_out(text, option);
        let against = self.evidence(option, false);
        for evidence in &against {
            let _ = writeln!(text, "* Bad, because {}", self.argument(evidence));
        }
        if against.is_empty() && option.excluded_by.is_empty() {
            text.push_str("* Good, because nothing that is answered speaks against it\n");
        }
        let products = self.report().products.iter().find(|products| products.option == option.id);
        if let Some(start) = products.and_then(|products| products.start.as_ref()) {
            let _ = writeln!(
                text,
                "\nTo start with: **{}**. {}",
                escape(&start.name),
                escape(&start.because)
            );
        }
        let companions = products.into_iter().flat_map(|products| &products.companions);
        for product in companions {
            let _ = writeln!(
                text,
                "\nBeside it: {}. {}",
                escape(&product.name),
                escape(&product.because)
            );
        }
    }
}
