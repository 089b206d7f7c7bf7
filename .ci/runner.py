"""runner.py: runs a composite action as GitHub's runner does: its environment, its files, its expressions.

`run:` steps run with the shell they name; `uses:` steps are stand-ins that write down what they were given. Sources: "Metadata
syntax for GitHub Actions", "Contexts reference", "Evaluate expressions in workflows and actions", "Workflow commands".
"""

import os
import pathlib
import re
import subprocess

from ruamel.yaml import YAML

TOKEN = re.compile(r"\s*(?:'((?:[^']|'')*)'|(==|!=|&&|\|\||[!(),])|([A-Za-z_][\w.-]*)|(-?\d+))")


class Expression:
    """An expression by recursive descent, from the loosest operator to the tightest."""

    def __init__(self, text, contexts, functions):
        self.tokens, at = [], 0
        while text[at:].strip():
            match = TOKEN.match(text, at)
            if not match:
                raise ValueError(f"not an expression: {text[at:]}")
            string, operator, name, number = match.groups()
            at = match.end()
            if string is not None:
                self.tokens.append(("value", string.replace("''", "'")))
            elif number is not None:
                self.tokens.append(("value", int(number)))
            else:
                self.tokens.append(("operator", operator) if operator else ("name", name))
        self.contexts, self.functions = contexts, functions

    def value(self):
        value = self.either()
        if self.tokens:
            raise ValueError(f"left over: {self.tokens}")
        return value

    def next_is(self, *operators):
        return self.tokens and self.tokens[0][0] == "operator" and self.tokens[0][1] in operators

    def either(self):
        left = self.both()
        while self.next_is("||"):
            self.tokens.pop(0)
            right = self.both()
            left = left if left not in ("", False, None, 0) else right
        return left

    def both(self):
        left = self.equal()
        while self.next_is("&&"):
            self.tokens.pop(0)
            right = self.equal()
            left = right if left not in ("", False, None, 0) else left
        return left

    def equal(self):
        left = self.unary()
        while self.next_is("==", "!="):
            operator = self.tokens.pop(0)[1]
            right = self.unary()
            # Strings are compared without regard to case.
            same = str(left).lower() == str(right).lower()
            left = same if operator == "==" else not same
        return left

    def unary(self):
        if self.next_is("!"):
            self.tokens.pop(0)
            return self.unary() in ("", False, None, 0)
        if self.next_is("("):
            self.tokens.pop(0)
            value = self.either()
            self.tokens.pop(0)
            return value
        kind, word = self.tokens.pop(0)
        if kind == "value":
            return word
        if self.next_is("("):
            self.tokens.pop(0)
            self.tokens.pop(0)
            return self.functions[word]()
        if word in ("true", "false"):
            return word == "true"
        value = self.contexts
        for part in word.split("."):
            # What is not there is empty.
            value = value.get(part, "") if isinstance(value, dict) else ""
        return value


def written(value):
    return {True: "true", False: "false", None: ""}.get(value, value) if isinstance(value, (bool, type(None))) else str(value)


def read_variables(path):
    """The form of environment files: `NAME=VALUE`, or `NAME<<MARK` with lines up to the mark."""
    values, lines = {}, path.read_text(encoding="utf-8").split("\n")
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if not line:
            continue
        heredoc, plain = line.find("<<"), line.find("=")
        if heredoc >= 0 and (plain < 0 or heredoc < plain):
            name, mark = line.split("<<", 1)
            end = lines.index(mark, at)
            values[name] = "\n".join(lines[at:end])
            at = end + 1
        elif plain >= 0:
            name, value = line.split("=", 1)
            values[name] = value
        else:
            raise ValueError(f"not of the form of environment files: {line}")
    return values


def commands(log):
    """What the runner carries out of a log: (name, properties, message). Both forms of commands are looked for."""
    carried, stopped = [], None
    for line in log.split("\n"):
        second = re.match(r"\s*::([\w-]+)( [^:]*)?::(.*)", line)
        first = re.search(r"##\[([\w-]+)( [^\]]*)?\](.*)", line)
        match = second or first
        if not match:
            continue
        name, properties, message = match[1], match[2] or "", match[3]
        if stopped is not None:
            if name == stopped:
                stopped = None
        elif name == "stop-commands":
            stopped = message
        else:
            carried.append((name, properties.strip(), message))
    if stopped is not None:
        carried.append(("stop-commands", "", "was not taken back"))
    return carried


class Run:
    """One job with one step that uses the action."""

    def __init__(self, action, workspace, temp, inputs, runner=("Linux", "X64"), environment=None):
        self.action, self.workspace, self.temp = pathlib.Path(action), pathlib.Path(workspace), pathlib.Path(temp)
        self.temp.mkdir(parents=True, exist_ok=True)
        self.definition = YAML(typ="safe").load((self.action / "action.yml").read_text(encoding="utf-8"))
        declared = self.definition["inputs"]
        if unknown := set(inputs) - set(declared):
            raise ValueError(f"no such inputs: {unknown}")
        values = {name: str(inputs.get(name, item.get("default", ""))) for name, item in declared.items()}
        self.contexts = {
            "inputs": values,
            "steps": {},
            "runner": {"os": runner[0], "arch": runner[1], "temp": str(temp)},
            "github": {"job": "books", "run_id": "1", "run_attempt": "1", "action_path": str(action)},
            "strategy": {"job-index": 0},
        }
        self.extra = environment or {}
        self.path, self.variables = [], {}
        self.failed, self.log, self.used, self.ran = False, "", [], []
        self.summary = ""

    def expand(self, text):
        functions = {"always": lambda: True, "success": lambda: not self.failed, "failure": lambda: self.failed}

        def one(match):
            return written(Expression(match[1], self.contexts, functions).value())

        return re.sub(r"\$\{\{\s*(.*?)\s*\}\}", one, str(text))

    def holds(self, condition):
        functions = {"always": lambda: True, "success": lambda: not self.failed, "failure": lambda: self.failed}
        value = Expression(condition, self.contexts, functions).value() not in ("", False, None, 0)
        # A condition without a word about the state of the job asks for success.
        return value and (not self.failed or re.search(r"\b(always|failure)\(", condition) is not None)

    def go(self):
        for number, step in enumerate(self.definition["runs"]["steps"]):
            identifier = step.get("id", f"__{number}")
            if not self.holds(step.get("if", "success()")):
                continue
            self.ran.append(step["name"])
            if "uses" in step:
                given = {name: self.expand(value) for name, value in step.get("with", {}).items()}
                self.used.append((step["uses"], given))
                self.contexts["steps"][identifier] = {"outputs": {"artifact-url": "https://example.org/artifact/1"}}
                continue
            self.shell(step, identifier)
        self.outputs = {name: self.expand(item["value"]) for name, item in self.definition["outputs"].items()}
        return self

    def shell(self, step, identifier):
        files = {name: self.temp / f"{identifier}.{name}" for name in ("OUTPUT", "STEP_SUMMARY", "ENV", "PATH")}
        for file in files.values():
            file.write_text("")
        environment = {
            "PATH": os.pathsep.join([*self.path, os.environ["PATH"]]),
            "HOME": str(self.temp),
            "LANG": "C.UTF-8",
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": str(self.workspace),
            "GITHUB_ACTION_PATH": str(self.action),
            "RUNNER_TEMP": str(self.temp),
            "RUNNER_OS": self.contexts["runner"]["os"],
            "RUNNER_ARCH": self.contexts["runner"]["arch"],
            "SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", "1735689600"),
            **{f"GITHUB_{name}": str(file) for name, file in files.items()},
            **self.extra,
            **self.variables,
            **{name: self.expand(value) for name, value in step.get("env", {}).items()},
        }
        assert step["shell"] == "bash", "the stand-in knows bash alone"
        script = self.temp / f"{identifier}.sh"
        # The runner puts values into the script before a shell reads it.
        script.write_text(self.expand(step["run"]))
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]
        done = subprocess.run(command, cwd=self.workspace, env=environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        log = done.stdout.decode(errors="replace")
        self.log += f"== {step['name']}\n{log}"
        if done.returncode != 0:
            self.failed, self.status = True, done.returncode
        self.contexts["steps"][identifier] = {"outputs": read_variables(files["OUTPUT"])}
        self.variables |= read_variables(files["ENV"])
        self.path = [line for line in files["PATH"].read_text().split("\n") if line] + self.path
        self.summary += files["STEP_SUMMARY"].read_text(encoding="utf-8")
