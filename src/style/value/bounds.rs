//! What layout is given of a math function: a sum of a length and a percentage, between two bounds.
//!
//! In: lengths and percentages, added, scaled, the lesser or the greater of them taken. Out: the same as one
//! [`Bounded`] value, or `None` where it would need more than one value between two bounds.

/// A length in points plus a percentage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Linear {
    pub points: f32,
    pub percent: f32,
}

impl Linear {
    pub const LEAST: Linear = Linear { points: f32::NEG_INFINITY, percent: 0.0 };
    pub const MOST: Linear = Linear { points: f32::INFINITY, percent: 0.0 };

    pub fn plus(self, other: Linear) -> Linear {
        Linear { points: self.points + other.points, percent: self.percent + other.percent }
    }

    pub fn times(self, factor: f32) -> Linear {
        Linear { points: self.points * factor, percent: self.percent * factor }
    }
}

/// `max(low, min(middle, high))`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Bounded {
    pub low: Linear,
    pub middle: Linear,
    pub high: Linear,
}

impl Bounded {
    pub fn of(middle: Linear) -> Bounded {
        Bounded { low: Linear::LEAST, middle, high: Linear::MOST }
    }

    pub fn linear(self) -> Option<Linear> {
        (self.low == Linear::LEAST && self.high == Linear::MOST).then_some(self.middle)
    }

    pub fn length(self) -> Option<f32> {
        self.linear().filter(|linear| linear.percent == 0.0).map(|linear| linear.points)
    }

    pub fn plus(self, other: Bounded) -> Option<Bounded> {
        let (bounds, linear) = match (self.linear(), other.linear()) {
            (_, Some(linear)) => (self, linear),
            (Some(linear), None) => (other, linear),
            (None, None) => return None,
        };
        Some(Bounded {
            low: bounds.low.plus(linear).or_unbounded(bounds.low),
            middle: bounds.middle.plus(linear),
            high: bounds.high.plus(linear).or_unbounded(bounds.high),
        })
    }

    pub fn times(self, factor: f32) -> Bounded {
        if let Some(linear) = self.linear() {
            return Bounded::of(linear.times(factor));
        }
        let (low, high) = (self.low.times(factor), self.high.times(factor));
        let (low, high) = if factor < 0.0 { (high, low) } else { (low, high) };
        let low = if low.points == f32::NEG_INFINITY { Linear::LEAST } else { low };
        let high = if high.points == f32::INFINITY { Linear::MOST } else { high };
        Bounded { low, middle: self.middle.times(factor), high }
    }

    /// The lesser of two, where that is of the same form.
    pub fn min(self, other: Bounded) -> Option<Bounded> {
        if let (Some(a), Some(b)) = (self.length(), other.length()) {
            return Some(Bounded::of(Linear { points: a.min(b), percent: 0.0 }));
        }
        let (bounds, linear) = match (self.linear(), other.linear()) {
            (_, Some(linear)) => (self, linear),
            (Some(linear), None) => (other, linear),
            (None, None) => return None,
        };
        if bounds.high == Linear::MOST && bounds.low == Linear::LEAST {
            // The length is the bound, so that another length can still lower it.
            let (middle, high) =
                if bounds.middle.percent == 0.0 { (linear, bounds.middle) } else { (bounds.middle, linear) };
            return Some(Bounded { low: Linear::LEAST, middle, high });
        }
        if linear.percent != 0.0 {
            return None;
        }
        let is_above = |bound: Linear| bound.percent == 0.0 && bound.points <= linear.points;
        match (bounds.low == Linear::LEAST || is_above(bounds.low), bounds.high.percent == 0.0) {
            (true, true) => {
                let points = bounds.high.points.min(linear.points);
                Some(Bounded { high: Linear { points, percent: 0.0 }, ..bounds })
            }
            (true, false) => None,
            (false, _) if bounds.low.percent == 0.0 => Some(Bounded::of(linear)),
            (false, _) => None,
        }
    }

    /// The greater of two: the lesser of what they are turned over.
    pub fn max(self, other: Bounded) -> Option<Bounded> {
        if let (Some(a), Some(b)) = (self.length(), other.length()) {
            return Some(Bounded::of(Linear { points: a.max(b), percent: 0.0 }));
        }
        let (bounds, linear) = match (self.linear(), other.linear()) {
            (_, Some(linear)) => (self, linear),
            (Some(linear), None) => (other, linear),
            (None, None) => return None,
        };
        if bounds.low == Linear::LEAST {
            let is_plain = bounds.high == Linear::MOST;
            let (middle, low) = if is_plain && bounds.middle.percent == 0.0 {
                (linear, bounds.middle)
            } else {
                (bounds.middle, linear)
            };
            return Some(Bounded { low, middle, high: bounds.high });
        }
        if linear.percent != 0.0 || bounds.low.percent != 0.0 {
            return None;
        }
        Some(Bounded { low: Linear { points: bounds.low.points.max(linear.points), percent: 0.0 }, ..bounds })
    }
}

impl Linear {
    /// A bound that was none stays none.
    pub fn or_unbounded(self, before: Linear) -> Linear {
        if before.points.is_infinite() { before } else { self }
    }
}
