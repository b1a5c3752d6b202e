//! How many people wrote a repository lately: each once, whatever addresses they used, and no
//! robots.

use std::collections::HashMap;

/// Counts people by the names and mail addresses that they signed with: two signatures are of one
/// person where they share a name or an address.
pub fn count<'s>(signatures: impl IntoIterator<Item = (&'s str, &'s str)>) -> usize {
    let mut people = Groups::default();
    let mut first: HashMap<String, usize> = HashMap::new();
    for (name, mail) in signatures {
        if is_robot(name, mail) {
            continue;
        }
        let person = people.add();
        let name = name.trim().to_lowercase();
        let keys = [format!("name {name}"), format!("mail {}", address(mail))];
        for key in keys.into_iter().filter(|key| key.len() > "name ".len()) {
            let known = *first.entry(key).or_insert(person);
            people.join(known, person);
        }
    }
    people.count()
}

/// Returns an address as far as it tells people apart: GitHub's own have a number in front.
fn address(mail: &str) -> String {
    let mail = mail.trim().to_lowercase();
    match mail.split_once('+') {
        Some((_, user)) if user.ends_with("@users.noreply.github.com") => user.to_owned(),
        _ => mail,
    }
}

/// Tells whether a program signs so.
fn is_robot(name: &str, mail: &str) -> bool {
    const ROBOTS: [&str; 19] = [
        "github",
        "github actions",
        "dependabot",
        "renovate",
        "greenkeeper",
        "snyk",
        "weblate",
        "claude",
        "copilot",
        "cursor agent",
        "google-labs-jules",
        "semantic-release",
        "travis ci",
        "circleci",
        "jenkins",
        "root",
        "ci",
        "deploy",
        "pre-commit-ci",
    ];
    let (name, mail) = (name.trim().to_lowercase(), mail.to_lowercase());
    let user = mail.split('@').next().unwrap_or_default();
    name.contains("[bot]")
        || mail.contains("[bot]")
        || [name.as_str(), user].iter().any(|it| {
            [" bot", "-bot", "_bot", "-ci"].iter().any(|end| it.ends_with(end))
                || it.contains("-bot-")
                || it.starts_with("bot-")
        })
        || ROBOTS.contains(&name.as_str())
        || mail == "noreply@github.com"
        || mail.ends_with("noreply@anthropic.com")
}

/// Sets that are joined.
#[derive(Default)]
struct Groups(Vec<usize>);

impl Groups {
    fn add(&mut self) -> usize {
        self.0.push(self.0.len());
        self.0.len() - 1
    }

    fn root(&self, mut one: usize) -> usize {
        while self.0[one] != one {
            one = self.0[one];
        }
        one
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        self.0[other.max(one)] = one.min(other);
    }

    fn count(&self) -> usize {
        self.0.iter().enumerate().filter(|(index, root)| index == *root).count()
    }
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn each_person_counts_once_and_robots_do_not() {
        let signatures = [
            ("Ada", "ada@example.org"),
            ("Ada", "ada@work.example"),
            ("A. Lovelace", "ada@work.example"),
            ("Grace", "12345+grace@users.noreply.github.com"),
            ("Grace Hopper", "grace@users.noreply.github.com"),
            ("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com"),
            ("Renovate Bot", "renovate@whitesourcesoftware.com"),
            ("Abbot", "abbot@example.org"),
            ("GitHub", "noreply@github.com"),
        ];
        assert_eq!(count(signatures), 3);
        assert_eq!(count([]), 0);
    }
}
