import { meta } from "./dom.js";

// What @supabase/ssr's browser client does: a session in cookies that it reads itself, split where it is long.
const NAME = "sb-servio-auth-token";
const CHUNK = 3180;
const YEAR_AND_MORE = 400 * 24 * 60 * 60;

const cookies = () => Object.fromEntries(document.cookie.split("; ").filter(Boolean).map((pair) => {
  const at = pair.indexOf("=");
  return [pair.slice(0, at), pair.slice(at + 1)];
}));

function setCookie(name, value, age) {
  document.cookie = `${name}=${value}; path=/; max-age=${age}; samesite=lax`;
}

function stored() {
  const all = cookies();
  let value = all[NAME] ?? "";
  for (let part = 0; all[`${NAME}.${part}`]; part += 1) value += all[`${NAME}.${part}`];
  if (!value.startsWith("base64-")) return null;
  const bytes = atob(value.slice(7).replaceAll("-", "+").replaceAll("_", "/"));
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0))));
}

function store(session) {
  const before = Object.keys(cookies()).filter((name) => name === NAME || name.startsWith(`${NAME}.`));
  const bytes = new TextEncoder().encode(JSON.stringify(session));
  const text = btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  const value = session ? `base64-${text}` : "";
  const parts = value.match(new RegExp(`.{1,${CHUNK}}`, "g")) ?? [];
  const named = parts.length === 1 ? [[NAME, value]] : parts.map((part, number) => [`${NAME}.${number}`, part]);
  for (const [name, part] of named) setCookie(name, part, YEAR_AND_MORE);
  const kept = new Set(named.map(([name]) => name));
  for (const name of before) if (!kept.has(name)) setCookie(name, "", 0);
}

const sessionOf = ({ token, refreshToken, expiresAt, expiresIn, user }) => (
  { access_token: token, refresh_token: refreshToken, expires_at: expiresAt, expires_in: expiresIn, token_type: "bearer", user });

const isDue = (session) => session.expires_at - Date.now() / 1000 < Math.min(90, session.expires_in / 3);

// One tab at a time: a refresh token may be used once.
function renew() {
  return navigator.locks.request(`lock:${NAME}`, async () => {
    const session = stored();
    if (!session || !isDue(session)) return session;
    const body = JSON.stringify({ refreshToken: session.refresh_token });
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(`${meta("servio-api")}/api/v1/auth/refresh`, { method: "POST", headers, body });
    if (answer.status >= 500 || answer.status === 429) return session;
    const renewed = answer.ok ? sessionOf((await answer.json()).data) : null;
    store(renewed);
    return renewed;
  }).catch(() => stored()); // not reached: the token may be good for a while
}

export async function authorization() {
  const session = stored();
  const good = session && isDue(session) ? await renew() : session;
  return good ? { Authorization: `Bearer ${good.access_token}` } : {};
}

export function remember(path, answer) {
  if (path === "/auth/login") store(sessionOf(answer.data));
  if (path === "/auth/logout") store(null);
  return answer;
}

setInterval(() => {
  const session = stored();
  if (session && isDue(session)) renew();
}, 1000);
