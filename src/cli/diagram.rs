//! Programs of the author's that draw diagrams, which the command line alone names: no text, project or file of options
//! can, since they may be a stranger's.
//!
//! In: names with commands, `mermaid='mmdc -i {in} -o {out}'`. Out: pictures. No shell reads a command: its words are
//! taken apart here. Several diagrams are drawn at a time, and none takes longer than [`PATIENCE`].

use std::env;
use std::fs;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::{self, Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use bindery::resource::MAX_BYTES;
use bindery::source::Illustrator;
use rayon::prelude::*;

/// How long a program may take for one diagram: browsers start slowly.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long after the end of a program its output may be open, which its own children hold.
const LAST_WORDS: Duration = Duration::from_secs(1);
/// How often a program is looked at.
const GLANCE: Duration = Duration::from_millis(10);
/// The most of what a program complains of that is shown.
const MOST_WORDS: usize = 300;

/// A command and the fences that it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiagramCommand {
    /// In small letters.
    name: String,
    words: Vec<String>,
}

impl DiagramCommand {
    /// Reads `NAME=COMMAND`.
    pub fn parse(text: &str) -> Result<DiagramCommand, String> {
        let (name, command) = text.split_once('=').ok_or("it is `mermaid='mmdc -i {in} -o {out}'`")?;
        let words = words(command)?;
        if name.trim().is_empty() || words.is_empty() {
            return Err("it is a name and a command, `mermaid='mmdc -i {in} -o {out}'`".to_owned());
        }
        Ok(DiagramCommand { name: name.trim().to_ascii_lowercase(), words })
    }
}

/// The words of a command, by spaces, single and double quotes, and backslashes before quotes and spaces.
fn words(command: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut characters = command.chars().peekable();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (Some('"') | None, '\\')
                if characters.peek().is_some_and(|next| matches!(next, '"' | '\\' | '\'' | ' ')) =>
            {
                word.get_or_insert_default().extend(characters.next());
            }
            (Some(_), _) => word.get_or_insert_default().push(character),
            (None, '"' | '\'') => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (None, _) if character.is_whitespace() => words.extend(word.take()),
            (None, _) => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    if quote.is_some() { Err("a quote is not closed".to_owned()) } else { Ok(words) }
}

/// Draws by the commands of the command line; of several for one name the last holds.
#[derive(Debug)]
pub struct Programs(pub Vec<DiagramCommand>);

impl Illustrator for Programs {
    fn names(&self) -> Vec<String> {
        self.0.iter().map(|command| command.name.clone()).collect()
    }

    fn draw(&self, diagrams: &[(String, String)]) -> Vec<Result<Vec<u8>, String>> {
        let one = |(index, (name, source)): (usize, &(String, String))| {
            let command = self.0.iter().rev().find(|command| command.name == *name);
            let command = command.ok_or_else(|| format!("no program is named for `{name}`"))?;
            run(&command.words, name, source, index)
        };
        diagrams.par_iter().enumerate().map(one).collect()
    }
}

/// A folder for one diagram, which goes with this value.
struct Desk(PathBuf);

impl Desk {
    fn new(index: usize) -> io::Result<Desk> {
        let mut attempt = 0;
        loop {
            let folder = env::temp_dir().join(format!("bindery-{}-{index}-{attempt}", process::id()));
            match fs::create_dir(&folder) {
                Ok(()) => return Ok(Desk(folder)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && attempt < 1000 => attempt += 1,
                Err(error) => return Err(error),
            }
        }
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        // What cannot be cleared away the system does in time.
        drop(fs::remove_dir_all(&self.0));
    }
}

fn run(words: &[String], name: &str, source: &str, index: usize) -> Result<Vec<u8>, String> {
    let desk = Desk::new(index).map_err(|error| format!("a folder for it cannot be made: {error}"))?;
    let input = desk.0.join(format!("diagram.{name}"));
    let has_input = words.iter().any(|word| word.contains("{in}"));
    if has_input {
        fs::write(&input, source).map_err(|error| format!("its source cannot be written: {error}"))?;
    }
    let output =
        ["{out}", "{out.svg}", "{out.png}"].into_iter().find(|mark| words.iter().any(|word| word.contains(mark)));
    let picture = desk.0.join(if output == Some("{out.png}") { "diagram.png" } else { "diagram.svg" });
    let filled = |word: &String| {
        let word = word.replace("{in}", &input.to_string_lossy());
        output.map_or_else(|| word.clone(), |mark| word.replace(mark, &picture.to_string_lossy()))
    };
    let (program, rest) = words.split_first().ok_or("the command is empty")?;
    let mut child = Command::new(program)
        .args(rest.iter().map(filled))
        .stdin(if has_input { Stdio::null() } else { Stdio::piped() })
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("`{program}` cannot be run: {error}"))?;
    if let Some(mut stdin) = child.stdin.take() {
        let source = source.to_owned();
        // A program that does not read all of it says itself what is wrong.
        thread::spawn(move || drop(stdin.write_all(source.as_bytes())));
    }
    let said = listen(child.stdout.take());
    let complaints = listen(child.stderr.take());
    let status = wait(&mut child).map_err(|reason| format!("`{program}` {reason}"))?;
    if !status.success() {
        let complaints = complaints.recv_timeout(LAST_WORDS).unwrap_or_default();
        let complaints = String::from_utf8_lossy(&complaints);
        let complaints = complaints.split_whitespace().collect::<Vec<_>>().join(" ");
        let complaints = &complaints[..complaints.floor_char_boundary(MOST_WORDS)];
        let colon = if complaints.is_empty() { "" } else { ": " };
        return Err(format!("`{program}` failed ({status}){colon}{complaints}"));
    }
    match output {
        None => said.recv_timeout(LAST_WORDS).map_err(|_| format!("the output of `{program}` does not end")),
        Some(_) => {
            let length = fs::metadata(&picture).map_or(0, |picture| picture.len());
            if length > MAX_BYTES {
                return Err(format!("`{program}` wrote more than {} MiB", MAX_BYTES >> 20));
            }
            fs::read(&picture).map_err(|error| format!("`{program}` wrote no picture: {error}"))
        }
    }
}

/// Takes what a program says, up to the limit of an image.
fn listen(pipe: Option<impl Read + Send + 'static>) -> mpsc::Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut said = Vec::new();
        if let Some(pipe) = pipe {
            // What was read before an error still says something.
            drop(pipe.take(MAX_BYTES + 1).read_to_end(&mut said));
        }
        drop(sender.send(said));
    });
    receiver
}

fn wait(child: &mut Child) -> Result<process::ExitStatus, String> {
    let start = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status),
            Ok(None) if start.elapsed() < PATIENCE => thread::sleep(GLANCE),
            Ok(None) => {
                drop(child.kill());
                drop(child.wait());
                return Err(format!("took longer than {} seconds and was ended", PATIENCE.as_secs()));
            }
            Err(error) => return Err(format!("cannot be waited for: {error}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_taken_apart_without_a_shell() {
        for (command, expected) in [
            ("mmdc -i {in} -o {out}", vec!["mmdc", "-i", "{in}", "-o", "{out}"]),
            ("'a b' \"c \\\" d\" e\\ f '' g'h'", vec!["a b", "c \" d", "e f", "", "gh"]),
            ("C:\\tools\\dot.exe -Tsvg", vec!["C:\\tools\\dot.exe", "-Tsvg"]),
            ("a $(b) ; c | d > e", vec!["a", "$(b)", ";", "c", "|", "d", ">", "e"]),
        ] {
            assert_eq!(words(command).unwrap(), expected, "{command}");
        }
        assert!(
            words("a 'b").is_err() && DiagramCommand::parse("mermaid").is_err() && DiagramCommand::parse("=a").is_err()
        );
    }

    #[cfg(unix)]
    #[test]
    fn programs_read_and_write_files_or_streams() {
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>";
        let run = |command: &str| run(&words(command).unwrap(), "mermaid", svg, 0);
        for command in ["cat {in}", "cat", "cp {in} {out}", "cp {in} {out.png}"] {
            assert_eq!(run(command).as_deref(), Ok(svg.as_bytes()), "{command}");
        }
        assert!(run("no-such-program-here").unwrap_err().contains("cannot be run"));
        assert!(run("ls /no-such-file").unwrap_err().contains("/no-such-file"));
        assert!(run("true {out}").unwrap_err().contains("wrote no picture"));
    }
}
