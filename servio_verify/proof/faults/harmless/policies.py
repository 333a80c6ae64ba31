"""Security policies: the same protection, told in other headers."""

from servio_verify.proof.alteration import Alteration, Scene
from servio_verify.proof.exchange import Answer
from servio_verify.proof.faults.harmless.difference import difference
from servio_verify.proof.faults.security.headers import POLICY, open_to_frames
from servio_verify.proof.parts.altering import Altered
from servio_verify.proof.parts.answers import with_headers


@difference("application and proxy each send a policy", "CSP Level 3, 4.1: several policies are all enforced")
def two_policies(_scene: Scene) -> Alteration:
    """Who may frame Servio stands in a second Content-Security-Policy, and in no other header."""

    def change(answer: Answer) -> Answer:
        return with_headers((POLICY, "frame-ancestors 'none'"))(open_to_frames(answer))

    return Altered(change)
