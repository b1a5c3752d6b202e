//! What is looked for, how bad it is, and how far a finding can be relied on.

use crate::{
    problem::{Code, Severity},
    words::worded,
};

macro_rules! checks {
    ($($variant:ident $name:literal $severity:ident $method:ident $about:literal $how:literal,)+) => {
        /// What is looked for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Check { $(#[doc = $about] $variant,)+ }

        impl Check {
            /// Every check.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The codes of what they find, in the same order.
            pub const CODES: &[Code] = &[$(Code { name: $name, means: $about },)+];

            /// Returns its id, such as `unreachable`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// Returns the code of what it finds.
            pub fn code(self) -> Code {
                Code { name: self.name(), means: self.about() }
            }

            /// How far what it says can be relied on.
            pub fn method(self) -> Method {
                match self { $(Self::$variant => Method::$method,)+ }
            }

            /// How bad a finding is.
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)+ }
            }

            /// What it looks for, in a sentence.
            pub fn about(self) -> &'static str {
                match self { $(Self::$variant => $about,)+ }
            }

            /// How it is found, and where that may miss something, in a sentence.
            pub fn how(self) -> &'static str {
                match self { $(Self::$variant => $how,)+ }
            }
        }
    };
}

checks! {
    Unreachable "unreachable" Error Exact
        "A condition of a rule, a product or a contradiction that no profile satisfies."
        "All answers are compared as sets; fields that estimates fill are taken to be anything.",
    IdleCondition "idle-condition" Warning Exact
        "A part of a condition without which it would hold for the same profiles."
        "Each part at any depth is left out in turn, and the sets of profiles are compared.",
    SameCondition "same-condition" Warning Exact
        "Two rules that give points and always fire together, so that one piece of evidence counts twice."
        "The sets of profiles for which they fire are compared.",
    IdleExclusion "idle-exclusion" Warning Exact
        "An exclusion that rules out nothing that other rules do not rule out already."
        "The set of profiles is compared with those of all other exclusions of the same options.",
    IdlePoints "idle-points" Warning Exact
        "Points for an option that is ruled out whenever the rule fires."
        "The set of profiles is compared with those of all exclusions of the option.",
    EvenPoints "even-points" Warning Exact
        "A rule that gives every option the same points, so that it can change no ranking."
        "The points are compared.",
    IdleProduct "idle-product" Warning Exact
        "A product to start with that is never advised, since one before it always is where it could be."
        "The set of profiles is compared with those of the products before it.",
    UnseenAnswer "unseen-answer" Warning Exact
        "A choice that makes no difference to any rule, and that is not declared neutral."
        "The sets of profiles for which each rule fires are compared with and without it. Questions from which estimates follow are left out, since every answer to them counts.",
    IdleQuestion "idle-question" Warning Exact
        "A question whose answer can never change a recommendation."
        "The sets of profiles for which each rule fires are compared; what feeds an estimate that a rule looks at counts.",
    Gap "gap" Info Exact
        "A stretch of numbers of which no rule speaks, between two stretches of which rules do, and that is not declared neutral."
        "As for choices.",
    EdgeMismatch "edge-mismatch" Warning Exact
        "Two rules that meet at a number and both fire, or both do not, exactly there."
        "All answers beside that number are compared as sets.",
    UnspokenOption "unspoken-option" Info Exact
        "An option of which no rule of some dimensions speaks, so that it gets nothing there, neither for nor against it."
        "The points and exclusions of all rules are looked at.",
    BlindDimension "blind-dimension" Warning Exact
        "A dimension whose rules all treat two options alike, so that it cannot tell them apart."
        "The points and exclusions of its rules are compared.",
    LoneDimension "lone-dimension" Warning Heuristic
        "A dimension that can decide alone: some answers on it put an option so far ahead that no answers on all others make up for it."
        "What the others can make up for is never taken too low, so a finding is certain; the answers are searched for, so one may be missed.",
    OddArchetype "odd-archetype" Warning Exact
        "An archetype whose suggested answers contradict each other or can change nothing, or that suggests none."
        "The conditions of all contradictions are looked at under the suggested answers alone; whether a question can change anything is found as for idle questions.",
    UnusedSource "unused-source" Warning Exact
        "A fact or a claim that nothing cites."
        "All citations are looked at.",
    OldFact "old-fact" Warning Exact
        "A fact that something cites and that is older than it should be."
        "Its date is compared with the day that --as-of gives; facts without a date are left out.",
    NeverWins "never-wins" Warning Heuristic
        "An option that is recommended for no profile, with the rule base's own weights."
        "Random profiles are drawn, then improved answer by answer; a winning profile may have been missed.",
    NeverLoses "never-loses" Warning Heuristic
        "An option that is recommended for every profile that answers anything."
        "Random profiles are drawn, then worsened answer by answer; a losing profile may have been missed.",
    NeverFires "never-fires" Warning Heuristic
        "A rule on estimates that no profile made to fit it makes fire."
        "Random profiles are drawn that satisfy all of its condition but the estimates.",
    FiresTogether "fires-together" Warning Heuristic
        "Two rules on estimates that give points and fired for the same random profiles."
        "Random profiles are drawn; only rules that fired for at least 20 are compared.",
    Balance "balance" Warning Exact
        "A question whose plausible answers favour an option by more than one weighted point on average, or questions that do so together by more than six."
        "The points of each answer alone are added up by how plausible it is; uncommon answers count a tenth, and rules on estimates or on several questions are left out.",
    Bias "bias" Warning Heuristic
        "An option that wins far more or far less often than its share over random profiles in which everything is answered."
        "Plausible answers are drawn, and those profiles judged that rule nothing out: far less is under three fifths of an equal share, far more over one and a half of it (20 and 50 percent for three options).",
    IdleSilence "idle-silence" Warning Exact
        "A finding that is silenced and not there, or a check that does not exist."
        "What is silenced is compared with what is found; checks that depend on the day or on draws are left out.",
}

worded! {
    /// How far what a check says can be relied on.
    pub enum Method {
        /// It finds exactly what it says.
        Exact = "exact",
        /// It draws or searches, and may err as its description says.
        Heuristic = "heuristic",
    }
}
