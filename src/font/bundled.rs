//! The fonts compiled into the program, all under the SIL Open Font License; see `fonts/`.

use std::sync::Arc;

use super::{Face, Fallback, FontId};

macro_rules! bundled {
    ($($path:literal $family:literal $weight:literal $italic:literal;)*) => {
        /// How many there are; they come before all others.
        pub(super) const COUNT: usize = [$($weight,)*].len();

        fn all() -> Vec<Arc<Face>> {
            vec![$(Arc::new(Face::from_static(
                include_bytes!(concat!("../../fonts/", $path)), $family, $weight, $italic,
            )),)*]
        }
    };
}

bundled! {
    "libertinus/LibertinusSerif-Regular.otf" "Libertinus Serif" 400 false;
    "libertinus/LibertinusSerif-Italic.otf" "Libertinus Serif" 400 true;
    "libertinus/LibertinusSerif-Bold.otf" "Libertinus Serif" 700 false;
    "libertinus/LibertinusSerif-BoldItalic.otf" "Libertinus Serif" 700 true;
    "source-sans/SourceSansPro-Regular.otf" "Source Sans" 400 false;
    "source-sans/SourceSansPro-RegularIt.otf" "Source Sans" 400 true;
    "source-sans/SourceSansPro-Bold.otf" "Source Sans" 700 false;
    "source-sans/SourceSansPro-BoldIt.otf" "Source Sans" 700 true;
    "source-code-pro/SourceCodePro-Regular.otf" "Source Code Pro" 400 false;
    "source-code-pro/SourceCodePro-RegularIt.otf" "Source Code Pro" 400 true;
    "source-code-pro/SourceCodePro-Bold.otf" "Source Code Pro" 700 false;
    "source-code-pro/SourceCodePro-BoldIt.otf" "Source Code Pro" 700 true;
    "libertinus/LibertinusMath-Regular.otf" "Libertinus Math" 400 false;
    "noto-symbols/NotoSansSymbols2-Regular.ttf" "Noto Sans Symbols 2" 400 false;
    "noto-emoji/NotoEmoji-Regular.ttf" "Noto Emoji" 400 false;
}

/// All bundled faces, and the families in the order in which they stand in for characters that a wanted family
/// lacks: text before symbols, symbols before emoji.
pub(super) fn faces() -> (Vec<Arc<Face>>, Vec<Fallback>) {
    let faces = all();
    let mut fallbacks: Vec<Fallback> = Vec::new();
    for (index, face) in faces.iter().enumerate() {
        let id = FontId(index as u16);
        match fallbacks.last_mut() {
            Some(last) if faces[usize::from(last.faces[0].0)].is_of_family(&face.family) => last.faces.push(id),
            Some(_) | None => fallbacks.push(Fallback::new(face, vec![id], true)),
        }
    }
    (faces, fallbacks)
}

/// The bundled family behind a generic name (CSS Fonts 4, section 2.1.3); other names pass.
pub(super) fn generic_family(family: &str) -> &str {
    match family {
        "serif" | "ui-serif" => "Libertinus Serif",
        "sans-serif" | "system-ui" | "ui-sans-serif" => "Source Sans",
        "monospace" | "ui-monospace" => "Source Code Pro",
        "math" => "Libertinus Math",
        "emoji" => "Noto Emoji",
        other => other,
    }
}
