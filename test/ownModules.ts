// Runs before every test file: files share a process, so that ccxt is read once and not two hundred times, and each still
// gets every module of ours anew. Only what comes out of node_modules is kept.
import { vi } from 'vitest';

vi.resetModules();
