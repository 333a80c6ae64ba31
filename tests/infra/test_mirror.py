"""Mirror: staging is what production is, but for what was agreed."""

from servio_verify.infra.mirror.check import Reflection
from servio_verify.infra.mirror.file import MirrorFile
from servio_verify.infra.mirror.side import Side
from servio_verify.testing import CRITICAL, area

pytestmark = area("Infrastructure", "Mirror", CRITICAL)


def test_it_is_as_the_other_environment(
    reflection: Reflection, sides: tuple[Side, Side], mirror_file: MirrorFile
) -> None:
    reflection.hold(sides, mirror_file)
