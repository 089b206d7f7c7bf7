//! Files are written whole or not at all, and leave no litter.
//!
//! In: bytes and targets. Out: [`Staged`] files, complete but not in their places; [`put_in_place`] puts there all that
//! belong together.
//!
//! On Linux a staged file has no name (`O_TMPFILE`, open(2)): however the process ends, nothing of it stays. It is named
//! where nothing is replaced by linking it to its target, else by linking it to a hidden name and renaming that, since
//! linkat(2) replaces nothing; so there are microseconds in which a killed process leaves a hidden file, whole. Elsewhere,
//! and on file systems without `O_TMPFILE`, it is a hidden file beside its target from the start, which a killed process
//! leaves behind.
//!
//! A file is complete before it gets its name. It is not forced to the disk: a machine that loses its power within
//! seconds may lose the file.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;

/// How many hidden names are tried; others are those of killed processes of one number.
const MOST_ATTEMPTS: usize = 1000;

/// A file that is complete, beside its target or without a name; gone when it is dropped.
#[derive(Debug)]
pub struct Staged {
    target: PathBuf,
    content: Content,
}

#[derive(Debug)]
enum Content {
    /// A file without a name.
    #[cfg(target_os = "linux")]
    Unnamed(File),
    Hidden(Hidden),
    /// What goes to a device or a pipe, which cannot be replaced.
    Stream(Vec<u8>),
}

/// A hidden file, removed when dropped.
#[derive(Debug)]
struct Hidden(Option<PathBuf>);

impl Hidden {
    fn rename(mut self, target: &Path) -> io::Result<()> {
        let Some(path) = &self.0 else { return Ok(()) };
        fs::rename(path, target)?;
        // The name is free from here on, and may be another's.
        self.0 = None;
        Ok(())
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        if let Some(path) = &self.0 {
            let _ = fs::remove_file(path);
        }
    }
}

impl Staged {
    /// Writes the parts of a file one after another. A link stays a link: what it leads to is replaced, with the
    /// permissions it has.
    pub fn write(target: &Path, parts: &[&[u8]]) -> io::Result<Staged> {
        let target = fs::canonicalize(target).unwrap_or_else(|_| target.to_owned());
        let present = fs::metadata(&target).ok();
        if let Some(metadata) = &present {
            if metadata.is_dir() {
                return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
            }
            if !metadata.is_file() {
                return Ok(Staged { target, content: Content::Stream(parts.concat()) });
            }
            if metadata.permissions().readonly() {
                return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is write-protected"));
            }
        }
        let finish = |file: &mut File| {
            parts.iter().try_for_each(|part| file.write_all(part))?;
            present.as_ref().map_or(Ok(()), |metadata| file.set_permissions(metadata.permissions()))
        };
        #[cfg(target_os = "linux")]
        if let Some(mut file) = unnamed::create(folder_of(&target)) {
            finish(&mut file)?;
            return Ok(Staged { target, content: Content::Unnamed(file) });
        }
        let (hidden, mut file) = with_hidden_name(&target, |path| {
            // `create_new` never follows a link that waits under that name.
            OpenOptions::new().write(true).create_new(true).open(path)
        })?;
        finish(&mut file)?;
        Ok(Staged { target, content: Content::Hidden(hidden) })
    }

    /// Whether the target is a device or a pipe, and takes the bytes at once.
    fn is_stream(&self) -> bool {
        matches!(self.content, Content::Stream(_))
    }

    /// All that can fail for want of space or permission: a file that is to replace another gets a name.
    fn prepare(self) -> io::Result<Staged> {
        let content = match self.content {
            Content::Stream(bytes) => {
                OpenOptions::new().write(true).open(&self.target)?.write_all(&bytes)?;
                Content::Stream(Vec::new())
            }
            #[cfg(target_os = "linux")]
            Content::Unnamed(file) if fs::symlink_metadata(&self.target).is_ok() => {
                Content::Hidden(unnamed::hide(&file, &self.target)?)
            }
            #[cfg(target_os = "linux")]
            Content::Unnamed(_) => self.content,
            Content::Hidden(_) => self.content,
        };
        Ok(Staged { target: self.target, content })
    }

    fn finish(self) -> io::Result<()> {
        match self.content {
            Content::Stream(_) => Ok(()),
            #[cfg(target_os = "linux")]
            Content::Unnamed(file) => match unnamed::link(&file, &self.target) {
                // Someone else has made a file of that name meanwhile.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    unnamed::hide(&file, &self.target)?.rename(&self.target)
                }
                linked => linked,
            },
            Content::Hidden(hidden) => hidden.rename(&self.target),
        }
    }
}

/// Puts files in their places: streams first, since what they refuse is to stop the others, then all files, of which none
/// is replaced before each has what it needs. The error comes with the target it is about.
pub fn put_in_place(staged: Vec<Staged>) -> Result<(), (PathBuf, io::Error)> {
    let (streams, files): (Vec<Staged>, Vec<Staged>) = staged.into_iter().partition(Staged::is_stream);
    let mut prepared = Vec::new();
    for file in streams.into_iter().chain(files) {
        let target = file.target.clone();
        prepared.push(file.prepare().map_err(|error| (target, error))?);
    }
    for file in prepared {
        let target = file.target.clone();
        file.finish().map_err(|error| (target, error))?;
    }
    Ok(())
}

/// Writes one file, whole or not at all.
pub fn write(target: &Path, parts: &[&[u8]]) -> io::Result<()> {
    put_in_place(vec![Staged::write(target, parts)?]).map_err(|(_, error)| error)
}

fn folder_of(target: &Path) -> &Path {
    target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes something under a new hidden name in the target's folder, so that the rename stays on one file system. The name
/// is short, since that of the target may be as long as a name can be.
fn with_hidden_name<T>(target: &Path, make: impl Fn(&Path) -> io::Result<T>) -> io::Result<(Hidden, T)> {
    let mut attempt = 0;
    loop {
        let path = target.with_file_name(format!(".bindery-{}-{attempt}.part", process::id()));
        match make(&path) {
            Ok(made) => return Ok((Hidden(Some(path)), made)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && attempt < MOST_ATTEMPTS => attempt += 1,
            Err(error) => return Err(error),
        }
    }
}

/// Files without a name (open(2), `O_TMPFILE`; linkat(2)).
#[cfg(target_os = "linux")]
mod unnamed {
    use std::fs::File;
    use std::io;
    use std::os::fd::AsRawFd;
    use std::path::{Path, PathBuf};

    use rustix::fs::{AtFlags, CWD, Mode, OFlags, linkat, openat};

    use super::{Hidden, with_hidden_name};

    /// A file in a folder; `None` where the file system has none without a name, or none could be named later. Why
    /// nothing at all can be written there is told by whoever tries next.
    pub(super) fn create(folder: &Path) -> Option<File> {
        let flags = OFlags::TMPFILE | OFlags::WRONLY | OFlags::CLOEXEC;
        let mode = Mode::RUSR | Mode::WUSR | Mode::RGRP | Mode::WGRP | Mode::ROTH | Mode::WOTH;
        let file = File::from(openat(CWD, folder, flags, mode).ok()?);
        path_of(&file).exists().then_some(file)
    }

    pub(super) fn link(file: &File, target: &Path) -> io::Result<()> {
        Ok(linkat(CWD, path_of(file), CWD, target, AtFlags::SYMLINK_FOLLOW)?)
    }

    /// Gives a file a hidden name beside a target.
    pub(super) fn hide(file: &File, target: &Path) -> io::Result<Hidden> {
        with_hidden_name(target, |path| link(file, path)).map(|(hidden, ())| hidden)
    }

    /// By what linkat(2) reaches an open file without the capability that `AT_EMPTY_PATH` wants.
    fn path_of(file: &File) -> PathBuf {
        PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()))
    }
}
