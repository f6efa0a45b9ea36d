// A credential signs and cannot be printed: it shows nothing of itself to logs, JSON, the inspector or an error.
export type Secrets = Readonly<{ apiKey: string; secret: string; password?: string | undefined }>;

export class Credential {
  readonly #secrets: Secrets;

  constructor(secrets: Secrets) {
    this.#secrets = secrets;
  }

  /** For the venue adapter alone, at the moment when it builds its client. */
  reveal(): Secrets {
    return this.#secrets;
  }

  toString(): string {
    return '[credential]';
  }

  toJSON(): string {
    return '[credential]';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[credential]';
  }
}
