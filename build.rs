//! Records what the YAML parser makes of the files in `rules/`, so that the program need not parse
//! them at every start. `src/yaml/recorded.rs` tells how and reads it back; a test holds what comes
//! of it against the files themselves.

use std::{
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
};

use saphyr_parser::{Event, Parser, ScalarStyle};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=rules");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    for folder in ["rules", "rules/dimensions"] {
        fs::create_dir_all(out.join(folder))?;
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "yaml") {
                let (pieces, texts) =
                    record(&path).map_err(|error| format!("{}: {error}", path.display()))?;
                fs::write(out.join(path.with_extension("pieces")), pieces)?;
                fs::write(out.join(path.with_extension("texts")), texts)?;
            }
        }
    }
    Ok(())
}

fn record(path: &Path) -> Result<(Vec<u8>, String), Box<dyn Error>> {
    let text = fs::read_to_string(path)?;
    let (mut pieces, mut texts) = (Vec::new(), String::new());
    let mut documents = 0;
    for event in Parser::new_from_str(&text) {
        let (event, span) = event?;
        let (kind, scalar) = match &event {
            Event::Scalar(scalar, ScalarStyle::Plain, 0, None) => (0, scalar.as_ref()),
            Event::Scalar(scalar, _, 0, None) => (1, scalar.as_ref()),
            Event::SequenceStart(0, None) => (2, ""),
            Event::MappingStart(0, None) => (3, ""),
            Event::SequenceEnd | Event::MappingEnd => (4, ""),
            Event::DocumentStart(_) if documents == 0 => {
                documents += 1;
                continue;
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => continue,
            Event::Scalar(..)
            | Event::SequenceStart(..)
            | Event::MappingStart(..)
            | Event::Alias(_) => {
                let line = span.start.line();
                return Err(format!(
                    "line {line}: files that are built in have no anchors, aliases and tags"
                )
                .into());
            }
            Event::DocumentStart(_) => return Err("more than one document".into()),
        };
        for number in [kind, span.start.index(), span.end.index(), scalar.len()] {
            pieces.extend(u32::try_from(number)?.to_le_bytes());
        }
        texts.push_str(scalar);
    }
    Ok((pieces, texts))
}
