//! "Did you mean": the nearest known name to a mistyped one.

/// The candidate that is nearest to `typed`, when it is near enough to be meant: at most a third of the letters
/// differ (Damerau-Levenshtein distance, case ignored), or it is the one candidate whose last dotted part was typed.
pub fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase().replace([' ', '_'], "-");
    let candidates: Vec<&str> = candidates.into_iter().collect();
    let by_distance = candidates
        .iter()
        .map(|candidate| (strsim::damerau_levenshtein(&typed, &candidate.to_lowercase().replace('_', "-")), *candidate))
        .filter(|(distance, candidate)| *distance <= (candidate.chars().count().max(typed.chars().count()) / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate);
    by_distance.or_else(|| {
        let mut by_last_part = candidates
            .into_iter()
            .filter(|candidate| candidate.rsplit_once('.').is_some_and(|(_, last)| last.replace('_', "-") == typed));
        match (by_last_part.next(), by_last_part.next()) {
            (Some(only), None) => Some(only),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_typing_mistake_finds_its_word() {
        assert_eq!(nearest("burtsy", ["steady", "bursty"]), Some("bursty"));
        assert_eq!(nearest("Bursty", ["steady", "bursty"]), Some("bursty"));
        assert_eq!(nearest("requests per month", ["requests_per_month"]), Some("requests_per_month"));
    }

    #[test]
    fn a_bare_field_name_finds_its_full_id() {
        assert_eq!(nearest("gpu", ["compute.gpu", "compute.style"]), Some("compute.gpu"));
    }

    #[test]
    fn nothing_near_means_no_suggestion() {
        assert_eq!(nearest("banana", ["steady", "bursty"]), None);
        assert_eq!(nearest("", ["steady"]), None);
    }
}
