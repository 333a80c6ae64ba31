"""Scripts that harmless pages run: each changes the page as its difference says."""

STAGING_BANNER = """
const bar = document.createElement('div');
bar.setAttribute('role', 'alert');
bar.style.cssText = 'background:#222;color:#fff';
bar.textContent = 'Staging: everything here is deleted at night';
document.body.prepend(bar);
"""
COOKIE_BANNER = """
const bar = document.createElement('section');
bar.setAttribute('aria-label', 'Cookies');
bar.style.cssText = 'background:#fff;color:#111';
bar.append('We count visits. ');
for (const word of ['Accept', 'Reject']) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = word;
  button.onclick = () => bar.remove();
  bar.append(button);
}
document.body.append(bar);
"""
AB_BANNER = """
if (crypto.getRandomValues(new Uint8Array(1))[0] % 2) {
  const bar = document.createElement('p');
  bar.style.cssText = 'background:#fff;color:#111';
  bar.textContent = 'New: guests may book a table online';
  document.body.prepend(bar);
}
"""
FOOTER_FORM = """
const foot = document.createElement('footer');
foot.style.cssText = 'background:#fff;color:#111';
foot.innerHTML = '<form action="/news"><label>Your e-mail <input name="email" type="email"></label>'
  + '<label>Your name <input name="name"></label> <button type="submit">Keep me posted</button></form>';
document.body.append(foot);
"""
FILTER = """
const search = document.createElement('search');
search.style.cssText = 'background:#fff;color:#111';
search.innerHTML = '<form action="/search"><label>Find by name <input name="name"></label>'
  + ['venue', 'menu'].map(one => `<label>By ${one} <select name="${one}"><option>All</select></label>`).join('')
  + ' <button type="submit">Find</button></form>';
document.body.prepend(search);
"""
CHAT = """
const chat = document.createElement('aside');
chat.setAttribute('aria-label', 'Chat');
chat.style.cssText = 'position:fixed;right:0;bottom:0;width:40px;height:40px';
const open = document.createElement('button');
open.type = 'button';
open.setAttribute('aria-label', 'Open the chat');
open.style.cssText = 'width:40px;height:40px;background:#fff;color:#111';
open.textContent = '?';
chat.append(open);
document.body.append(chat);
"""
CHAT_FRAME = """
const chat = document.createElement('iframe');
chat.title = 'Chat';
chat.srcdoc = '<!doctype html><html lang="en"><title>Chat</title><p role="alert">Hello, may I help?</p>'
  + '<form><label>Your e-mail <input name="email"></label> <button type="submit">Send</button></form>';
document.body.append(chat);
"""
ANNOUNCER = """
const polite = document.createElement('div');
polite.setAttribute('role', 'alert');
polite.setAttribute('aria-live', 'assertive');
document.body.append(polite);
setTimeout(() => { polite.textContent = document.title; }, 200);
"""
CONNECTED = """
const toast = document.createElement('div');
toast.setAttribute('role', 'status');
toast.style.cssText = 'background:#fff;color:#111';
document.body.append(toast);
setTimeout(() => { toast.textContent = 'Connected'; }, 300);
"""
GIVEN_UP = """
const given = new AbortController();
fetch(location.pathname, {signal: given.signal}).catch(() => {});
given.abort();
"""
HELP = """
const help = document.createElement('p');
help.style.cssText = 'background:#fff;color:#111';
help.textContent = 'Help: after the words Venue created, guests can find it.';
document.body.append(help);
"""
WRAPPED = """
const outer = document.createElement('div');
outer.className = 'shell';
const inner = document.createElement('div');
outer.append(inner);
for (const child of [...document.body.children]) {
  if (!['SCRIPT', 'STYLE', 'TEMPLATE'].includes(child.tagName)) inner.append(child);
}
document.body.prepend(outer);
"""
ATTRIBUTES = """
const mark = () => document.querySelectorAll('main *, form *').forEach((element, number) => {
  if (element.dataset.qa === undefined) element.dataset.qa = String(number);
});
new MutationObserver(mark).observe(document.body, {childList: true, subtree: true});
"""
FLAT = """
const flat = () => document.querySelectorAll('li:has(*)').forEach(entry => {
  if (entry.querySelector('a, button, input, select, ul, ol')) return;
  entry.textContent = [...entry.children].map(part => part.textContent).join(' \\u00b7 ');
});
new MutationObserver(flat).observe(document.body, {childList: true, subtree: true});
"""
BADGES = """
const badge = () => document.querySelectorAll('li').forEach(entry => {
  if (entry.dataset.badge || entry.querySelector('a, button, input')) return;
  entry.dataset.badge = 'yes';
  entry.append(' \\u2013 new today');
});
new MutationObserver(badge).observe(document.body, {childList: true, subtree: true});
"""
COUNTED = """
const count = () => document.querySelectorAll('nav a, nav button').forEach(entry => {
  if (entry.dataset.counted) return;
  entry.dataset.counted = 'yes';
  const more = document.createElement('span');
  more.textContent = ' 3 new';
  entry.append(more);
});
new MutationObserver(count).observe(document.body, {childList: true, subtree: true});
"""
NATIVE = """
const own = () => document.querySelectorAll('form[novalidate]').forEach(form => { form.noValidate = false; });
new MutationObserver(own).observe(document.body, {childList: true, subtree: true});
"""
LOGGED = """
console.log('servio: experiment 12, variant B');
console.info('built for staging');
console.warn('the API of experiment 12 is deprecated');
"""
STORED = """
localStorage.setItem('experiment', 'B');
sessionStorage.setItem('visits', String(Number(sessionStorage.getItem('visits') || 0) + 1));
"""
