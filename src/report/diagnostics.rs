//! Problems as text: the message, the line it is about with the place marked, and what to do.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Severity, printable};

/// All problems, one below the other, each ending with an empty line. With `styled` the text
/// carries colours.
pub fn render(diagnostics: &[Diagnostic], styled: bool) -> String {
    let renderer = if styled { Renderer::styled() } else { Renderer::plain() };
    diagnostics
        .iter()
        .map(|diagnostic| format!("{}\n\n", renderer.render(&[group(diagnostic)])))
        .collect()
}

fn group(diagnostic: &Diagnostic) -> Group<'_> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(printable(&diagnostic.message)).id(diagnostic.code.name());
    let mut elements: Vec<annotate_snippets::Element<'_>> = Vec::new();
    if let Some(place) = &diagnostic.place {
        let mark = AnnotationKind::Primary
            .span(visible(place.source.text(), &place.span))
            .label(&diagnostic.label);
        let mut snippet = Snippet::source(place.source.text())
            .path(printable(place.source.name()))
            .annotation(mark);
        let elsewhere =
            diagnostic.related.as_ref().filter(|(other, _)| other.source != place.source);
        if let (Some((other, label)), None) = (&diagnostic.related, elsewhere) {
            snippet = snippet.annotation(
                AnnotationKind::Context
                    .span(visible(other.source.text(), &other.span))
                    .label(label),
            );
        }
        elements.push(snippet.into());
        if let Some((other, label)) = elsewhere {
            let mark = AnnotationKind::Context
                .span(visible(other.source.text(), &other.span))
                .label(label);
            elements.push(
                Snippet::source(other.source.text())
                    .path(printable(other.source.name()))
                    .annotation(mark)
                    .into(),
            );
        }
    }
    elements.extend(diagnostic.help.iter().map(|help| Level::HELP.message(printable(help)).into()));
    match elements.is_empty() {
        true => Group::with_title(title),
        false => title.elements(elements),
    }
}

/// The part of a place that is underlined: no more than its first line, and at least one character.
pub(super) fn visible(text: &str, span: &std::ops::Range<usize>) -> std::ops::Range<usize> {
    let slice = text.get(span.clone()).unwrap_or_default();
    let first_line = slice.lines().next().unwrap_or_default();
    let end = span.start + first_line.len();
    match first_line.is_empty() {
        // Past the end of the text there is nothing to underline.
        true => span.start.min(text.len())..span.start.min(text.len()),
        false => span.start..end,
    }
}
