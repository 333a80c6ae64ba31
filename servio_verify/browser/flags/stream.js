// LaunchDarkly's stream (`/eval/…`): `put` has all flags, `patch` one of them.
(pinned) => {
    if (!window.EventSource) return;
    const isOurs = (name, flag) => Object.hasOwn(pinned, name) && typeof flag?.value === "boolean";
    const pin = (name, flag) => isOurs(name, flag) ? { ...flag, value: pinned[name] } : flag;
    const READ = {
        put: told => Object.fromEntries(Object.entries(told).map(([name, flag]) => [name, pin(name, flag)])),
        patch: told => pin(told.key, told),
    };
    window.EventSource = class extends window.EventSource {
        addEventListener(type, listener, ...more) {
            const read = READ[type];
            if (!read || typeof listener !== "function" || !new URL(this.url).pathname.startsWith("/eval/"))
                return super.addEventListener(type, listener, ...more);
            return super.addEventListener(type, event => {
                let data = event.data;
                try { data = JSON.stringify(read(JSON.parse(data))); } catch { /* no flags: as it is */ }
                const { origin, lastEventId } = event;
                listener.call(this, new MessageEvent(type, { data, origin, lastEventId }));
            }, ...more);
        }
    };
}
