//! The ids of the price book, and packs, for a terminal.

use super::{AssumptionThing, CatalogThing, PriceThing, StackRef, StackThing};
use crate::report::explain::table::Page;

/// What a condition without parts says.
const ALWAYS: &str = "always";

impl Page<'_> {
    pub(in crate::report::explain) fn price(&mut self, it: &PriceThing) {
        self.title("is a price", &it.id, "");
        self.wrap(&it.name, 0, 0);
        self.origin(it.pack.as_ref());
        self.line("Price", &it.price);
        if let Some(free) = &it.free {
            self.line("Free", free);
        }
        self.line("Amount", &it.amount);
        if it.people {
            self.line("People", "it is people's time, which a budget for hosting does not cover");
        }
        if let Some(note) = &it.note {
            self.line("Note", note);
        }
        if !it.sources.is_empty() {
            self.line("As of", &it.as_of);
            self.line("Source", &it.sources.join("; "));
            it.urls.iter().for_each(|url| self.line("Address", url));
            self.line("Confidence", it.confidence);
        }
        self.stacks("It is a part of", &it.stacks);
        self.sources("What says so", &it.cites);
    }

    pub(in crate::report::explain) fn stack(&mut self, it: &StackThing) {
        self.title(
            "is a stack",
            &it.id,
            &format!(": what an estimate takes {} to be made of", self.name(&it.option)),
        );
        self.wrap(&it.name, 0, 0);
        self.origin(it.pack.as_ref());
        if it.when != ALWAYS {
            self.line("When", &it.when);
        }
        if let Some(note) = &it.note {
            self.line("Note", note);
        }
        self.section("Its parts");
        for part in &it.parts {
            let several = part.first_of.len() > 1;
            if several {
                self.wrap(&format!("{}: the first of these that applies", part.name), 1, 3);
            }
            for alternative in &part.first_of {
                let machines =
                    alternative.catalog.iter().map(|catalog| format!("machines of {catalog}"));
                let made_of: Vec<String> =
                    machines.chain(alternative.items.iter().cloned()).collect();
                let made_of =
                    if made_of.is_empty() { "nothing".to_owned() } else { made_of.join(", ") };
                match several {
                    true if alternative.when == ALWAYS => {
                        self.wrap(&format!("else {made_of}"), 3, 5)
                    }
                    true => self.wrap(&format!("{made_of}, if {}", alternative.when), 3, 5),
                    false => self.wrap(&format!("{}: {made_of}", part.name), 1, 3),
                }
            }
        }
    }

    pub(in crate::report::explain) fn catalog(&mut self, it: &CatalogThing) {
        self.title("is a catalogue of machines", &it.id, "");
        self.wrap(&it.name, 0, 0);
        self.origin(it.pack.as_ref());
        self.section("Its machines");
        for machine in &it.machines {
            let cites = if machine.cites.is_empty() {
                String::new()
            } else {
                format!("; {}", machine.cites.join(", "))
            };
            self.wrap(
                &format!("{}: {} ({}{cites})", machine.id, machine.words, machine.as_of),
                1,
                5,
            );
        }
        self.stacks("It is a part of", &it.stacks);
        self.sources("What says so", &it.cites);
    }

    pub(in crate::report::explain) fn assumption(&mut self, it: &AssumptionThing) {
        self.title("is an assumption", &it.id, "");
        self.wrap(&it.about, 0, 0);
        self.origin(it.pack.as_ref());
        self.line(
            "Assumed",
            it.assumed.as_deref().unwrap_or("nothing: what depends on it is left out"),
        );
        if !it.because.is_empty() {
            self.line("Because", &it.because);
        }
        self.line("Instead", &it.answers);
        self.line(
            "Given by",
            &format!("`assumptions: {{{0}: …}}` in a profile, or --set assumptions.{0}=…", it.id),
        );
        if !it.prices.is_empty() {
            self.section("Prices that depend on it");
            self.wrap(&it.prices.join(", "), 1, 1);
        }
        self.stacks("What an option is made of depends on it in", &it.stacks);
    }

    pub(in crate::report::explain) fn stacks(&mut self, heading: &str, stacks: &[StackRef]) {
        if stacks.is_empty() {
            return;
        }
        self.section(heading);
        for stack in stacks {
            let of = self.name(&stack.option).to_owned();
            let when =
                if stack.when == ALWAYS { String::new() } else { format!(", if {}", stack.when) };
            self.wrap(&format!("{} ({of}): {}{when}", stack.id, stack.name), 1, 5);
        }
    }
}
