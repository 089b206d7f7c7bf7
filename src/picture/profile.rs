//! Color profiles of pictures whose numbers are not those of sRGB.
//!
//! In: a file. Out: its profile (ICC.1:2022), where the colors it means are seen to differ from what the same numbers
//! mean in sRGB. Most files say sRGB, or nothing, which means it as well.

use std::io::Cursor;

use memchr::memmem;
use moxcms::{ColorProfile, DataColorSpace, Layout, ProfileClass, TransformOptions};

use super::private;
use crate::resource::MediaType;

/// A difference of this many of 255 is not seen.
const UNSEEN: u8 = 3;

/// Where the head of a JPEG has its profile: behind pictures of its own, at most.
const HEAD: usize = 256 * 1024;

/// A profile, and how many channels it is of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Profile {
    pub bytes: Vec<u8>,
    pub channels: u8,
}

/// The profile of a file that shows other colors than sRGB.
pub fn profile(kind: MediaType, bytes: &[u8]) -> Option<Profile> {
    let bytes = match kind {
        MediaType::Jpeg => {
            memmem::find(&bytes[..bytes.len().min(HEAD)], b"ICC_PROFILE\0")?;
            private::of_jpeg(bytes, 1).profile?
        }
        MediaType::Png => {
            let reader = png::Decoder::new(Cursor::new(bytes)).read_info().ok()?;
            reader.info().icc_profile.clone()?.into_owned()
        }
        MediaType::Gif | MediaType::Webp | MediaType::Bmp | MediaType::Tiff | MediaType::Avif | MediaType::Svg => {
            return None;
        }
    };
    // PDF takes profiles of devices of version 4 at most (PDF 32000-1, 8.6.5.5).
    let read = ColorProfile::new_from_slice(&bytes).ok().filter(|_| bytes.get(8).is_some_and(|major| *major <= 4))?;
    let is_of_device = matches!(
        read.profile_class,
        ProfileClass::InputDevice | ProfileClass::DisplayDevice | ProfileClass::OutputDevice | ProfileClass::ColorSpace
    );
    let channels = match read.color_space {
        DataColorSpace::Gray => 1,
        DataColorSpace::Rgb => 3,
        _ => return None,
    };
    (is_of_device && differs(&read, channels)?).then_some(Profile { bytes, channels })
}

/// Whether some color of all shades is another than in sRGB; `None` where it cannot be told.
fn differs(profile: &ColorProfile, channels: u8) -> Option<bool> {
    const SHADES: [u8; 5] = [0, 64, 128, 192, 255];
    let srgb = ColorProfile::new_srgb();
    let options = TransformOptions::default();
    let layout = if channels == 1 { Layout::Gray } else { Layout::Rgb };
    let transform = profile.create_transform_8bit(layout, &srgb, Layout::Rgb, options).ok()?;
    let colors: Vec<[u8; 3]> = match channels {
        1 => SHADES.map(|shade| [shade; 3]).to_vec(),
        _ => SHADES.iter().flat_map(|&r| SHADES.iter().flat_map(move |&g| SHADES.map(|b| [r, g, b]))).collect(),
    };
    let source: Vec<u8> = match channels {
        1 => SHADES.to_vec(),
        _ => colors.concat(),
    };
    let mut seen = vec![0; colors.len() * 3];
    transform.transform(&source, &mut seen).ok()?;
    Some(colors.as_flattened().iter().zip(&seen).any(|(a, b)| a.abs_diff(*b) > UNSEEN))
}
