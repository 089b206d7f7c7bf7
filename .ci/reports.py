"""reports.py DIR TOOLS: the reports that reports.sh left in DIR against what their readers document.

SARIF: the schema of 2.1.0, and the rules of Microsoft's validator with those of GitHub's code scanning. JUnit: the schema
of Jenkins. GitLab: gitlab-code-quality.schema.json. Our own: what `bindery explain report` prints. Annotations: the
grammar of GitHub's workflow commands. All of them: places that exist, and the same findings as the others.
"""

import collections
import json
import os
import pathlib
import re
import subprocess
import sys
import urllib.parse

import jsonschema
import xmlschema
from markdown_it import MarkdownIt

here = pathlib.Path(__file__).parent
directory, tools = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
book = directory / "book"
multitool = tools / "npm/node_modules/@microsoft/sarif-multitool-linux"
faults = []


def read(path):
    return path.read_text(encoding="utf-8")


def validator(path):
    schema = json.loads(read(path))
    cls = jsonschema.validators.validator_for(schema)
    cls.check_schema(schema)
    return cls(schema, format_checker=cls.FORMAT_CHECKER)


sarif_schema = validator(multitool / "sarif-2.1.0.json")
gitlab_schema = validator(here / "gitlab-code-quality.schema.json")
own_schema = validator(directory / "report.schema.json")
junit_schema = xmlschema.XMLSchema(tools / "junit/test/resources/jenkins-junit.xsd")


# Where readers that want a file find what concerns the whole book, and no text has a place.
WHOLE = ("README.md", 1)


def fault(path, message):
    faults.append(f"{path.relative_to(directory)}: {message}")


def against(schema, path, value):
    for error in schema.iter_errors(value):
        fault(path, f"{error.json_path}: {error.message[:200]}")


def place_exists(path, file, line, column=None):
    """A place lies in a file below the book's folder, in one of its lines, columns in characters."""
    if (file, line) == WHOLE:
        return None
    if os.path.isabs(file) or file.startswith("./") or ".." in pathlib.PurePath(file).parts:
        return fault(path, f"`{file}` is no path from the folder of the run")
    if not (book / file).is_file():
        return fault(path, f"there is no file `{file}`")
    lines = read(book / file).split("\n")
    if not 1 <= line <= len(lines):
        return fault(path, f"{file} has no line {line}")
    if column is not None and not 1 <= column <= len(lines[line - 1]) + 1:
        fault(path, f"{file}:{line} has no column {column}")


def sarif(path):
    """The findings, as pairs of rule and text."""
    log = json.loads(read(path))
    against(sarif_schema, path, log)
    # The limits of GitHub's uploads: "SARIF support for code scanning", "Validating your SARIF file".
    for run in log["runs"]:
        rules = run["tool"]["driver"]["rules"]
        for result in run["results"]:
            if rules[result["ruleIndex"]]["id"] != result["ruleId"]:
                fault(path, f"rule {result['ruleIndex']} is not {result['ruleId']}")
            for location in result.get("locations", []):
                physical = location["physicalLocation"]
                region = physical["region"]
                file = urllib.parse.unquote(physical["artifactLocation"]["uri"])
                place_exists(path, file, region["startLine"], region["startColumn"])
                place_exists(path, file, region["endLine"], region["endColumn"])
                start, end = (region["startLine"], region["startColumn"]), (region["endLine"], region["endColumn"])
                if end < start:
                    fault(path, f"a region ends before it begins: {region}")
    return [(result["ruleId"], result["message"]["text"]) for run in log["runs"] for result in run["results"]]


def sarif_rules(paths):
    """Microsoft's validator over all logs: what it holds for errors."""
    output = directory / "multitool.sarif"
    command = [multitool / "Sarif.Multitool", "validate", *paths, "--output", output, "--log", "ForceOverwrite"]
    # No libraries of ICU are needed.
    environment = dict(os.environ, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT="1", DOTNET_CLI_TELEMETRY_OPTOUT="1")
    done = subprocess.run([*command, "--rule-kind", "Sarif;Ghas"], env=environment, capture_output=True, text=True)
    if not output.exists():
        return faults.append(f"the validator of SARIF did not run: {done.stdout}{done.stderr}")
    results = json.loads(output.read_text(encoding="utf-8-sig"))["runs"][0]["results"]
    kinds = {}
    for result in results:
        if result.get("level", "warning") == "error":
            uri = result["locations"][0]["physicalLocation"]["artifactLocation"].get("uri", "")
            key = (result["ruleId"], result["message"]["id"])
            kinds.setdefault(key, []).append(f"{pathlib.Path(uri).parent.name}: {result['message'].get('arguments')}")
    for (rule, kind), places in kinds.items():
        faults.append(f"SARIF {rule} {kind}, {len(places)} times, first in {places[0]}")


def junit(path):
    for error in junit_schema.iter_errors(path):
        fault(path, f"{error.path}: {error.reason}")
    root = xmlschema.XMLResource(path).root
    for element in [root, *root.iter("testsuite")]:
        cases, failures = list(element.iter("testcase")), list(element.iter("failure"))
        if (int(element.get("tests")), int(element.get("failures"))) != (len(cases), len(failures)):
            fault(path, f"{element.tag} counts wrong")
    texts = []
    for case in root.iter("testcase"):
        failure, passed = case.find("failure"), case.find("system-out")
        if failure is not None:
            texts.append((failure.get("type"), failure.text.split(": ", 1)[1]))
        elif passed is not None:
            code, text = re.fullmatch(r"\w+\[([\w-]+)\]: (.*)", passed.text, re.DOTALL).groups()
            texts.append((code, text))
    return texts


def gitlab(path):
    issues = json.loads(read(path))
    against(gitlab_schema, path, issues)
    prints = [issue["fingerprint"] for issue in issues]
    if len(prints) != len(set(prints)):
        fault(path, "two findings have one fingerprint")
    for issue in issues:
        place_exists(path, issue["location"]["path"], issue["location"]["lines"]["begin"])
    return [(issue["check_name"], issue["description"]) for issue in issues]


def text(finding):
    return finding["message"] + "".join(f"\nhelp: {hint}" for hint in finding["hints"])


def own(path):
    report = json.loads(read(path))
    against(own_schema, path, report)
    for severity in ("error", "warning"):
        if report[f"{severity}s"] != sum(finding["severity"] == severity for finding in report["findings"]):
            fault(path, f"{severity}s are counted wrong")
    for finding in report["findings"]:
        if place := finding["place"]:
            place_exists(path, place["file"], place["line"], place["column"])
            place_exists(path, place["file"], place["end_line"], place["end_column"])
    return [(finding["code"], text(finding)) for finding in report["findings"]]


def json_lines(path):
    """A JSON object a line: findings, then one that says how it ended."""
    lines = [json.loads(line) for line in read(path).splitlines()]
    if [line["reason"] for line in lines].count("finished") != 1:
        fault(path, "not one line says how it ended")
    findings = [line for line in lines if line["reason"] == "finding"]
    finding_schema = own_schema.evolve(schema={**own_schema.schema, "$ref": "#/$defs/finding", "required": [], "type": "object"})
    for finding in findings:
        finding = {key: value for key, value in finding.items() if key != "reason"}
        for error in finding_schema.iter_errors({**finding}):
            if "properties" not in error.absolute_schema_path:
                fault(path, error.message)
    return [(finding["code"], text(finding)) for finding in findings]


# "Workflow commands for GitHub Actions": `::NAME PROPERTY=VALUE,…::MESSAGE`, with the escapes of `@actions/core`.
COMMAND = re.compile(r"::(error|warning|notice)(?: ([^:]*))?::(.*)")
PROPERTIES = {"file", "line", "endLine", "col", "endColumn", "title"}


def unescaped(path, value, is_property):
    marks = {"%25": "%", "%0D": "\r", "%0A": "\n"} | ({"%3A": ":", "%2C": ","} if is_property else {})
    if re.search("%(?!" + "|".join(mark[1:] for mark in marks) + ")", value):
        fault(path, f"a bare percent sign: {value}")
    return re.sub("|".join(marks), lambda match: marks[match[0]], value)


def annotations(path):
    found = []
    for line in read(path).split("\n"):
        # The runner looks for commands behind leading space as well, and for those of its first form anywhere.
        if not line.lstrip().startswith("::"):
            if "##[" in line:
                fault(path, f"the runner would take this line for a command: {line[:120]}")
            continue
        match = COMMAND.fullmatch(line)
        if not match:
            fault(path, f"not of the grammar: {line}")
            continue
        properties = dict(item.split("=", 1) for item in (match[2] or "").split(",") if item)
        if unknown := set(properties) - PROPERTIES:
            fault(path, f"properties that GitHub does not know: {unknown}")
        properties = {name: unescaped(path, value, True) for name, value in properties.items()}
        if "file" in properties:
            first, last = int(properties["line"]), int(properties["endLine"])
            place_exists(path, properties["file"], first, int(properties.get("col", 1)))
            place_exists(path, properties["file"], last, int(properties.get("endColumn", 1)))
            if "col" in properties and first != last:
                fault(path, "columns are for a range within a line")
        found.append((properties.get("title"), unescaped(path, match[3], False)))
    return found


def markdown(path):
    """A page whose tables are whole and in which nothing of a message or a name became markup."""
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    tokens = parser.parse(read(path))
    inlines = [child for token in tokens if token.type == "inline" for child in token.children]
    for child in inlines:
        if child.type not in {"text", "code_inline", "softbreak"} and not child.type.endswith("_close"):
            fault(path, f"`{child.type}` came from a message or a name: {child.content or child.attrs}")
        if child.type == "code_inline" and re.search(r"&(lt|amp|gt|quot);", child.content):
            fault(path, f"an entity in code is shown as it is typed: {child.content}")
    tables, rows = [], None
    for token in tokens:
        if token.type == "table_open":
            rows = []
        elif token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and rows:
            rows[-1].append(token.content)
        elif token.type == "table_close":
            tables.append(rows)
    found = [row for table in tables if table[0][0] == "severity" for row in table[1:]]
    return [row[1].strip("`") for row in found]


logs = []
for out in sorted(path for path in (directory / "out").iterdir() if path.is_dir()):
    findings = own(out / "report.json")
    logs += [out / "report.sarif", out / "printed.sarif"]
    forms = {
        "report.sarif": sarif,
        "printed.sarif": sarif,
        "report.xml": junit,
        "gl-code-quality-report.json": gitlab,
        "printed.gitlab": gitlab,
        "told.json": json_lines,
        "told.github": annotations,
    }
    for name, reader in forms.items():
        path = out / name
        try:
            others = reader(path)
        except (OSError, ValueError, KeyError, AttributeError, xmlschema.XMLSchemaException) as error:
            fault(path, f"cannot be read: {type(error).__name__}: {error}")
            continue
        if name == "report.xml":
            # XML has no control characters.
            findings_here = [(code, re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)) for code, text in findings]
        else:
            findings_here = findings
        if sorted(others) != sorted(findings_here):
            fault(path, f"{len(others)} findings, {len(findings)} in report.json, or with other words")
    if sorted(markdown(out / "report.md")) != sorted(code for code, _ in findings):
        fault(out / "report.md", "other findings than in report.json")
    print(f"{out.name}: {len(findings)} findings in {len(forms) + 2} forms")
sarif_rules(logs)

# The same fault in many forms is told once.
counts = collections.Counter(message.split(": ", 1)[-1] for message in faults)
first = {}
for message in faults:
    first.setdefault(message.split(": ", 1)[-1], message)
for words, count in counts.items():
    print(first[words] + (f" ({count} times)" if count > 1 else ""))
print(f"{len(faults)} faults" if faults else "all reports pass")
sys.exit(bool(faults))
