//! Doubles from decimal text: the nearest one, ties to even (IEEE 754, 5.12.2).
//!
//! The standard library does the same and faster where numbers are long, but with a table of 10 kB that can't be
//! packed, and the engine of the page has to travel. Held to its answers by tests.

/// More digits decide nothing but ties: a double has at most 767 of them.
const MOST_DIGITS: usize = 800;
/// Whole numbers up to here are doubles.
const EXACT_DIGITS: usize = 15;
/// 10 to the power of 22 is the last that is a double.
const EXACT_POWER: i64 = 22;
/// Digits before the point from which on, or behind it up to which, only infinity or 0 is left.
const OUT_OF_RANGE: i64 = 400;
/// Bits of a quotient: those of a double and at least one more, to round by.
const QUOTIENT_BITS: i64 = 64;
const MANTISSA_BITS: i64 = 53;
/// Power of two of the lowest bit that a double has.
const LOWEST_BIT: i64 = -1074;

/// Digits with an optional sign, point and exponent, all of `text`; infinite if it is too large.
pub fn double(text: &str) -> Option<f64> {
    let (negative, text) = match text.as_bytes() {
        [b'-', text @ ..] => (true, text),
        [b'+', text @ ..] => (false, text),
        text => (false, text),
    };
    let (digits, power) = decimal(text)?;
    let value = if digits.len() <= EXACT_DIGITS && power.abs() <= EXACT_POWER {
        let whole = digits
            .iter()
            .fold(0_u64, |whole, digit| whole * 10 + u64::from(*digit)) as f64;
        let scale = (0..power.abs()).fold(1.0, |scale, _| scale * 10.0);
        // One rounding of two exact numbers.
        if power < 0 {
            whole / scale
        } else {
            whole * scale
        }
    } else {
        nearest(&digits, power)
    };
    Some(if negative { -value } else { value })
}

/// Significant digits, without zeros in front, and the power of ten of the last.
fn decimal(text: &[u8]) -> Option<(Vec<u8>, i64)> {
    let (mut digits, mut power) = (Vec::new(), 0_i64);
    let (mut any, mut behind_point) = (false, false);
    let mut rest = text;
    while let [byte, after @ ..] = rest {
        match byte {
            b'0'..=b'9' => {
                any = true;
                power -= i64::from(behind_point);
                if digits.len() == MOST_DIGITS {
                    power += 1;
                    // Not dropped without a trace: a tie is none any more.
                    if let (Some(last @ 0), b'1'..=b'9') = (digits.last_mut(), byte) {
                        *last = 1;
                    }
                } else if *byte != b'0' || !digits.is_empty() {
                    digits.push(byte - b'0');
                }
            }
            b'.' if !behind_point => behind_point = true,
            _ => break,
        }
        rest = after;
    }
    if !any {
        return None;
    }
    if let [b'e' | b'E', exponent @ ..] = rest {
        let (sign, exponent) = match exponent {
            [b'-', exponent @ ..] => (-1, exponent),
            [b'+', exponent @ ..] => (1, exponent),
            exponent => (1, exponent),
        };
        if exponent.is_empty() || !exponent.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let exponent = exponent.iter().fold(0_i64, |sum, digit| {
            sum.saturating_mul(10)
                .saturating_add(i64::from(digit - b'0'))
        });
        power = power.saturating_add(sign * exponent);
    } else if !rest.is_empty() {
        return None;
    }
    Some((digits, power))
}

/// A large whole number, lowest word first.
#[derive(Clone, Default)]
struct Large(Vec<u32>);

impl Large {
    fn times_plus(&mut self, factor: u32, plus: u32) {
        let mut carry = u64::from(plus);
        for word in &mut self.0 {
            carry += u64::from(*word) * u64::from(factor);
            *word = carry as u32;
            carry >>= 32;
        }
        if carry > 0 {
            self.0.push(carry as u32);
        }
    }

    fn times_power_of_ten(&mut self, power: i64) {
        (0..power).for_each(|_| self.times_plus(10, 0));
    }

    fn bits(&self) -> i64 {
        match self.0.last() {
            Some(word) => self.0.len() as i64 * 32 - i64::from(word.leading_zeros()),
            None => 0,
        }
    }

    fn shift_left(&mut self, bits: i64) {
        let words = (bits / 32) as usize;
        self.times_plus(1 << (bits % 32), 0);
        self.0.splice(..0, std::iter::repeat_n(0, words));
    }

    /// Takes `other` away if it is not larger; whether it did.
    fn take(&mut self, other: &Large) -> bool {
        let less = match self.bits().cmp(&other.bits()) {
            std::cmp::Ordering::Equal => self.0.iter().rev().lt(other.0.iter().rev()),
            unequal => unequal.is_lt(),
        };
        if less {
            return false;
        }
        let mut borrow = 0;
        for (at, word) in self.0.iter_mut().enumerate() {
            let gone = i64::from(*word) - i64::from(other.0.get(at).copied().unwrap_or(0)) + borrow;
            *word = gone as u32;
            borrow = gone >> 32;
        }
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
        true
    }
}

/// By long division of whole numbers: exact, whatever the number is.
fn nearest(digits: &[u8], power: i64) -> f64 {
    let size = power.saturating_add(digits.len() as i64);
    if digits.is_empty() || size < -OUT_OF_RANGE {
        return 0.0;
    }
    if size > OUT_OF_RANGE {
        return f64::INFINITY;
    }
    let (mut rest, mut divisor) = (Large::default(), Large(vec![1]));
    for digit in digits {
        rest.times_plus(10, u32::from(*digit));
    }
    rest.times_power_of_ten(power);
    divisor.times_power_of_ten(-power);
    // The divisor is moved to where the quotient has 64 bits, or 63.
    let shift = rest.bits() - divisor.bits() - QUOTIENT_BITS + 1;
    if shift < 0 {
        rest.shift_left(-shift);
    } else {
        divisor.shift_left(shift);
    }
    divisor.shift_left(QUOTIENT_BITS - 1);
    let mut quotient = 0_u64;
    for bit in 0..QUOTIENT_BITS {
        if bit > 0 {
            rest.shift_left(1);
        }
        quotient = quotient << 1 | u64::from(rest.take(&divisor));
    }
    rounded(quotient, shift, !rest.0.is_empty())
}

/// The double nearest to `quotient` times two to the power of `power`, or a little more if there is a rest.
fn rounded(quotient: u64, power: i64, rest: bool) -> f64 {
    let bits = QUOTIENT_BITS - i64::from(quotient.leading_zeros());
    let dropped = (bits - MANTISSA_BITS).max(LOWEST_BIT - power);
    if dropped > QUOTIENT_BITS {
        return 0.0;
    }
    let wide = u128::from(quotient);
    let (kept, gone) = (wide >> dropped, wide & ((1 << dropped) - 1));
    let half = 1 << (dropped - 1);
    let up = gone > half || gone == half && (rest || kept & 1 == 1);
    let mantissa = (kept + u128::from(up)) as u64;
    // Both factors and the product are doubles; in two steps, since 2^-1074 has no counterpart.
    let power = (power + dropped) as i32;
    mantissa as f64 * 2.0_f64.powi(power / 2) * 2.0_f64.powi(power - power / 2)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn same(text: &str) {
        let expected = text.parse::<f64>().ok();
        assert_eq!(
            double(text).map(f64::to_bits),
            expected.map(f64::to_bits),
            "{text}"
        );
    }

    #[test]
    fn limits_and_ties_are_those_of_the_standard_library() {
        for text in [
            "0",
            "-0",
            "0.0e5",
            "1",
            "1.",
            ".5",
            ".",
            "",
            "-",
            "+1",
            "1e",
            "1e+",
            "1e5",
            "1E-5",
            "e5",
            "1x",
            "--1",
            "1.7976931348623157e308",
            "1.7976931348623158e308",
            "1.7976931348623159e308",
            "1e309",
            "1e99999999999999999999",
            "4.9e-324",
            "2.4703282292062327e-324",
            "2.4703282292062328e-324",
            "2.2250738585072011e-308",
            "2.2250738585072014e-308",
            "1e-400",
            "1e-99999999999999999999",
            "9007199254740993",
            "9007199254740992.5",
            "9007199254740993.00000000000000000000000000000000000000001",
            "123456789012345e22",
            "123456789012345e-22",
            "1234567890123456e22",
            "9999999999999999999999999999999e-20",
            "8.5899345910000000e9",
        ] {
            same(text);
        }
    }

    #[test]
    fn more_digits_than_are_kept_still_break_a_tie() {
        let tie = format!("9007199254740993.{}", "0".repeat(2_000));
        same(&tie);
        same(&format!("{tie}1"));
        same(&format!("0.{}1", "0".repeat(320)));
        same(&format!("1{}", "0".repeat(308)));
        same(&format!("{}e-1500", "7".repeat(1_600)));
        same(&format!(
            "0.{}{}e600",
            "0".repeat(700),
            "123456789".repeat(100)
        ));
    }

    proptest! {
        #[test]
        fn every_double_comes_back(bits: u64) {
            let value = f64::from_bits(bits);
            prop_assume!(value.is_finite());
            for text in [format!("{value}"), format!("{value:e}"), format!("{value:.30e}"), format!("{value:.5e}")] {
                same(&text);
            }
        }

        #[test]
        fn any_number_is_the_one_of_the_standard_library(text in "[-+]?[0-9]{0,25}[.]?[0-9]{0,25}([eE][-+]?[0-9]{1,3})?") {
            same(&text);
        }
    }
}
