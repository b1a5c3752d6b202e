//! Repositories that are read: what is found, where, and how far it agrees with what a reader of the
//! repository would answer. Every folder of `tests/scan` is a reduced copy of a public repository,
//! with file names and keys and none of its code; its `reader.yaml` is what a reader answers.

use std::{fmt::Write, fs, path::Path, sync::LazyLock};

use serde_json::Value as Json;
use tempfile::{TempDir, tempdir};
use whereto::{
    assessment::{Engine, Verdict},
    field::{FieldId, Kind, Value},
    interview::{Interview, Order, Reply},
    profile::Profile,
    rulebase::RuleBase,
    source::Source,
};

use crate::{
    corpus::BASE,
    effort,
    process::{golden, package, whereto},
};

/// The fixtures, by name.
static KINDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let folders = fs::read_dir(package().join("tests/scan")).unwrap();
    let mut names: Vec<String> =
        folders.map(|folder| folder.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
});

fn scan(folder: &str) -> Json {
    let printed = whereto(&["-q", "scan", folder, "--format", "json"]).succeeds();
    serde_json::from_str(&printed).unwrap()
}

/// What a reader of a fixture would answer.
fn reader(kind: &str) -> Profile {
    let text =
        fs::read_to_string(package().join(format!("tests/scan/{kind}/reader.yaml"))).unwrap();
    Profile::read(&Source::new(kind, text), &BASE).unwrap()
}

/// The answers that a scan gives, of the whole and of parts, with whether they are proofs.
fn answers(scan: &Json) -> Vec<(String, Json, bool)> {
    let parts = scan["components"].as_array().unwrap();
    let lists = parts.iter().map(|part| &part["answers"]).chain([&scan["answers"]]);
    lists
        .flat_map(|list| list.as_array().unwrap())
        .map(|it| {
            let field = it["field"].as_str().unwrap().to_owned();
            (field, it["value"].clone(), it["strength"] == "proof")
        })
        .collect()
}

/// Whether an answer is what the reader says; of several, whether the reader names each.
fn agrees(field: FieldId, read: &Json, expected: Value) -> bool {
    let text = read.to_string();
    let mut profile = Profile::blank(&BASE);
    profile.set(&BASE, &BASE.fields.get(field).id, &text).unwrap();
    match (profile.answers.get(field).unwrap(), expected) {
        (Value::Several(own), Value::Several(all)) => own & !all == 0,
        (own, expected) => own == expected,
    }
}

/// `SNAPSHOTS=overwrite cargo test` writes the table in `docs/scan.md` anew.
#[test]
fn what_is_proven_is_what_a_reader_answers() {
    let mut table = String::from(
        "\n| repository | a reader answers | of these proven | hinted | proofs | of these as the \
         reader |\n|---|--:|--:|--:|--:|--:|\n",
    );
    let (mut all, mut wrong) = ([0usize; 5], Vec::new());
    for kind in KINDS.iter() {
        let (scan, reader) = (scan(&format!("tests/scan/{kind}")), reader(kind));
        let answers = answers(&scan);
        let (mut proven, mut hinted, mut right) = (0, 0, 0);
        for (field, expected) in reader.answers.known() {
            let id = &BASE.fields.get(field).id;
            let found = |proof: bool| {
                answers.iter().any(|(own, value, is_proof)| {
                    own == id && *is_proof == proof && agrees(field, value, expected)
                })
            };
            proven += usize::from(found(true));
            hinted += usize::from(!found(true) && found(false));
        }
        let proofs = answers.iter().filter(|(.., proof)| *proof);
        for (id, value, _) in proofs.clone() {
            let field = BASE.fields.find(id).unwrap();
            match reader.answers.get(field) {
                Some(expected) if agrees(field, value, expected) => right += 1,
                expected => wrong.push(format!("{kind}: {id}: {value}, a reader: {expected:?}")),
            }
        }
        let asked = reader.answered();
        let about = reader.description.clone().unwrap();
        let row = [asked, proven, hinted, proofs.count(), right];
        let _ = writeln!(
            table,
            "| [{kind}](../tests/scan/{kind}): {about} | {} |",
            row.map(|number| number.to_string()).join(" | ")
        );
        all.iter_mut().zip(row).for_each(|(sum, number)| *sum += number);
    }
    let [asked, proven, hinted, proofs, right] = all;
    let percent = |part: usize, whole: usize| 100.0 * part as f64 / whole as f64;
    let _ = writeln!(
        table,
        "\nOf {asked} answers {proven} are proven and {hinted} hinted ({:.0} %); of {proofs} proofs \
         {right} are what a reader\nanswers ({:.0} %).",
        percent(proven + hinted, asked),
        percent(right, proofs)
    );
    filled_in("agreement", &table);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(percent(proven + hinted, asked) >= 70.0, "{all:?}");
}

/// By default every fourth repository is asked about.
#[test]
fn after_a_scan_seven_questions_are_enough() {
    let engine = Engine::new(&BASE).unwrap();
    let step = if effort::is_all() { 1 } else { 4 };
    for kind in KINDS.iter().step_by(step).filter(|kind| reader(kind).answered() > 0) {
        let asked = questions(kind, &engine);
        assert!(asked.is_some_and(|asked| asked <= 7), "{kind}: {asked:?} questions");
    }
}

/// Compares a part of the page on `scan` with what is worked out.
fn filled_in(part: &str, text: &str) {
    let page = fs::read_to_string(package().join("docs/scan.md")).unwrap();
    let (open, close) = (format!("<!-- {part} -->"), format!("<!-- /{part} -->"));
    let (before, rest) = page.split_once(&open).unwrap();
    let after = rest.split_once(&close).map_or(rest, |(_, after)| after);
    golden("../docs/scan.md", format!("{before}{open}{text}{close}{after}"));
}

#[test]
fn a_library_and_a_tool_have_no_answers() {
    for kind in ["library", "cli-tool"] {
        let scan = scan(&format!("tests/scan/{kind}"));
        assert_eq!(scan["back_end"], false, "{kind}");
        assert_eq!(answers(&scan), [], "{kind}");
    }
}

/// A folder with some files.
fn repository(files: &[(&str, &str)]) -> TempDir {
    let folder = tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn scanned(folder: &Path) -> Json {
    let printed = whereto(&["-q", "scan", ".", "--format", "json"]).within(folder).succeeds();
    serde_json::from_str(&printed).unwrap()
}

/// The answer to a question, with its strength and its first place; none where there is none.
fn answer(scan: &Json, field: &str) -> Option<(Json, String, String)> {
    let list = scan["answers"].as_array().unwrap();
    let found = list.iter().find(|it| it["field"] == field)?;
    let text = |value: &Json| value.as_str().unwrap().to_owned();
    Some((found["value"].clone(), text(&found["strength"]), text(&found["evidence"][0])))
}

/// A proof is of something: none of a thing is not one, and what every function overrides is the
/// memory of none.
#[test]
fn what_is_not_there_is_no_proof() {
    let pod = |gpus: &str| {
        let limits = format!("resources: {{limits: {{nvidia.com/gpu: {gpus}}}}}");
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web}}\n\
             spec: {{template: {{spec: {{containers: [{{name: a, image: b, {limits}}}]}}}}}}\n"
        )
    };
    for (gpus, has) in [("0", false), ("\"0\"", false), ("1", true), ("\"2\"", true)] {
        let folder = repository(&[("web.yaml", &pod(gpus))]);
        assert_eq!(answer(&scanned(folder.path()), "compute.gpu").is_some(), has, "{gpus}");
    }
    let memory = |file: &str, text: &str| {
        let folder = repository(&[(file, text)]);
        let found = answer(&scanned(folder.path()), "compute.memory_mb");
        found.map(|(value, strength, _)| (value.as_u64().unwrap(), strength))
    };
    let serverless = |provider: &str, function: &str| {
        let text = format!(
            "service: x\nprovider: {{name: aws{provider}}}\nfunctions:\n  a: {{handler: x.y{function}}}\n"
        );
        memory("serverless.yml", &text)
    };
    let is = |mb: u64, strength: &str| Some((mb, strength.to_owned()));
    assert_eq!(serverless(", memorySize: 3008", ""), is(3008, "proof"));
    assert_eq!(serverless("", ", memorySize: 128"), is(128, "proof"));
    assert_eq!(serverless(", memorySize: 3008", ", memorySize: 128"), is(128, "hint"));
    assert_eq!(serverless(", memorySize: 256", ", memorySize: \"${self:custom.mem}\""), None);
    let sam = memory(
        "template.yaml",
        "Transform: AWS::Serverless-2016-10-31\nGlobals: {Function: {MemorySize: 3008}}\n\
         Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties: {MemorySize: 128}\n",
    );
    assert_eq!(sam, is(128, "hint"));
}

/// What tells of a cloud is a resource of it, and none of which there are none.
#[test]
fn clouds_and_functions_that_are_not_there_are_not_spoken_of() {
    let of = |resources: &str| {
        repository(&[("main.tf", &format!("provider \"aws\" {{}}\n{resources}"))])
    };
    let machine = "resource \"aws_instance\" \"web\" {\n  ami = \"a\"\n}\n";
    let function = |count: &str| {
        format!(
            "resource \"aws_lambda_function\" \"f\" {{\n  memory_size = 1024\n  count = {count}\n}}\n"
        )
    };
    let both = of(&[machine, &function("1")].concat());
    assert!(!whereto(&["scan", "."]).within(both.path()).succeeds().contains("Azure"));
    let azure = "resource \"azurerm_linux_web_app\" \"a\" {\n  name = \"a\"\n}\n";
    let three = of(&[machine, azure].concat());
    assert!(whereto(&["scan", "."]).within(three.path()).succeeds().contains("and of Azure"));
    for (count, is_there) in [("0", false), ("1", true), ("var.several", true)] {
        let scan = scanned(of(&[&function(count), machine].concat()).path());
        assert_eq!(answer(&scan, "compute.memory_mb").is_some(), is_there, "{count}");
    }
}

/// Containers with functions beside them run on servers only perhaps, whichever tool deploys both.
#[test]
fn functions_beside_containers_are_no_proof_of_servers() {
    let function = "  F:\n    Type: AWS::Lambda::Function\n    Properties: {MemorySize: 1024, Code: {S3Key: k}}\n";
    let service = "  S:\n    Type: AWS::ECS::Service\n    Properties: {LaunchType: FARGATE}\n";
    let platform = |resources: &[&str]| {
        let text = format!("Resources:\n{}", resources.concat());
        let (value, strength, _) =
            answer(&scanned(repository(&[("template.yaml", &text)]).path()), "current.platform")
                .unwrap();
        (value.as_str().unwrap().to_owned(), strength)
    };
    let is = |value: &str, strength: &str| (value.to_owned(), strength.to_owned());
    assert_eq!(platform(&[service]), is("traditional-server", "proof"));
    assert_eq!(platform(&[function]), is("aws-lambda", "proof"));
    assert_eq!(platform(&[function, service]), is("traditional-server", "hint"));
}

/// A function that tidies up beside machines and clusters says nothing of the whole.
#[test]
fn a_helper_beside_machines_is_no_proof_of_functions() {
    let function = "provider \"aws\" {}\nresource \"aws_lambda_function\" \"rotate_logs\" {\n  memory_size = 128\n}\n";
    for beside in [
        "module \"ecs\" {\n  source = \"terraform-aws-modules/ecs/aws\"\n}\n",
        "resource \"aws_eks_cluster\" \"c\" {\n  name = \"c\"\n}\n",
        "resource \"aws_autoscaling_group\" \"web\" {\n  max_size = 3\n}\n",
    ] {
        let text = [function, beside].concat();
        let scan = scanned(repository(&[("main.tf", &text)]).path());
        let platform = answer(&scan, "current.platform");
        assert!(platform.is_none_or(|(value, strength, _)| {
            value == "traditional-server" || strength == "hint"
        }));
        let memory = answer(&scan, "compute.memory_mb");
        assert!(memory.is_none_or(|(_, strength, _)| strength == "hint"), "{beside}");
    }
}

/// Registries that do not care how a name is written find it in any spelling.
#[test]
fn names_of_packages_are_read_as_their_registries_do() {
    let server = "from flask import Flask\napp = Flask(__name__)\napp.run()\n";
    for name in ["SQLAlchemy==2.0", "sqlalchemy", "PyMongo", "pymongo"] {
        let list = format!("Flask\n{name}\n");
        let scan = scanned(repository(&[("requirements.txt", &list), ("app.py", server)]).path());
        assert!(answer(&scan, "data.model").is_some(), "{name}: {scan}");
    }
    for name in ["MongoDB.Driver", "mongodb.driver"] {
        let project = format!(
            "<Project Sdk=\"Microsoft.NET.Sdk.Web\"><ItemGroup><PackageReference Include=\"{name}\" \
             Version=\"3\" /></ItemGroup></Project>"
        );
        let scan = scanned(repository(&[("shop.csproj", &project)]).path());
        assert!(answer(&scan, "data.model").is_some(), "{name}: {scan}");
    }
}

/// Lists of what a program needs may be in a folder of their own, which is no part.
#[test]
fn a_folder_of_requirements_is_of_the_program_beside_it() {
    let django = [
        (
            "manage.py",
            "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n",
        ),
        ("Procfile", "web: gunicorn shop.wsgi\n"),
        ("requirements/production.txt", "Django\ngunicorn\ncelery\npsycopg2\n"),
    ];
    let scan = scanned(repository(&django).path());
    assert_eq!(scan["components"], Json::Array(Vec::new()), "{scan}");
    assert!(answer(&scan, "data.model").is_some(), "{scan}");
}

/// What every generated app holds, and what runs once, is no proof.
#[test]
fn lines_that_every_app_of_a_kind_has_prove_nothing() {
    let phoenix = [
        ("mix.exs", "defp deps do\n  [{:phoenix, \"~> 1.7\"}]\nend\n"),
        ("lib/x_web/endpoint.ex", "use Phoenix.Endpoint, otp_app: :x\n"),
        ("lib/x_web.ex", "def channel do\n  quote do\n    use Phoenix.Channel\n  end\nend\n"),
    ];
    let connections = answer(&scanned(repository(&phoenix).path()), "state.connections");
    assert!(connections.is_none_or(|(_, strength, _)| strength == "hint"));
    let sockets = "provider: {name: aws}\nfunctions: {a: {handler: a.b, events: [{httpApi: '*'}]}}\n\
                   resources: {Resources: {Ws: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: \
                   WEBSOCKET}}}}\n";
    let scan = scanned(repository(&[("serverless.yml", sockets)]).path());
    let connections = answer(&scan, "state.connections");
    assert!(connections.is_none_or(|(value, strength, _)| value != "none" || strength == "hint"));
}

#[test]
fn functions_that_only_events_start_answer_no_requests() {
    let serverless = |event: &str| {
        let text = format!(
            "service: x\nprovider: {{name: aws}}\nfunctions:\n  a: {{handler: x.y, events: [{event}]}}\n"
        );
        answer(&scanned(repository(&[("serverless.yml", &text)]).path()), "state.connections")
    };
    assert_eq!(serverless("sns: t"), None);
    assert!(serverless("httpApi: '*'").is_some());
}

/// A stranger's repository may hold links to whatever is on the machine.
#[cfg(unix)]
#[test]
fn links_are_read_only_within_the_repository() {
    let folder = repository(&[
        ("outside/main.tf", FUNCTION),
        ("r/.git/HEAD", "ref: refs/heads/main\n"),
        ("r/.git/main.tf", FUNCTION),
        ("r/.env.tf", FUNCTION),
        ("r/common/base.tf", FUNCTION),
        ("r/app/notes.txt", ""),
    ]);
    let app = folder.path().join("r/app");
    let read = |target: &str| {
        std::os::unix::fs::symlink(target, app.join("main.tf")).unwrap();
        let scan = scanned(&app);
        fs::remove_file(app.join("main.tf")).unwrap();
        let because =
            scan["left_out"].as_array().unwrap().iter().find(|it| it["path"] == "main.tf");
        let because = because.map(|it| it["because"].as_str().unwrap().to_owned());
        (answer(&scan, "compute.memory_mb").is_some(), because.unwrap_or_default())
    };
    let outside = "a link that leads out of the repository or to what is not read in it";
    for (target, expected) in [
        ("../common/base.tf", (true, "")),
        ("../../outside/main.tf", (false, outside)),
        ("../.git/main.tf", (false, outside)),
        ("../.env.tf", (false, outside)),
        ("/proc/self/mem", (false, if cfg!(target_os = "linux") { outside } else { "" })),
        ("/dev/zero", (false, outside)),
    ] {
        if Path::new(target).is_absolute() && !Path::new(target).exists() {
            continue;
        }
        assert_eq!(read(target), (expected.0, expected.1.to_owned()), "{target}");
    }
    let made = std::process::Command::new("mkfifo").arg(app.join("main.tf")).status();
    if made.is_ok_and(|it| it.success()) {
        let scan = scanned(&app);
        assert_eq!(scan["left_out"][0]["because"], "no regular file");
    }
    let said = whereto(&["scan", "."]).within(&app).exits(0).stderr;
    assert!(said.contains("Left out main.tf: no regular file."), "{said}");
}

const FUNCTION: &str = "provider \"aws\" {\n}\n\nresource \"aws_lambda_function\" \"api\" {\n  \
                        memory_size = 512\n  timeout = var.timeout\n}\nvariable \"timeout\" {\n  \
                        default = 30\n}\n";

#[test]
fn an_answer_has_its_line() {
    let folder = repository(&[("infra/main.tf", FUNCTION)]);
    let scan = scanned(folder.path());
    let memory = answer(&scan, "compute.memory_mb");
    assert_eq!(memory, Some((512.into(), "proof".into(), "infra/main.tf:5".into())));
    let longest = answer(&scan, "compute.max_duration_s");
    assert_eq!(longest, Some((30.into(), "hint".into(), "infra/main.tf:6".into())));
    let text = whereto(&["scan", "."]).within(folder.path()).succeeds();
    assert!(
        text.contains("compute.memory_mb: 512  # infra/main.tf:5  the memory of a function\n"),
        "{text}"
    );
    assert!(!text.contains("\ncompute.max_duration_s"), "{text}");
    let all = whereto(&["scan", ".", "--accept-hints"]).within(folder.path()).succeeds();
    assert!(all.contains("\ncompute.max_duration_s: 30"), "{all}");
}

/// What Terraform reads beside a configuration counts in place of defaults, in its folder alone.
#[test]
fn variables_have_the_values_that_are_set() {
    let variable = "resource \"aws_lambda_function\" \"b\" {\n  memory_size = var.mb\n}\nvariable \"mb\" \
                    {\n  default = 256\n}\n";
    let main = format!("provider \"aws\" {{\n}}\n{variable}");
    let is = |mb: u64, place: &str| Some((Json::from(mb), "proof".to_owned(), place.to_owned()));
    for (files, expected) in [
        (&[][..], is(256, "a/main.tf:4")),
        (&[("a/terraform.tfvars", "# x\nmb = 1024\n")], is(1024, "a/terraform.tfvars:2")),
        (
            &[("a/terraform.tfvars", "mb = 1024\n"), ("a/a.auto.tfvars", "mb = 512\n")],
            is(512, "a/a.auto.tfvars:1"),
        ),
        (
            &[("a/terraform.tfvars.json", "{\n\"mb\": 1024}\n")],
            is(1024, "a/terraform.tfvars.json:2"),
        ),
        (
            &[("a/prod.tfvars", "mb = 1024\n"), ("terraform.tfvars", "mb = 9\n")],
            is(256, "a/main.tf:4"),
        ),
    ] {
        let folder = repository(&[&[("a/main.tf", main.as_str())], files].concat());
        assert_eq!(answer(&scanned(folder.path()), "compute.memory_mb"), expected, "{files:?}");
    }
    let empty = main.replace("default = 256", "type = number");
    let folder = repository(&[("main.tf", &empty), ("terraform.tfvars", "mb = 1024\n")]);
    assert_eq!(
        answer(&scanned(folder.path()), "compute.memory_mb"),
        is(1024, "terraform.tfvars:1")
    );
    // What is looked for may not be there any more.
    let api = "resource \"aws_apigatewayv2_api\" \"a\" {\n  protocol_type = var.kind\n}\nvariable \"kind\" \
               {\n  default = \"WEBSOCKET\"\n}\n";
    for (set, is_held) in [("WEBSOCKET", true), ("HTTP", false)] {
        let set = format!("kind = \"{set}\"\n");
        let main = format!("{main}{api}");
        let folder = repository(&[("main.tf", &main), ("terraform.tfvars", &set)]);
        let found = answer(&scanned(folder.path()), "state.connections");
        assert_eq!(found.is_some_and(|(value, ..)| value == "websocket"), is_held, "{set}");
    }
}

#[test]
fn what_is_written_is_a_profile_with_its_evidence() {
    let folder = repository(&[("main.tf", FUNCTION)]);
    let at = |arguments: &[&str]| whereto(arguments).within(folder.path());
    at(&["scan", "-o", "whereto.yaml"]).exits(0);
    let text = fs::read_to_string(folder.path().join("whereto.yaml")).unwrap();
    let profile = Profile::read(&Source::new("whereto.yaml", text), &BASE).unwrap();
    assert!(profile.answered() >= 3);
    let refused = at(&["scan", "--save", "whereto.yaml"]).refused();
    assert!(refused.contains("exists already"), "{refused}");
    at(&["scan", "--save", "whereto.yaml", "--force"]).exits(0);
    let advised = at(&["advise", "--scan", ".", "--format", "json"]).exits(0).stdout;
    let advised: Json = serde_json::from_str(&advised).unwrap();
    assert_eq!(advised["recommendation"], "aws-lambda");
}

#[test]
fn files_that_contradict_each_other_answer_nothing() {
    let folder = repository(&[
        ("fly.toml", "app = 'shop'\n"),
        ("wrangler.toml", "name = 'shop'\nmain = 'worker.js'\n"),
    ]);
    let scan = scanned(folder.path());
    assert_eq!(answer(&scan, "current.platform"), None);
    let conflict = &scan["conflicts"][0];
    assert_eq!(conflict["field"], "current.platform");
    let places: Vec<&Json> =
        conflict["claims"].as_array().unwrap().iter().map(|it| &it["evidence"][0]).collect();
    assert_eq!(places, ["fly.toml:1", "wrangler.toml:2"]);
    let text = whereto(&["scan", "."]).within(folder.path()).succeeds();
    assert!(text.contains("current.platform: traditional-server (fly.toml:1"), "{text}");
}

#[test]
fn what_is_for_developers_or_of_others_proves_nothing() {
    let package = r#"{"private": true, "scripts": {"start": "node ."}, "dependencies": {"express": "5", "pg": "8"}, "devDependencies": {"socket.io": "4", "puppeteer": "1"}}"#;
    let folder = repository(&[
        ("package.json", package),
        ("node_modules/mongoose/fly.toml", "app = 'x'\n"),
        ("examples/Procfile", "web: x\n"),
        ("docker-compose.dev.yml", "services:\n  db:\n    image: mongo\n"),
        ("compose.yml", "services:\n  db:\n    image: postgres\n"),
        (".github/workflows/shots/Dockerfile", "FROM node\nRUN apt-get install chromium\n"),
        (".env", "DATABASE_URL=mongodb://user:secret@host/db\n"),
        (".gitignore", "made/\n"),
        ("made/serverless.yml", "provider: {name: aws}\nfunctions: {}\n"),
        (".git/HEAD", "ref: refs/heads/main\n"),
    ]);
    let scan = scanned(folder.path());
    let proofs = answers(&scan).into_iter().filter(|(.., proof)| *proof).count();
    assert_eq!(proofs, 0, "{scan}");
    let data = answer(&scan, "data.model");
    assert_eq!(
        data.map(|(value, strength, _)| (value, strength)),
        Some(("relational".into(), "hint".into()))
    );
    let none = answer(&scan, "state.connections").unwrap();
    assert_eq!((none.0, none.1), ("none".into(), "hint".into()));
    let left_out: Vec<&str> = scan["left_out"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["path"].as_str().unwrap())
        .collect();
    assert_eq!(left_out, ["examples", "made", "node_modules"]);
    let all = whereto(&["scan", "."]).within(folder.path()).finish();
    assert!(!all.stdout.contains("secret") && !all.stderr.contains("secret"));
    assert!(all.stderr.contains("Left out node_modules: the code of others."), "{}", all.stderr);
}

#[test]
fn input_that_cannot_be_read_is_left_out_and_named() {
    let folder = repository(&[
        ("fly.toml", "app = 'shop'\n"),
        ("main.tf", "resource \"aws_lambda_function\" \"x\" {\n  memory_size = \n"),
        ("chart/templates/web.yaml", "kind: Deployment\nmetadata: {{ .Values.x }}\n{{- end }}\n"),
        ("render.yaml", "services: [\n - type: web\n"),
        ("vercel.json", "{\"functions\": \n"),
        ("pom.xml", "<project><dependency>"),
        ("Cargo.toml", "[package\n"),
    ]);
    fs::write(folder.path().join("Procfile"), [0xff, 0xfe, 0, 1]).unwrap();
    let huge = "x".repeat(Source::MAX_BYTES + 1);
    fs::write(folder.path().join("serverless.yml"), huge).unwrap();
    let scan = scanned(folder.path());
    let platform = answer(&scan, "current.platform").unwrap();
    assert_eq!((platform.0, platform.1), ("traditional-server".into(), "proof".into()));
    let left_out: Vec<String> = scan["left_out"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| format!("{}: {}", it["path"].as_str().unwrap(), it["because"].as_str().unwrap()))
        .collect();
    golden("golden/scan-left-out.txt", left_out.join("\n") + "\n");
}

#[cfg(unix)]
#[test]
fn links_and_odd_names_lead_nowhere() {
    use std::os::unix::{ffi::OsStrExt, fs::symlink};
    let folder = repository(&[("app/fly.toml", "app = 'shop'\n")]);
    symlink("..", folder.path().join("app/up")).unwrap();
    symlink("gone", folder.path().join("package.json")).unwrap();
    let odd = folder.path().join(std::ffi::OsStr::from_bytes(b"odd\xff"));
    fs::create_dir(&odd).unwrap();
    fs::write(odd.join("Procfile"), "web: serve\n").unwrap();
    let scan = scanned(folder.path());
    assert_eq!(answer(&scan, "current.platform").unwrap().0, "traditional-server");
    let left_out = scan["left_out"].to_string();
    assert!(left_out.contains("a link to a folder"), "{left_out}");
    assert!(left_out.contains("package.json"), "{left_out}");
}

/// What a repository's files are called must not become answers.
#[cfg(unix)]
#[test]
fn names_of_files_are_no_answers() {
    let folder = tempdir().unwrap();
    for name in ["a\nteam.size: 99\nstate.connections: raw-socket #", "b\u{2028}team.size: 98 #"] {
        fs::create_dir(folder.path().join(name)).unwrap();
        fs::write(folder.path().join(name).join("fly.toml"), "app = 'shop'\n").unwrap();
        fs::write(folder.path().join(name).join("package.json"), "{\"private\": true}").unwrap();
    }
    let profile = whereto(&["scan"]).within(folder.path()).succeeds();
    let mut lines = profile.split(['\n', '\u{85}', '\u{2028}', '\u{2029}']);
    assert!(lines.all(|line| !line.trim_start().starts_with("team.size")), "{profile}");
    fs::write(folder.path().join("p.yaml"), &profile).unwrap();
    let advice = whereto(&["advise", "p.yaml", "--format", "json"]).within(folder.path()).finish();
    assert!(advice.stdout.contains("\"traditional-server\""), "{}", advice.stderr);
    assert!(!advice.stdout.contains("\"raw-socket\""), "{}", advice.stdout);
}

#[test]
fn json_may_have_comments() {
    let worker = "// Where \"main\" is.\n{\n  /* {\n */ \"name\": \"a // b\",\n  \"main\": \"a.js\", // ]\n  \
                  \"d1_databases\": [{\"id\": \"\\\"\"}, ],\n}\n";
    let folder = repository(&[("wrangler.jsonc", worker)]);
    let scan = scanned(folder.path());
    let place = |field| answer(&scan, field).map(|(value, _, place)| (value, place));
    assert_eq!(place("current.platform"), Some(("other".into(), "wrangler.jsonc:5".into())));
    assert_eq!(place("data.model"), Some(("relational".into(), "wrangler.jsonc:6".into())));
}

#[test]
fn what_lacks_what_it_needs_tells_nothing_of_others() {
    let package =
        r#"{"private": true, "scripts": {"start": "node ."}, "dependencies": {"express": "5"}}"#;
    // Listeners of Firestore, were it there.
    let folder = repository(&[("package.json", package), ("a.js", "onSnapshot(show)\n")]);
    let found = answer(&scanned(folder.path()), "state.connections");
    assert_eq!(found.map(|(value, ..)| value), Some("none".into()));
}

/// A folder of what programs log holds no source files, and one that does is a part of the product.
#[test]
fn an_app_may_be_called_logs() {
    let folder = repository(&[
        ("manage.py", "import django\n"),
        ("requirements.txt", "django==5.0\nchannels==4.0\n"),
        ("hc/logs/models.py", "from django.db import models\n"),
        ("hc/logs/consumers.py", "from channels.generic.websocket import WebsocketConsumer\n"),
    ]);
    let left_out = scanned(folder.path())["left_out"].clone();
    assert_eq!(left_out.as_array().map(Vec::len), Some(0), "{left_out}");
}

#[test]
fn nothing_comes_of_nothing() {
    let folder = tempdir().unwrap();
    let at = |arguments: &[&str]| whereto(arguments).within(folder.path());
    let text = at(&["scan"]).succeeds();
    assert!(text.contains("No backend found in this repository"), "{text}");
    at(&["advise", "--scan", "."]).exits(3);
    let refused = at(&["scan", "nowhere"]).refused();
    assert!(refused.contains("there is no file `nowhere`"), "{refused}");
    fs::write(folder.path().join("file"), "").unwrap();
    assert!(at(&["scan", "file"]).refused().contains("`file` is not a folder"));
}

#[test]
fn each_part_that_is_deployed_is_a_component() {
    let server = |database: &str| {
        format!(
            r#"{{"private": true, "scripts": {{"start": "node ."}}, "dependencies": {{"express": "5", "{database}": "1"}}}}"#
        )
    };
    let folder = repository(&[
        ("services/orders/package.json", &server("socket.io")),
        ("services/users/package.json", &server("node-cron")),
        (
            "services/mail/serverless.yml",
            "provider:\n  name: aws\nfunctions:\n  send:\n    memorySize: 256\n",
        ),
        ("web/package.json", r#"{"private": true, "dependencies": {"react-dom": "19"}}"#),
    ]);
    let scan = scanned(folder.path());
    let names: Vec<&Json> =
        scan["components"].as_array().unwrap().iter().map(|it| &it["name"]).collect();
    assert_eq!(names, ["mail", "orders", "users"]);
    let architecture = answer(&scan, "compute.architecture").unwrap();
    assert_eq!((architecture.0, architecture.1), ("microservices".into(), "hint".into()));
    let text = whereto(&["scan"]).within(folder.path()).succeeds();
    let profile = Profile::read(&Source::new("scan", text), &BASE).unwrap();
    let parts: Vec<&str> = profile.parts().map(|(name, _)| name).collect::<Vec<_>>();
    assert_eq!(parts, ["mail", "orders", "users"]);
}

/// A text that speaks of a server is none.
#[test]
fn what_a_text_says_is_no_code() {
    let package =
        r#"{"private": true, "scripts": {"start": "node ."}, "dependencies": {"express": "5"}}"#;
    for (code, is_server) in [
        (
            "app.get('/docs', (q, r) => r.send(\"Use: new WebSocketServer({ port: 8080 })\"));",
            false,
        ),
        ("const docs = `\nnew WebSocketServer({ port: 8080 })\n`;", false),
        ("listen(); // new WebSocketServer({ port: 8080 })", false),
        ("const say = \"it's\"; new WebSocketServer({ path: \"/ws\" });", true),
    ] {
        let folder = repository(&[("package.json", package), ("s.js", code)]);
        let found = answer(&scanned(folder.path()), "state.connections").unwrap();
        assert_eq!(found.0 == "websocket", is_server, "{code}");
    }
    // Names of modules and of settings stand in texts.
    let folder = repository(&[
        (
            "manage.py",
            "import os\nos.environ.setdefault(\"DJANGO_SETTINGS_MODULE\", \"x.settings\")\n",
        ),
        ("requirements.txt", "django==5.0\n"),
        (
            "x/settings.py",
            "DATABASES = {\"default\": {\"ENGINE\": \"django.db.backends.postgresql\"}}\n",
        ),
    ]);
    let found = answer(&scanned(folder.path()), "data.model").unwrap();
    assert_eq!((found.0, found.1), ("relational".into(), "proof".into()));
}

/// What is likely of one part is said of it alone, and what is likely of all of them once.
#[test]
fn a_hint_about_one_part_is_about_no_other() {
    let package =
        r#"{"private": true, "scripts": {"start": "node ."}, "dependencies": {"express": "5"}}"#;
    let functions = "service: x\nprovider: {name: aws, timeout: 20}\nfunctions:\n  a: {handler: x.y, events: [s3: b]}\n";
    let folder = repository(&[
        ("api/fly.toml", "app = 'x'\n"),
        ("api/package.json", package),
        ("fn/serverless.yml", functions),
    ]);
    let fields = |list: &Json| -> Vec<String> {
        let list = list.as_array().unwrap().iter();
        list.map(|it| it["field"].as_str().unwrap().to_owned()).collect()
    };
    for arguments in [&[][..], &["--accept-hints"]] {
        let arguments = [&["-q", "scan", ".", "--format", "json"], arguments].concat();
        let scan: Json =
            serde_json::from_str(&whereto(&arguments).within(folder.path()).succeeds()).unwrap();
        assert_eq!(fields(&scan["answers"]), [""; 0], "{scan}");
        let parts = ["api", "fn"].map(|name| {
            let parts = scan["components"].as_array().unwrap();
            let part = parts.iter().find(|part| part["name"] == name).unwrap();
            ["state.connections", "state.in_memory", "compute.max_duration_s"]
                .map(|field| fields(&part["answers"]).iter().any(|it| it == field))
        });
        assert_eq!(parts, [[true, false, false], [false, true, true]], "{scan}");
    }
    let same = repository(&[("a/package.json", package), ("b/package.json", package)]);
    let found = answer(&scanned(same.path()), "state.connections");
    assert_eq!(
        found.map(|(value, strength, _)| (value, strength)),
        Some(("none".into(), "hint".into()))
    );
}

#[test]
fn a_pack_teaches_it_more() {
    let folder = repository(&[
        ("house.toml", "[deploy]\ntarget = \"metal\"\n"),
        ("pack.yaml", "\
pack: {name: house, version: '1', reviewed: 2026-11-01, about: Our own tool}
traces:
  - id: house-tool
    name: our own tool
    files: house.toml
    url: https://example.org/house
    finds:
      - {key: deploy target = metal, marks: service, says: {current.platform: traditional-server}, proof: our own machines run it}
"),
    ]);
    let at = |arguments: &[&str]| whereto(arguments).within(folder.path());
    assert!(at(&["scan"]).succeeds().contains("No backend found"));
    let found = at(&["--pack", "pack.yaml", "scan"]).succeeds();
    assert!(found.contains("house.toml:2  our own machines run it"), "{found}");
    fs::write(
        folder.path().join("bad.yaml"),
        "pack: {name: house, version: '1', reviewed: 2026-11-01, about: Our own tool}\ntraces:\n  - \
         {id: x, name: x, files: 'a[', finds: [{says: {current.platfrom: other}, hint: h, unless: \
         hose}]}\n",
    )
    .unwrap();
    golden("golden/scan-bad-pack.txt", at(&["--pack", "bad.yaml", "scan"]).refused());
}

#[test]
fn people_are_counted_from_the_history() {
    // This repository has one; whoever packs it up may have left it behind.
    let scan = scan(".");
    if package().join(".git").exists() {
        let list = scan["answers"].as_array().unwrap();
        assert!(list.iter().all(|it| it["field"] != "team.size" || it["strength"] == "hint"));
    }
    assert_eq!(
        answer(&scanned(repository(&[("fly.toml", "app = 'x'\n")]).path()), "team.size"),
        None
    );
}

/// Answers what a reader answers and nothing else, as `whereto ask --scan` would be answered, and
/// counts the questions until there is a recommendation, the page with all hints as one; none where
/// there is no recommendation.
fn questions(kind: &str, engine: &Engine<'_>) -> Option<usize> {
    let base = engine.base();
    let text = whereto(&["-q", "scan", &format!("tests/scan/{kind}"), "--accept-hints"]).succeeds();
    let profile = Profile::read(&Source::new(kind, text), base).unwrap();
    let reader = reader(kind);
    let mut interview = Interview::new(engine, profile, Order::Adaptive).after_scan();
    let mut asked = 1;
    while let Some(field) = interview.next().filter(|_| interview.ending().is_none()) {
        let value = reader.answers.get(field).or_else(|| usual(base, field));
        interview.reply(value.map_or(Reply::Skip, Reply::Answer));
        asked += 1;
    }
    let verdict = &interview.standing().assessment.verdict;
    matches!(verdict, Verdict::Recommended(_)).then_some(asked)
}

/// An ordinary answer to what no file tells: the middle of what is typical, and of choices the
/// first that is common.
fn usual(base: &RuleBase, field: FieldId) -> Option<Value> {
    let field = base.fields.get(field);
    Some(match &field.kind {
        Kind::Number(scale) => {
            let (least, most) = scale.typical;
            Value::Number(least.saturating_add(most).checked_div(20.into())?.round())
        }
        Kind::Choice(choices) => {
            let common = (0..choices.len()).find(|choice| field.uncommon >> choice & 1 == 0)?;
            Value::Choice(common as u8)
        }
        Kind::YesNo => Value::YesNo(field.uncommon & 1 == 1),
        Kind::Several(_) => Value::Several(0),
    })
}
