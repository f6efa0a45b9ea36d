// Keys and calls of the scripted panel.
import { noAutomation, type AutomationView } from '../../shared/automation.ts';
import type { PanelApi } from '../../shared/contract.ts';
import { fail, type Result } from '../../shared/failure.ts';

export const fakeAutomation: AutomationView = noAutomation;

const notHere = async (): Promise<Result<never>> => fail({ kind: 'internal', message: 'Not in the scripted panel.' });

export const fakeAutomationApi: Pick<PanelApi, 'createApiKey' | 'revokeApiKey' | 'removeApiKey' | 'getAutomationCalls'> = {
  createApiKey: notHere,
  revokeApiKey: notHere,
  removeApiKey: notHere,
  getAutomationCalls: notHere,
};
