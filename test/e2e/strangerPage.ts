// What a page of a stranger tries against a server on this computer. Runs inside the page: it can use nothing from outside itself.
export type Attempt = Readonly<{ how: string; read: string }>;

/** @param stolen  a key that works; null: the page has none */
export async function tryEverything(
  given: Readonly<{ target: string; stolen: string | null; flatten: string; mcp: string }>,
): Promise<readonly Attempt[]> {
  const { flatten, mcp, stolen, target } = given;
  const PATIENCE_MS = 4_000;
  const attempts: Promise<Attempt>[] = []; // all at once: a page that waits politely is no attack
  const paths = { flatten: `${target}/v1/api/positions/flatten`, positions: `${target}/v1/api/positions` };
  const withKey: Readonly<Record<string, string>> = stolen === null ? {} : { authorization: `Bearer ${stolen}` };
  const json = { 'content-type': 'application/json' };
  const text = { 'content-type': 'text/plain' };

  /** Everything that a page could get to see of an answer. */
  const note = (how: string, attempt: Promise<string>): void => {
    const tooLong = new Promise<string>((resolve) => {
      setTimeout(() => resolve('no answer'), PATIENCE_MS);
    });
    const read = Promise.race([attempt, tooLong]).catch((error: unknown) => `refused: ${String(error)}`);
    attempts.push(read.then((words) => ({ how, read: words })));
  };
  const get = async (url: string, init: RequestInit): Promise<string> => {
    const answer = await fetch(url, init);
    return `${answer.type} ${answer.status} ${await answer.text()}`;
  };
  const post = (url: string, body: BodyInit, init: RequestInit): Promise<string> => get(url, { method: 'POST', body, ...init });

  for (const mode of ['cors', 'no-cors', 'same-origin'] as const) {
    for (const credentials of ['include', 'omit'] as const) {
      note(`fetch GET ${mode} ${credentials}`, get(paths.positions, { mode, credentials }));
      note(`fetch text ${mode} ${credentials}`, post(paths.flatten, flatten, { mode, credentials, headers: text }));
    }
    note(`fetch GET with a key ${mode}`, get(paths.positions, { mode, headers: withKey }));
    note(`fetch JSON ${mode}`, post(paths.flatten, flatten, { mode, headers: { ...json, ...withKey } }));
    note(`fetch text with a key ${mode}`, post(paths.flatten, flatten, { mode, headers: { ...text, ...withKey } }));
    note(`fetch form ${mode}`, post(paths.flatten, new URLSearchParams({ [flatten]: '' }), { mode }));
    note(`fetch nameless type ${mode}`, post(paths.flatten, new Blob([flatten]), { mode, keepalive: true }));
    note(`MCP as text ${mode}`, post(`${target}/mcp`, mcp, { mode, headers: text }));
    note(`MCP as JSON ${mode}`, post(`${target}/mcp`, mcp, { mode, headers: { ...json, ...withKey } }));
  }

  const xhr = (type: string, headers: Readonly<Record<string, string>>): Promise<string> =>
    new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.open('POST', paths.flatten);
      request.withCredentials = type === 'text/plain';
      for (const [name, value] of Object.entries({ 'content-type': type, ...headers })) request.setRequestHeader(name, value);
      request.addEventListener('loadend', () => resolve(`${request.status} ${request.responseText}`));
      request.send(flatten);
    });
  note('XMLHttpRequest text', xhr('text/plain', {}));
  note('XMLHttpRequest JSON', xhr('application/json', withKey));

  for (const type of ['text/plain', 'application/json', 'application/x-www-form-urlencoded'])
    note(`sendBeacon ${type}`, Promise.resolve(String(navigator.sendBeacon(paths.flatten, new Blob([flatten], { type })))));

  const frame = (fill: (frame: HTMLIFrameElement) => void): Promise<string> =>
    new Promise((resolve) => {
      const element = document.createElement('iframe');
      element.name = `frame${Math.random()}`; // frames of an earlier call are there still
      element.addEventListener('load', () => {
        try {
          const seen = element.contentDocument?.body.innerText ?? '';
          if (element.contentWindow?.location.href !== 'about:blank') resolve(`frame ${seen}`);
        } catch (error) {
          resolve(`refused: ${String(error)}`);
        }
      });
      document.body.append(element);
      fill(element);
    });
  note('iframe GET', frame((element) => (element.src = paths.positions))); // prettier-ignore
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
    const submit = ({ name }: HTMLIFrameElement): void => {
      const form = document.createElement('form');
      Object.assign(form, { method: 'POST', action: paths.flatten, enctype: type, target: name });
      const field = document.createElement('input');
      field.name = flatten.slice(0, -1);
      field.value = flatten.slice(-1);
      form.append(field);
      document.body.append(form);
      form.submit();
    };
    note(`form ${type}`, frame(submit));
  }

  for (const tag of ['img', 'script', 'link', 'audio'] as const) {
    const load = new Promise<string>((resolve) => {
      const element = document.createElement(tag);
      element.addEventListener('load', () => resolve('loaded'));
      element.addEventListener('error', () => resolve('refused: error'));
      if (element instanceof HTMLLinkElement) Object.assign(element, { rel: 'stylesheet', href: paths.positions });
      else element.setAttribute('src', paths.positions);
      document.body.append(element);
    });
    note(`<${tag}>`, load);
  }

  const socket = (path: string, protocols: readonly string[]): Promise<string> =>
    new Promise((resolve) => {
      const opened = new WebSocket(`${target.replace('http', 'ws')}${path}`, [...protocols]);
      opened.addEventListener('open', () => opened.send(JSON.stringify({ action: 'rpc', id: '1', api: 'FlattenEverything', args: {} })));
      opened.addEventListener('message', ({ data }) => resolve(`message ${String(data)}`));
      opened.addEventListener('close', ({ code }) => resolve(`refused: ${code}`));
    }); // prettier-ignore
  note('WebSocket', socket('/ws/stream', []));
  note('WebSocket with a key', socket(`/ws/stream?token=${String(stolen)}`, ['bearer', ...(stolen === null ? [] : [stolen])]));
  note(
    'EventSource',
    new Promise((resolve) => {
      const source = new EventSource(`${target}/mcp`, { withCredentials: true });
      source.addEventListener('message', ({ data }) => resolve(`message ${String(data)}`));
      source.addEventListener('error', () => {
        source.close();
        resolve('refused: error');
      });
    }),
  );
  if ('serviceWorker' in navigator) {
    const worker = async (): Promise<string> => {
      const told = new Promise<string>((resolve) => {
        navigator.serviceWorker.addEventListener('message', ({ data }) => resolve(String(data)));
      });
      await navigator.serviceWorker.register('/worker.js');
      const { active } = await navigator.serviceWorker.ready;
      active?.postMessage({ url: paths.flatten, body: flatten, headers: { ...json, ...withKey } }, []);
      return told;
    };
    note('service worker', worker());
  }
  return Promise.all(attempts);
}
