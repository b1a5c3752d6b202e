//! Where reports go: into files whose endings say how, or onto a terminal, long ones through a pager.

use std::{fs, path::Path};

use tempfile::tempdir;

use crate::{
    effort,
    process::{Run, TODAY, package, whereto},
};

fn example(name: &str) -> String {
    package().join("examples").join(name).to_str().unwrap().to_owned()
}

fn within(folder: &Path, arguments: &[&str]) -> Run {
    whereto(arguments).within(folder)
}

/// The words of a command, and names of files with what they start with.
type Case<'c> = (&'c [&'c str], &'c [(&'c str, &'c str)]);

/// The ending of a file stands for the format, in every command that prints a report.
#[test]
fn the_ending_says_the_format() {
    let folder = tempdir().unwrap();
    let profile = example("webhook-receiver.yaml");
    let other = example("b2b-saas.yaml");
    let commands: [Case<'_>; 10] = [
        (
            &["advise", &profile],
            &[
                ("txt", "table"),
                ("json", "json"),
                ("yaml", "yaml"),
                ("yml", "yaml"),
                ("md", "markdown"),
                ("html", "html"),
                ("HTM", "html"),
                ("csv", "csv"),
            ],
        ),
        (&["ask", "--answers", &profile], &[("md", "markdown")]),
        (&["explain", "firebase"], &[("json", "json"), ("md", "markdown")]),
        (&["compare", &profile, &other], &[("html", "html")]),
        (&["cost", &profile], &[("csv", "csv"), ("txt", "table")]),
        (&["precedents", &profile], &[("yaml", "yaml")]),
        (&["check", &profile], &[("sarif", "sarif"), ("xml", "junit"), ("md", "markdown")]),
        (&["rules", "list"], &[("json", "json")]),
        (&["adr", &profile], &[("md", "markdown"), ("html", "html")]),
        (&["rules", "docs"], &[("html", "html"), ("md", "markdown")]),
    ];
    for (command, endings) in commands {
        for (ending, format) in endings {
            let file = format!("report.{ending}");
            let written = within(folder.path(), &[command, &["-o", &file]].concat()).finish();
            let printed =
                within(folder.path(), &[command, &["--format", format]].concat()).finish();
            assert_eq!(written.status, printed.status, "{command:?}\n{}", written.stderr);
            assert_eq!(written.stdout, "", "{command:?}");
            assert!(written.stderr.contains(&format!("Wrote {file}.\n")), "{}", written.stderr);
            let text = fs::read_to_string(folder.path().join(&file)).unwrap();
            assert_eq!(text, printed.stdout, "{command:?} {ending}");
            fs::remove_file(folder.path().join(&file)).unwrap();
        }
    }
}

#[test]
fn what_the_ending_cannot_mean_is_refused_with_what_it_can() {
    let folder = tempdir().unwrap();
    let profile = example("webhook-receiver.yaml");
    let refused = |arguments: &[&str]| {
        within(folder.path(), &[&["advise", &profile], arguments].concat()).refused()
    };
    for (arguments, wanted) in [
        (
            &["-o", "report.docx"][..],
            "`-o report.docx`: the ending of the file stands for no format",
        ),
        (&["-o", "report"], "`-o report`: the ending of the file stands for no format"),
        (&["-o", "r.json", "--format", "html"], "`-o r.json` says json, and `--format` says html"),
        // Formats that this command does not offer.
        (&["-o", "report.sarif"], "the ending of the file stands for no format"),
    ] {
        let stderr = refused(arguments);
        assert!(stderr.contains(wanted), "{stderr}");
        assert!(stderr.contains("endings known here: .txt, .json, .yaml, .yml, .md"), "{stderr}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    // Who says both may call the file as they like.
    let both = ["advise", &profile, "-o", "report.out", "--format", "json"];
    within(folder.path(), &both).exits(0);
    assert!(fs::read_to_string(folder.path().join("report.out")).unwrap().starts_with('{'));
}

#[test]
fn files_are_never_overwritten_unless_told_to() {
    let folder = tempdir().unwrap();
    let profile = example("webhook-receiver.yaml");
    let file = folder.path().join("report.md");
    fs::write(&file, "mine").unwrap();
    let command = ["advise", &profile, "-o", "report.md"];
    let stderr = within(folder.path(), &command).refused();
    assert!(stderr.contains("`report.md` exists already"), "{stderr}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    within(folder.path(), &[&command[..], &["--force"]].concat()).exits(0);
    assert!(fs::read_to_string(&file).unwrap().starts_with("## AWS Lambda for Payment webhooks\n"));
    let stderr = within(folder.path(), &["advise", &profile, "-o", "gone/report.md"]).refused();
    assert!(stderr.contains("there is no folder `gone`"), "{stderr}");
}

/// What cannot be done leaves nothing behind, not even a part.
#[test]
fn nothing_is_written_where_the_input_is_bad() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("bad.yaml"), "traffic: {pattern: spikey}\n").unwrap();
    for file in ["report.json", "report.html"] {
        let stderr = within(folder.path(), &["advise", "bad.yaml", "-o", file]).refused();
        assert!(stderr.contains("spikey"), "{stderr}");
    }
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|it| it.unwrap().path()).collect();
    assert_eq!(left, [folder.path().join("bad.yaml")]);
}

/// Into a pipe goes the whole text, whatever pager people want.
#[test]
fn a_pipe_has_no_pager() {
    let profile = example("webhook-receiver.yaml");
    let plain = whereto(&["advise", &profile, "--full"]).succeeds();
    let paged = whereto(&["advise", &profile, "--full"]).env("PAGER", "false").env("TERM", "xterm");
    assert_eq!(paged.succeeds(), plain);
}

/// Whatever the arguments before it, `--full` tells what `-o report.md` tells.
#[test]
fn full_is_full_in_every_format() {
    let profile = example("webhook-receiver.yaml");
    let full = whereto(&["advise", &profile, "--full"]).succeeds();
    for section in ["Score by dimension", "What speaks for", "Answers (", "Weights: ", "Sources ("]
    {
        assert!(full.contains(section), "no {section} in\n{full}");
    }
    let verbose = whereto(&["advise", &profile, "-v"]).succeeds();
    assert!(verbose.contains("compute/reacts-to-events, guidance"), "{verbose}");
    assert!(!full.contains("compute/reacts-to-events"), "{full}");
    assert!(!full.contains("serverless-overview/components/faas"), "{full}");
}

/// Each source stands once, however many claims of it are cited.
#[test]
fn sources_are_named_once() {
    for arguments in [&["--full"][..], &["--format", "markdown"]] {
        let profile = example("webhook-receiver.yaml");
        let text = whereto(&[&["advise", &profile], arguments].concat()).succeeds();
        let (_, text) = text.rsplit_once("Sources").unwrap();
        let titles = ["What is serverless", "Serverless and Amplify, reading notes"];
        for title in titles {
            assert_eq!(text.matches(title).count(), 1, "{title}\n{text}");
        }
    }
}

/// Whatever is printed for people says when it was made and by which versions, and so does what is
/// printed for scripts.
#[test]
fn every_report_says_what_it_was_made_by() {
    let folder = tempdir().unwrap();
    let [one, other, system] =
        ["webhook-receiver.yaml", "b2b-saas.yaml", "shop-in-parts.yaml"].map(example);
    let record = folder.path().join("decision.yaml");
    let text = fs::read_to_string(&one).unwrap();
    fs::write(&record, format!("expect: aws-lambda\n{text}")).unwrap();
    let record = record.to_str().unwrap();
    let short: &[&str] = &["--samples", "10"];
    let formats: &[&str] =
        if effort::is_all() { &["table", "markdown", "html", "json"] } else { &["html", "json"] };
    for arguments in [
        &[&["advise", &one], short].concat()[..],
        &[&["advise", &one, &other], short].concat(),
        &[&["advise", &system], short].concat(),
        &["cost", &one],
        &["cost", &system],
        &["compare", &one, &other],
        &["compare", &one, "--pack-b", "examples/packs/company-policy"],
        &["check", record],
    ] {
        for format in formats {
            let text = whereto(&[arguments, &["--format", format]].concat()).succeeds();
            let version = env!("CARGO_PKG_VERSION");
            let program = match *format {
                "json" if arguments[0] == "advise" => version.to_owned(),
                "json" => format!("\"tool_version\": \"{version}\""),
                _ => format!("whereto {version}"),
            };
            for wanted in [TODAY, program.as_str(), "1.0.0"] {
                assert!(text.contains(wanted), "{arguments:?} as {format}: no {wanted}\n{text}");
            }
        }
    }
}

/// A record that a folder numbers has its name and format from there.
#[test]
fn a_folder_of_records_names_them() {
    let folder = tempdir().unwrap();
    let profile = example("webhook-receiver.yaml");
    for arguments in [&["-o", "record.md"][..], &["--format", "html"]] {
        let command = [&["adr", &profile, "--dir", "records"], arguments].concat();
        let stderr = within(folder.path(), &command).refused();
        assert!(stderr.contains("`--dir` names the file itself"), "{stderr}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    let page = within(folder.path(), &["adr", &profile, "--format", "html"]).succeeds();
    assert!(page.contains("<h1 ") || page.contains("<h1>"), "{page}");
    assert!(page.contains("Decision Outcome") && page.contains("proposed"), "{page}");
}
