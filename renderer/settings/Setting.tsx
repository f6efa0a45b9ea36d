import type { ReactNode } from 'react';

/** One line of the settings: what it is, what it means, and what sets it. */
export function Setting({ name, meaning, children }: Readonly<{ name: string; meaning: ReactNode; children: ReactNode }>) {
  return (
    <div className="setting">
      <div>
        <h3>{name}</h3>
        <p>{meaning}</p>
      </div>
      <div className="setting-control">{children}</div>
    </div>
  );
}
