//! Fills the report on a system.

use super::{
    A_MIX, ComponentReport, MixRule, SCHEMA, SingleReport, StrainReport, SystemReport, Together,
};
use crate::{
    advice::SystemAdvice,
    analysis::system::{Conclusion, Single, System},
    cost::Pooled,
    field::Facts,
    report::{
        AccountCost, MonthlyCost, Report, RuleBaseReport, VerdictWord, cited, list, number, source,
    },
    rulebase::{OptionId, RuleBase, RuleId},
};

impl SystemAdvice<'_> {
    /// Puts together what is to be shown.
    pub fn report(&self) -> SystemReport {
        let (base, profile) = (self.base(), self.profile());
        let system = self.together();
        let parts: Vec<Report> = self.parts().iter().map(|part| part.advice.report()).collect();
        let names: Vec<&str> = profile.components.iter().map(|part| part.name.as_str()).collect();
        let id = |option: &OptionId| base.option(*option).id.clone();
        let account = |cost: &Option<Pooled>| {
            cost.as_ref().map(|cost| AccountCost::new(cost, base.prices.currency))
        };
        let costs = self.costs();
        let single = |(single, cost): (&Single, &Option<Pooled>)| {
            let name = |part: usize| names.get(part).map(|name| (*name).to_owned());
            let strain = |(part, rule): (usize, RuleId)| {
                let rule = base.rule(rule);
                let words = rule.in_short.as_ref().unwrap_or(&rule.id).clone();
                Some(StrainReport { part: name(part)?, rule: rule.id.clone(), words })
            };
            SingleReport {
                option: id(&single.option),
                name: base.option(single.option).name.clone(),
                losses: single.losses.clone(),
                greatest_loss: single.greatest(),
                pays: single.pays().and_then(name),
                excluded_for: single.excluded_for.iter().filter_map(|part| name(*part)).collect(),
                strains: single.strains.iter().filter_map(|it| strain(*it)).collect(),
                monthly_cost_usd: MonthlyCost::sum(
                    parts.iter().map(|part| cost_of(part, &id(&single.option))),
                ),
                in_one_account: account(cost),
            }
        };
        let builder = Builder {
            system,
            names: &names,
            parts: &parts,
            singles: system.singles.iter().zip(&costs.singles).map(single).collect(),
            best: system.best.iter().map(id).collect(),
            rule: mix_rule(base, self.facts()),
            has_needs: base.mix.as_ref().is_some_and(|mix| !mix.unless.is_empty()),
        };
        let subject = profile.project.as_ref().map(|project| format!(" for {project}"));
        let subject = subject.unwrap_or_default();
        let recommended = parts.iter().map(|part| cost_of(part, part.recommendation.as_deref()?));
        let together = Together {
            conclusion: system.conclusion.into(),
            platforms: builder.platforms(),
            best_single: builder.best.clone(),
            monthly_cost_usd: MonthlyCost::sum(recommended),
            in_one_account: account(&costs.recommended),
            because: builder.because(),
            singles: builder.singles,
            rule: builder.rule,
        };
        let headline = headline(&subject, system.conclusion, &together, &parts);
        let components = names.iter().map(|name| (*name).to_owned()).zip(parts);
        let components = components.map(|(name, mut report)| {
            // A page on which its weights are moved says which command does the same.
            report.model["component"] = name.as_str().into();
            ComponentReport { name, report }
        });
        SystemReport {
            schema: SCHEMA,
            project: profile.project.clone(),
            headline,
            components: components.collect(),
            system: together,
            tool_version: env!("CARGO_PKG_VERSION"),
            date: None,
            rule_base: RuleBaseReport::new(base),
        }
    }
}

/// Returns what a mix has to be worth here; nothing where the rule base does not say so.
fn mix_rule(base: &RuleBase, facts: &Facts) -> Option<MixRule> {
    let mix = base.mix.as_ref()?;
    let most = mix.most_loss(facts)?;
    let always = most.when.fields().is_empty();
    Some(MixRule {
        most_loss: most.fit,
        when: (!always).then(|| most.when.describe(&base.fields)),
        because: mix.because.clone(),
        cites: cited(base, &mix.cites),
        origins: mix.cites.iter().map(|it| source(base, *it)).collect(),
    })
}

fn cost_of(part: &Report, option: &str) -> Option<MonthlyCost> {
    part.find(option)?.monthly_cost_usd
}

fn headline(
    subject: &str,
    conclusion: Conclusion,
    together: &Together,
    parts: &[Report],
) -> String {
    let name = |id: &String| {
        let mut singles = together.singles.iter();
        singles.find(|single| single.option == *id).map_or("", |it| it.name.as_str())
    };
    let best: Vec<&str> = together.best_single.iter().map(name).collect();
    let platforms = together.platforms.iter().map(name);
    match conclusion {
        Conclusion::Alike => {
            format!("One platform{subject}: {} is best for every part", best.join(" or "))
        }
        Conclusion::One => {
            format!("One platform{subject}: {} is enough for all parts", best.join(" or "))
        }
        Conclusion::Mix if platforms.len() < 2 => format!("No one platform{subject} for all parts"),
        Conclusion::Mix => format!("A mix{subject}: {}", list(platforms)),
        Conclusion::Open => {
            format!("{} parts{subject}, each with a recommendation of its own", parts.len())
        }
        Conclusion::Undecided => {
            format!("No recommendation{subject}: nothing can be said of any part")
        }
    }
}

struct Builder<'a> {
    system: &'a System,
    names: &'a [&'a str],
    parts: &'a [Report],
    singles: Vec<SingleReport>,
    best: Vec<String>,
    rule: Option<MixRule>,
    has_needs: bool,
}

impl Builder<'_> {
    /// Returns the platforms that are advised, in the order of the rule base.
    fn platforms(&self) -> Vec<String> {
        match self.system.conclusion {
            Conclusion::Alike | Conclusion::One => self.best.clone(),
            Conclusion::Undecided => Vec::new(),
            Conclusion::Mix | Conclusion::Open => {
                let used: Vec<&String> =
                    self.parts.iter().filter_map(|part| part.recommendation.as_ref()).collect();
                let options = self.singles.iter().map(|single| &single.option);
                options.filter(|option| used.contains(option)).cloned().collect()
            }
        }
    }

    /// Returns why, in sentences.
    fn because(&self) -> Vec<String> {
        let mut because = Vec::new();
        let best = self.singles.iter().find(|single| self.best.first() == Some(&single.option));
        match (self.system.conclusion, best) {
            (Conclusion::Undecided, _) => return because,
            (Conclusion::Alike, Some(best)) => {
                because.push(format!("No part loses any fit with {}.", best.name))
            }
            (_, Some(best)) if self.system.stays => because.push(format!(
                "All parts run on {}, and for none of them is a move worth it.",
                best.name
            )),
            (conclusion, Some(best)) => {
                let pays = best.pays.as_deref().unwrap_or_default();
                let loss = number::points_of_fit(best.greatest_loss);
                because.push(match conclusion {
                    Conclusion::One => format!("{pays} gives up the most for it: {loss} of fit."),
                    _ => format!(
                        "If you want a single platform, choose {}; {pays} gives up the most, \
                         {loss} of fit.",
                        best.name
                    ),
                });
            }
            (_, None) => because.push("Every platform is ruled out for some part.".to_owned()),
        }
        because.extend(self.ruled_out());
        for strain in best.iter().flat_map(|best| &best.strains) {
            because.push(format!("It would fail {}: {}.", strain.part, strain.words));
        }
        for (name, part) in self.names.iter().zip(self.parts) {
            because.extend(match part.verdict {
                VerdictWord::NoneFits => {
                    Some(format!("Nothing fits {name}, whatever the others run on."))
                }
                VerdictWord::Unanswered => {
                    Some(format!("Nothing is answered for {name}, so it was left out."))
                }
                VerdictWord::Recommended | VerdictWord::Tie => None,
            });
        }
        match &self.rule {
            Some(rule) => {
                let when = rule.when.as_ref().map(|when| format!(" ({when})")).unwrap_or_default();
                because.push(format!(
                    "{A_MIX} one platform would cost a part more than {}{when}{}, or where it is ruled \
                     out for a part.",
                    number::points_of_fit(f64::from(rule.most_loss)),
                    if self.has_needs { ", or something it cannot do without" } else { "" },
                ));
                because.push(rule.because.clone());
            }
            None => because.push("The rule base does not say what a mix is worth.".to_owned()),
        }
        because
    }

    /// Returns which platforms are ruled out for which parts, in a sentence for the same parts.
    fn ruled_out(&self) -> impl Iterator<Item = String> {
        let mut ruled_out: Vec<(String, Vec<&str>)> = Vec::new();
        for single in self.singles.iter().filter(|single| !single.excluded_for.is_empty()) {
            let parts = list(&single.excluded_for);
            match ruled_out.iter_mut().find(|(known, _)| *known == parts) {
                Some((_, names)) => names.push(&single.name),
                None => ruled_out.push((parts, vec![&single.name])),
            }
        }
        ruled_out.into_iter().map(|(parts, names)| {
            let verb = if names.len() == 1 { "is" } else { "are" };
            format!("{} {verb} ruled out for {parts}.", list(names))
        })
    }
}
