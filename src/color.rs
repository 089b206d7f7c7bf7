//! Colors: sRGB with alpha, as CSS writes them (CSS Color 4, section 5).

use serde::Serialize;

/// An sRGB color, 8 bits a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Color {
    pub red: u8,
    pub green: u8,
    pub blue: u8,
    pub alpha: u8,
}

impl Color {
    pub const BLACK: Color = Color::rgb(0, 0, 0);
    pub const WHITE: Color = Color::rgb(255, 255, 255);
    pub const TRANSPARENT: Color = Color { red: 0, green: 0, blue: 0, alpha: 0 };

    /// An opaque color.
    pub const fn rgb(red: u8, green: u8, blue: u8) -> Color {
        Color { red, green, blue, alpha: 255 }
    }

    /// Whether painting with it leaves no mark.
    pub fn is_transparent(&self) -> bool {
        self.alpha == 0
    }
}
