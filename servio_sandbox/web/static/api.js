import { meta } from "./dom.js";

const base = `${meta("servio-api")}/api/v1`;

// What the API refused; `signedOut` when there is no session any more.
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.signedOut = status === 401;
  }
}

async function call(method, path, body, key) {
  const headers = {};
  if (body) headers["Content-Type"] = "application/json";
  if (key) headers["Idempotency-Key"] = key;
  let response;
  try {
    response = await fetch(base + path, { method, headers, credentials: "include", body: body && JSON.stringify(body) });
  } catch {
    throw new Refused(0, "Servio cannot be reached. Please try again.");
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(response.status, answer.error?.message ?? `The server answered ${response.status}.`);
  return answer;
}

export const list = (path) => call("GET", path);
export const read = async (path) => (await call("GET", path)).data;
export const post = async (path, body, key) => (await call("POST", path, body ?? {}, key)).data;
