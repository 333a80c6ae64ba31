"""The form of the sign-in page, as a browser shows it."""

from contextlib import suppress

from playwright.sync_api import BrowserContext, Error
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError
from pydantic import BaseModel

from servio_verify.doctor.attempts import Attempt, Deadline
from servio_verify.doctor.finding import SETTINGS, Finding, doubt, well, wrong
from servio_verify.doctor.in_browser import unsent_sign_in
from servio_verify.environments.model import Environment

SECONDS = 6.0

_READ = """() => {
  const seen = (element) => element && element.checkVisibility();
  const password = [...document.querySelectorAll('input[type="password"]')].find(seen);
  const around = password ? (password.closest('form') ?? document) : document;
  const email = [...around.querySelectorAll('input')].find((field) => seen(field) && field !== password
    && /mail|user|login/i.test(`${field.type} ${field.name} ${field.id} ${field.autocomplete}`));
  const submit = [...around.querySelectorAll('button, input[type="submit"]')].find(
    (button) => seen(button) && button.type === 'submit');
  submit?.scrollIntoView({block: 'center'});
  const box = submit?.getBoundingClientRect();
  const top = box && document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const over = top && !submit.contains(top) && !top.contains(submit) ? top.closest('dialog, [role], div') ?? top : null;
  return {covered: over?.textContent.trim().slice(0, 40) ?? '',
    password: Boolean(password), email: Boolean(email), submit: Boolean(submit),
    named: password?.name === 'password' && email?.name === 'email', url: location.href, title: document.title};
}"""


class SignInForm(BaseModel):
    """What a sign-in page has; `named` says that its fields have the names of the contract."""

    password: bool
    email: bool
    submit: bool
    named: bool
    url: str
    title: str
    covered: str = ""
    """What the layer says that lies over the button; empty where none does."""

    sends_to: str = ""
    """The origin that a password would be sent to; empty where that is not seen."""

    @property
    def is_whole(self) -> bool:
        """Whether it has all that a sign-in needs."""
        return self.password and self.email and self.submit


def read(context: BrowserContext, path: str, *, fields: str = "", try_it: bool = False) -> SignInForm:
    """Return the form at that path, once it is shown. Raises Playwright's Error.

    `try_it`: use it too, with nobody's account, and hold back what it sends; `fields` says how its fields are found.
    """
    page = context.new_page()
    page.goto(path, wait_until="commit")
    with suppress(PlaywrightTimeoutError):  # what is there instead is told
        page.locator('input[type="password"]').filter(visible=True).first.wait_for()
    form = SignInForm.model_validate(page.evaluate(_READ))
    if not try_it or not form.is_whole or form.covered or not (form.named or fields == "by meaning"):
        return form
    return form.model_copy(update={"sends_to": unsent_sign_in.sends_to(page)})


def look(
    environment: Environment, attempt: Attempt[SignInForm], path: str, deadline: Deadline
) -> tuple[Finding, SignInForm | None]:
    """Return what form the sign-in page shows."""
    try:
        form = attempt.result(deadline.left(SECONDS))
    except TimeoutError as error:
        advice = "the page hangs: a script of somebody else? a run's trace shows it"
        return doubt("form", f"{path}: {error}", advice), None
    except Error as error:
        said = error.message.splitlines()[0][:100]
        return wrong("form", f"{path}: {said}", "see what the page needs, in a browser"), None
    if not form.password:
        shown = f'"{form.title}"' if form.title else form.url
        advice = "set [paths] login to the page that has one; e-mail first and password later is not supported"
        return wrong("form", f"{path} shows no password field, but {shown}", advice), form
    if not form.is_whole:
        lacking = " and no ".join(name for name in ("email", "submit") if not getattr(form, name))
        return wrong("form", f"{path} has a password field, but no {lacking} in its form", "see [sign_in] fields"), form
    if form.covered:
        said = f'{path}: something lies over its button: "{form.covered}"'
        advice = (
            'a consent? give its answer beforehand: [browser] cookies = { NAME = "VALUE" }, or storage, with name '
            "and value from your browser (docs/environments.md, Behind a gate)"
        )
        return wrong("form", said, advice, SETTINGS), form
    if form.named or environment.sign_in.fields == "by meaning":
        return well("form", f"{path} has e-mail, password and submit"), form
    said = f"{path}: its fields have other names than email and password"
    return wrong("form", said, 'set [sign_in] fields = "by meaning"', SETTINGS), form
