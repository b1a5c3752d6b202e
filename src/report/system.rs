//! The report on a system of several parts: each part's own report, and whether one platform is
//! enough for all.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    AccountCost, MonthlyCost, Report, RuleBaseReport, VerdictWord, cited,
    ids::{ARule, AnOption},
    list,
    made::in_short,
    number,
    portfolio::{Row, table_of},
    source,
};
use crate::{
    advice::SystemAdvice,
    analysis::system::{Conclusion, Single, System},
    cost::Pooled,
    document::{
        Detail, Document, Source, Table, Text, ToDocument, ident, quiet, strong, text, tone,
    },
    field::Facts,
    rulebase::{OptionId, RuleBase, RuleId},
    words::worded,
};

/// How the rule begins by which one platform, or several, are advised.
const A_MIX: &str = "A mix is worth it when";

/// The schema that reports on systems follow.
pub const SCHEMA: &str = "whereto/system/1";

/// A system, ready to be shown.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[non_exhaustive]
pub struct SystemReport {
    /// The schema that it follows.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: &'static str,
    /// The system's name, if it has one.
    pub project: Option<String>,
    /// What follows, in a sentence.
    pub headline: String,
    /// The parts, in the order of the profile.
    pub components: Vec<ComponentReport>,
    /// The parts together.
    pub system: Together,
    /// The version of the program.
    pub tool_version: &'static str,
    /// The day with which dates were compared; null where nobody gave one.
    pub date: Option<String>,
    /// The rule base that was applied.
    pub rule_base: RuleBaseReport,
}

/// One part.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ComponentReport {
    /// The name of the part, such as `storefront`.
    pub name: String,
    /// Its report, as if it had been written out as a profile of its own.
    #[serde(flatten)]
    pub report: Report,
}

worded! {
    /// What follows for a system, as a word.
    pub enum ConclusionWord {
        /// One platform is enough for all parts.
        OnePlatform = "one-platform",
        /// Several platforms are worth it.
        Mix = "mix",
        /// The rule base does not say what a mix is worth.
        Open = "open",
        /// Nothing can be said of any part.
        Undecided = "undecided",
    }
}

impl From<Conclusion> for ConclusionWord {
    fn from(conclusion: Conclusion) -> Self {
        match conclusion {
            Conclusion::Alike | Conclusion::One => Self::OnePlatform,
            Conclusion::Mix => Self::Mix,
            Conclusion::Open => Self::Open,
            Conclusion::Undecided => Self::Undecided,
        }
    }
}

/// The parts together.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[non_exhaustive]
pub struct Together {
    /// What follows for all of them.
    pub conclusion: ConclusionWord,
    /// The ids of the platforms that are advised: one for all, or what each part gets in a mix.
    #[schemars(with = "Vec<AnOption>")]
    pub platforms: Vec<String>,
    /// The best platform for all; several when they are level, none when each is ruled out for
    /// some part.
    #[schemars(with = "Vec<AnOption>")]
    pub best_single: Vec<String>,
    /// What one platform for all would cost, for each option.
    pub singles: Vec<SingleReport>,
    /// The rule by which a mix is worth it.
    pub rule: Option<MixRule>,
    /// What the recommendations of all parts cost in a month, each part priced by itself; null
    /// unless every part has one with a price.
    pub monthly_cost_usd: Option<MonthlyCost>,
    /// What they cost in one account, with every free allowance given once.
    pub in_one_account: Option<AccountCost>,
    /// What it rests on, in sentences.
    pub because: Vec<String>,
}

/// One platform for all parts.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct SingleReport {
    /// The id of the option that all parts would run on.
    #[schemars(with = "AnOption")]
    pub option: String,
    /// The name of the option, such as AWS Lambda.
    #[serde(skip)]
    pub name: String,
    /// What each part loses in fit, in the order of the parts; null where it is ruled out, or
    /// nothing can be compared.
    pub losses: Vec<Option<f64>>,
    /// The greatest of these.
    pub greatest_loss: f64,
    /// The part that loses most.
    pub pays: Option<String>,
    /// The parts for which it is ruled out while another is not.
    pub excluded_for: Vec<String>,
    /// The rules on what a part cannot do without that speak against it, by part.
    pub strains: Vec<StrainReport>,
    /// What it costs in a month for all parts, each priced by itself; null unless each has a price.
    pub monthly_cost_usd: Option<MonthlyCost>,
    /// What it costs for all parts in one account, with every free allowance given once.
    pub in_one_account: Option<AccountCost>,
}

/// Why a platform is none for all parts, though it is ruled out for none.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct StrainReport {
    /// The part.
    pub part: String,
    /// The rule on what it cannot do without.
    #[schemars(with = "ARule")]
    pub rule: String,
    /// What is so about the part, in a few words.
    #[serde(skip)]
    pub words: String,
}

/// The rule by which a mix is worth its extra operations.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct MixRule {
    /// What a part may lose, in points of fit.
    pub most_loss: u8,
    /// When that applies; null for what always does.
    pub when: Option<String>,
    /// Why it is worth that, a sentence.
    pub because: String,
    /// What is cited.
    pub cites: Vec<String>,
    /// The same as what can be read up.
    #[serde(skip)]
    pub origins: Vec<Source>,
}

impl SystemAdvice<'_> {
    /// Puts together what is to be shown.
    pub fn report(&self) -> SystemReport {
        report(self)
    }
}

fn report(advice: &SystemAdvice<'_>) -> SystemReport {
    let (base, profile) = (advice.base(), advice.profile());
    let system = advice.together();
    let parts: Vec<Report> = advice.parts().iter().map(|part| part.advice.report()).collect();
    let names: Vec<&str> = profile.components.iter().map(|part| part.name.as_str()).collect();
    let id = |option: &OptionId| base.option(*option).id.clone();
    let account = |cost: &Option<Pooled>| {
        cost.as_ref().map(|cost| AccountCost::new(cost, base.prices.currency))
    };
    let costs = advice.costs();
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
        rule: mix_rule(base, advice.facts()),
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
    let components = components.map(|(name, report)| ComponentReport { name, report });
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
                    "{A_MIX} one platform would cost a part more than {}{when}{}, or is ruled out \
                     for it.",
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

/// What is told of a system where not everything is.
#[derive(Clone, Copy)]
struct Room {
    why: bool,
    singles: bool,
    rule: bool,
}

/// From what there is to be told if there is room, to what nobody can do without.
const ROOMS: [Room; 4] = [
    Room { why: true, singles: true, rule: true },
    Room { why: false, singles: true, rule: true },
    Room { why: false, singles: false, rule: true },
    Room { why: false, singles: false, rule: false },
];

impl ToDocument for SystemReport {
    fn document(&self, detail: Detail) -> Document {
        let [everything, ..] = ROOMS;
        let forms = ROOMS.into_iter().map(|room| self.document_in(room, detail));
        let forms = Document::fitting(forms).filter(|_| !detail.is_full());
        forms.unwrap_or_else(|| self.document_in(everything, detail))
    }
}

impl SystemReport {
    fn document_in(&self, room: Room, detail: Detail) -> Document {
        let together = &self.system;
        let decided =
            matches!(together.conclusion, ConclusionWord::OnePlatform | ConclusionWord::Mix);
        let title = tone(if decided { 1 } else { -1 }, &self.headline);
        let mut document = Document::titled(detail, title);
        // Why a mix is worth so much, and no more, is for those who ask.
        let rule = together.rule.as_ref();
        let is_the_rules = |words: &&String| rule.is_some_and(|rule| rule.because == **words);
        let (general, own): (Vec<_>, Vec<_>) = together.because.iter().partition(is_the_rules);
        let origins = rule.into_iter().flat_map(|rule| rule.origins.iter().cloned());
        let notes = document.cite_all(origins);
        let general = general.into_iter().filter(|_| detail.is_full());
        let general = general.map(|words| text![words, notes.clone()]);
        let own = own.into_iter().filter(|words| room.rule || !words.starts_with(A_MIX));
        document.list(own.map(Text::from).chain(general).collect::<Vec<_>>());
        let rows = self.components.iter().map(|part| Row::new(&part.name, &part.report));
        let rows = rows.zip(&self.components);
        let parts = rows.map(|(row, part)| Row { project: part.name.clone(), ..row });
        document.section("Part by part", table_of("Part", parts));
        let why = self.components.iter().filter(|_| room.why).filter_map(|part| {
            let because = part.report.caveat.as_ref().or(part.report.why.as_ref())?;
            Some(text![strong(&part.name), ": ", because])
        });
        document.list(why.collect::<Vec<_>>());
        if let Some(cost) = &together.in_one_account {
            let words = cost.monthly_usd.words();
            document.say(format!("All parts as recommended: {words} a month."));
            if detail.is_full() {
                document.list(AccountCost::notes(&[(String::new(), *cost)]));
            }
        }
        if room.singles {
            document.section("One platform for all", self.singles());
        }
        if !detail.is_full() {
            let (part, all) = (ident("--component NAME"), ident("--full"));
            document.foot(text![part, quiet(" reports on one part, "), all, quiet(" on each.")]);
            document.say(quiet(self.made_in_short()));
        }
        for part in self.components.iter().filter(|_| detail.is_full()) {
            let words = Row::new(&part.name, &part.report).words;
            document.fold(format!("{}: {words}", part.name), part.report.document(detail));
        }
        if detail.is_full() {
            document.foot(self.made_in_short());
        }
        document
    }

    /// Returns the report, and those on its parts, with the day with which dates were compared.
    #[must_use]
    pub fn dated(mut self, date: Date) -> Self {
        self.date = Some(date.to_string());
        for part in &mut self.components {
            part.report.date.clone_from(&self.date);
        }
        self
    }

    /// Returns which program and which rule base made the report when, in a few words.
    fn made_in_short(&self) -> String {
        in_short(self.date.as_deref(), self.tool_version, &self.rule_base.in_short())
    }

    /// Returns what one platform for all parts would mean: greatest loss, who pays, cost.
    fn singles(&self) -> Table {
        let mut table = Table::new()
            .texts(["Platform"])
            .numbers(["Largest loss"])
            .texts(["For"])
            .numbers(["Monthly cost"]);
        for single in &self.system.singles {
            let none = || "-".to_owned();
            let cost = single.in_one_account.map_or_else(none, |it| it.monthly_usd.short());
            table.row(match single.excluded_for.as_slice() {
                [] => {
                    let pays = single.pays.clone().unwrap_or_else(none);
                    [single.name.clone(), number::whole(single.greatest_loss), pays, cost]
                }
                parts => [single.name.clone(), "ruled out".to_owned(), parts.join(", "), none()],
            });
        }
        table
    }
}
