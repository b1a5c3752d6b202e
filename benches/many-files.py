#!/usr/bin/env python3
"""Writes a made-up repository of many files for `whereto scan`, the same each time:

    python3 benches/many-files.py FOLDER [FILES]

Of a hundred files about sixty are code in several languages, fifteen are configuration and manifests, and the rest are
texts, styles and pictures.
"""
import pathlib
import random
import sys

top = pathlib.Path(sys.argv[1])
files = int(sys.argv[2]) if len(sys.argv) > 2 else 50_000
chance = random.Random(1)
words = "order user price stock cart mail search route token cache queue store event image report".split()


def code(line, comment):
    lines = [f"{comment} {chance.choice(words)} of {chance.choice(words)}"]
    for number in range(chance.randint(20, 160)):
        lines.append(line.format(a=chance.choice(words), b=chance.choice(words), n=number))
    return "\n".join(lines) + "\n"


kinds = [
    (25, "ts", lambda: code("export const {a}{n} = (it: number) => {b}(it + {n});", "//")),
    (15, "py", lambda: code("def {a}_{n}(it):\n    return {b}(it + {n})", "#")),
    (10, "go", lambda: code("func {a}{n}(it int) int {{ return {b}(it + {n}) }}", "//")),
    (10, "java", lambda: code("  int {a}{n}(int it) {{ return {b}(it + {n}); }}", "//")),
    (8, "yaml", lambda: code("{a}{n}: {{{b}: {n}}}", "#")),
    (4, "json", lambda: '{"' + chance.choice(words) + '": [' + ", ".join(map(str, range(chance.randint(1, 400)))) + "]}\n"),
    (3, "tf", lambda: code('resource "aws_s3_bucket" "{a}_{n}" {{\n  bucket = "{b}-{n}"\n}}', "#")),
    (12, "md", lambda: code("The {a} has {n} of each {b}.", "#")),
    (8, "css", lambda: code(".{a}-{n} {{ margin: {n}px }}", "/* */")),
    (5, "png", lambda: chance.randbytes(chance.randint(500, 20_000))),
]
written = 0
while written < files:
    package = top / f"{chance.choice(words)}-{written // 500}" / f"package-{written // 100 % 5}"
    folder = package / "src" / chance.choice(words)
    folder.mkdir(parents=True, exist_ok=True)
    (package / "package.json").write_text('{"private": true, "dependencies": {"left-pad": "1"}}\n')
    written += 1
    for _ in range(min(99, files - written)):
        _, ending, make = chance.choices(kinds, [kind[0] for kind in kinds])[0]
        text = make()
        path = folder / f"{chance.choice(words)}-{written}.{ending}"
        path.write_bytes(text) if isinstance(text, bytes) else path.write_text(text)
        written += 1
print(f"{written:,} files")
