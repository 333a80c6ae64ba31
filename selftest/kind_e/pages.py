"""Pages and scripts of the application: fields without names, a sign-in that navigates three times, healthy noise."""

HEAD = "<!doctype html><html lang=en><title>{title}</title><link rel=icon href=data:,><body>"
NOISE = """
const say = (role, text) => {
  const it = document.createElement('div');
  it.setAttribute('role', role);
  it.textContent = text;
  document.body.prepend(it);
};
say('alert', '');
setTimeout(() => say('alert', 'Connected'), 200);
const given = new AbortController();
fetch('/tables?_rsc=1', {signal: given.signal}).catch(() => {});
given.abort();
"""
SIGN_IN = """
document.querySelector('form').addEventListener('submit', async event => {
  event.preventDefault();
  const [email, password] = [...document.querySelectorAll('input')].map(field => field.value);
  const answer = await fetch('/api/auth/sign-in', {
    method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({email, password}),
  });
  if (!answer.ok) {
    document.querySelector('p').textContent = 'E-mail or password is wrong';
    return;
  }
  const {data} = await answer.json();
  history.pushState(null, '', '/welcome');
  document.querySelector('main').textContent = 'One moment';
  setTimeout(() => location.assign('/dashboard/' + data.place), 150);
});
"""
DASHBOARD = """
if (!sessionStorage.getItem('chosen')) {
  sessionStorage.setItem('chosen', 'yes');
  setTimeout(() => location.replace(location.pathname), 150);
}
document.querySelector('button').addEventListener('click', async () => {
  await fetch('/api/auth/sign-out', {method: 'POST'});
  location.assign('/sign-in');
});
"""
SCRIPTS = {"noise.js": NOISE, "sign-in.js": SIGN_IN, "dashboard.js": DASHBOARD}


def page(title: str, body: str, *scripts: str) -> str:
    """Return a page; every page has the noise."""
    loads = "".join(f'<script src="/assets/{name}.js" defer></script>' for name in ("noise", *scripts))
    return f"{HEAD.format(title=title)}<main>{body}</main>{loads}"


HOME = page("Servio, tables for tonight", '<h1>Servio</h1><p data-project="tqv7staging">Find a table.</p>')
FORM = page(
    "Sign in",
    "<h1>Welcome</h1><form><label for=e>E-mail</label><input id=e type=email autocomplete=username>"
    "<label for=p>Password</label><input id=p type=password autocomplete=current-password>"
    "<button>Continue</button><p role=alert></p></form>",
    "sign-in",
)
INSIDE = page(
    "Tonight",
    "<nav><a href=/dashboard/17>Tables</a> <a href=/dashboard/17>Guests</a></nav><h1>Tonight</h1>"
    "<button type=button>Sign out</button>",
    "dashboard",
)
ABSENT = page("404: This page could not be found", "<h1>404</h1><p>This page could not be found.</p>")
