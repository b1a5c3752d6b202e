//! Small parts of drawings. Places along the width are percentages, so that words keep their size
//! however wide the drawing is shown, and whole numbers divide, so that a drawing is the same on
//! every machine.

/// Returns a part of a whole in percent, with two decimals: `37.5%`.
pub(super) fn percent(part: i64, whole: i64) -> String {
    let hundredths = (part * 10_000 + whole / 2) / whole.max(1);
    percent_of(hundredths)
}

/// Returns a share from 0 to 1 in percent.
pub(super) fn share(share: f64) -> String {
    percent_of((share.clamp(0.0, 1.0) * 10_000.0).round() as i64)
}

fn percent_of(hundredths: i64) -> String {
    let number = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    let number = number.trim_end_matches('0').trim_end_matches('.');
    format!("{number}%")
}

/// Returns at which end words are anchored, so that they stay within the drawing.
pub(super) fn anchor(share: f64) -> &'static str {
    match share {
        ..0.15 => "start",
        0.85.. => "end",
        _ => "middle",
    }
}

/// Returns a bar of a share of a track.
pub(super) fn bar(of: f64) -> String {
    format!(
        "<svg aria-hidden=\"true\"><rect class=\"track\" width=\"100%\" height=\"100%\"/><rect \
         class=\"share\" width=\"{}\" height=\"100%\"/></svg>",
        share(of)
    )
}

#[cfg(test)]
mod tests {
    use super::{percent, share};

    #[test]
    fn percentages_have_two_decimals_at_the_most() {
        assert_eq!([percent(1, 2), percent(1, 3), percent(0, 7)], ["50%", "33.33%", "0%"]);
        assert_eq!([share(1.0), share(0.125), share(-1.0)], ["100%", "12.5%", "0%"]);
    }
}
