//! How people get the program: archives, the installer and the action, on a folder of artefacts that
//! stands in for where releases are.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::Value as Json;
use tempfile::{TempDir, tempdir};

use crate::{
    effort::is_there,
    process::{package, whereto},
};

const VERSION: &str = env!("CARGO_PKG_VERSION");
const TARGET: &str = "x86_64-unknown-linux-musl";

/// A folder as releases have it, with one archive of the program as it was built for tests.
struct Releases {
    folder: TempDir,
}

impl Releases {
    fn new() -> Self {
        let folder = tempdir().unwrap();
        let tag = folder.path().join(format!("releases/download/v{VERSION}"));
        let built = Path::new(env!("CARGO_BIN_EXE_whereto")).parent().unwrap();
        let mut pack = Command::new(package().join("install/pack"));
        let output = pack.arg(TARGET).arg(built).arg(&tag).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let latest = folder.path().join("releases/latest");
        fs::create_dir(&latest).unwrap();
        let releases = Self { folder };
        releases.sum();
        std::os::unix::fs::symlink(tag, latest.join("download")).unwrap();
        releases
    }

    fn tag(&self) -> PathBuf {
        self.folder.path().join(format!("releases/download/v{VERSION}"))
    }

    fn archive(&self) -> PathBuf {
        self.tag().join(format!("whereto-{TARGET}.tar.gz"))
    }

    /// Writes the checksums.
    fn sum(&self) {
        let mut sum = Command::new("sh");
        sum.args(["-c", "sha256sum -- *.tar.gz > SHA256SUMS"]).current_dir(self.tag());
        assert!(sum.status().unwrap().success());
    }

    fn address(&self) -> String {
        format!("file://{}/releases", self.folder.path().display())
    }

    fn to(&self) -> PathBuf {
        self.folder.path().join("to")
    }

    fn install(&self, env: &[(&str, &str)]) -> Output {
        let mut command = Command::new("sh");
        command.arg(package().join("install/install.sh"));
        command.env("WHERETO_RELEASES", self.address()).env("WHERETO_TO", self.to());
        command.env("WHERETO_TARGET", TARGET).envs(env.iter().copied()).output().unwrap()
    }
}

fn error(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn the_installer_brings_the_program_its_pages_and_completions() {
    if !is_there("sha256sum") {
        return;
    }
    let releases = Releases::new();
    for env in [
        &[][..],
        &[("WHERETO_VERSION", VERSION)],
        &[("WHERETO_VERSION", concat!("v", env!("CARGO_PKG_VERSION")))],
    ] {
        let output = releases.install(env);
        assert!(output.status.success(), "{}", error(&output));
        assert!(error(&output).contains(&format!("Installed whereto {VERSION} in ")));
        let run =
            Command::new(releases.to().join("bin/whereto")).arg("--version").output().unwrap();
        assert_eq!(String::from_utf8_lossy(&run.stdout), format!("whereto {VERSION}\n"));
    }
    let share = releases.to().join("share");
    for file in [
        "man/man1/whereto.1",
        "man/man1/whereto-rules-lint.1",
        "bash-completion/completions/whereto",
        "fish/vendor_completions.d/whereto.fish",
        "zsh/site-functions/_whereto",
    ] {
        assert!(fs::read_to_string(share.join(file)).unwrap().contains("whereto"), "{file}");
    }
    let left = fs::read_dir(releases.to().join("bin")).unwrap().count();
    assert_eq!(left, 1, "something was left beside the program");
}

#[test]
fn the_installer_refuses_what_was_not_released() {
    if !is_there("sha256sum") {
        return;
    }
    let releases = Releases::new();
    let output = releases.install(&[("WHERETO_VERSION", "99.0.0")]);
    assert!(!output.status.success() && error(&output).contains("error: there is no "));
    let mut bytes = fs::read(releases.archive()).unwrap();
    bytes.push(0);
    fs::write(releases.archive(), bytes).unwrap();
    let output = releases.install(&[]);
    assert!(error(&output).contains("is not what was released: its checksum is "));
    assert!(!output.status.success());
    fs::write(releases.tag().join("SHA256SUMS"), "").unwrap();
    let output = releases.install(&[]);
    assert!(!output.status.success() && error(&output).contains("SHA256SUMS does not name "));
    assert!(!releases.to().exists(), "something was installed");
    let output = releases.install(&[("WHERETO_RELEASES", "")]);
    assert!(!output.status.success() && error(&output).contains("WHERETO_RELEASES"));
}

/// The step of the action that installs: the release of its tag, or else what it compiles.
#[test]
fn the_action_takes_the_release_of_its_tag() {
    if !is_there("bash") || !is_there("sha256sum") {
        return;
    }
    let releases = Releases::new();
    let action: Json =
        serde_yaml::from_str(&fs::read_to_string(package().join("action.yml")).unwrap()).unwrap();
    let steps = action["runs"]["steps"].as_array().unwrap();
    let step = steps.iter().find(|step| step["name"] == "Install").unwrap();
    // In place of cargo, which would take minutes.
    let programs = releases.folder.path().join("programs");
    fs::create_dir(&programs).unwrap();
    let cargo = programs.join("cargo");
    fs::write(&cargo, "#!/bin/sh\necho cargo \"$@\"\n").unwrap();
    let executable = <fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o755);
    fs::set_permissions(&cargo, executable).unwrap();
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap());
    let run = |reference: &str| {
        let added = releases.folder.path().join("path");
        fs::write(&added, "").unwrap();
        let mut command = Command::new("bash");
        command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c"]);
        command.arg(step["run"].as_str().unwrap()).env("PATH", &path);
        command.env("ACTION_PATH", package()).env("ACTION_REF", reference);
        command.env("RELEASES", releases.address()).env("TO", releases.to());
        command.env("WHERETO_TARGET", TARGET).env("GITHUB_PATH", &added);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", error(&output));
        let bin = releases.to().join("bin").display().to_string();
        assert_eq!(fs::read_to_string(added).unwrap().trim(), bin);
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    assert_eq!(run(&format!("v{VERSION}")), "");
    assert!(releases.to().join("bin/whereto").is_file());
    for reference in ["main", ""] {
        let said = run(reference);
        assert!(said.contains("is compiled\ncargo install --locked "), "{said}");
    }
    fs::remove_file(releases.archive()).unwrap();
    assert!(run(&format!("v{VERSION}")).contains("cargo install "));
}

/// `cargo binstall` finds what is packed, and both know every target of the release.
#[test]
fn names_of_archives_agree() {
    let manifest = fs::read_to_string(package().join("Cargo.toml")).unwrap();
    assert!(
        manifest.contains("/releases/download/v{ version }/whereto-{ target }{ archive-suffix }")
    );
    assert!(manifest.contains("bin-dir = \"whereto-{ target }/{ bin }{ binary-ext }\""));
    let workflow: Json = serde_yaml::from_str(
        &fs::read_to_string(package().join(".github/workflows/release.yml")).unwrap(),
    )
    .unwrap();
    let built = &workflow["jobs"]["archive"]["strategy"]["matrix"]["include"];
    let built: Vec<&str> =
        built.as_array().unwrap().iter().map(|it| it["target"].as_str().unwrap()).collect();
    assert_eq!(built.len(), 7);
    for target in [
        "x86_64-unknown-linux-musl",
        "aarch64-unknown-linux-musl",
        "x86_64-apple-darwin",
        "aarch64-apple-darwin",
        "x86_64-pc-windows-msvc",
    ] {
        assert!(built.contains(&target), "{target}");
    }
}

/// What a release says of itself is in the changelog.
#[test]
fn the_changelog_has_notes_of_this_version() {
    if !is_there("bash") {
        return;
    }
    let notes = |version: &str| {
        Command::new(package().join("install/notes")).arg(version).output().unwrap()
    };
    let output = notes(VERSION);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{}", error(&output));
    assert!(text.contains("### Added\n") && !text.contains("## ["), "{text}");
    assert!(!notes("99.0.0").status.success());
    assert!(whereto(&["--version"]).succeeds().contains(VERSION));
}
