//! Amounts of money: exact decimals, rounded once, for show; and the currency that they are shown
//! in.

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Serialize, Serializer};

use crate::quantity::thousands;

/// An amount of money in the currency of the price book. It is kept exactly, and written with two
/// decimals, halves of a cent rounded up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Money(pub Decimal);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// Returns the amount in whole cents, as it is written.
    pub fn cents(self) -> Self {
        Self(rounded(self.0, 2))
    }

    /// Returns the amount with two decimals, such as `1234.50`.
    pub fn plain(self) -> String {
        self.cents().0.to_string()
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.plain())
    }
}

/// A currency that amounts are shown in, with its rate to that of the price book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Currency {
    code: [u8; 3],
    rate: Decimal,
}

impl Default for Currency {
    /// Makes the dollars of a price book in dollars.
    fn default() -> Self {
        Self { code: *b"USD", rate: Decimal::ONE }
    }
}

impl Currency {
    /// Makes a currency from its code of three letters (ISO 4217), of which a price book's own unit
    /// buys `rate`; nothing for what is no such code.
    pub fn new(code: &str, rate: Decimal) -> Option<Self> {
        let code: [u8; 3] = code.as_bytes().try_into().ok()?;
        code.iter().all(u8::is_ascii_uppercase).then_some(Self { code, rate })
    }

    /// Returns the code, such as `EUR`.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.code).unwrap_or_default()
    }

    /// Returns what stands before a number: `$`, or the code and a space.
    pub fn prefix(&self) -> String {
        match &self.code {
            b"USD" => "$".to_owned(),
            b"EUR" => "€".to_owned(),
            b"GBP" => "£".to_owned(),
            _ => format!("{} ", self.code()),
        }
    }

    /// Returns an amount of the price book's currency in this one; at the most what can be held.
    pub fn convert(&self, amount: Decimal) -> Decimal {
        amount.checked_mul(self.rate).unwrap_or(Decimal::MAX)
    }

    /// Returns an amount as people read it: `$1,234.50`.
    pub fn show(&self, amount: Money) -> String {
        self.written(rounded(self.convert(amount.0), 2))
    }

    /// Returns an amount as people say it: without cents, from a hundred on.
    pub fn short(&self, amount: Money) -> String {
        self.written(short(self.convert(amount.0)))
    }

    /// Returns an amount in as few digits as tell what it is about, without the currency: cents only
    /// under ten, and no zeros for their sake.
    pub fn brief(&self, amount: Money) -> String {
        let amount = self.convert(amount.0);
        let decimals = if amount.abs() < Decimal::TEN { 2 } else { 0 };
        let amount = rounded(amount, decimals);
        thousands(if amount.is_integer() { amount.trunc() } else { amount })
    }

    /// Returns a price of one unit with as many decimals as it has, and no fewer than two; converted,
    /// with as many as tell it to a thousandth.
    pub fn price(&self, price: Decimal) -> String {
        let converted = self.convert(price);
        let told = if self.rate == Decimal::ONE { Some(price) } else { converted.round_sf(4) };
        let mut price = told.unwrap_or(converted).normalize();
        if price.scale() < 2 {
            price.rescale(2);
        }
        self.written(price)
    }

    fn written(&self, amount: Decimal) -> String {
        let sign = if amount.is_sign_negative() && !amount.is_zero() { "-" } else { "" };
        format!("{sign}{}{}", self.prefix(), thousands(amount.abs()))
    }
}

/// Rounds an amount as people say it: to cents under a hundred, to whole units from there on.
pub fn short(amount: Decimal) -> Decimal {
    rounded(amount, if amount.abs() < Decimal::ONE_HUNDRED { 2 } else { 0 })
}

fn rounded(amount: Decimal, decimals: u32) -> Decimal {
    let mut rounded =
        amount.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(decimals);
    rounded
}

#[cfg(test)]
mod tests {
    use super::{Currency, Money};

    #[test]
    fn money_has_two_decimals_and_groups() {
        let money = |text: &str| Money(text.parse().unwrap());
        for (exact, plain, shown) in [
            ("0", "0.00", "$0.00"),
            ("1.866667", "1.87", "$1.87"),
            ("0.005", "0.01", "$0.01"),
            ("0.0049999", "0.00", "$0.00"),
            ("1234567.5", "1234567.50", "$1,234,567.50"),
            ("-999.995", "-1000.00", "-$1,000.00"),
        ] {
            assert_eq!(money(exact).plain(), plain);
            assert_eq!(Currency::default().show(money(exact)), shown);
        }
    }

    #[test]
    fn amounts_are_shown_in_other_currencies() {
        let euros = Currency::new("EUR", "0.92".parse().unwrap()).unwrap();
        let francs = Currency::new("CHF", "0.9".parse().unwrap()).unwrap();
        let money = Money("100".parse().unwrap());
        assert_eq!([euros.show(money), euros.short(money)], ["€92.00", "€92.00"]);
        assert_eq!(francs.show(money), "CHF 90.00");
        assert_eq!(euros.price("0.0000166667".parse().unwrap()), "€0.00001533");
        assert_eq!(Currency::new("euro", 1.into()), None);
    }
}
