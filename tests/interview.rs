//! The planner of the interview: whatever is answered, skipped and taken back, in the order that it
//! asks.

use std::path::Path;

use proptest::prelude::{any, proptest};
use serde_json::Value as Json;
use whereto::{
    advice::Advice,
    analysis::{acceptability::Settings, sampling::Draw},
    assessment::{Assessment, Engine, Verdict},
    condition::{Condition, Truth},
    cost::Estimator,
    field::{Facts, FieldId},
    interview::{Interview, Order, Reply},
    profile::{self, Profile},
    rulebase::RuleBase,
    source::Source,
};

use crate::{
    effort,
    outcome::worded,
    process::{package, whereto},
    small,
};

/// An interview under way, with the one who answers at random.
struct Talk<'b> {
    base: &'b RuleBase,
    engine: &'b Engine<'b>,
    estimator: Estimator<'b>,
    interview: Interview<'b>,
    draw: Draw,
}

impl<'b> Talk<'b> {
    fn new(engine: &'b Engine<'b>, seed: u64, order: Order) -> Self {
        let base = engine.base();
        let interview = Interview::new(engine, Profile::blank(base), order);
        let estimator = Estimator::assuming_nothing(base);
        Self { base, engine, estimator, interview, draw: Draw::new(seed) }
    }

    fn assess(&self, answers: &Facts) -> Assessment {
        self.engine.assess(&self.estimator.facts(answers), &self.interview.profile().weights)
    }

    fn answers(&self) -> &Facts {
        &self.interview.profile().answers
    }

    /// Answers the question, skips it, or goes back to the one before; gives the question if it was
    /// replied to.
    fn reply(&mut self) -> Option<FieldId> {
        let question = self.interview.next()?;
        let before = self.interview.replied();
        match self.draw.below(8) {
            0 => {
                self.interview.reply(Reply::Skip);
                assert_eq!(self.interview.answer(question), None);
            }
            1 => {
                let answer = self.draw.answer(self.base.fields.get(question));
                self.interview.reply(answer.map_or(Reply::Skip, Reply::Answer));
                self.interview.reply(Reply::Back);
                assert_eq!(self.interview.next(), Some(question), "one comes back to the question");
                assert_eq!(self.interview.replied(), before);
                assert_eq!(self.interview.answer(question), answer, "and its answer stays");
                return None;
            }
            _ => {
                let answer = self.draw.answer(self.base.fields.get(question)).unwrap();
                self.interview.reply(Reply::Answer(answer));
                assert_eq!(self.interview.answer(question), Some(answer));
            }
        }
        assert_ne!(self.interview.next(), Some(question), "nothing is asked twice");
        Some(question)
    }

    /// What the profile is saved as leads to the same assessment as the interview.
    fn saved_is_the_same(&self) {
        let text = profile::text(self.base, self.interview.profile());
        let read = Profile::read(&Source::new("saved.yaml", &text), self.base)
            .unwrap_or_else(|problems| panic!("{}\n{text}", worded(&problems)));
        assert_eq!(&read.answers, self.answers(), "{text}");
        assert_eq!(read.weights, self.interview.profile().weights);
        assert_eq!(self.assess(&read.answers), self.interview.standing().assessment, "{text}");
    }

    /// No answers to the questions still to come have another verdict, when it is said that none
    /// could.
    fn decided_stays(&mut self, tries: usize) {
        let (settled, decided) =
            (self.interview.standing().openness.settled, self.interview.is_decided());
        assert!(decided || !settled, "what is settled is decided");
        let verdict = self.interview.standing().assessment.verdict.clone();
        if verdict == Verdict::Unanswered || !decided {
            return;
        }
        let open: Vec<FieldId> =
            self.interview.standing().openness.questions.iter().map(|it| it.field).collect();
        for _ in 0..tries {
            let mut answers = self.answers().clone();
            for field in &open {
                // What was skipped is only settled if everything is.
                if self.draw.below(4) > 0 && (settled || !self.skipped(*field)) {
                    answers.set(*field, self.draw.answer(self.base.fields.get(*field)));
                }
            }
            assert_eq!(self.assess(&answers).verdict, verdict, "said to be decided, and is not");
        }
    }

    /// Whether a question was replied to and left open.
    fn skipped(&self, field: FieldId) -> bool {
        let mut rest = self.interview.clone();
        // What is never asked again was skipped.
        while let Some(next) = rest.next() {
            if next == field {
                return false;
            }
            rest.reply(Reply::Skip);
        }
        true
    }

    /// Goes through to the end.
    fn talk(mut self, tries: usize) {
        let mut asked = Vec::new();
        let mut steps = 0;
        while self.interview.next().is_some() {
            if let Some(question) = self.reply() {
                assert!(!asked.contains(&question), "nothing is asked twice");
                asked.push(question);
            }
            self.saved_is_the_same();
            self.decided_stays(tries);
            steps += 1;
            assert!(steps < 1_000, "it comes to an end");
        }
        for question in &self.base.questions {
            let moot = question.moot.as_ref();
            let is_moot = moot.is_some_and(|moot| moot.evaluate(self.answers()) == Truth::True);
            let is_asked = asked.contains(&question.field);
            assert!(is_asked || is_moot, "everything was asked that has a meaning");
        }
        assert_eq!(self.interview.remaining(), 0);
        assert!(self.interview.is_decided());
        // From the review: another answer, and then nothing is left to ask again.
        let question = asked[self.draw.below(asked.len() as u64) as usize];
        let answer = self.draw.answer(self.base.fields.get(question)).unwrap();
        self.interview.correct(question, Some(answer));
        // What has a meaning now and had none before is asked after all.
        while let Some(next) = self.interview.next() {
            assert!(!asked.contains(&next), "nothing is asked twice");
            self.interview.reply(Reply::Skip);
        }
        assert_eq!(self.interview.answer(question), Some(answer));
        self.saved_is_the_same();
    }
}

proptest! {
    #![proptest_config(effort::config(150))]

    #[test]
    fn random_answers_on_random_rule_bases(seed in any::<u64>(), listed in any::<bool>()) {
        let base = small::rule_base(seed);
        let engine = Engine::new(&base).unwrap();
        let order = if listed { Order::Listed } else { Order::Adaptive };
        Talk::new(&engine, seed, order).talk(10);
    }
}

#[test]
fn random_answers_on_the_shipped_rule_base() {
    let base = RuleBase::shipped().unwrap();
    let engine = Engine::new(&base).unwrap();
    for seed in 0..effort::cases(4).into() {
        Talk::new(&engine, seed, Order::Listed).talk(5);
    }
    Talk::new(&engine, 99, Order::Adaptive).talk(5);
}

/// Whoever goes back sees every answer where it was, and comes forward the same way, whatever is
/// changed meanwhile.
#[test]
fn going_back_takes_nothing_away() {
    let base = RuleBase::shipped().unwrap();
    let engine = Engine::new(&base).unwrap();
    let mut talk = Talk::new(&engine, 7, Order::Adaptive);
    let mut path = Vec::new();
    for number in 0..5 {
        let question = talk.interview.next().unwrap();
        path.push(question);
        let answer = talk.draw.answer(base.fields.get(question)).unwrap();
        talk.interview.reply(if number == 2 { Reply::Skip } else { Reply::Answer(answer) });
    }
    let (before, ahead) = (talk.interview.profile().clone(), talk.interview.next());
    let about = talk.interview.about();
    for question in path.iter().rev() {
        talk.interview.reply(Reply::Back);
        assert_eq!(talk.interview.next(), Some(*question));
        assert_eq!(talk.interview.profile().answers, before.answers);
        assert_eq!(talk.interview.profile().skipped, before.skipped);
    }
    talk.interview.reply(Reply::Back);
    assert_eq!(talk.interview.next(), Some(path[0]), "there is nothing before the first");
    for question in &path {
        assert_eq!(talk.interview.next(), Some(*question));
        let answer = talk.interview.answer(*question);
        talk.interview.reply(answer.map_or(Reply::Skip, Reply::Answer));
    }
    assert_eq!((talk.interview.next(), talk.interview.about()), (ahead, about));
    assert_eq!(talk.interview.profile().answers, before.answers);
}

/// How many questions there will be only grows as they are asked, and is a dozen at most.
#[test]
fn the_end_does_not_recede() {
    let base = RuleBase::shipped().unwrap();
    let engine = Engine::new(&base).unwrap();
    for seed in 0..effort::cases(2).into() {
        let mut talk = Talk::new(&engine, seed, Order::Adaptive);
        let mut about = talk.interview.about();
        assert!(about <= 12);
        while talk.interview.ending().is_none() && talk.interview.next().is_some() {
            let (now, replied) = (talk.interview.about(), talk.interview.replied());
            assert!(now > replied && now <= about.max(replied + 1), "{now} after {about}");
            about = now;
            talk.reply();
        }
    }
}

/// In the order of the rule base where that is wanted, and otherwise what tells nothing any more
/// comes last.
#[test]
fn what_tells_nothing_comes_last() {
    let base = RuleBase::shipped().unwrap();
    let engine = Engine::new(&base).unwrap();
    let mut listed = Talk::new(&engine, 3, Order::Listed);
    for question in &base.questions {
        assert_eq!(listed.interview.next(), Some(question.field));
        listed.interview.reply(Reply::Skip);
    }
    let mut adaptive = Talk::new(&engine, 3, Order::Adaptive);
    while let Some(question) = adaptive.interview.next() {
        let open = adaptive.interview.standing().openness.questions.iter();
        let telling: Vec<FieldId> = open.filter(|it| it.can_change).map(|it| it.field).collect();
        assert!(
            telling.contains(&question) || adaptive.interview.is_decided(),
            "others could still change it"
        );
        let answer = adaptive.draw.answer(base.fields.get(question)).unwrap();
        adaptive.interview.reply(Reply::Answer(answer));
    }
}

/// Whatever else is clear, one question of each subject that counts comes before the offer to stop;
/// who takes payments is asked what binds them.
#[test]
fn every_core_subject_is_asked_about_before_it_may_end() {
    let base = RuleBase::shipped().unwrap();
    let engine = Engine::new(&base).unwrap();
    let profile = "state: {connections: client-sync}\nclients: [mobile]\n";
    let profile = Profile::read(&Source::new("profile.yaml", profile), &base).unwrap();
    let mut interview = Interview::new(&engine, profile, Order::Adaptive);
    let mut asked = Vec::new();
    while interview.ending().is_none() {
        let Some(question) = interview.next() else { break };
        asked.push(base.question(question).unwrap().dimension);
        interview.reply(Reply::Skip);
    }
    let names: Vec<&str> = asked.iter().map(|it| base.dimension(*it).id.as_str()).collect();
    for subject in ["traffic", "latency", "compliance", "team"] {
        assert!(names.contains(&subject), "{subject} is not in {names:?}");
    }
    assert!(asked.len() <= 15, "{names:?}");
}

/// Whoever knows what published decisions state of a project, and nothing else, is asked about a
/// dozen questions, and hears what the whole of it would have led to.
#[test]
fn a_dozen_questions_are_enough() {
    let base = RuleBase::shipped().unwrap();
    let engine = Engine::new(&base).unwrap();
    let estimator = Estimator::assuming_nothing(&base);
    let decisions = &engine.corpus().decisions;
    // A few of them, so that the test is quick; the document has the figures.
    let (mut asked, mut same) = (Vec::new(), 0);
    let step = decisions.len() / effort::cases(28) as usize;
    for decision in decisions.iter().step_by(step) {
        let mut interview = Interview::new(&engine, Profile::blank(&base), Order::Adaptive);
        while let (Some(question), None) = (interview.next(), interview.ending()) {
            let known = decision.facts.get(question);
            interview.reply(known.map_or(Reply::Skip, Reply::Answer));
        }
        asked.push(interview.replied());
        let whole = engine.assess(&estimator.facts(&decision.facts), &base.weights());
        same += usize::from(interview.standing().assessment.verdict == whole.verdict);
    }
    asked.sort_unstable();
    println!("{same} of {} the same: {asked:?}", asked.len());
    assert!(asked[asked.len() / 2] <= 12, "{asked:?}");
    assert!(asked[(asked.len() - 1) * 9 / 10] <= 15, "{asked:?}");
    // What is not known is not asked for twice, so some would have gone on to another end.
    assert!(same * 4 >= asked.len() * 3, "{same} of {}", asked.len());
}

#[test]
fn what_has_no_meaning_with_other_answers_is_not_asked() {
    let base = RuleBase::shipped().unwrap();
    let engine = Engine::new(&base).unwrap();
    let field = |id: &str| base.fields.find(id).unwrap();
    let counted = field("state.concurrent_connections");
    let mut profile = Profile::blank(&base);
    let is_open = |profile: &Profile| {
        let advice = Advice::new(&engine, profile.clone(), &Settings::default());
        advice.openness().questions.iter().any(|open| open.field == counted)
    };
    for (kind, open) in [("websocket", true), ("none", false), ("broker", true)] {
        profile.set(&base, "state.connections", kind).unwrap();
        assert_eq!(is_open(&profile), open, "{kind}");
        let mut interview = Interview::new(&engine, profile.clone(), Order::Listed);
        let mut asked = Vec::new();
        while let Some(next) = interview.next() {
            asked.push(next);
            interview.reply(Reply::Skip);
        }
        assert_eq!(asked.contains(&counted), open, "{kind}");
        assert_eq!(asked.len(), base.questions.len() - if open { 1 } else { 2 }, "{kind}");
    }
}

/// A record holds answers too.
#[test]
fn answers_are_taken_from_a_record() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let profile = package().join("examples/mobile-mvp.yaml");
    whereto(&["adr", profile.to_str().unwrap(), "--dir", "d"]).within(folder).exits(0);
    let record = std::fs::read_dir(folder.join("d")).unwrap().next().unwrap().unwrap().path();
    let asked = |answers: &Path| {
        let run = whereto(&["ask", "--answers", answers.to_str().unwrap(), "--format", "json"]);
        let advice: Json = serde_json::from_str(&run.within(folder).exits(0).stdout).unwrap();
        advice["options"].clone()
    };
    assert_eq!(asked(&record), asked(&profile));
}

/// How many connections there are is nothing to ask as long as there may be none.
#[test]
fn what_may_have_no_meaning_is_asked_later() {
    let base = RuleBase::shipped().unwrap();
    let engine = Engine::new(&base).unwrap();
    let mut later = 0;
    for seed in 0..u64::from(effort::cases(12)) {
        let mut talk = Talk::new(&engine, seed, Order::Adaptive);
        while let Some(id) = talk.interview.next() {
            let moot = base.question(id).unwrap().moot.as_ref();
            let open = |field: FieldId| {
                let asked = talk.interview.profile();
                asked.answers.get(field).is_none() && !asked.skipped.contains(&field)
            };
            for first in moot.into_iter().flat_map(Condition::fields) {
                later += 1;
                assert!(!open(first), "{}", base.fields.get(id).id);
            }
            let answer = talk.draw.answer(base.fields.get(id)).unwrap();
            talk.interview.reply(Reply::Answer(answer));
        }
    }
    assert!(later > 0);
}
