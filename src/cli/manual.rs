//! What help and manual pages say beyond what arguments say of themselves: examples, exit statuses,
//! the environment and files.

/// What there is to say of one command.
pub(crate) struct Page {
    /// The command, such as `rules lint`; empty for the program.
    pub(crate) command: &'static str,
    /// Command lines that can be typed as they stand, each after what it does.
    pub(crate) examples: &'static [(&'static str, &'static str)],
    /// What each exit status means.
    pub(crate) exits: &'static [(&'static str, &'static str)],
    /// The pages of this manual to go on with.
    pub(crate) see: &'static [&'static str],
}

const DONE: (&str, &str) = ("0", "done");
const BAD: (&str, &str) = ("2", "bad usage or unusable input");
pub(crate) const UNDECIDED: (&str, &str) =
    ("3", "no single recommendation: a tie, nothing fits, or nothing is answered");
const INTERRUPTED: (&str, &str) = ("130", "Ctrl-C; the answers so far are saved");

/// The environment that the program looks at.
pub(crate) const ENVIRONMENT: &[(&str, &str)] = &[
    ("NO_COLOR, CLICOLOR, CLICOLOR_FORCE, TERM", "whether --color=auto uses colours"),
    ("LC_ALL, LC_CTYPE, LANG", "whether the terminal shows UTF-8, which lines and bars need"),
    (
        "WHERETO_CONFIG, WHERETO_PROFILE and others",
        "settings, which override those in files; whereto-config(1) lists them",
    ),
    ("WHERETO_PAGER, PAGER, LESS", "the program that pages long output on a terminal"),
    ("TZ", "the time zone of \"today\" where --as-of is not given"),
    ("GITHUB_WORKSPACE", "the folder that the paths in annotations and SARIF are counted from"),
    ("WHERETO_COMPLETE", "set by the scripts of `whereto completions` when a shell asks"),
];

/// The files that the program reads or writes without their being named.
pub(crate) const FILES: &[(&str, &str)] = &[
    (
        "whereto.yaml",
        "where `whereto ask` saves the answers unless --save says otherwise; found upwards up to \
         the top of the repository, it is the profile of commands that are given none",
    ),
    (".whereto/config.yaml", "settings, found in the same way"),
    ("*.whereto.yaml", "the best name for other profiles, since editors recognise it"),
    ("docs/decisions/", "the usual place for decision records; it is read only when named"),
    ("DIR/scenarios/, DIR/decisions/", "what comes with the rule base or pack in DIR"),
];

/// Returns what there is to say of a command.
pub(crate) fn page(command: &str) -> Option<&'static Page> {
    PAGES.iter().find(|page| page.command == command)
}

/// Writes pages as a list: of each the command, what each exit status means, the pages to go on
/// with, and examples as what a command line does and the line.
macro_rules! pages {
    ($($command:literal exits [$($exit:expr),*] see [$($see:literal),*] {
        $($says:literal => $line:literal,)*
    })*) => {
        /// Every command.
        pub(crate) const PAGES: &[Page] = &[$(Page {
            command: $command,
            examples: &[$(($says, $line)),*],
            exits: &[$($exit),*],
            see: &[$($see),*],
        }),*];
    };
}

pages! {
    "" exits [DONE, ("1", "a check, lint or test failed"), BAD, UNDECIDED, INTERRUPTED]
        see ["ask", "advise", "check", "explain"] {
        "Answer questions, and get a recommendation" => "whereto ask",
        "Recommend for the answers in a file" => "whereto advise whereto.yaml",
        "Put the decision on record" => "whereto adr whereto.yaml --dir docs/decisions",
        "See whether it still stands" => "whereto check docs/decisions",
    }
    "init" exits [DONE, BAD] see ["ask", "advise", "schema"] {
        "A blank profile with every question, commented" => "whereto init shop.whereto.yaml",
        "With a schema next to it, so that editors complete and validate" =>
            "whereto init api.whereto.yaml --schema",
    }
    "ask" exits [DONE, BAD, UNDECIDED, INTERRUPTED] see ["init", "advise"] {
        "Ask what whereto.yaml leaves open" => "whereto ask --resume",
        "Start from a profile, and save elsewhere" =>
            "whereto ask --from shop.yaml --save more.yaml",
        "Take the answers from a file, as a script would" => "whereto ask --answers whereto.yaml",
    }
    "advise" exits [("0", "a recommendation for every profile"), BAD, UNDECIDED]
        see ["explain", "cost", "compare", "adr"] {
        "Recommend, with every citation" => "whereto advise whereto.yaml --verbose",
        "What if connections stayed open, and cost counted twice as much?" =>
            "whereto advise whereto.yaml --set state.connections=websocket --weight cost=6",
        "One row per profile in a folder" => "whereto advise services",
        "A page for a browser" => "whereto advise whereto.yaml -o advice.html --force",
    }
    "adr" exits [DONE, BAD, UNDECIDED] see ["advise", "check"] {
        "Print a record" => "whereto adr whereto.yaml",
        "Add it to the others, under the next number" =>
            "whereto adr whereto.yaml --dir docs/decisions",
        "Replace the first of them, which is marked as superseded" =>
            "whereto adr whereto.yaml --dir docs/decisions --supersedes 1",
    }
    "check" exits [("0", "every decision stands"), ("1", "a decision no longer stands or fails a gate"), BAD]
        see ["adr", "compare"] {
        "Check all records in a folder" => "whereto check docs/decisions",
        "Also fail if a decision is weaker or costs too much" =>
            "whereto check --strict --max-monthly-cost 500 docs/decisions",
        "Annotate a pull request on GitHub" => "whereto check --format github docs/decisions",
    }
    "explain" exits [DONE, BAD] see ["advise", "rules", "rules-list"] {
        "What a question asks, and which rules look at it" => "whereto explain state.connections",
        "Why a rule did not fire" => "whereto explain traffic/always-busy --profile whereto.yaml",
    }
    "compare" exits [DONE, BAD] see ["advise", "cost"] {
        "What differs between two projects" => "whereto compare shop.yaml whereto.yaml",
        "Which recommendations change with other prices" =>
            "whereto compare --prices-b prices.yaml services",
    }
    "cost" exits [DONE, BAD] see ["advise", "compare"] {
        "Line by line" => "whereto cost whereto.yaml",
        "When traffic grows" => "whereto cost whereto.yaml --growth 8%/month --months 24",
        "For a spreadsheet" => "whereto cost whereto.yaml --format csv",
        "In euros" => "whereto cost whereto.yaml --currency EUR --rate 0.92",
    }
    "precedents" exits [DONE, BAD] see ["advise"] {
        "The five most similar decisions" => "whereto precedents whereto.yaml --limit 5",
    }
    "rules" exits [DONE, ("1", "a lint, test or coverage check failed"), BAD]
        see ["rules-lint", "rules-test", "explain"] {
        "The rules about traffic" => "whereto rules list --dimension traffic",
        "Whether a pack holds together" => "whereto rules lint --pack company-policy",
        "Whether its scenarios come out as they should" =>
            "whereto rules test --pack company-policy",
    }
    "rules lint" exits [("0", "nothing was found"), ("1", "something was found"), BAD]
        see ["rules-coverage", "rules-test"] {
        "Lint the built-in rule base" => "whereto rules lint --as-of 2026-11-21",
        "With a pack, for code scanning" =>
            "whereto rules lint --pack company-policy --format sarif",
    }
    "rules calibrate" exits [DONE, BAD] see ["rules-lint", "precedents"] {
        "Propose points from your own decisions" =>
            "whereto rules calibrate --decisions docs/decisions",
    }
    "rules docs" exits [DONE, BAD] see ["explain", "rules-list"] {
        "As a page for a browser" => "whereto rules docs --format html > rules.html",
    }
    "rules coverage" exits [("0", "every claim is accounted for"), ("1", "some are not"), BAD]
        see ["rules-lint", "rules-test"] {
        "Which claims nothing cites" => "whereto rules coverage",
        "And which rules no scenario exercises" => "whereto rules coverage --scenarios",
    }
    "rules list" exits [DONE, BAD] see ["explain", "rules-docs"] {
        "Rules about latency, with every citation" => "whereto rules list --dimension latency -v",
        "What a pack changed, and why" => "whereto rules list --pack company-policy",
    }
    "rules test" exits [("0", "all came out as they should"), ("1", "some did not"), BAD]
        see ["rules-coverage", "rules-lint"] {
        "The scenarios of the rule base" => "whereto rules test",
        "Those of a pack, for a CI system" =>
            "whereto rules test --pack company-policy --format junit",
    }
    "config" exits [DONE, BAD] see ["advise", "check"] {
        "What is in force here, and why" => "whereto config",
        "Without what the environment sets" => "env -u WHERETO_PACKS whereto config",
    }
    "scan" exits [DONE, BAD] see ["ask", "advise", "measure"] {
        "Read the repository in this folder" => "whereto scan > scanned.whereto.yaml",
        "Also count what is only likely, as JSON" => "whereto scan --accept-hints --format json",
    }
    "measure" exits [DONE, BAD] see ["advise", "ask"] {
        "A profile with what a log says" => "whereto measure access.log > measured.whereto.yaml",
        "Merge it into a profile, and get advice" =>
            "whereto measure access.log --into whereto.yaml --save whereto.yaml --force && whereto advise",
    }
    "schema" exits [DONE, BAD] see ["init"] {
        "For profiles, with the questions of a pack" =>
            "whereto schema profile --pack company-policy",
    }
    "skill" exits [DONE, BAD] see ["advise", "schema"] {
        "For assistants that look for skills in a folder" =>
            "mkdir -p .claude/skills/whereto && whereto skill > .claude/skills/whereto/SKILL.md",
    }
    "mcp" exits [("0", "the client hung up"), BAD] see ["skill", "advise"] {
        "In the settings of a client" =>
            r#"{"mcpServers": {"whereto": {"command": "whereto", "args": ["mcp"]}}}"#,
    }
    "completions" exits [DONE, BAD] see ["man"] {
        "Bash: put this into ~/.bashrc" => "source <(whereto completions bash)",
        "Zsh: put this into ~/.zshrc, after compinit" => "source <(whereto completions zsh)",
        "Fish" => "whereto completions fish > ~/.config/fish/completions/whereto.fish",
        "PowerShell: put this into $PROFILE" =>
            "whereto completions powershell | Out-String | Invoke-Expression",
    }
    "man" exits [DONE, BAD] see ["completions"] {
        "Read the page of a command" => "whereto man advise | man -l -",
        "Write all pages" => "whereto man --dir man1",
    }
}
