// A credential signs and cannot be printed: it shows nothing of itself to logs, JSON, the inspector or an error.
export type Secrets = Readonly<{ apiKey: string; secret: string; password?: string | undefined }>;

export class Credential<Held = Secrets> {
  readonly #held: Held;

  constructor(held: Held) {
    this.#held = held;
  }

  /** For the venue adapter at the moment when it builds its client, and for the vault when it seals. */
  reveal(): Held {
    return this.#held;
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
