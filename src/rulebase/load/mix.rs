//! Reads when several platforms are worth it.

use super::{
    super::mix::{Mix, MostLoss},
    Loader,
};
use crate::{
    condition::Condition,
    problem::Code,
    reader::{Mapping, Reader},
    yaml::Node,
};

impl Loader {
    pub(super) fn mix(&mut self, file: Mapping<'_>, reader: &mut Reader) {
        let Some(node) = file.get("mix") else { return };
        let Some(mapping) = reader.mapping(node, "`mix`", &["most_loss", "because", "cites"])
        else {
            return;
        };
        if self.mix.is_some() {
            reader.error(
                Code::DUPLICATE_ID,
                node.span.first(),
                "`mix` is given in two files",
                "the second one",
            );
        }
        let because = reader
            .require(mapping, "because", "`mix`")
            .and_then(|node| reader.text(node, "`because`"));
        let because = because.map(str::to_owned);
        let list = reader.require(mapping, "most_loss", "`mix`");
        let nodes = list.and_then(|node| reader.sequence(node, "`most_loss`")).unwrap_or_default();
        let most_loss: Option<Vec<MostLoss>> =
            nodes.iter().map(|node| self.most_loss(node, reader)).collect();
        let cites = self.cites(reader.require(mapping, "cites", "`mix`"), reader);
        let Some(most_loss) = most_loss else { return };
        let always = |it: &MostLoss| matches!(&it.when, Condition::All(parts) if parts.is_empty());
        if let Some(list) = list
            && most_loss.iter().position(always) != most_loss.len().checked_sub(1)
        {
            let message = "`most_loss`: the last entry, and no other, must have no `when`";
            reader.error(
                Code::MISSING,
                list.span.first(),
                message,
                "what applies when nothing else does",
            );
            return;
        }
        self.mix = because.map(|because| Mix { most_loss, because, cites });
    }

    fn most_loss(&self, node: &Node, reader: &mut Reader) -> Option<MostLoss> {
        let mapping = reader.mapping(node, "an entry of `most_loss`", &["when", "fit"])?;
        let fit = reader.require(mapping, "fit", "an entry of `most_loss`");
        let fit = fit.and_then(|node| reader.whole(node, "`fit`", 0..=100));
        let when = match mapping.get("when") {
            Some(node) => Condition::read(node, &self.fields, reader),
            None => Some(Condition::All(Vec::new())),
        };
        Some(MostLoss { when: when?, fit: u8::try_from(fit?).ok()? })
    }
}
