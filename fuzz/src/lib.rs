//! What is fuzzed: everything that reads what others wrote, and all that is done with it once it is
//! read. Each target makes its input of the bytes, by changing what is right in a few places, and
//! stops where a law does not hold.

mod tree;

use std::sync::{Arc, LazyLock, atomic::AtomicU64, atomic::Ordering::Relaxed};

use arbitrary::{Result, Unstructured};
use serde_yaml::Value;
use whereto::{
    Advised, Engine, Files, Problems, Profile, RuleBase, Settings, Source,
    advice::Advice,
    decision::{
        self,
        check::{Checker, Terms},
        gates::Gates,
        record::Record,
        status, write,
    },
    document::{Detail, ToDocument, html, markdown, terminal},
    measure::{Logs, Proof, Reading},
    problem::text::{Look, render},
    profile,
    scan::{Scanner, conclude},
};

/// The targets, by name.
pub const TARGETS: [(&str, fn(&[u8])); 6] = [
    ("logs", logs),
    ("packs", packs),
    ("prices", prices),
    ("profiles", profiles),
    ("records", records),
    ("repositories", repositories),
];

/// How many inputs were read to the end, and not refused.
pub static READ: AtomicU64 = AtomicU64::new(0);

macro_rules! texts {
    ($($file:literal),+ $(,)?) => { &[$(include_str!(concat!("../../", $file))),+] };
}

const PROFILES: &[&str] = texts![
    "examples/b2b-saas.yaml",
    "examples/hospital-records.yaml",
    "examples/image-pipeline.yaml",
    "examples/internal-tool.yaml",
    "examples/mobile-mvp.yaml",
    "examples/multiplayer-game.yaml",
    "examples/shop-in-parts.yaml",
    "examples/trading-gateway.yaml",
    "examples/webhook-receiver.yaml",
];

const PRICES: &str = include_str!("../../rules/prices.yaml");
const QUESTIONS: &str = include_str!("../../rules/questions.yaml");

static BASE: LazyLock<RuleBase> = LazyLock::new(|| RuleBase::shipped().expect("it is checked"));
static ENGINE: LazyLock<Engine<'static>> =
    LazyLock::new(|| Engine::new(&BASE).expect("it is checked"));
static WORDS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let texts: Vec<&str> = PROFILES.iter().copied().chain([QUESTIONS]).collect();
    tree::words(&texts)
});

fn settings() -> Settings {
    Settings { samples: 10, ..Settings::default() }
}

/// Reads bytes as a file is read.
fn source(name: &str, bytes: Vec<u8>) -> Option<Arc<Source>> {
    match Source::from_bytes(name, bytes) {
        Ok(source) => Some(source),
        Err(problem) => {
            refused(&problem.into());
            None
        }
    }
}

/// What is refused says why, and no word of it is a command for a terminal.
fn refused(problems: &Problems) {
    let text = render(problems, Look { width: Some(80), ..Look::default() });
    assert!(!text.trim().is_empty());
    let acts = |it: char| it.is_control() && it != '\n' || ('\u{202a}'..='\u{202e}').contains(&it);
    assert!(!text.contains(acts), "{text:?}");
}

/// What is printed has no commands for a terminal in it, and in JSON reads as it was.
fn print<R: serde::Serialize + ToDocument>(report: &R) {
    let document = report.document(Detail::Verbose);
    let texts = [
        terminal::render(&document, terminal::Screen::PLAIN),
        markdown::render(&document, 2),
        html::page(&document),
    ];
    for text in texts {
        assert!(!text.contains(|it: char| it.is_control() && !"\n\t".contains(it)), "{text:?}");
    }
    let json = serde_json::to_string(report).expect("a report is JSON");
    let value: serde_json::Value = serde_json::from_str(&json).expect("JSON reads");
    let yaml: serde_json::Value =
        serde_yaml::from_str(&whereto::yaml::write(&value)).expect("YAML reads");
    assert_eq!(yaml, value);
}

/// Profiles, and the advice on them.
pub fn profiles(data: &[u8]) {
    let _ = profiles_of(&mut Unstructured::new(data));
}

fn profiles_of(data: &mut Unstructured<'_>) -> Result<()> {
    let text = tree::changed(data.choose(PROFILES)?, &WORDS, data)?;
    let Some(source) = source("profile.yaml", text) else { return Ok(()) };
    let profile = match Profile::read(&source, &BASE) {
        Ok(profile) => profile,
        Err(problems) => {
            refused(&problems);
            return Ok(());
        }
    };
    READ.fetch_add(1, Relaxed);
    let written = profile::text(&BASE, &profile);
    let again = Profile::read(&Source::new("again.yaml", &written), &BASE);
    let again = again.unwrap_or_else(|problems| panic!("{}\n{written}", problems[0].message));
    assert_eq!(again.answers, profile.answers, "{written}");
    assert_eq!(again.weights, profile.weights, "{written}");
    match Advised::new(&ENGINE, profile, &settings()) {
        Advised::Project(advice) => print(&advice.report()),
        Advised::System(system) => print(&system.report()),
    }
    Ok(())
}

const PACKS: [&[&str]; 2] = [
    texts!["examples/packs/company-policy/pack.yaml"],
    texts![
        "examples/packs/managed-containers/pack.yaml",
        "examples/packs/managed-containers/prices.yaml",
        "examples/packs/managed-containers/rules.yaml",
        "examples/packs/managed-containers/sources.yaml",
    ],
];

/// Rule packs, and what they make of a profile.
pub fn packs(data: &[u8]) {
    let _ = packs_of(&mut Unstructured::new(data));
}

fn packs_of(data: &mut Unstructured<'_>) -> Result<()> {
    let pack = data.choose(&PACKS)?;
    let words = tree::words(pack);
    let mut sources = Vec::new();
    for text in *pack {
        let Some(source) = source("pack.yaml", tree::changed(text, &words, data)?) else {
            return Ok(());
        };
        sources.push(source);
    }
    load(&Files { packs: vec![sources], ..Files::default() }, data)
}

/// Price books, and what they make of a profile.
pub fn prices(data: &[u8]) {
    let _ = prices_of(&mut Unstructured::new(data));
}

fn prices_of(data: &mut Unstructured<'_>) -> Result<()> {
    static WORDS: LazyLock<Vec<Value>> = LazyLock::new(|| tree::words(&[PRICES]));
    let text = tree::changed(PRICES, &WORDS, data)?;
    let Some(source) = source("prices.yaml", text) else { return Ok(()) };
    load(&Files { prices: Some(source), ..Files::default() }, data)
}

fn load(files: &Files, data: &mut Unstructured<'_>) -> Result<()> {
    let base = match RuleBase::read(files) {
        Ok(base) => base,
        Err(problems) => {
            refused(&problems);
            return Ok(());
        }
    };
    let engine = match Engine::new(&base) {
        Ok(engine) => engine,
        Err(problem) => {
            refused(&problem.into());
            return Ok(());
        }
    };
    READ.fetch_add(1, Relaxed);
    let text = data.choose(PROFILES)?;
    if let Ok(profile) = Profile::read(&Source::new("profile.yaml", *text), &base) {
        match Advised::new(&engine, profile, &settings()) {
            Advised::Project(advice) => print(&advice.report()),
            Advised::System(system) => print(&system.report()),
        }
    }
    Ok(())
}

/// The front matter of records, of every example that is one project.
static RECORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let record = |text: &&str| {
        let profile = Profile::read(&Source::new("profile.yaml", *text), &BASE).ok()?;
        if !profile.components.is_empty() {
            return None;
        }
        let advice = Advice::new(&ENGINE, profile, &settings());
        let record = Record::new(&advice, Some(advice.confidence()));
        let day = jiff::civil::date(2026, 11, 21);
        Some(write::front_matter(&record, &BASE, advice.profile(), day))
    };
    PROFILES.iter().filter_map(|text| record(text)).collect()
});

/// Decision records, and whether they stand.
pub fn records(data: &[u8]) {
    let _ = records_of(&mut Unstructured::new(data));
}

fn records_of(data: &mut Unstructured<'_>) -> Result<()> {
    let record = data.choose(&RECORDS)?;
    let yaml = record.trim().trim_start_matches("---").trim_end_matches("---");
    let mut bytes = b"---\n".to_vec();
    bytes.extend(tree::changed(yaml, &WORDS, data)?);
    bytes.extend(b"\n---\n\n# A title\n\n## Status\n\nAccepted\n");
    if data.ratio(1, 8)? {
        tree::spoil(&mut bytes, data)?;
    }
    let Some(source) = source("0001-record.md", bytes) else { return Ok(()) };
    if let Ok(text) = status::supersede(&source, "0002-other.md") {
        let again = Source::new("0001-record.md", &text);
        assert!(status::supersede(&again, "0003-third.md").is_err(), "{text}");
        if let Ok(Some(decision)) = decision::read::read(&again) {
            assert_eq!(decision.retired, Some("superseded"), "{text}");
        }
    }
    let terms = Terms { weaker_by: 1, gates: Gates::default() };
    match decision::read::read(&source) {
        Ok(Some(decision)) => match (Checker { engine: &ENGINE, terms: &terms, look: None }).record(&decision) {
            Ok(finding) => {
                READ.fetch_add(1, Relaxed);
                assert!(!finding.words.is_empty());
            }
            Err(problems) => refused(&problems),
        },
        // A record that cannot be read does not pass for none.
        Ok(None) => assert!(!source.text().contains("\n  form: whereto/decision/"), "{}", source.text()),
        Err(problems) => refused(&problems),
    }
    Ok(())
}

const LINES: [&str; 5] = [
    r#"203.0.113.9 - - [01/Oct/2026:13:55:36 +0000] "GET /cart HTTP/1.1" 200 5120 "-" "curl/8.5" 0.084"#,
    r#"{"time":"2026-10-01T13:55:36Z","status":200,"duration":0.084,"bytes":5120,"method":"GET"}"#,
    r#"http 2026-10-01T13:55:36.186641Z app/lb/50dc6c495c0c9188 192.168.131.39:2817 10.0.0.1:80 0.000 0.001 0.000 200 200 34 366 "GET http://example.com:80/ HTTP/1.1" "curl/8.5" - - arn:aws:x "Root=1-58337262" "-" "-" 0 2026-10-01T13:55:36.1Z "forward" "-" "-" "10.0.0.1:80" "200" "-" "-""#,
    "#Fields: date time x-edge-location sc-bytes c-ip cs-method",
    r#"{"httpRequest":{"requestMethod":"GET","status":200,"latency":"0.084s","responseSize":"5120"},"timestamp":"2026-10-01T13:55:36.1Z"}"#,
];

/// Access logs, and what they prove.
pub fn logs(data: &[u8]) {
    let _ = logs_of(&mut Unstructured::new(data));
}

fn logs_of(data: &mut Unstructured<'_>) -> Result<()> {
    let mut log = Vec::new();
    for _ in 0..data.int_in_range(1..=12)? {
        let mut line = data.choose(&LINES)?.as_bytes().to_vec();
        if data.ratio(1, 2)? {
            // Digits are what most of a line is made of.
            let digits: Vec<usize> = (0..line.len()).filter(|at| line[*at].is_ascii_digit()).collect();
            for _ in 0..data.int_in_range(0..=3)? {
                if !digits.is_empty() {
                    line[*data.choose(&digits)?] = b'0' + data.int_in_range(0..=9)?;
                }
            }
        }
        if data.ratio(1, 3)? {
            tree::spoil(&mut line, data)?;
        }
        log.extend(line);
        log.extend(if data.ratio(1, 8)? { &b"\r\n"[..] } else { b"\n" });
    }
    let reading = Reading::new(None, None);
    let read = |blocks: &[&[u8]]| {
        // Without a map no column can be missing.
        let context = reading.start(&log).unwrap_or_else(|problem| panic!("{problem:?}"));
        let (mut logs, mut context) = (Logs::default(), context);
        for block in blocks {
            let tally = reading.block(block, &context, &mut logs.summary);
            logs.count("access.log", &tally);
            context = context.after(block);
        }
        logs
    };
    let logs = read(&[&log]);
    let ends: Vec<usize> = (1..=log.len()).filter(|end| log[end - 1] == b'\n').collect();
    let (one, other) = log.split_at(*data.choose(&ends)?);
    assert_eq!(logs, read(&[one, other]));
    let line = logs.to_line().expect("a summary is written");
    let again = Logs::from_line(&line).expect("and read");
    assert_eq!(again.to_line().ok().as_ref(), Some(&line));
    if logs.summary.requests() > 0 {
        READ.fetch_add(1, Relaxed);
    }
    let _ = Proof::new(&logs.summary, 1.0, &BASE.patterns);
    Ok(())
}

const REPOSITORY: [(&str, &str); 12] = [
    ("package.json", "{\"dependencies\": {\"express\": \"4\", \"pg\": \"8\", \"socket.io\": \"4\"}, \"engines\": {\"node\": \"20\"}}"),
    ("serverless.yml", "provider: {name: aws, runtime: nodejs20.x, memorySize: 512, timeout: 30}\nfunctions:\n  a: {handler: a.b, events: [{httpApi: '*'}, {sqs: x}]}\n"),
    ("template.yaml", "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties: {MemorySize: 256, Timeout: !Ref T}\n"),
    ("firebase.json", "{\"firestore\": {\"rules\": \"x\"}, \"functions\": [{\"source\": \"f\"}]}"),
    ("docker-compose.yml", "services:\n  db: {image: postgres:16}\n  web: {build: ., ports: ['80:80'], deploy: {replicas: 3}}\n"),
    ("main.tf", "resource \"aws_lambda_function\" \"f\" {\n  memory_size = 512\n  timeout = var.t\n}\nresource \"aws_db_instance\" \"d\" { engine = \"postgres\" multi_az = true }\n"),
    ("terraform.tfvars", "t = 900\nm = \"512\"\n"),
    ("server.js", "const a = new WebSocketServer({ port: 8080 }); // Upgrader{\nf(`new WebSocket.Server(${1})`, 'it\\'s');\n"),
    ("Dockerfile", "FROM node:20\nRUN npm ci\nEXPOSE 8080\nCMD [\"node\", \"a.js\"]\n"),
    ("pom.xml", "<project><dependencies><dependency><groupId>org.postgresql</groupId><artifactId>postgresql</artifactId></dependency></dependencies></project>"),
    ("requirements.txt", "fastapi==0.110\nboto3>=1\npsycopg2-binary\n"),
    ("Cargo.toml", "[dependencies]\naxum = \"0.7\"\nsqlx = { version = \"0.7\", features = [\"postgres\"] }\n"),
];

/// Repositories that are scanned.
pub fn repositories(data: &[u8]) {
    let _ = repositories_of(&mut Unstructured::new(data));
}

fn repositories_of(data: &mut Unstructured<'_>) -> Result<()> {
    static SCANNER: LazyLock<Scanner<'static>> = LazyLock::new(|| Scanner::new(&BASE));
    static WORDS: LazyLock<Vec<Value>> =
        LazyLock::new(|| tree::words(&REPOSITORY.map(|(_, text)| text)));
    let (mut sightings, mut settings) = (Vec::new(), Vec::new());
    for _ in 0..data.int_in_range(1..=5)? {
        let (name, text) = data.choose(&REPOSITORY)?;
        let folder = data.choose(&["", "web/", "services/api/", "a b/\u{202e}/"])?;
        let text = if data.ratio(1, 2)? {
            tree::changed(text, &WORDS, data)?
        } else {
            let mut bytes = text.as_bytes().to_vec();
            tree::spoil(&mut bytes, data)?;
            bytes
        };
        let path = format!("{folder}{name}");
        let text = String::from_utf8_lossy(&text).into_owned();
        if SCANNER.wants(&path) {
            match SCANNER.look(&path, &text) {
                Ok(found) => sightings.extend(found),
                Err(why) => assert!(!why.is_empty()),
            }
            settings.extend(SCANNER.settings(&path, &text).unwrap_or_default());
        }
    }
    if data.ratio(1, 4)? {
        sightings.extend(SCANNER.look_at_history(data.int_in_range(0..=100_000)?));
    }
    READ.fetch_add(u64::from(!sightings.is_empty()), Relaxed);
    let scan = conclude(&SCANNER, sightings, &settings, "fuzz");
    drop(scan);
    Ok(())
}
