//! The numbers by which the records of a folder are named, such as 12 of `0012-use-x.md`.

use jiff::civil::Date;

use crate::problem::{Code, Problem};

/// Returns the number that the name of a record begins with.
pub fn of_name(name: &str) -> Option<u32> {
    let digits = name.find(|character: char| !character.is_ascii_digit()).unwrap_or(name.len());
    name.get(..digits)?.parse().ok()
}

/// Returns the first number after the greatest that a folder with these names has which is not
/// promised: a record may name its successor before that is written.
///
/// # Errors
/// When there is none.
pub fn next<'n>(
    names: impl Iterator<Item = &'n str>,
    promised: &[u32],
    folder: &str,
) -> Result<u32, Problem> {
    let numbers = names.filter_map(of_name).filter(|number| !is_day(*number));
    let last = numbers.max().unwrap_or(0);
    let free = (last..u32::MAX).map(|number| number + 1).find(|number| !promised.contains(number));
    free.ok_or_else(|| {
        let message = format!("`{folder}` has a record {last}, and no number comes after it");
        Problem::error(Code::OUT_OF_RANGE, message).help("rename that record")
    })
}

/// Finds the name of the record with a number among the names in a folder.
///
/// # Errors
/// When there is none, or more than one.
pub fn find<'n>(
    wanted: u32,
    names: impl Iterator<Item = &'n str>,
    folder: &str,
) -> Result<&'n str, Problem> {
    let is_wanted = |name: &&str| name.ends_with(".md") && of_name(name) == Some(wanted);
    let found: Vec<&str> = names.filter(is_wanted).collect();
    match found.as_slice() {
        [only] => Ok(only),
        [] => {
            let message = format!("there is no record {wanted} in `{folder}`");
            Err(Problem::error(Code::UNKNOWN_ID, message))
        }
        several => {
            let message = format!("`{folder}` has {} records {wanted}", several.len());
            let help = format!("they are {}", several.join(" and "));
            Err(Problem::error(Code::DUPLICATE_ID, message).help(help))
        }
    }
}

/// Tells whether a number is a day, as in the names that log4brains gives, such as
/// `20270331-use-x.md`.
fn is_day(number: u32) -> bool {
    let [year, month, day] = [number / 10_000, number / 100 % 100, number % 100];
    let (Ok(year), Ok(month), Ok(day)) =
        (i16::try_from(year), i8::try_from(month), i8::try_from(day))
    else {
        return false;
    };
    year >= 1000 && Date::new(year, month, day).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{find, next};

    #[test]
    fn the_next_number_follows_the_greatest_that_is_no_day_and_is_not_promised() {
        let next = |names: &[&str]| {
            next(names.iter().copied(), &[4, 11, 13], "d").map_err(|it| it.message)
        };
        assert_eq!(next(&[]), Ok(1));
        assert_eq!(next(&["0002-a.md", "0010-b.md", "20270331-use-x.md", "readme.md"]), Ok(12));
        assert_eq!(next(&["0002-a.md"]), Ok(3));
        assert_eq!(next(&["99999999-no-day.md"]), Ok(100_000_000));
        assert_eq!(next(&["4294967294-a.md"]), Ok(u32::MAX));
        let last = "`d` has a record 4294967295, and no number comes after it".to_owned();
        assert_eq!(next(&["0001-a.md", "4294967295-b.md"]), Err(last));
    }

    #[test]
    fn a_number_names_one_record_or_is_refused() {
        let names = ["0002-a.md", "002-b.md", "0003-c.md", "0004-d.txt"];
        let found = |wanted| find(wanted, names.into_iter(), "d").map_err(|it| it.message);
        assert_eq!(found(3), Ok("0003-c.md"));
        assert_eq!(found(2), Err("`d` has 2 records 2".to_owned()));
        assert_eq!(found(4), Err("there is no record 4 in `d`".to_owned()));
    }
}
