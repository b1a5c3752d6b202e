//! `whereto compare`: two profiles, or profiles under two rule bases or price books.

use whereto::{
    analysis::{
        acceptability::Settings,
        disagreement::{self, Party},
    },
    assessment::Engine,
    cost::Estimator,
    decision,
    field::Facts,
    problem::{Code, Problem, Problems},
    profile::Profile,
    report::{
        RuleBaseReport,
        compare::{
            self, Comparison, Subject,
            bases::{self, BasesComparison, Smallest},
            systems::{self, System},
        },
    },
    rulebase::RuleBase,
};

use super::{
    Exit,
    advise::assess_silently,
    args::{Common, Compare},
    input,
    many::{self, File},
    output::Output,
    system::Advised,
};

pub(super) fn run(args: &Compare, common: &Common, output: &Output) -> anyhow::Result<Exit> {
    let packs = |own: &[std::path::PathBuf]| [common.packs.as_slice(), own].concat();
    let (packs_a, packs_b) = (packs(&args.packs_a), packs(&args.packs_b));
    let rules = |own: &Option<std::path::PathBuf>| own.clone().or_else(|| common.rules.clone());
    let prices = |own: &Option<std::path::PathBuf>| own.clone().or_else(|| common.prices.clone());
    let sides = (
        (rules(&args.rules_a), packs_a, prices(&args.prices_a)),
        (rules(&args.rules_b), packs_b, prices(&args.prices_b)),
    );
    let a = input::rule_base_of(sides.0.0.as_deref(), &sides.0.1, sides.0.2.as_deref())?;
    let settings = args.sampling.settings(&a)?;
    if sides.0 == sides.1 {
        return profiles(args, &a, &settings, common, output);
    }
    let b = input::rule_base_of(sides.1.0.as_deref(), &sides.1.1, sides.1.2.as_deref())?;
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
        let problem = Problem::error(Code::MISSING, message).help(
            "or name two rule bases with --rules-a and --rules-b, two price books with --prices-a \
             and --prices-b",
        );
        return Err(Problems::from(problem).into());
    };
    let engine = input::engine(base)?;
    let read = |path| input::changed(input::profile(path, base, None)?, base, &args.changes);
    let (a, b) = (read(first)?, read(second)?);
    let names = (first.display().to_string(), second.display().to_string());
    match [&a, &b].map(|profile| profile.components.is_empty()) {
        [true, true] => {}
        [false, false] => {
            return two_systems(
                args,
                &engine,
                (&names.0, &a),
                (&names.1, &b),
                (settings, common),
                output,
            );
        }
        [true, false] => return Err(Problems::from(input::several_parts(&b)).into()),
        [false, true] => return Err(Problems::from(input::several_parts(&a)).into()),
    }
    let comparison = compared((&engine, &a, &names.0), (&engine, &b, &names.1), settings);
    output.data(&output.report(&comparison, args.format, common.verbose)?)?;
    Ok(Exit::Done)
}

/// Compares two systems, part by part.
fn two_systems(
    args: &Compare,
    engine: &Engine<'_>,
    a: (&str, &Profile),
    b: (&str, &Profile),
    (settings, common): (&Settings, &Common),
    output: &Output,
) -> anyhow::Result<Exit> {
    let advised = [a, b].map(|(_, profile)| Advised::of(engine, profile, settings));
    let [Advised::System(first), Advised::System(second)] = &advised else { return Ok(Exit::Done) };
    let report = systems::systems(
        engine.base(),
        &System { name: a.0, profile: a.1, report: &first.report },
        &System { name: b.0, profile: b.1, report: &second.report },
    );
    output.data(&output.report(&report, args.format, common.verbose)?)?;
    Ok(Exit::Done)
}

type One<'a> = (&'a Engine<'a>, &'a Profile, &'a str);

fn compared(a: One<'_>, b: One<'_>, settings: &Settings) -> Comparison {
    let advice = |(engine, profile, _): One<'_>| assess_silently(engine, profile, settings);
    let (first, second) = (advice(a), advice(b));
    compare::compare(
        &Subject { name: a.2, base: a.0.base(), profile: a.1, report: &first.report },
        &Subject { name: b.2, base: b.0.base(), profile: b.1, report: &second.report },
    )
}

/// Compares two rule bases, on their own and on profiles.
fn rule_bases(
    args: &Compare,
    (a, b): (&RuleBase, &RuleBase),
    settings: &Settings,
    common: &Common,
    output: &Output,
) -> anyhow::Result<Exit> {
    let (engine_a, engine_b) = (input::engine(a)?, input::engine(b)?);
    let (mut comparisons, mut exit) = (Vec::new(), Exit::Done);
    for file in many::files(&args.profiles, &many::DECISIONS)?.files {
        match read(&file, (a, b), args) {
            Ok(profiles) => comparisons.extend(profiles.iter().map(|(name, first, second)| {
                compared((&engine_a, first, name), (&engine_b, second, name), settings)
            })),
            Err(problems) => {
                output.problems(&problems);
                exit = Exit::Bad;
            }
        }
    }
    let digests = |base: &RuleBase| {
        std::iter::once(&base.digest)
            .chain(base.packs.iter().map(|pack| &pack.digest))
            .cloned()
            .collect::<Vec<_>>()
    };
    let smallest = match digests(a) == digests(b) {
        true => Smallest::same(a),
        false => searched((&engine_a, &engine_b), args.tries),
    };
    let report = BasesComparison {
        schema: bases::SCHEMA,
        a: RuleBaseReport::new(a),
        b: RuleBaseReport::new(b),
        smallest,
        profiles: comparisons,
    };
    output.data(&output.report(&report, args.format, common.verbose)?)?;
    Ok(exit)
}

/// The smallest profile on which two rule bases disagree, in search of which so many are tried.
fn searched((a, b): (&Engine<'_>, &Engine<'_>), tries: u64) -> Smallest {
    let nothing = |engine: &Engine<'_>| Facts::unknown(engine.base().prices.fields.len());
    let (nothing_a, nothing_b) = (nothing(a), nothing(b));
    let (estimator_a, estimator_b) =
        (Estimator::new(a.base(), &nothing_a), Estimator::new(b.base(), &nothing_b));
    let search = disagreement::smallest(
        &Party { engine: a, derivation: &estimator_a },
        &Party { engine: b, derivation: &estimator_b },
        tries,
    );
    Smallest::new(a.base(), b.base(), &search)
}

/// The profiles in a file as two rule bases read them: one, which may be that of a decision record,
/// or one for each part of a system. There is none in a file that was found in a folder and is
/// something else, or a record that is no longer in force.
fn read(
    file: &File,
    (a, b): (&RuleBase, &RuleBase),
    args: &Compare,
) -> Result<Vec<(String, Profile, Profile)>, Problems> {
    let source = input::source(&file.path)?;
    let record = decision::read::read(&source)?;
    let is_one = match &record {
        Some(record) => record.retired.is_none(),
        None => !many::is_of(&file.path, &["md"]) && many::is_profile(&source, a),
    };
    if file.found && !is_one {
        return Ok(Vec::new());
    }
    let read = |base: &RuleBase| {
        let profile = match &record {
            Some(record) => Profile::read_node(&record.profile, &record.yaml, base),
            None => Profile::read(&source, base),
        };
        let profile = profile?;
        input::changed(profile, base, &args.changes)
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
