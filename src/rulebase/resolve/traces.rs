//! Traces: what files of a repository mean.

use super::Resolver;
use crate::{
    problem::Code,
    reader::Mapping,
    rulebase::{
        raw::{
            self,
            archetypes::RawSuggested,
            traces::{RawFind, RawTrace},
        },
        trace::{Find, KeyPattern, LeftOut, Saying, Strength, Tally, Trace, Traces, What},
    },
    shape::{OneOrMany, Ref, ToTrace, Unread},
};

impl<'f, 'n> Resolver<'f, 'n> {
    pub(super) fn traces(&mut self) -> Traces {
        let files = self.files;
        // Traces may name those that come later.
        let mut raws: Vec<&'f RawTrace<'n>> = Vec::new();
        for (pack, raw) in raw::each(files, |file| file.traces.as_ref()) {
            let Some(id) = raw.id else { continue };
            if self.take("trace", id, pack, raw, &raw.silence) {
                self.traces.insert(id.text, raws.len());
                raws.push(raw);
            }
        }
        let list = raws.into_iter().map(|raw| self.trace(raw)).collect();
        let tallies = raw::each(files, |file| file.tallies.as_ref()).filter_map(|(_, raw)| {
            let says = self.saying(raw.says, raw.proof, raw.hint)?;
            let number = |number: i64| usize::try_from(number).unwrap_or_default();
            let (from, to) = (number(raw.from?.0), raw.to.map(|to| number(to.0)));
            Some(Tally { of: raw.of?.0, from, to, unless: self.traces_named(&raw.unless), says })
        });
        let tallies = tallies.collect();
        let left_out = raw::each(files, |file| file.left_out.as_ref()).filter_map(|(_, raw)| {
            let owned = |names: &Option<Vec<&str>>| -> Vec<String> {
                names.iter().flatten().map(|name| (*name).to_owned()).collect()
            };
            self.check_globs(raw.mapping, &owned(&raw.files));
            let folders = owned(&raw.folders).into_iter().collect();
            Some(LeftOut { folders, files: owned(&raw.files), because: raw.because?.to_owned() })
        });
        let left_out = left_out.collect();
        Traces { list, tallies, left_out }
    }

    /// Reports what is no pattern of files.
    fn check_globs(&mut self, mapping: Mapping<'n>, patterns: &[String]) {
        // Nothing else can be wrong with one, and to look takes long.
        let is_doubtful = |pattern: &&String| pattern.contains(['[', ']', '{', '}', '\\']);
        for pattern in patterns.iter().filter(is_doubtful) {
            if let Err(error) = globset::Glob::new(pattern) {
                let span = mapping.get("files").map_or(mapping.span(), |node| node.span);
                let message = format!("`{pattern}` is no pattern of files: {}", error.kind());
                self.reader.error(Code::SYNTAX, span, message, "here");
            }
        }
    }

    /// Resolves a trace, without those of its finds that have too much wrong with them.
    fn trace(&mut self, raw: &'f RawTrace<'n>) -> Trace {
        let cites = self.cites(raw.cites.as_deref().unwrap_or_default());
        let finds = raw.finds.iter().flat_map(|finds| &finds.list);
        let files = raw.files.iter().flat_map(|files| &files.0);
        let files: Vec<String> = files.map(|file| (*file).to_owned()).collect();
        self.check_globs(raw.mapping, &files);
        Trace {
            id: raw.id.map_or(String::new(), |id| id.text.to_owned()),
            name: raw.name.unwrap_or_default().to_owned(),
            files,
            cites,
            url: raw.url.map(str::to_owned),
            finds: finds.filter_map(|find| self.find_of(find)).collect(),
        }
    }

    fn find_of(&mut self, raw: &'f RawFind<'n>) -> Option<Find> {
        let texts = |list: &Option<OneOrMany<&'n str>>| -> Vec<&'n str> {
            list.iter().flat_map(|list| &list.0).copied().collect()
        };
        let dependencies = texts(&raw.dependency);
        let keys = self.key_patterns(raw, "key", &texts(&raw.key));
        let dependencies = dependencies.into_iter().map(KeyPattern::dependency);
        let keys: Vec<KeyPattern> = keys.into_iter().chain(dependencies).collect();
        let texts_found = texts(&raw.text);
        let what = match (keys.is_empty(), texts_found.is_empty()) {
            (false, _) => What::Keys(keys),
            (true, false) => What::Texts(texts_found.into_iter().map(str::to_owned).collect()),
            (true, true) => What::File,
        };
        let takes =
            raw.takes.as_ref().and_then(|takes| self.question_named(takes.text, takes.span));
        let says = self.saying(raw.says, raw.proof, raw.hint)?;
        Some(Find {
            what,
            with: self.key_patterns(raw, "with", &texts(&raw.with)),
            without: self.key_patterns(raw, "without", &texts(&raw.without)),
            needs: self.traces_named(&raw.needs),
            unless: self.traces_named(&raw.unless),
            says,
            takes,
            mark: raw.marks.map(|mark| mark.0),
        })
    }

    fn key_patterns(&mut self, raw: &RawFind<'n>, key: &str, texts: &[&str]) -> Vec<KeyPattern> {
        let mut patterns = Vec::new();
        for text in texts {
            match KeyPattern::parse(text) {
                Some(pattern) => patterns.push(pattern),
                None => {
                    let span = raw.mapping.get(key).map_or(raw.mapping.span(), |node| node.span);
                    let message = format!("`{key}` names no key");
                    self.reader.error(Code::EMPTY, span, message, "needs a key");
                }
            }
        }
        patterns
    }

    fn traces_named(&mut self, named: &Option<OneOrMany<Ref<'n, ToTrace>>>) -> Vec<usize> {
        let named = named.iter().flat_map(|named| &named.0);
        named.filter_map(|named| self.traces.find(named.id(), self.reader)).collect()
    }

    fn saying(
        &mut self,
        says: Option<Unread<'n, RawSuggested>>,
        proof: Option<&str>,
        hint: Option<&str>,
    ) -> Option<Saying> {
        let facts = self.answers(says);
        let (strength, because) = match (proof, hint) {
            (Some(proof), _) => (Strength::Proof, proof),
            (None, hint) => (Strength::Hint, hint?),
        };
        let because = because.to_owned();
        Some(Saying { answers: facts.known().collect(), strength, because })
    }
}
