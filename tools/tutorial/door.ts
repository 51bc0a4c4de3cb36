import { brief, WrongAnswer, type Line, type Page } from './page.js';

/** An answer over HTTP; the body is parsed when it is JSON. */
export interface Answer {
  status: number;
  body: unknown;
}

/** What a request carries, and how it and its answer are told. */
export interface Asking {
  body?: unknown;
  sent?: string;
  answered?: (body: unknown) => string;
}

/** One of the HTTP dialects, entered with a token once there is one. */
export class Door {
  token?: string;

  constructor(
    private readonly page: Page,
    private readonly url: string,
    private readonly mediaType: string,
  ) {}

  /** Sends a request and shows it; `sent` and `answered` tell in short what went to and fro. */
  async ask(
    method: string,
    path: string,
    { body, sent = brief(body), answered = brief }: Asking = {},
  ): Promise<Answer> {
    const answer = await this.send(method, path, body);
    const lines: Line[] = sent ? [['sent', sent]] : [];
    this.page.exchange([method, path.split('?')[0]!], ...lines, ['answer', told(answer, answered)]);
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

function told({ status, body }: Answer, answered: (body: unknown) => string): string {
  return body === '' ? String(status) : `${status} ${status < 400 ? answered(body) : brief(body)}`;
}

const PATIENCE_MS = 60_000;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
