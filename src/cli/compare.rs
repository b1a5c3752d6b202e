//! `whereto compare`: two profiles, or profiles under two rule bases or price books.

use std::path::PathBuf;

use clap::Args;
use whereto::{
    advice::{Advice, Advised},
    analysis::{
        acceptability::Settings,
        disagreement::{MOST_PROFILES, smallest},
    },
    assessment::Engine,
    decision,
    problem::{Code, Problem, Problems},
    profile::{Profile, is_profile},
    report::{
        RuleBaseReport,
        compare::{
            self, Comparison, Subject,
            bases::{self, BasesComparison, Smallest},
            systems,
        },
        made::{Made, Signed},
    },
    rulebase::RuleBase,
};

use super::{
    Exit,
    arguments::{Changes, Common, Sampling},
    files::{self, File, Wanted, files_without_profile, is_markdown},
    output::Output,
    printing::{Printing, Reports},
    profile, read,
    rule_base::{self, Origin},
};

#[derive(Debug, Args)]
pub(crate) struct Compare {
    /// Two profiles or decision records
    ///
    /// With two rule bases, any number of profiles, patterns and folders: those that flip are listed.
    #[arg(value_name = "PROFILE")]
    pub(crate) profiles: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) printing: Printing<Reports>,
    /// The first rule base
    ///
    /// By default, the one in use.
    #[arg(long, value_name = "DIR")]
    pub(crate) rules_a: Option<PathBuf>,
    /// The second rule base
    #[arg(long, value_name = "DIR")]
    pub(crate) rules_b: Option<PathBuf>,
    /// A pack for the first rule base only
    ///
    /// Repeatable.
    #[arg(long = "pack-a", value_name = "FILE|DIR")]
    pub(crate) packs_a: Vec<PathBuf>,
    /// A pack for the second rule base only
    ///
    /// Repeatable.
    #[arg(long = "pack-b", value_name = "FILE|DIR")]
    pub(crate) packs_b: Vec<PathBuf>,
    /// The price book of the first rule base
    #[arg(long, value_name = "FILE")]
    pub(crate) prices_a: Option<PathBuf>,
    /// The price book of the second rule base
    #[arg(long, value_name = "FILE")]
    pub(crate) prices_b: Option<PathBuf>,
    /// How many profiles to try to find the smallest one on which two rule bases disagree
    #[arg(long, hide_short_help = true, value_name = "N", default_value_t = MOST_PROFILES)]
    pub(crate) tries: u64,
    #[command(flatten)]
    pub(crate) changes: Changes,
    #[command(flatten)]
    pub(crate) sampling: Sampling,
}

impl Compare {
    /// Returns where the two rule bases are read from.
    fn rule_bases(&self, common: &Common) -> (Origin, Origin) {
        let side = |rules: &Option<PathBuf>, packs: &[PathBuf], prices: &Option<PathBuf>| Origin {
            rules: rules.clone().or_else(|| common.rules.clone()),
            packs: [common.packs.as_slice(), packs].concat(),
            prices: prices.clone().or_else(|| common.prices.clone()),
        };
        (
            side(&self.rules_a, &self.packs_a, &self.prices_a),
            side(&self.rules_b, &self.packs_b, &self.prices_b),
        )
    }
}

pub(super) fn run(args: &Compare, common: &Common, output: &Output) -> anyhow::Result<Exit> {
    let (origin_a, origin_b) = args.rule_bases(common);
    let a = rule_base::load_from(&origin_a, common, output)?;
    // A comparison shows no changes of answers.
    let settings = Settings { changes: false, ..args.sampling.settings(&a)? };
    if origin_a == origin_b {
        return profiles(args, &a, &settings, common, output);
    }
    let Changes { answers, weights, component } = &args.changes;
    let changes_nothing = answers.is_empty() && weights.is_empty() && component.is_none();
    if args.profiles.is_empty() && !changes_nothing {
        let message =
            "`--set`, `--weight` and `--component` are for profiles, of which none is named";
        return Err(Problem::error(Code::USAGE, message).into());
    }
    let b = rule_base::load_from(&origin_b, common, output)?;
    rule_bases(args, (&a, &b), &settings, common, output)
}

/// Compares two profiles under one rule base.
fn profiles(
    args: &Compare,
    base: &RuleBase,
    settings: &Settings,
    common: &Common,
    output: &Output,
) -> anyhow::Result<Exit> {
    let [first, second] = args.profiles.as_slice() else {
        let message = format!("two profiles are needed, not {}", args.profiles.len());
        let help = "or name two rule bases with --rules-a and --rules-b, two price books with \
                    --prices-a and --prices-b";
        return Err(Problem::error(Code::MISSING, message).help(help).into());
    };
    let engine = Engine::new(base)?;
    let read = |path| profile::changed(profile::load(path, base)?, base, &args.changes);
    let advised = [read(first)?, read(second)?].map(|one| Advised::new(&engine, one, settings));
    let names = [first, second].map(|path| path.display().to_string());
    let made = Made::new(common.as_of(), [base]);
    let printed = match &advised {
        [Advised::Project(a), Advised::Project(b)] => {
            let report = compared((&names[0], a), (&names[1], b));
            output.report(&Signed { report, made }, common.detail())
        }
        [Advised::System(a), Advised::System(b)] => {
            let (first, second) = (a.report(), b.report());
            let report = systems::systems(
                &Subject { name: &names[0], base, profile: a.profile(), report: &first },
                &Subject { name: &names[1], base, profile: b.profile(), report: &second },
            );
            output.report(&Signed { report, made }, common.detail())
        }
        [Advised::System(system), _] | [_, Advised::System(system)] => {
            return Err(profile::several_parts(system.profile()).into());
        }
    };
    output.page();
    output.data(&printed?)?;
    Ok(Exit::Done)
}

/// Compares what came of two projects.
pub(super) fn compared(a: (&str, &Advice<'_>), b: (&str, &Advice<'_>)) -> Comparison {
    let [first, second] = [(a, a.1.report()), (b, b.1.report())];
    let [first, second] = [&first, &second].map(|((name, advice), report)| Subject {
        name,
        base: advice.base(),
        profile: advice.profile(),
        report,
    });
    compare::compare(&first, &second)
}

/// Compares two rule bases, on their own and on profiles.
fn rule_bases(
    args: &Compare,
    (a, b): (&RuleBase, &RuleBase),
    settings: &Settings,
    common: &Common,
    output: &Output,
) -> anyhow::Result<Exit> {
    let (engine_a, engine_b) = (Engine::new(a)?, Engine::new(b)?);
    let (mut comparisons, mut exit) = (Vec::new(), Exit::Done);
    let found = files::find(&args.profiles, Wanted::DECISIONS)?;
    let mut without = 0;
    for file in found.files {
        match both(&file, (a, b), args) {
            Ok(profiles) => {
                // A folder of records holds other texts as well.
                without += usize::from(profiles.is_empty() && !is_markdown(&file.path));
                comparisons.extend(profiles.into_iter().map(|(name, first, second)| {
                    let first = Advice::new(&engine_a, first, settings);
                    let second = Advice::new(&engine_b, second, settings);
                    compared((&name, &first), (&name, &second))
                }));
            }
            Err(problems) => {
                output.problems(&problems);
                exit = Exit::Bad;
            }
        }
    }
    output.note(found.left_out.words(files_without_profile(without).as_slice()));
    fn digests(base: &RuleBase) -> impl Iterator<Item = &String> {
        [&base.digest].into_iter().chain(base.packs.iter().map(|pack| &pack.digest))
    }
    let smallest = if digests(a).eq(digests(b)) {
        Smallest::same(a)
    } else {
        Smallest::new(a, b, &smallest(&engine_a, &engine_b, args.tries))
    };
    let report = BasesComparison {
        schema: bases::SCHEMA,
        a: RuleBaseReport::new(a),
        b: RuleBaseReport::new(b),
        smallest,
        profiles: comparisons,
    };
    let made = Made::new(common.as_of(), [a, b]);
    output.page();
    output.print(&Signed { report, made }, common.detail())?;
    Ok(exit)
}

/// Reads the profiles in a file as two rule bases read them: one, which may be that of a decision record,
/// or one for each part of a system. There is none in a file that was found in a folder and is
/// something else, or a record that is no longer in force.
fn both(
    file: &File,
    (a, b): (&RuleBase, &RuleBase),
    args: &Compare,
) -> Result<Vec<(String, Profile, Profile)>, Problems> {
    let source = match read::source(&file.path) {
        Ok(source) => source,
        // In folders there are other texts, of any size and encoding.
        Err(problems) if file.found && problems.iter().all(Problem::is_of_no_text) => {
            return Ok(Vec::new());
        }
        Err(problems) => return Err(problems),
    };
    let record = decision::read::read(&source)?;
    let is_one = match &record {
        Some(record) => record.retired.is_none(),
        None => !is_markdown(&file.path) && is_profile(&source, a),
    };
    if file.found && !is_one {
        return Ok(Vec::new());
    }
    let read = |base: &RuleBase| {
        let profile = match &record {
            Some(record) => Profile::read_node(&record.profile, &record.yaml, base),
            None => Profile::read(&source, base),
        };
        profile::changed(profile?, base, &args.changes)
    };
    let (first, second) = (read(a)?, read(b)?);
    let name = source.name();
    if first.components.is_empty() {
        return Ok(vec![(name.to_owned(), first, second)]);
    }
    let parts = first.parts().zip(second.parts());
    Ok(parts
        .map(|((part, first), (_, second))| (format!("{name}: {part}"), first, second))
        .collect())
}
