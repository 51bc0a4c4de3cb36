import { brief, WrongAnswer, type Page } from './page.js';

/** An answer over HTTP; the body is parsed when it is JSON. */
export interface Answer {
  status: number;
  body: unknown;
}

/** One of the HTTP dialects, entered with a token once there is one. */
export class Door {
  token?: string;

  constructor(
    private readonly page: Page,
    private readonly url: string,
    private readonly mediaType: string,
  ) {}

  /** Sends a request and shows it; `sent` tells in short what the body or the query says. */
  async ask(method: string, path: string, body?: unknown, sent = brief(body)): Promise<Answer> {
    const answer = await this.send(method, path, body);
    const shown = { method, path: path.split('?')[0]!, sent, answer: `${answer.status} ${brief(answer.body, 92)}` };
    this.page.exchange(shown);
    return answer;
  }

  /** Sends a request without showing it. */
  async send(method: string, path: string, body?: unknown): Promise<Answer> {
    const request = {
      method,
      headers: {
        accept: this.mediaType,
        ...(body === undefined ? {} : { 'content-type': this.mediaType }),
        ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    };
    const response = await fetch(this.url + path, request).catch((cause: Error) => {
      throw new WrongAnswer(`${method} ${path}: the service does not answer: ${cause.message}`, { cause });
    });
    return { status: response.status, body: parsed(await response.text()) };
  }
}

const PATIENCE_MS = 60_000;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
