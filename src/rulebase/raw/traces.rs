//! What the files of a repository give away, as it is written:
//!
//! ```yaml
//! traces:
//!   - id: serverless-framework
//!     name: Serverless Framework
//!     files: [serverless.yml, serverless.yaml]
//!     url: https://www.serverless.com/framework/docs/providers/aws/guide/serverless.yml
//!     finds:
//!       - {key: provider name = aws, marks: service, says: {current.platform: aws-lambda}, proof: it deploys functions to AWS Lambda}
//!       - {key: functions * timeout, takes: compute.max_duration_s, hint: a timeout is an upper bound}
//! ```

use super::{archetypes::RawSuggested, silences::Silences};
use crate::{
    rulebase::trace::Mark,
    shape::{
        Bond, Id, NonEmpty, OneOrMany, Ref, Then, ToQuestion, ToSource, ToTrace, Unread, When,
        Whole, WordOf, shape,
    },
};

/// What says how far something can be relied on, and why.
const STRENGTHS: &[&str] = &["proof", "hint"];

shape! {
    /// What gives a technology away.
    pub(crate) struct RawTrace: "a trace", "the trace" {
        required id: Id<'n> = "a few words",
        required name: &'n str = "what people call it",
        optional files: OneOrMany<&'n str> =
            "the files to look at, by name or path, with `*`, `**` and `{a,b}`; all that are read, if left out",
        optional url: &'n str = "where its makers say what it means",
        optional cites: Vec<Ref<'n, ToSource>> = "the claims and facts that say so",
        required finds: NonEmpty<'n, RawFind<'n>> = "what to look for, and what it means",
        optional silence: Silences<'n> = "findings of `rules lint` that are meant to stay",
    } with [
        Bond::new(When::Always, Then::SomeOf(&["url", "cites"])),
    ]

    /// One thing to look for.
    pub(crate) struct RawFind: "a find" {
        optional key: OneOrMany<&'n str> =
            "the keys that lead to a value, with blanks between them, `*` for any one and `**` for any number; perhaps behind ` = ` the value",
        optional dependency: OneOrMany<&'n str> =
            "a package that is needed to run, by registry and name, such as `npm:express`",
        optional text: OneOrMany<&'n str> =
            "a text outside of comments; one with a bracket behind a name, such as `serve(`, also \
             outside of literals",
        optional with: OneOrMany<&'n str> = "keys, as for `key`, that the same file must have as well",
        optional without: OneOrMany<&'n str> = "keys, as for `key`, that the same file must not have",
        optional needs: OneOrMany<Ref<'n, ToTrace>> = "traces one of which must be found as well",
        optional unless: OneOrMany<Ref<'n, ToTrace>> = "traces none of which may be found",
        optional says: Unread<'n, RawSuggested> = "the answers that it gives",
        optional takes: Ref<'n, ToQuestion> = "the question whose answer is the value that is found",
        optional marks: WordOf<Mark> = "what is found at that place",
        optional proof: &'n str = "why the repository states it itself, so that it counts",
        optional hint: &'n str = "why it is likely, so that it is offered for confirmation",
    } with [
        Bond::new(When::Always, Then::OneOf(STRENGTHS)),
    ]

    /// What follows from how many there are of something.
    pub(crate) struct RawTally: "a tally" {
        required of: WordOf<Mark> = "what is counted",
        required from: Whole<1, 1000> = "the least number",
        optional to: Whole<1, 1000> = "the greatest number; any, if left out",
        optional unless: OneOrMany<Ref<'n, ToTrace>> = "traces none of which may be found",
        required says: Unread<'n, RawSuggested> = "the answers that it gives",
        optional proof: &'n str = "why the repository states it itself, so that it counts",
        optional hint: &'n str = "why it is likely, so that it is offered for confirmation",
    } with [
        Bond::new(When::Always, Then::OneOf(STRENGTHS)),
    ]

    /// Folders and files that are not looked into.
    pub(crate) struct RawLeftOut: "an entry of `left_out`" {
        optional folders: Vec<&'n str> = "the names of folders",
        optional files: Vec<&'n str> = "files, by name or path, as for `files` of a trace",
        required because: &'n str = "why",
    } with [
        Bond::new(When::Always, Then::SomeOf(&["folders", "files"])),
    ]
}
