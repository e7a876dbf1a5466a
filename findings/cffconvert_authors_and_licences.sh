#!/usr/bin/env bash
# cffconvert writes references with authors and a licence that do not exist, from a CITATION.cff that it calls valid.
#
# Versions: cffconvert 2.0.0 (its newest), pybtex 0.26.1, Python 3.11.
#
# Behaviour: three things that the Citation File Format 1.2.0 allows are read rightly and written wrongly.
#   An author that is an institution (`name`) goes into BibTeX without braces. BibTeX takes the word "and" for the end of
#   an author: "Institute for Research and Teaching" becomes two persons, whose family names are "Research" and
#   "Teaching". CodeMeta and schema.org call the institution a Person.
#   `license` as a list becomes one address that holds Python's way to write the list.
#   A Chinese given name of two characters is cut to the first with a full stop in APA style, as if it were an initial.
# `cffconvert --validate` says that the file is valid, and nothing warns.
#
# Output seen:
#   valid: True
#   pybtex reads: family 王 given 小明
#   pybtex reads: family Research given Institute for
#   pybtex reads: family Teaching given
#   codemeta: Person, Person; schema.org: Person, Person
#   licence: https://spdx.org/licenses/['MIT', 'CC-BY-4.0']
#   apa: 王 小., Institute for Research and Teaching (2026). Data on training (version 2.0).
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q cffconvert==2.0.0 pybtex==0.26.1 "setuptools<81"
cat >"$place/CITATION.cff" <<'YAML'
cff-version: 1.2.0
message: Please cite these data as below.
title: Data on training
version: "2.0"
date-released: 2026-05-01
license: [MIT, CC-BY-4.0]
authors:
  - {family-names: 王, given-names: 小明}
  - {name: Institute for Research and Teaching}
YAML
cat >"$place/try.py" <<'PYTHON'
import json
import subprocess
import sys

from pybtex.database import parse_string


def converted(*how):
    done = subprocess.run([sys.argv[1], "-i", "CITATION.cff", *how], capture_output=True, text=True, check=True)
    return done.stdout.strip()


print("valid:", "are valid" in converted("--validate"))
for entry in parse_string(converted("-f", "bibtex"), "bibtex").entries.values():
    for person in entry.persons["author"]:
        given = " ".join(person.first_names + person.middle_names + person.prelast_names)
        print("pybtex reads: family", *person.last_names, "given", given)
described = {kind: json.loads(converted("-f", kind)) for kind in ("codemeta", "schema.org")}
kinds = (kind + ": " + ", ".join(author["@type"] for author in one["author"]) for kind, one in described.items())
print("; ".join(kinds))
print("licence:", described["codemeta"]["license"])
print("apa:", converted("-f", "apalike"))
PYTHON
(cd "$place" && "$place/venv/bin/python" try.py "$place/venv/bin/cffconvert") | sed 's/ *$//' | tee "$place/seen"
diff "$place/seen" <(sed -n '/^# Output seen:/,/^set /s/^#   //p' "$0")
