//! "Did you mean": the nearest known name to a mistyped one.

/// Nothing is near to a text longer than this; no name is.
const LONGEST: usize = 100;

/// Returns the candidate that is nearest to `typed`, when it is near enough to be meant: at most a
/// third of the letters differ (Damerau-Levenshtein distance, case ignored), or it is the one
/// candidate that has what was typed among its words, as `compute.gpu` has `gpu`.
pub fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if typed.len() > LONGEST {
        return None;
    }
    let typed = typed.to_lowercase().replace([' ', '_'], "-");
    let candidates: Vec<&str> = candidates.into_iter().collect();
    let near =
        candidates.iter().filter_map(|candidate| Some((distance(&typed, candidate)?, candidate)));
    match near.min_by_key(|(distance, _)| *distance) {
        Some((_, candidate)) => Some(candidate),
        None => only_with_word(&typed, &candidates),
    }
}

/// Returns by how many letters a candidate differs, unless these are too many.
fn distance(typed: &str, candidate: &str) -> Option<usize> {
    let most = (candidate.chars().count().max(typed.chars().count()) / 3).max(1);
    let candidate = candidate.to_lowercase().replace('_', "-");
    Some(strsim::damerau_levenshtein(typed, &candidate)).filter(|distance| *distance <= most)
}

/// Returns the one candidate that has what was typed among its words.
fn only_with_word<'a>(typed: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let word = format!(".{}.", typed.replace('-', "."));
    let mut found = candidates.iter().filter(|candidate| {
        format!(".{}.", candidate.replace(['_', '-', '/'], ".")).contains(&word)
    });
    match (found.next(), found.next()) {
        (Some(only), None) if !typed.is_empty() => Some(only),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_typing_mistake_finds_its_word() {
        assert_eq!(nearest("burtsy", ["steady", "bursty"]), Some("bursty"));
        assert_eq!(nearest("Bursty", ["steady", "bursty"]), Some("bursty"));
        assert_eq!(
            nearest("requests per month", ["requests_per_month"]),
            Some("requests_per_month")
        );
    }

    #[test]
    fn a_bare_field_name_finds_its_full_id() {
        assert_eq!(nearest("gpu", ["compute.gpu", "compute.style"]), Some("compute.gpu"));
    }

    #[test]
    fn a_word_of_a_name_finds_it_if_no_other_name_has_it() {
        let options = ["small-boat", "balloon", "night-train"];
        assert_eq!(nearest("boat", options), Some("small-boat"));
        assert_eq!(nearest("Train", options), Some("night-train"));
        assert_eq!(
            nearest("residency", ["compliance.data_residency", "compliance.regimes"]),
            Some("compliance.data_residency")
        );
        assert_eq!(
            nearest("compliance", ["compliance.data_residency", "compliance.regimes"]),
            None
        );
        assert_eq!(
            nearest("serve", ["machines-that-serve-all", "serverless"]),
            Some("machines-that-serve-all")
        );
        assert_eq!(nearest("less", ["serverless"]), None);
    }

    #[test]
    fn nothing_is_near_to_an_endless_text() {
        let endless = "a".repeat(1_000_000);
        assert_eq!(nearest(&endless, [endless.as_str()]), None);
    }

    #[test]
    fn nothing_near_means_no_suggestion() {
        assert_eq!(nearest("banana", ["steady", "bursty"]), None);
        assert_eq!(nearest("", ["steady"]), None);
    }
}
