//! Dockerfiles: the instructions of the last stage, which is what is shipped, and of the stages
//! that it starts from; those of other stages are found below `build`.

use parse_dockerfile::{Dockerfile, Instruction, Stage};

use crate::scan::fact::Facts;

pub(super) fn read(text: &str) -> Result<Facts, String> {
    let file =
        parse_dockerfile::parse(text).map_err(|error| format!("this is no Dockerfile: {error}"))?;
    let shipped = shipped(&file);
    let mut facts = Facts::default();
    for (number, stage) in file.stages().enumerate() {
        if shipped.contains(&number) {
            instructions(&mut facts, &stage, text);
        } else {
            let at = stage.from.from.span.start;
            facts.within("build", at, |facts| instructions(facts, &stage, text));
        }
    }
    Ok(facts)
}

/// Returns the numbers of the stages that what is shipped is made of.
fn shipped(file: &Dockerfile<'_>) -> Vec<usize> {
    let stages: Vec<Stage<'_, '_>> = file.stages().collect();
    let named = |name: &str| {
        let is_it = |stage: &Stage<'_, '_>| {
            stage.from.as_.as_ref().is_some_and(|(_, own)| own.value.eq_ignore_ascii_case(name))
        };
        stages.iter().position(is_it)
    };
    let mut shipped = Vec::new();
    let mut next = stages.len().checked_sub(1);
    while let Some(number) = next.filter(|number| !shipped.contains(number)) {
        shipped.push(number);
        next = stages.get(number).and_then(|stage| named(&stage.from.image.value));
    }
    shipped
}

fn instructions(facts: &mut Facts, stage: &Stage<'_, '_>, text: &str) {
    let from = stage.from;
    facts.add("FROM", Some(&from.image.value), from.from.span.start);
    for instruction in stage.instructions {
        let (name, keyword) = match instruction {
            Instruction::Cmd(it) => ("CMD", &it.cmd),
            Instruction::Entrypoint(it) => ("ENTRYPOINT", &it.entrypoint),
            Instruction::Expose(it) => ("EXPOSE", &it.expose),
            Instruction::Healthcheck(it) => ("HEALTHCHECK", &it.healthcheck),
            Instruction::Run(it) => ("RUN", &it.run),
            Instruction::Volume(it) => ("VOLUME", &it.volume),
            _ => continue,
        };
        let rest = text.get(keyword.span.end..).unwrap_or_default();
        facts.add(name, Some(&logical_line(rest)), keyword.span.start);
    }
}

/// Returns the rest of an instruction, which goes on where a line ends in a backslash.
fn logical_line(text: &str) -> String {
    let mut whole = String::new();
    for line in text.lines() {
        let is_comment = line.trim_start().starts_with('#');
        let continued = line.trim_end().strip_suffix('\\');
        if !is_comment {
            whole.push_str(continued.unwrap_or(line));
            whole.push(' ');
        }
        if continued.is_none() && !is_comment {
            break;
        }
    }
    whole.split_whitespace().collect::<Vec<_>>().join(" ")
}
