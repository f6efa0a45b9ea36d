import { panelApi } from '../panelApi.ts';
import { useRequest } from '../ui/useRequest.ts';
import { useAccountsPage } from './accountsPage.ts';

/** Lets the person choose a file; its report becomes the page. `choose` answers false when nothing came of it. */
export function useImport() {
  const turnTo = useAccountsPage((state) => state.turnTo);
  const { busy, failure, ask } = useRequest();
  const choose = async (): Promise<boolean> => {
    const answer = await ask(() => panelApi().importAccounts({}));
    if (answer === null || answer.value === null) return false;
    turnTo({ kind: 'report', report: answer.value });
    return true;
  };
  return { busy, failure, choose };
}
