"""Stack traces in what an answer shows: of Python, JavaScript, Java, Go, Ruby, PHP and C#."""

import re

STACK_TRACES = re.compile(
    r"Traceback \(most recent call last\)"
    r"|\bFile \\?\"[^\"\n]+\\?\", line \d+"  # Python
    r"|(?:\b|\\[nt])at [^\n()]{1,200}\((?!https?:)"  # JavaScript, Java: a function, and its place in a file
    r"(?:node:[\w/.-]+|(?:file:/|webpack[\w-]*:/)?/[^\s:]+|[^\n()]*\.[A-Za-z]\w{1,9}):\d+(?::\d+)?\)"
    r"|(?:\b|\\[nt])at (?:async )?(?:file://)?/[^\s:]+:\d+:\d+"  # JavaScript without a function
    r"|\.(?:go|rb|php|cs):(?:line )?\d+",
)
