//! From what was found to answers. Proofs answer; hints are kept apart; what contradicts itself
//! answers nothing and is told with all places. A repository without a back end has no answers.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    parts::{Parts, folder},
    scanner::{Scanner, Setting, Sighting, matches},
};
use crate::{
    answer,
    field::{Field, FieldId, Fields, Kind, Value},
    rulebase::trace::{Mark, Saying, Strength, What},
};

/// What a repository says of its project.
#[derive(Clone, Debug, Default)]
pub struct Scan {
    /// Whether it has a back end at all; without one, nothing else is known.
    pub has_back_end: bool,
    /// What it says of the whole.
    pub shared: Part,
    /// What it says of each part that is deployed by itself; empty where there is only one.
    pub parts: Vec<Part>,
}

/// What is said of a project, or of one part of it.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// What it is called.
    pub name: String,
    /// Its folder, from the one that was scanned.
    pub folder: String,
    /// The answers, in the order of the questions.
    pub answers: Vec<Answer>,
    /// The questions to which several answers were found.
    pub conflicts: Vec<Conflict>,
}

/// An answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The question.
    pub field: FieldId,
    /// What it rests on.
    pub claim: Claim,
}

/// A question to which several answers were found.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// The question.
    pub field: FieldId,
    /// The answers.
    pub claims: Vec<Claim>,
}

/// An answer with what says so.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// The answer.
    pub value: Value,
    /// How far it can be relied on.
    pub strength: Strength,
    /// The places, as `path:line`.
    pub evidence: Vec<String>,
    /// Why, each reason once.
    pub because: Vec<String>,
}

/// What was found on a question, before it is brought together.
type Claims = BTreeMap<FieldId, Vec<Claim>>;

/// Brings together what was found, variables with what they are set to. `project` is what the whole
/// is called.
pub fn conclude(
    scanner: &Scanner<'_>,
    mut sightings: Vec<Sighting>,
    settings: &[Setting],
    project: &str,
) -> Scan {
    sightings.retain_mut(|sighting| is_as_set(scanner, sighting, settings));
    sightings.sort_by(|one, other| {
        let key = |it: &Sighting| (it.path.clone(), it.line, it.trace, it.find);
        key(one).cmp(&key(other))
    });
    let is_of_back_end =
        |it: &Sighting| !matches!(scanner.mark(it), None | Some(Mark::Package | Mark::Library));
    if !sightings.iter().any(is_of_back_end) {
        return Scan::default();
    }
    let parts = Parts::new(scanner, &sightings);
    let is_system = parts.len() > 1;
    let part_of = |path: &str| if is_system { parts.of(path) } else { None };
    let mut shared = Claims::new();
    let mut own = vec![Claims::new(); if is_system { parts.len() } else { 0 }];
    let seen: Vec<Seen<'_>> =
        sightings.iter().map(|it| Seen { sighting: it, part: part_of(&it.path) }).collect();
    let is_by = |one: &Seen<'_>, other: &Seen<'_>| match scanner.mark(other.sighting) {
        Some(Mark::Library) => parts.are_of_one_package(&other.sighting.path, &one.sighting.path),
        // What belongs to no part in particular counts for each.
        _ => other.part.is_none() || other.part == one.part,
    };
    let is_one_of = |traces: &[usize], one: &Seen<'_>, known: &[Vec<Seen<'_>>]| {
        traces.iter().any(|trace| known[*trace].iter().any(|other| is_by(one, other)))
    };
    let has_needs = |one: &Seen<'_>, known: &[Vec<Seen<'_>>]| {
        let needs = &scanner.find(one.sighting).needs;
        needs.is_empty() || is_one_of(needs, one, known)
    };
    // What lacks what it needs itself tells nothing of others either.
    let all = by_trace(scanner, seen.iter().copied());
    let known = by_trace(scanner, seen.iter().copied().filter(|it| has_needs(it, &all)));
    for one in &seen {
        let unless = &scanner.find(one.sighting).unless;
        if has_needs(one, &known) && !is_one_of(unless, one, &known) {
            let claims = one.part.and_then(|part| own.get_mut(part)).unwrap_or(&mut shared);
            claim(scanner, one.sighting, claims);
        }
    }
    for (part, field, claim) in tallied(scanner, &sightings, &parts, part_of) {
        let claims = part.and_then(|part| own.get_mut(part)).unwrap_or(&mut shared);
        claims.entry(field).or_default().push(claim);
    }
    let fields = &scanner.base().fields;
    let mut shared = settle(fields, project.to_owned(), "", shared);
    let own = own.into_iter().zip(parts.folders()).enumerate();
    let mut own: Vec<Part> = own
        .map(|(number, (claims, folder))| {
            settle(fields, parts.name(number, project), folder, claims)
        })
        .collect();
    lift(&mut shared, &mut own);
    // What is said of the whole need not be said of a part, nor be guessed where it is proven.
    for part in &mut own {
        part.answers.retain(|answer| {
            let mut whole = shared.answers.iter().filter(|it| it.field == answer.field);
            whole.all(|it| {
                let is_more = answer.claim.strength > it.claim.strength;
                is_more
                    || answer.claim.strength == it.claim.strength
                        && answer.claim.value != it.claim.value
            })
        });
    }
    Scan { has_back_end: true, shared, parts: own }
}

/// Gives a sighting the value that its variable is set to, and the place of that: of several settings
/// the one that Terraform reads last. Tells whether it is still what is looked for.
fn is_as_set(scanner: &Scanner<'_>, sighting: &mut Sighting, settings: &[Setting]) -> bool {
    let Some(mut fact) = sighting.variable.take() else { return true };
    let is_of_it = |it: &&Setting| {
        fact.variable.as_ref() == Some(&it.variable) && folder(&it.path) == folder(&sighting.path)
    };
    let order = |it: &&Setting| (it.path.contains(".auto.tfvars"), it.path.clone());
    let Some(setting) = settings.iter().filter(is_of_it).max_by_key(order) else { return true };
    fact.value = Some(setting.value.clone());
    let is_found = match &scanner.find(sighting).what {
        What::Keys(patterns) => patterns.iter().any(|pattern| matches(pattern, &fact)),
        What::File | What::Texts(_) => true,
    };
    (sighting.path, sighting.line) = (setting.path.clone(), setting.line);
    sighting.value = fact.value;
    is_found
}

/// Makes of claims the answers of a part, and what contradicts itself.
fn settle(fields: &Fields, name: String, folder: &str, claims: Claims) -> Part {
    let mut part = Part { name, folder: folder.to_owned(), ..Part::default() };
    for (field, claims) in claims {
        match settled(fields.get(field), claims) {
            Ok(claims) => {
                part.answers.extend(claims.into_iter().map(|claim| Answer { field, claim }));
            }
            Err(claims) => part.conflicts.push(Conflict { field, claims }),
        }
    }
    part
}

/// A sighting with the number of the part that it belongs to.
#[derive(Clone, Copy)]
struct Seen<'s> {
    sighting: &'s Sighting,
    part: Option<usize>,
}

/// Sorts sightings by the numbers of their traces.
fn by_trace<'s>(scanner: &Scanner<'_>, seen: impl Iterator<Item = Seen<'s>>) -> Vec<Vec<Seen<'s>>> {
    let mut all = vec![Vec::new(); scanner.base().traces.list.len()];
    for one in seen {
        all[one.sighting.trace].push(one);
    }
    all
}

/// Adds what a sighting says.
fn claim(scanner: &Scanner<'_>, sighting: &Sighting, claims: &mut Claims) {
    let find = scanner.find(sighting);
    let Saying { answers, strength, because } = &find.says;
    let line = if sighting.line > 0 { format!(":{}", sighting.line) } else { String::new() };
    let taken = find.takes.and_then(|field| {
        let value = answer::parse(sighting.value.as_deref()?, scanner.base().fields.get(field));
        Some((field, value.ok()?.value))
    });
    for (field, value) in answers.iter().copied().chain(taken) {
        claims.entry(field).or_default().push(Claim {
            value,
            strength: *strength,
            evidence: vec![format!("{}{line}", sighting.path)],
            because: vec![because.clone()],
        });
    }
}

/// Lists what follows from how many there are of something, each with the number of the part that
/// it is about.
fn tallied(
    scanner: &Scanner<'_>,
    sightings: &[Sighting],
    parts: &Parts,
    part_of: impl Fn(&str) -> Option<usize>,
) -> Vec<(Option<usize>, FieldId, Claim)> {
    let mut found = Vec::new();
    let is_seen = |trace: &usize| sightings.iter().any(|sighting| sighting.trace == *trace);
    for tally in &scanner.base().traces.tallies {
        if tally.unless.iter().any(is_seen) {
            continue;
        }
        let mut groups: BTreeMap<Option<usize>, Vec<String>> = BTreeMap::new();
        let of = |mark: Mark| sightings.iter().filter(move |it| scanner.mark(it) == Some(mark));
        match tally.of {
            Mark::App => {
                let first = |part| {
                    sightings.iter().find(|it| {
                        let is_mark = matches!(
                            scanner.mark(it),
                            Some(Mark::App | Mark::Service | Mark::Image)
                        );
                        is_mark && parts.of(&it.path) == Some(part)
                    })
                };
                let places = (0..parts.len()).filter_map(|part| first(part).map(place));
                groups.insert(None, places.collect());
            }
            mark => {
                for sighting in of(mark) {
                    groups.entry(part_of(&sighting.path)).or_default().push(place(sighting));
                }
            }
        }
        for (part, places) in groups {
            if places.len() >= tally.from && tally.to.is_none_or(|to| places.len() <= to) {
                let Saying { answers, strength, because } = &tally.says;
                found.extend(answers.iter().map(|(field, value)| {
                    let (evidence, because) = (places.clone(), vec![because.clone()]);
                    let claim = Claim { value: *value, strength: *strength, evidence, because };
                    (part, *field, claim)
                }));
            }
        }
    }
    found
}

fn place(sighting: &Sighting) -> String {
    format!("{}:{}", sighting.path, sighting.line)
}

/// Brings all claims about one question to one, or returns those that contradict each other. Where
/// several can be so, what is likely besides what is proven is a claim of its own, with both.
fn settled(field: &Field, claims: Vec<Claim>) -> Result<Vec<Claim>, Vec<Claim>> {
    let (proofs, hints): (Vec<Claim>, Vec<Claim>) =
        claims.into_iter().partition(|claim| claim.strength == Strength::Proof);
    if let Kind::Several(_) = field.kind {
        let mut all: Vec<Claim> = [joined(proofs), joined(hints)].into_iter().flatten().collect();
        if let [proof, hint] = all.as_mut_slice() {
            hint.take_in(proof.value);
            if hint.value == proof.value {
                all.pop();
            }
        }
        return Ok(all);
    }
    let mut different: Vec<Claim> = Vec::new();
    for claim in if proofs.is_empty() { hints } else { proofs } {
        match different.iter_mut().find(|it| it.value == claim.value) {
            Some(known) => known.absorb(claim),
            None => different.push(claim),
        }
    }
    let number = |claim: &Claim| match claim.value {
        Value::Number(number) => Some(number),
        _ => None,
    };
    // Of several functions the largest is what a platform must carry.
    let largest = different.iter().max_by_key(|claim| number(claim)).cloned();
    match largest.filter(|claim| different.len() == 1 || number(claim).is_some()) {
        Some(claim) => Ok(vec![claim]),
        None => Err(different),
    }
}

/// Joins claims of which all can be so.
fn joined(claims: Vec<Claim>) -> Option<Claim> {
    claims.into_iter().reduce(|mut all, claim| {
        all.absorb(claim);
        all
    })
}

impl Claim {
    /// Takes in another claim that says the same, or something that is so as well.
    fn absorb(&mut self, other: Self) {
        self.take_in(other.value);
        for place in other.evidence {
            if !self.evidence.contains(&place) {
                self.evidence.push(place);
            }
        }
        for reason in other.because {
            if !self.because.contains(&reason) {
                self.because.push(reason);
            }
        }
    }

    /// Adds what is so as well, where several can be so.
    fn take_in(&mut self, value: Value) {
        if let (Value::Several(own), Value::Several(more)) = (self.value, value) {
            self.value = Value::Several(own | more);
        }
    }
}

/// Says once for all what is so of every part, or likely of every part.
fn lift(shared: &mut Part, parts: &mut [Part]) {
    let key = |answer: &Answer| (answer.field, answer.claim.strength);
    let keys: BTreeSet<_> = parts.iter().flat_map(|part| part.answers.iter().map(key)).collect();
    for (field, strength) in keys {
        let is_told =
            shared.answers.iter().any(|it| it.field == field && it.claim.strength >= strength)
                || parts.iter().chain([&*shared]).any(|part| part.is_torn(field));
        let of_part = |part: &Part| -> Vec<Claim> {
            let own = part.answers.iter().filter(|answer| answer.field == field);
            own.map(|answer| answer.claim.clone()).collect()
        };
        let own: Vec<Claim> = parts.iter().flat_map(of_part).collect();
        let first = own.iter().find(|claim| claim.strength == strength).cloned();
        let Some(mut claim) = first.filter(|_| !is_told) else { continue };
        let is_alike = own.iter().all(|it| (it.value, it.strength) == (claim.value, strength));
        if !is_alike || own.len() < parts.len() {
            continue;
        }
        own.into_iter().for_each(|other| claim.absorb(other));
        for part in parts.iter_mut() {
            part.answers.retain(|answer| answer.field != field);
        }
        shared.answers.push(Answer { field, claim });
    }
    shared.answers.sort_by_key(key);
}

impl Part {
    /// Tells whether several answers to a question were found.
    fn is_torn(&self, field: FieldId) -> bool {
        self.conflicts.iter().any(|conflict| conflict.field == field)
    }
}
