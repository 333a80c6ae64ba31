"""Note of a result: which image runs, as the run read it of ECS."""

from pathlib import Path

from servio_verify.infra.facts import Facts, Unread
from servio_verify.run import files

DIGEST = "ecs.image_digest"


def image_note(folder: Path) -> tuple[str, ...]:
    """Return which image runs, by what the run in this folder read of ECS; nothing where it read nothing of it."""
    try:
        known = Facts.from_json((folder / files.FACTS).read_text(encoding="utf-8")).known
    except (OSError, ValueError, KeyError):
        return ()
    names = (DIGEST, "ecs.tasks_of_definition", "ecs.running", "ecs.task_definition")
    values = [known[name].value for name in names if name in known]
    if len(values) < len(names) or any(value is None or isinstance(value, Unread) for value in values):
        return ()
    digest, tasks, running, definition = values
    if isinstance(digest, tuple):
        return (f"images: {', '.join(digest)} run in tasks of {definition}",)
    return (f"image: {digest} runs in {tasks} of {running} tasks of {definition}",)
